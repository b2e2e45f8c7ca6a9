"""What is known, without any recogniser, about when the words of a recording sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.cer import letters, pairs, plain, spelled, spoken
from benchmarks.data import Line, rows
from models.types import Samples
from pipeline.types import SAMPLES_PER_MS, Ms

FRAME_MS: Ms = 10
FLOORS_DB = (35.0, 25.0, 40.0)
"""Sound this much below the loudest of its line is silence: by the first, and the others must agree."""
WITHIN_MS: Ms = 40
"""A border that moves further with another floor is none: a soft consonant, or noise of the room. So what is
called known is within this of where the sound sets in, half of it within 10 ms."""
LEAST_MS: Ms = 30
"""Sound shorter than this, alone between silences, is a click."""
PAUSE_MS: Ms = 150
"""Silence within a line from which on it is a pause; the closure of a consonant is shorter."""
_CLAUSE = re.compile(r"[，。！？；：、!?;…—]+|[.,:](?!\d)")


@dataclass(frozen=True, slots=True)
class Known:
    """Of letters of a transcript, digits spoken out, by their places: when they start and when they end."""

    starts: Mapping[int, Ms] = field(default_factory=dict)
    ends: Mapping[int, Ms] = field(default_factory=dict)


def words_beside(sound: Path) -> tuple[str, Known] | None:
    """NAME.words.tsv beside NAME.flac: columns start, end (seconds) and word, as who made the sound knows
    them. The letters of all words, and when each word starts and ends."""
    table = sound.with_name(f"{sound.stem}.words.tsv")
    if not table.is_file():
        return None
    text, starts, ends = "", {}, {}
    for row in rows(table, ("start", "end", "word")):
        said = letters(spoken(plain(row["word"])))
        if said:
            starts[len(text)] = round(float(row["start"]) * 1000)
            text += said
            ends[len(text) - 1] = round(float(row["end"]) * 1000)
    return text, Known(starts, ends)


def borders(samples: Samples, lines: Sequence[Line]) -> tuple[str, Known]:
    """The letters of all lines, and when the first of each starts and the last of each ends.

    A line begins with its first sound and ends with its last. Where it has as many pauses as it has borders
    between clauses they are these borders, so the letters around them are known too. A line with sound right
    before or behind it, music say, tells nothing.
    """
    text = ""
    starts: dict[int, Ms] = {}
    ends: dict[int, Ms] = {}
    for line in lines:
        clauses = [found for part in _CLAUSE.split(line.text) if (found := letters(spoken(plain(part))))]
        each = [_of_line(samples, line, clauses, len(text), floor) for floor in FLOORS_DB]
        text += "".join(clauses)
        starts |= _agreed([by_floor.starts for by_floor in each])
        ends |= _agreed([by_floor.ends for by_floor in each])
    return text, Known(starts, ends)


def _of_line(samples: Samples, line: Line, clauses: Sequence[str], begin: int, floor_db: float) -> Known:
    """By one floor; `begin` is the place of the line's first letter."""
    spans, sizes = _sounding(samples, line, floor_db), [len(clause) for clause in clauses]
    if not spans or not sizes:
        return Known()
    if len(spans) != len(sizes):
        return Known({begin: spans[0][0]}, {begin + sum(sizes) - 1: spans[-1][1]})
    firsts = [begin + sum(sizes[:n]) for n in range(len(sizes))]
    lasts = [first + size - 1 for first, size in zip(firsts, sizes, strict=True)]
    return Known(
        {place: span[0] for place, span in zip(firsts, spans, strict=True)},
        {place: span[1] for place, span in zip(lasts, spans, strict=True)},
    )


def _agreed(found: Sequence[Mapping[int, Ms]]) -> dict[int, Ms]:
    first, *others = found
    return {
        place: at
        for place, at in first.items()
        if all(place in other and abs(other[place] - at) <= WITHIN_MS for other in others)
    }


def _sounding(samples: Samples, line: Line, floor_db: float) -> list[tuple[Ms, Ms]]:
    """The stretches of a line between pauses; nothing where it is never silent at its ends."""
    first, last = round(line.start * 1000), round(line.end * 1000)
    margin = 5 * FRAME_MS
    first, last = max(0, first - margin), last + margin
    size = FRAME_MS * SAMPLES_PER_MS
    sound = samples[first * SAMPLES_PER_MS : last * SAMPLES_PER_MS]
    frames = sound[: len(sound) // size * size].reshape(-1, size)
    power = np.square(frames, dtype=np.float64).mean(axis=1)
    loud = power > power.max(initial=0.0) * 10 ** (-floor_db / 10)
    if not len(loud) or loud[0] or loud[-1]:
        return []
    spans = [(a, b) for a, b in _runs(loud) if (b - a) * FRAME_MS >= LEAST_MS]
    joined: list[tuple[int, int]] = []
    for start, stop in spans:
        if joined and (start - joined[-1][1]) * FRAME_MS < PAUSE_MS:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return [(first + a * FRAME_MS, first + b * FRAME_MS) for a, b in joined]


def _runs(loud: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(np.int8), [0]))))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        yield int(start), int(stop)


def late(text: str, known: Known, words: Sequence[tuple[Ms, Ms, str]]) -> tuple[list[Ms], list[Ms]]:
    """How much later than is known each word starts, and ends, in ms.

    Words are those that were heard right: their letters stand for the same in an alignment with the fewest
    edits. Only the first letter of a word tells its start, and only the last one its end.
    """
    heard = spelled((said, (number, start, end)) for number, (start, end, said) in enumerate(words))
    starts, ends = [], []
    for i, j in pairs(text, "".join(letter for letter, _ in heard)):
        letter, (number, start, end) = heard[j]
        if text[i] != letter:
            continue
        if i in known.starts and (j == 0 or heard[j - 1][1][0] != number):
            starts.append(start - known.starts[i])
        if i in known.ends and (j + 1 == len(heard) or heard[j + 1][1][0] != number):
            ends.append(end - known.ends[i])
    return starts, ends
