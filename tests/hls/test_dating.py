"""Dates of segments: at the first and after discontinuities, the same for a segment wherever it is listed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pipeline.hls.dating import dated
from pipeline.hls.playlist import MediaPlaylist, parse_media, write
from pipeline.types import Ms

DATE = "#EXT-X-PROGRAM-DATE-TIME:"
ZERO_MS = 1_000_000_000_000


def listed(first: int, *, breaks: tuple[int, ...] = (), dates: bool = False, count: int = 4) -> MediaPlaylist:
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", f"#EXT-X-MEDIA-SEQUENCE:{first}"]
    for number in range(first, first + count):
        lines += ["#EXT-X-DISCONTINUITY"] * (number in breaks)
        lines += [f"{DATE}2020-01-01T00:00:00Z"] * dates
        lines += ["#EXTINF:2.000,", f"{number}.ts"]
    return parse_media("\n".join(lines), "the list")


def written(shown: MediaPlaylist, placed: Mapping[int, Ms]) -> dict[str, str]:
    """The date before each URI that has one."""
    found, date = {}, ""
    for line in write(dated(shown, placed.get, ZERO_MS)).splitlines():
        if line.startswith(DATE):
            date = line.removeprefix(DATE)
        elif date and not line.startswith("#"):
            found[line], date = date, ""
    return found


PLACED = {5: 10_700, 6: 12_700, 7: 14_700, 8: 16_060, 9: 18_060}


@pytest.mark.parametrize(
    ("breaks", "placed", "expected"),
    [
        ((), PLACED, {"5.ts": "2001-09-09T01:46:50.700Z"}),
        ((8,), PLACED, {"5.ts": "2001-09-09T01:46:50.700Z", "8.ts": "2001-09-09T01:46:56.060Z"}),
        ((), {7: 14_700}, {"5.ts": "2001-09-09T01:46:50.700Z"}),
        ((8,), {5: 10_700}, {"5.ts": "2001-09-09T01:46:50.700Z", "8.ts": "2001-09-09T01:46:56.700Z"}),
        ((), {}, {}),
    ],
)
def test_where_dates_stand(breaks: tuple[int, ...], placed: dict[int, Ms], expected: dict[str, str]) -> None:
    assert written(listed(5, breaks=breaks), placed) == expected


def test_dates_of_the_origin_stay_as_they_are() -> None:
    shown = listed(5, dates=True)
    assert dated(shown, PLACED.get, ZERO_MS) is shown


def test_a_date_stands_with_the_segment_when_the_list_slides() -> None:
    (before,) = written(listed(5), PLACED).values()
    (after,) = written(listed(6), PLACED).values()
    assert (before, after) == ("2001-09-09T01:46:50.700Z", "2001-09-09T01:46:52.700Z")
