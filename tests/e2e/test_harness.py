"""The tests' own instruments: clock and words survive encoding, a wrong caption is told from a right one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.types import Cue
from tests.e2e.film import scripted
from tests.e2e.follower import Followed, Subtitles, subtitles
from tests.e2e.frames import Frame, Run, faults, longest_pause, runs, shows
from tests.e2e.picture import BLOCK, BLOCKS, FRAME_MS, PLACE, RATE, read
from tests.e2e.punctual import punctual
from tests.e2e.script import WORDS, Line, every
from tests.e2e.tones import Ear

LINES = every(3000, 8, first=41)
Span = tuple[str, int, int]
"""A caption, and the clock's reading at the first and the last frame that shows it."""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scripted(tmp_path_factory.mktemp("film") / "show.mp4", LINES, 8)


def test_the_clock_of_every_frame_can_be_read(film: Path) -> None:
    with av.open(str(film)) as show:
        for number, frame in enumerate(show.decode(video=0)):
            grey = frame.to_ndarray(format="gray")[PLACE.y : PLACE.y + BLOCK, PLACE.x : PLACE.x + PLACE.width]
            levels = grey.reshape(BLOCK, BLOCKS, BLOCK).mean(axis=(0, 2))
            assert read(int("".join(str(int(level > 128)) for level in levels), 2)) == number
    assert number == 8 * RATE - 1


def test_the_ear_hears_the_words_where_they_are(film: Path) -> None:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
    with av.open(str(film)) as show:
        pieces = [piece for frame in show.decode(audio=0) for piece in resampler.resample(frame)]
    words = Ear()(np.concatenate([piece.to_ndarray()[0] for piece in pieces])).words
    assert "".join(word.text for word in words) == "".join("".join(line.words) for line in LINES)
    for line, first in zip(LINES, words[::3], strict=True):
        assert abs(first.start - line.start) <= 20


def test_two_mixed_pictures_are_no_third() -> None:
    assert read(0b101_0000000000000000_000_01) == 0
    assert read(0b101_0000000000000011_010_01) == 3
    assert read(0b101_0000000000000001_000_01) is None
    assert read(0) is None


def test_a_hundred_lines_are_a_hundred_texts() -> None:
    lines = [Line(number, 0) for number in range(100)]
    assert len({line.text() for line in lines}) == len({line.text("es") for line in lines}) == 100
    assert {word for line in lines for word in line.words} == set(WORDS)


def shown(*spans: Span, upto: int = 9000) -> Sequence[Frame]:
    """Frames of a whole show with captions on them, by clock."""
    return [
        Frame(
            clock, clock, clock / 1000, tuple(text for text, first, last in spans if first <= clock <= last)
        )
        for clock in range(0, upto, FRAME_MS)
    ]


RIGHT = [(line.text("es"), line.start, line.end + 800) for line in LINES]
TEXTS = [line.text("es") for line in LINES]


@pytest.mark.parametrize(
    ("spans", "fault"),
    [
        (RIGHT, ""),
        ([(RIGHT[0][0], 1300, 2400), *RIGHT[1:]], ""),
        ([(RIGHT[0][0], 1350, 2400), *RIGHT[1:]], "was to be shown from 1000"),
        ([(RIGHT[0][0], 640, 2400), *RIGHT[1:]], "or a little longer"),
        ([(RIGHT[0][0], 1000, 4200), *RIGHT[1:]], "or a little longer"),
        ([(RIGHT[0][0], 1000, 1800), *RIGHT[1:]], "was to be shown from 1000"),
        (RIGHT[1:], "shown 0 times"),
        ([*RIGHT, (RIGHT[0][0], 6000, 6400)], "shown 2 times"),
        ([*RIGHT, ("es: grey dragon", 6000, 6400)], "nobody says that"),
    ],
)
def test_wrong_captions_are_found(spans: Sequence[tuple[str, int, int]], fault: str) -> None:
    found = faults(shown(*spans), LINES, "es")
    assert (fault in " ".join(found)) if fault else not found, found


def test_a_clock_that_goes_back_is_another_show() -> None:
    first, second = shown(("a", 1000, 9000), upto=2000), shown(("b", 0, 400), upto=1000)
    assert [runs(show) for show in shows([*first, *second])] == [[Run("a", 1000, 1950)], [Run("b", 0, 400)]]


def test_a_caption_of_the_show_before_may_stand_for_one_frame_and_no_longer() -> None:
    first = shown(("a", 1000, 9000), upto=2000)
    for last, ghosts in ((0, []), (FRAME_MS, [Run("a", FRAME_MS, FRAME_MS)])):
        assert runs(shows([*first, *shown(("a", 0, last), upto=1000)])[1]) == ghosts


def test_the_longest_pause_is_by_the_wall() -> None:
    assert longest_pause([Frame(0, 0, 0, ()), Frame(40, 40, 0, ()), Frame(80, 1540, 0, ())]) == 1.5


def test_a_segment_is_read() -> None:
    text = (
        "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:10.000\n\n"
        "7\n00:00:10.500 --> 00:00:11.250 line:90%\none\ntwo\n\n00:00:11.500 --> 01:00:12.000\nthree\n"
    )
    cues = (Cue(10_500, 11_250, ("one", "two")), Cue(11_500, 3_612_000, ("three",)))
    assert subtitles(text, 2.0) == Subtitles(10_000, 12_000, 900_000, cues)


def test_what_was_not_there_when_needed_is_late() -> None:
    followed = Followed(
        first={
            ("es", 5): Subtitles(10_000, 12_000, 0, (Cue(10_500, 12_500, ("a",)),)),
            ("es", 6): Subtitles(12_000, 14_000, 0, ()),
        }
    )
    a = {"lang": "es", "id": "c1", "start": 10.5, "end": 12.5, "text": "a", "final": True}
    b = {"lang": "es", "id": "c2", "start": 13.0, "end": 13.5, "text": "b", "final": True}
    draft = {"lang": "es", "id": "c3", "start": 13.0, "end": 13.5, "text": "c", "final": False}
    found = punctual(followed, [a, b, draft])
    assert (found.due, len(found.late)) == (2, 1)
