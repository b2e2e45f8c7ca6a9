"""Where the time of a line goes, on a log written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.session import Session
from benchmarks.stages import STAGES, passed

WORDS = [[0, 400, "你", 1.0], [400, 1000, "好", 1.0]]


def row(event: str, at: float, **keys: Any) -> dict[str, Any]:
    return {"event": event, "at": at, **keys}


def spoken(at: float, committed: list[list[Any]], tail: list[list[Any]] = []) -> dict[str, Any]:  # noqa: B006
    return row("hypothesis", at, committed=committed, tail=tail, upto=0, ends=False)


def line(at: float, made: float, stood: float, out: float, language: str = "en") -> list[dict[str, Any]]:
    of = {"language": language, "segment": 0}
    return [
        row("segment", at, id=0, start=0, end=1000, text="你好", closed=True, final=False, revision=0),
        row("translation", made, **of, revision=0, text="Hello", closed=True, final=False),
        row("caption", stood, **of, part=0, text="Hello", words_final=True),
        row("published", out, **of, part=0, text="Hello", words_final=True),
    ]


def session(*rows: dict[str, Any]) -> Session:
    return Session(({"event": "stream", "seconds": 2.0}, *sorted(rows, key=lambda each: each["at"])))


SOUND = [
    *(row("arrived", at, upto=upto) for at, upto in ((900, 900), (1020, 1100))),
    *(row("released", at, upto=upto) for at, upto in ((905, 890), (1025, 1090))),
    *(row("taken", at, upto=upto, oldest_ms=0) for at, upto in ((910, 890), (1040, 1090))),
]


def test_each_stage_begins_where_the_one_before_it_ended() -> None:
    # Speech ends at 1000. Its sound comes at 1020, is let through at 1025 and taken at 1040; the pass that
    # heard it is done at 1300, without being sure of the last word, which the next one at 1700 is.
    heard = [spoken(1030, [], WORDS), spoken(1300, WORDS[:1], WORDS[1:]), spoken(1700, WORDS[1:])]
    (found,) = passed(session(*SOUND, *heard, *line(1710, 1900, 1905, 1915)))
    assert list(found.ms.values()) == [20, 5, 275, 400, 10, 190, 5, 10]
    assert list(found.ms) == list(STAGES)
    assert (found.end, found.total) == (1000, 915)


def test_what_was_done_before_its_turn_took_no_time() -> None:
    # All words were sure at 950, before the sound after them came.
    (found,) = passed(session(*SOUND, spoken(950, WORDS), spoken(1300, []), *line(1300, 1900, 1905, 1915)))
    assert (found.ms["commit"], found.ms["segment"], found.total) == (0, 0, 915)


def test_a_line_counts_once_when_its_words_first_stand() -> None:
    first, later = line(1310, 1900, 1905, 1915), line(1310, 1900, 1905, 2915)
    heard = [spoken(1300, WORDS)]
    (found,) = passed(session(*SOUND, *heard, *first, later[-1]))
    assert found.total == 915


@pytest.mark.parametrize("lacks", [0, 1, 2])
def test_what_was_never_closed_or_translated_does_not_count(lacks: int) -> None:
    rows = line(1310, 1900, 1905, 1915)
    del rows[lacks]
    assert list(passed(session(*SOUND, spoken(1300, WORDS), *rows))) == []
