"""How far captions begin from the speech that they show."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.cer import pairs, spelled
from benchmarks.data import Line
from pipeline.types import Ms


def start_errors(segments: Sequence[tuple[Ms, str]], lines: Sequence[Line]) -> tuple[float, ...]:
    """|start of a segment - start of the line that begins with the same letter|, in ms.

    Segments, a start and a text each, are aligned to the lines that people timed by their letters, as the
    error rate aligns them; lines that begin within a segment, or with a letter that was misheard, do not
    count. This is the absolute onset error of subtitle alignment (as in Bain et al. 2023, "WhisperX", for
    words), for lines.
    """
    written = spelled((line.text, place) for place, line in enumerate(lines))
    heard = spelled((text, place) for place, (_, text) in enumerate(segments))
    first_written, first_heard = _firsts(written), _firsts(heard)
    aligned = pairs("".join(letter for letter, _ in written), "".join(letter for letter, _ in heard))
    return tuple(
        abs(segments[first_heard[j]][0] - 1000 * lines[first_written[i]].start)
        for i, j in aligned
        if i in first_written and j in first_heard and written[i][0] == heard[j][0]
    )


def _firsts(letters: Sequence[tuple[str, int]]) -> dict[int, int]:
    """The place of the first letter of each piece -> the piece."""
    return {
        place: piece
        for place, (_, piece) in enumerate(letters)
        if place == 0 or letters[place - 1][1] != piece
    }
