"""When each character of a reference sounds: forced alignment by the recogniser's own cross-attention.

It hears 30 s at most, and errs less on less. Longer sound is cut into pieces of which it is known what they
say: the lines of a transcript with times, else what lies between pauses at which the recogniser, left to
itself, heard the words on both sides as the reference has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.cer import letters, pairs, plain, spelled, spoken
from benchmarks.data import Line
from benchmarks.delays import Sounding
from models.types import Samples, Word
from pipeline.types import SAMPLES_PER_MS, Ms

Align = Callable[[Samples, str], Sequence[Word]]
"""`models.asr.Whisper.align`: when each word of a text sounds in up to 30 s that say it."""
Hear = Callable[[Samples], Sequence[Word]]
"""The words that a recogniser hears in sound of any length, with their places in it."""
WHOLE_MS: Ms = 25_000
"""Sound up to this length is aligned in one piece."""
PIECE_MS: Ms = 20_000
"""Else pieces are cut to this length, where there are pauses to cut at."""
LONGEST_MS: Ms = 30_000
_MARGIN_MS: Ms = 200
"""Sound that a piece takes along on both sides, as far as it has no part of its neighbours."""
_FLOOR_DB = 35.0
"""A character does not sound on where the sound is this much below the loudest of its piece."""
_SYLLABLE_MS: Ms = 500
"""Nor does it begin longer before its end: attention spreads the first character over the pause before it."""
_FRAME_MS: Ms = 10
Loud = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Piece:
    """`text`, as it is said, is what sounds in [start, end)."""

    start: Ms
    end: Ms
    text: str


def soundings(
    samples: Samples, text: str, align: Align, hear: Hear, lines: Sequence[Line] = ()
) -> tuple[Sounding, ...]:
    """The letters of `text`, digits spoken out, with their times; `lines` are used where they say the same.

    Costs a pass over the sound, and one of `hear` where it is long and has no lines.
    """
    said, length = spoken(plain(text)), len(samples) // SAMPLES_PER_MS
    timed = [Piece(round(x.start * 1000), round(x.end * 1000), spoken(plain(x.text))) for x in lines]
    if length <= WHOLE_MS:
        pieces = [Piece(0, length, said)]
    elif letters("".join(piece.text for piece in timed)) == letters(said):
        pieces = timed
    else:
        pieces = cut(said, hear(samples))
    return tuple(found for piece in _widened(pieces, length) for found in _aligned(samples, piece, align))


def cut(said: str, words: Sequence[Word]) -> list[Piece]:
    """Pieces of up to 20 s, longer where nothing else is possible. They are cut at the widest pause in the
    second half of that, between two letters that follow one another both in `said` and in `words`."""
    if not words:
        return []
    places = [place for place, character in enumerate(said) if letters(character)]
    heard = spelled((word.text, word) for word in words)
    right = {
        i: heard[j][1]
        for i, j in pairs(letters(said), "".join(letter for letter, _ in heard))
        if said[places[i]] == heard[j][0]
    }
    pauses = [(word.end, right[i + 1].start, places[i + 1]) for i, word in right.items() if i + 1 in right]
    pieces: list[Piece] = []
    start, at = words[0].start, 0
    while words[-1].end - start > PIECE_MS:
        ahead = [pause for pause in pauses if pause[0] > start + PIECE_MS // 2]
        near = [pause for pause in ahead if pause[0] <= start + PIECE_MS] or ahead[:1]
        if not near:
            break
        end, begin, place = max(near, key=lambda pause: pause[1] - pause[0])
        pieces.append(Piece(start, end, said[at:place]))
        start, at = max(begin, end), place
    return [*pieces, Piece(start, words[-1].end, said[at:])]


def _widened(pieces: Sequence[Piece], length: Ms) -> Iterator[Piece]:
    """Each with a margin on both sides that holds no part of another."""
    ends = [0, *(piece.end for piece in pieces)]
    starts = [*(piece.start for piece in pieces), length]
    for piece, before, after in zip(pieces, ends[:-1], starts[1:], strict=True):
        start = max(piece.start - _MARGIN_MS, min(before, piece.start))
        yield Piece(start, min(piece.end + _MARGIN_MS, max(after, piece.end), length), piece.text)


def _aligned(samples: Samples, piece: Piece, align: Align) -> Iterator[Sounding]:
    sound = samples[piece.start * SAMPLES_PER_MS : piece.end * SAMPLES_PER_MS]
    if len(sound) > LONGEST_MS * SAMPLES_PER_MS:  # no pause was found for as long: nothing better is known
        timed = _shared(letters(piece.text), 0, piece.end - piece.start)
    else:
        timed = [one for word in align(sound, piece.text) for one in _shared(word.text, word.start, word.end)]
    loud = _loud(sound)
    for letter, start, end in timed:
        end = _capped(start, end, loud)
        yield Sounding(letter, piece.start + max(start, end - _SYLLABLE_MS), piece.start + end)


def _shared(text: str, start: Ms, end: Ms) -> list[tuple[str, Ms, Ms]]:
    """The letters of a word, its time shared out evenly."""
    text = letters(text)
    each = (end - start) / max(1, len(text))
    return [
        (letter, start + round(place * each), start + round((place + 1) * each))
        for place, letter in enumerate(text)
    ]


def _loud(sound: Samples) -> Loud:
    """For each 10 ms whether they are within 35 dB of the loudest."""
    size = _FRAME_MS * SAMPLES_PER_MS
    frames = sound[: len(sound) // size * size].reshape(-1, size)
    power = np.square(frames, dtype=np.float64).mean(axis=1)
    return np.asarray(power > power.max(initial=0.0) * 10 ** (-_FLOOR_DB / 10))


def _capped(start: Ms, end: Ms, loud: Loud) -> Ms:
    """The end of the last loud frame in [start, end), or `end` where none is loud."""
    first = start // _FRAME_MS
    (found,) = np.nonzero(loud[first : -(-end // _FRAME_MS)])
    return min(end, (first + int(found[-1]) + 1) * _FRAME_MS) if len(found) else end
