"""Variants that their origin counts each its own way are one stream all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.hls.numbering import difference
from pipeline.hls.window import Window
from tests.hls.build import BASE, names, playlist
from tests.hls.test_window import numbers, window
from tests.hls.test_window import origin as text

DATE = "#EXT-X-PROGRAM-DATE-TIME:2026-11-23T12:00:{second:02d}.{ms:03d}{zone}"


def entries(first: int, last: int, second: int | None = None, zone: str = "Z", ms: int = 0):
    """Segments of 2 s; the first one begins at that second, if dates are stated."""
    found = playlist(first, names(first, last)).entries
    if second is None:
        return found
    dates = (DATE.format(second=second + 2 * n, ms=ms, zone=zone) for n in range(len(found)))
    return [replace(each, lines=(date, *each.lines)) for each, date in zip(found, dates, strict=True)]


@pytest.mark.parametrize(
    ("variant", "lead", "added"),
    [
        (entries(5, 9), entries(5, 9), 0),
        (entries(6, 10), entries(5, 9), 0),  # read a moment later
        (entries(12, 16), entries(5, 9), 0),  # read late: a segment or two may be missing
        (entries(100, 104), entries(5, 9), -95),
        (entries(0, 4), entries(500, 504), 500),
        (entries(0, 4, 10), entries(500, 504, 10), 500),
        (entries(0, 4, 12), entries(500, 504, 10), 501),
        (entries(7, 11, 12), entries(6, 10, 10), 0),
        (entries(7, 11, 10), entries(6, 10, 10), -1),  # near, and dates tell that they differ
        (entries(0, 4, 10, ms=900), entries(500, 504, 10), 500),
        (entries(0, 4, 10, "+00:00"), entries(500, 504, 10), 500),
        (entries(0, 4, 10, "+08:00"), entries(500, 504, 10), 500),  # another day: what is newest in both
        (entries(0, 4, 10, " rubbish"), entries(500, 504, 10), 500),
        ((), entries(5, 9), 0),
        (entries(5, 9), (), 0),
    ],
)
def test_what_is_added(variant, lead, added):
    assert difference(variant, lead) == added


def test_a_variant_of_its_own_numbers_stops_where_the_heard_one_does():
    heard = window(text(500, names(500, 504)))
    variant = window(text(3, names(3, 7, "v")), lead=heard)
    assert numbers(variant.shown(502).entries) == [(500, 0, "v3.ts"), (501, 0, "v4.ts"), (502, 0, "v5.ts")]
    heard.update(playlist(501, names(501, 505)))
    assert numbers(variant.update(playlist(4, names(4, 8, "v")))) == [(505, 0, "v8.ts")]
    again = Window(BASE, heard)
    again.restore(variant.remembered(), variant.shift)
    assert numbers(again.update(playlist(5, names(5, 9, "v")))) == [(506, 0, "v9.ts")]


def test_it_is_aligned_anew_when_its_origin_begins_anew():
    heard = window(text(500, names(500, 504)))
    variant = window(text(3, names(3, 7, "v")), lead=heard)
    heard.update(playlist(0, names(0, 2, "b")))
    assert variant.update(playlist(4, names(4, 7, "v"))) == ()  # a text from before
    assert numbers(variant.update(playlist(80, names(80, 82, "w")))) == [
        (505, 1, "w80.ts"),
        (506, 1, "w81.ts"),
        (507, 1, "w82.ts"),
    ]
