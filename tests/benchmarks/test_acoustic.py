"""Times of a reference: where long sound is cut, and where a character stops, with a scripted alignment."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.acoustic import PIECE_MS, WHOLE_MS, Piece, cut, soundings
from benchmarks.cer import spelled
from benchmarks.data import Line
from models.fake import FakeRecogniser, sound
from models.fake import Line as Spoken
from models.types import Samples, Word
from pipeline.types import Ms
from tests.benchmarks.scripted import words
from tests.speech.scripts import HAN

Script = Sequence[Spoken]


def script(characters: int, start: Ms = 1000, breath: int = 10) -> Script:
    """Characters of 200 ms with 400 ms of silence after every `breath` of them."""
    return [
        Spoken(at, at + 200, HAN[number % len(HAN)])
        for number in range(characters)
        for at in [start + number * 200 + number // breath * 400]
    ]


class Aligner:
    """Knows the script; keeps what it was asked, in ms and text."""

    def __init__(self, said: Script) -> None:
        self._recognise = FakeRecogniser(said)
        self.asked: list[tuple[Ms, str]] = []

    def __call__(self, samples: Samples, text: str) -> Sequence[Word]:
        self.asked.append((len(samples) // 16, text))
        found = self._recognise(samples).words
        assert "".join(word.text for word in found) == text, "a piece does not hold what it is said to"
        return found


def nothing(samples: Samples) -> Sequence[Word]:
    raise AssertionError("it was known what is said where")


def timed(said: Script) -> list[tuple[str, Ms, Ms]]:
    return [(each.text, each.start, each.end) for each in said]


def found(samples: Samples, said: Script, align: Aligner, **more: object) -> list[tuple[str, Ms, Ms]]:
    text = "".join(each.text for each in said)
    given = soundings(samples, text, align, **({"hear": nothing} | more))  # type: ignore[arg-type]
    return [(each.letter, each.start, each.end) for each in given]


def test_short_sound_is_aligned_at_once() -> None:
    said = script(30)
    align = Aligner(said)
    assert found(sound(said, 9000), said, align) == timed(said)
    assert len(align.asked) == 1


def test_digits_are_aligned_as_they_are_said() -> None:
    said = [Spoken(500 + 200 * n, 700 + 200 * n, text) for n, text in enumerate("只要九十九点九元")]
    given = soundings(sound(said, 4000), "只要99.9元。", lambda s, text: Aligner(said)(s, text[:-1]), nothing)
    assert [each.letter for each in given] == [letter for letter, _ in spelled([("只要99.9元。", None)])]
    assert [each.end for each in given] == [each.end for each in said]


@pytest.mark.parametrize("breath", [10, 1000])
def test_long_sound_is_cut_at_its_lines(breath: int) -> None:
    """Where there is no pause between two lines, neither piece holds a part of the other."""
    said = script(300, breath=breath)
    lines = [
        Line(said[n].start / 1000, said[n + 9].end / 1000, "".join(x.text for x in said[n : n + 10]))
        for n in range(0, 300, 10)
    ]
    align = Aligner(said)
    assert found(sound(said, 80_000), said, align, lines=lines) == timed(said)
    assert len(align.asked) == 30
    assert all(length <= 2000 + 400 for length, _ in align.asked)


@pytest.mark.parametrize("wrong", [0, 3, 7])
def test_long_sound_without_lines_is_cut_where_what_is_heard_is_right(wrong: int) -> None:
    """Every `wrong`th character is misheard; lines of another text are of no use."""
    said = script(300)
    heard = [
        Word(each.start, each.end, "错" if wrong and n % wrong == 0 else each.text, 1.0)
        for n, each in enumerate(said)
    ]
    align = Aligner(said)
    given = found(sound(said, 80_000), said, align, hear=lambda _: heard, lines=[Line(0, 9, "别的话")])
    assert given == timed(said)
    assert 4 <= len(align.asked) <= 8
    assert all(length <= PIECE_MS + 400 for length, _ in align.asked)


def test_what_is_too_long_to_align_is_shared_out_evenly() -> None:
    said = script(200, breath=1000)
    given = found(sound(said, 60_000), said, Aligner([]), hear=lambda _: [Word(1000, 41_000, "嗯", 1.0)])
    assert [letter for letter, _, _ in given] == [each.text for each in said]
    assert [end for _, _, end in given] == pytest.approx([each.end for each in said], abs=450)


def test_nothing_heard_in_long_sound_times_nothing() -> None:
    assert found(sound([], WHOLE_MS + 1000), script(20), Aligner([]), hear=lambda _: []) == []


def test_a_cut_is_at_the_widest_pause_in_reach() -> None:
    heard = [*words("甲乙丙丁", 0, 3000), *words("戊己", 13_000, 3000), *words("庚辛壬癸", 19_500, 3000)]
    assert cut("甲乙丙丁，戊己庚辛壬癸", heard) == [
        Piece(0, 12_000, "甲乙丙丁，"),
        Piece(13_000, 31_500, "戊己庚辛壬癸"),
    ]


def test_a_character_stops_with_its_sound_and_does_not_begin_long_before_it() -> None:
    said = [Spoken(2000, 2200, "好"), Spoken(2200, 2400, "的")]
    samples = sound(said, 6000)

    def stretched(_: Samples, text: str) -> Sequence[Word]:
        return [Word(0, 2200, text[0], 1.0), Word(2200, 6000, text[1], 1.0)]

    first, last = soundings(samples, "好的", stretched, nothing)
    assert (first.start, first.end) == (1700, 2200)
    assert (last.start, last.end) == (2200, 2400)
