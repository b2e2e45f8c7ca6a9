"""Dates of segments, in the ways in which servers write them."""

import pytest

from pipeline.hls.dates import date_ms
from pipeline.hls.playlist import parse_media
from tests.hls.build import names, origin

NOON = 1_795_435_200_000
"""2026-11-23T12:00:00Z."""


@pytest.mark.parametrize(
    ("written", "ms"),
    [
        ("2026-11-23T12:00:00Z", NOON),
        ("2026-11-23T12:00:00.250Z", NOON + 250),
        ("2026-11-23T12:00:00.2509999Z", NOON + 250),
        ("2026-11-23T12:00:00", NOON),
        ("2026-11-23T20:00:00.000+08:00", NOON),
        ("2026-11-23T20:00:00+0800", NOON),
        ("2026-11-23T20:00:00+08", NOON),
        ("2026-11-23T06:30:00-05:30", NOON),
        ("2026-11-23", None),
        ("2026-13-23T12:00:00Z", None),
        ("2026-11-23T12:00:.:Z", None),
        ("noon", None),
        ("", None),
    ],
)
def test_dates_are_read(written: str, ms: int | None) -> None:
    text = origin(0, names(0, 0)).replace("#EXTINF", f"#EXT-X-PROGRAM-DATE-TIME:{written}\n#EXTINF")
    assert date_ms(parse_media(text, "origin").entries[0]) == ms
