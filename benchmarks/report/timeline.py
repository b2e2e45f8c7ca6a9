"""One stream as its viewers saw it, so small that a page can hold it: what stood there at every moment.

A step is [at, keep, add, tail]: from `at` on (seconds), of the committed text before it the first `keep`
UTF-16 units stay, `add` follows, and `tail` is the draft behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rapidfuzz.distance import Prefix

from benchmarks.session import Session
from pipeline.types import Hypothesis, Revision, Word

Step = tuple[float, int, str, str]
MOST = 60_000
"""Steps that a page holds, of all timelines together; some 6 MB."""


def steps(session: Session) -> list[Step]:
    found: list[Step] = []
    before, words, tail = "", list[Word](), ""
    for event in session.events.outputs:
        match event.output:
            case Hypothesis(committed):
                words += committed
                tail = _joined(event.output.tail)
            case Revision(start, end, said):
                words = _revised(words, start, end, said)
            case _:
                continue
        text = _joined(words)
        stays = text[: Prefix.similarity(before, text)]
        found.append((round(event.at / 1000, 3), _units(stays), text[len(stays) :], tail))
        before = text
    return found


def shown(found: Sequence[Step], at: float) -> tuple[str, str]:
    """The committed text and the draft that stood at a time; the page does the same."""
    text, tail = "", ""
    for when, keep, add, draft in found:
        if when > at:
            break
        text = text.encode("utf-16-le")[: 2 * keep].decode("utf-16-le") + add
        tail = draft
    return text, tail


def timeline(session: Session) -> dict[str, Any]:
    """All that the page needs of a stream, times in seconds.

    Of a line in a language: when, which segment from 1 on, 0 while its words may still change, and its text.
    """
    commits = [
        [round(event.at / 1000, 3), event.output.committed[0].start / 1000, _joined(event.output.committed)]
        for event in session.events.outputs
        if isinstance(event.output, Hypothesis) and event.output.committed
    ]
    languages: dict[str, list[tuple[float, int, str]]] = {}
    for row in session.of("published"):
        stands = int(row["words_final"])
        line = (round(row["at"] / 1000, 3), stands and row["segment"] + 1, row["text"])
        languages.setdefault(row["language"], []).append(line)
    return {
        "seconds": max(session.seconds, session.events.ended / 1000),
        "letters": [[each.letter, each.start / 1000, each.end / 1000] for each in session.letters],
        "steps": steps(session),
        "commits": commits,
        "revisions": [
            [round(event.at / 1000, 3), _joined(event.output.words)]
            for event in session.events.outputs
            if isinstance(event.output, Revision)
        ],
        "languages": languages,
    }


def held(sessions: Sequence[tuple[str, Session]]) -> Iterator[tuple[str, Session]]:
    """Those that a page has room for: the first streams of every run before the second ones."""
    room = MOST
    turns: dict[str, int] = {}
    ranked = []
    for name, session in sessions:
        if not session.of("hypothesis"):
            continue  # nothing was shown: a table was translated, or a recording heard whole
        turns[name] = turns.get(name, 0) + 1
        ranked.append((turns[name], name, session))
    for _, name, session in sorted(ranked, key=lambda each: each[0]):
        room -= len(session.events.outputs)
        if room < 0:
            return
        yield name, session


def _revised(words: Sequence[Word], start: int, end: int, said: Sequence[Word]) -> list[Word]:
    """As benchmarks.metrics.revised has it: words belong where their middle is."""
    before = sum((word.start + word.end) / 2 < start for word in words)
    kept = [word for word in words if not start <= (word.start + word.end) / 2 < end]
    return [*kept[:before], *said, *kept[before:]]


def _joined(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def named(session: Session) -> str:
    """A stream in the list of a page."""
    shift = session.stream.get("shift_ms")
    return f"{session.stream['id']} +{shift} ms" if shift else str(session.stream["id"])
