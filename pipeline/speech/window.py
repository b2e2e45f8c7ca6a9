"""The sound that a recogniser is given: utterances that nearly touch, and where the voice is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.types import Word
from pipeline.speech.gate import FRAME_MS
from pipeline.types import SAMPLES_PER_MS, Ms, Samples, Speech

Span = tuple[Ms, Ms]
LEAD: Ms = 480
"""Sound around an utterance that Whisper wants to hear."""
SYLLABLE: Ms = 160
"""The least time that a syllable takes."""
EARLY: Ms = 64
"""The gate is sure two frames after a voice sets in."""
AHEAD: Ms = 60
"""Whisper's cross-attention is on a word so long before it sounds: its starts were 84 ms early in the median
where a synthesiser knew them, 27 and 53 at pauses, and the bursts of stop consonants came 55 to 130 ms after
them in every voice measured, a human one too."""
_BREATH: Ms = 96
"""Three frames of the gate: a breath lasts longer, a stop consonant does not."""


class Window:
    """Sound from `start` on, growing at its end and cut at its front."""

    def __init__(self) -> None:
        self.start: Ms = 0
        self._pieces: list[Samples] = []
        self._length = 0
        self.voiced: list[Span] = []
        """Onset and end of the voice in each utterance, media time; the last one may still be growing."""
        self._open = False
        self._voice: list[tuple[Ms, float]] = []  # start of each frame of the gate, and what it thought of it

    def __bool__(self) -> bool:
        return self._length > 0

    @property
    def end(self) -> Ms:
        return self.start + self._length // SAMPLES_PER_MS

    @property
    def samples(self) -> Samples:
        if len(self._pieces) > 1:
            self._pieces = [np.concatenate(self._pieces)]
        return self._pieces[0] if self._pieces else np.zeros(0, np.float32)

    @property
    def voiced_ms(self) -> Ms:
        return sum(end - onset for onset, end in self.voiced)

    def append(self, speech: Speech) -> None:
        """Add a piece of an utterance; a pause that the gate dropped since the one before becomes silence."""
        if not self:
            self.start = speech.start
        missing = (speech.start - self.end) * SAMPLES_PER_MS
        if missing > 0:
            self._add(np.zeros(missing, np.float32))
        self._add(speech.samples)
        onset, end = speech.start + speech.lead, speech.end - speech.trail
        if self._open:
            self.voiced[-1] = (self.voiced[-1][0], max(end, self.voiced[-1][1]))
        else:
            self.voiced.append((onset, max(onset, end)))
        self._open = not speech.ends
        frames = range(speech.start, speech.end, FRAME_MS)
        self._voice += zip(frames, speech.voice or (1.0,) * len(frames), strict=True)

    def _add(self, samples: Samples) -> None:
        self._pieces.append(samples)
        self._length += len(samples)

    def cut(self, at: Ms) -> None:
        """Forget the sound before `at`."""
        drop = min(max(0, at - self.start), self.end - self.start)
        kept = self.samples[drop * SAMPLES_PER_MS :]
        self._pieces, self._length = [kept], len(kept)
        self.start += drop
        self._voice = [frame for frame in self._voice if frame[0] + FRAME_MS > at]
        spoken = [(max(onset, self.start), end) for onset, end in self.voiced if end > self.start]
        self.voiced = spoken or ([(self.start, self.start)] if self._open else [])

    def cut_end(self, at: Ms) -> None:
        """Forget the sound from `at` on."""
        kept = self.samples[: (at - self.start) * SAMPLES_PER_MS]
        self._pieces, self._length = [kept], len(kept)
        self.voiced = [(onset, min(end, at)) for onset, end in self.voiced if onset < at]
        self._voice = [frame for frame in self._voice if frame[0] < at]

    def voice(self, start: Ms, end: Ms) -> NDArray[np.float32]:
        """Probability of speech in each 32 ms of [start, end).

        It is 0 where the gate dropped a pause, 1 in speech that no gate has judged.
        """
        found = np.zeros(max(0, -(-(end - start) // FRAME_MS)), np.float32)
        for at, probability in self._voice:
            index = (at - start) // FRAME_MS
            if 0 <= index < len(found):
                found[index] = probability
        return found

    def quietest(self, last: Ms) -> Ms:
        """Where in the last `last` ms a cut hurts least: the middle of the 96 ms with the least energy."""
        size = _BREATH * SAMPLES_PER_MS
        sound = self.samples[-last * SAMPLES_PER_MS :]
        steps = sound[: len(sound) // size * size].reshape(-1, size)
        if not len(steps):
            return self.end
        middle = int(np.argmin(np.square(steps).sum(axis=1))) * _BREATH + _BREATH // 2
        return self.end - len(sound) // SAMPLES_PER_MS + middle

    def slice(self, span: Span, lead: Ms = LEAD) -> tuple[Ms, Samples]:
        """The sound of one voiced span with up to `lead` ms on both sides, and where it starts."""
        start = max(self.start, span[0] - lead)
        end = min(self.end, span[1] + lead)
        return start, self.samples[
            (start - self.start) * SAMPLES_PER_MS : (end - self.start) * SAMPLES_PER_MS
        ]


def place(words: Sequence[Word], start: Ms, voiced: Sequence[Span], ahead: Ms = 0) -> list[Word]:
    """Words of a window that starts at `start`, on the media timeline, never in a silence.

    `ahead` is how much before their sound the recogniser has them.

    Cross-attention spreads the first word of an utterance over the pause before it and the last one over the
    pause after it; the gate knows better where the voice was. A word belongs to the utterance in which it has
    more of its time, or which is nearer.
    """
    placed: list[Word] = []
    for word in words:
        a, b = word.start + start + ahead, word.end + start + ahead
        home = _home(a, b, voiced)
        a = min(max(a, home[0] - EARLY), max(home[1], home[0] - EARLY))
        b = max(a, min(b, home[1]))
        if placed:
            a = max(a, placed[-1].start)
            b = max(a, b)
        placed.append(replace(word, start=a, end=b))
    return placed


def _home(a: Ms, b: Ms, voiced: Sequence[Span]) -> Span:
    """The utterance of a word: where more of its time is, or behind the pause that it was stretched over."""
    home = max(voiced, key=lambda span: min(b, span[1]) - max(a, span[0]), default=(a, b))
    if b - a > 2 * SYLLABLE and min(b, home[1]) - a < SYLLABLE:
        return next((span for span in voiced if a < span[0] <= b + SYLLABLE), home)
    return home


def share(words: Sequence[Word], voiced: Sequence[Span]) -> list[list[Word]]:
    """The placed words of each voiced span."""
    shares: list[list[Word]] = [[] for _ in voiced]
    index = 0
    for word in words:
        while index + 1 < len(voiced) and word.start >= voiced[index + 1][0] - EARLY:
            index += 1
        shares[index].append(word)
    return shares


def holes(words: Sequence[Word], span: Span, least: Ms) -> list[Span]:
    """Stretches of a voiced span, `least` ms or longer, in which no word was heard; all of it if none was."""
    if not words:
        return [span]
    ends = [span[0], *(word.end for word in words)]
    starts = [*(word.start for word in words), span[1]]
    return [(a, b) for a, b in zip(ends, starts, strict=True) if b - a >= least]
