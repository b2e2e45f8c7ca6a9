"""The records that pass between stages: frozen, one an edge, in media time.

Media time is the source's own presentation time in whole milliseconds (`Ms`). It is exact where it must be:
16 samples or 90 MPEG ticks are one millisecond, a Silero frame is 32 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from models.types import SAMPLE_RATE, Samples, Word

__all__ = [
    "SAMPLES_PER_MS",
    "Audio",
    "Caption",
    "Cue",
    "Gap",
    "Hypothesis",
    "Ms",
    "Progress",
    "Reached",
    "Revision",
    "Samples",
    "Segment",
    "Shown",
    "Speech",
    "Translation",
    "Word",
]

Ms: TypeAlias = int
SAMPLES_PER_MS = SAMPLE_RATE // 1000


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """Sound from `start` on. Consecutive records touch; where they would not, a `Gap` stands between them.

    The number of samples is a multiple of 16, so `end` is exact.
    """

    start: Ms
    samples: Samples

    @property
    def end(self) -> Ms:
        return self.start + len(self.samples) // SAMPLES_PER_MS


@dataclass(frozen=True, slots=True)
class Gap:
    """Media in [start, end) that nobody will ever see or hear."""

    start: Ms
    end: Ms
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Nothing that starts before `upto` will still come: silence is data."""

    upto: Ms


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """Sound that belongs to one utterance, in pieces that touch.

    `lead` is how much of it comes before the voice sets in, `trail` how much after it has stopped; `ends`
    closes the utterance. `voice` is the probability of speech in each 32 ms of `samples`, empty if not known.
    """

    start: Ms
    samples: Samples
    ends: bool
    lead: Ms = 0
    trail: Ms = 0
    voice: tuple[float, ...] = ()

    @property
    def end(self) -> Ms:
        return self.start + len(self.samples) // SAMPLES_PER_MS


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What has been recognised.

    `committed` holds the words newly committed by this record: over a stream they are append-only and never
    change. `tail` is the whole of what is heard but not yet sure; each record replaces the one before.
    `ends` says that the speaker paused here, so a sentence may end. Words carry media time.
    """

    committed: tuple[Word, ...]
    tail: tuple[Word, ...]
    upto: Ms
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """A second, better pass over [start, end) heard these words in place of what was committed there.

    Emitted at most once per span. It replaces the committed words whose middle lies in the span.
    """

    start: Ms
    end: Ms
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence or clause of the source language.

    Revisions of a segment keep its id and count up; none follows the final one. It is `closed` when it is
    complete: only a better hearing may still change its words, once, and then it is final.
    """

    id: int
    start: Ms
    end: Ms
    text: str
    final: bool
    revision: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Translation:
    """A segment's text in one language. The source language passes through here too, with its own tag."""

    segment: Segment
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Caption:
    """What a viewer reads: at most a few lines, never overlapping another final caption of its language.

    `part` numbers the captions that one segment was split into, from 0. A caption is `final` when neither
    its words nor its times will change: files take only those. `words_final` comes earlier: only the end may
    still move. A draft without lines takes back what was shown of its segment.
    """

    segment: int
    part: int
    language: str
    start: Ms
    end: Ms
    lines: tuple[str, ...]
    final: bool
    revision: int
    words_final: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Shown:
    """A caption on its way to the sinks, with the segment that it shows."""

    caption: Caption
    segment: Segment


@dataclass(frozen=True, slots=True)
class Reached:
    """No final caption of `language` that starts before `upto` will still come."""

    language: str
    upto: Ms


@dataclass(frozen=True, slots=True)
class Cue:
    """One entry of a subtitle file: `start` < `end`, at least one line, no line empty."""

    start: Ms
    end: Ms
    lines: tuple[str, ...]
    id: str = ""
