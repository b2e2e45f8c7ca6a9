"""Is a transcript to be believed? Judged by evidence, never by a list of phrases: hosts do say 感谢观看.

Whisper makes words of music, crowds and its own prompt. The figures below are from one measurement with
Whisper base: `real` are Mandarin clips and lines of two to four characters, clean and over music, `noise` is
music, noise and laughter that the gate let through. Loudness is not among the signals: four words in a row
that nobody says are as loud as real ones (of 4,136 it told 335 from speech, and none that the gate did not).
Nor is what two passes agree on: behind one prompt 62 % of those over noise begin alike, 82 % over speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.types import Transcript, Word
from pipeline.speech.gate import FRAME_MS
from pipeline.speech.window import Window
from pipeline.speech.wording import impossible, is_boilerplate, spoken
from pipeline.types import Ms

SLOWEST = 1.2
"""Characters a second of voiced sound below which the recogniser has skipped something."""
UNSURE = -1.0
"""Mean log-probability of a token; openai-whisper's own limit for a failed decode."""
SHORT = 6
"""Syllables of a text whose few tokens have a worse mean: 好的, heard right, comes at -1.72."""
UNSURE_SHORT = -2.0
"""The limit for those where there surely is speech; what is heard of a crowd comes at -1.6 to -7."""
UNSURE_PERHAPS = -1.3
"""And where there may be none."""
SPOKEN = 0.3
"""Under this probability of no speech there surely is some; 95 % of short lines are under 0.26."""
SILENT = 0.6
"""Probability of no speech, openai-whisper's limit."""
SURE = -0.6
"""The log-probability that something suspicious must reach; that of real clips is -0.22 in the median."""
HEARD = 0.5
"""And the mean probability of its words; real clips have 0.85 in the median, noise 0.29."""
FAINT = 0.68
"""Mean speech probability of the voiced frames: under 0.64 in noise, over 0.75 in clips of speech, and over
0.67 in words that were cut out of it and are still heard right."""
NOBODY = 0.7
"""The surest frame of four words in a row: 0.85 to 1 in 10,267 real ones, under 0.7 in 4,120 of 4,136 of
noise."""
ECHO = 0.1
"""Mean probability of four words in a row. The aligner gives it without the prompt, so an echo of the prompt,
which the decoder finds likely, comes at 0.02; of 7,299 real ones two came lower."""
_RUN = 4

Voice = Sequence[float] | NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What speaks for the words of a stretch of sound that starts at `start`, on the clock of the words."""

    transcript: Transcript
    voiced: Ms
    """How long somebody spoke in it, as the gate has it."""
    voice: Voice = ()
    """Probability of speech in each 32 ms of it; empty: not known."""
    start: Ms = 0
    contested: bool = False
    """Whether an earlier pass, which was sure of what is around it, heard nothing there."""

    @property
    def faint(self) -> bool:
        """Whether the gate itself was never sure of a voice."""
        surest = np.sort(self.voice)[-max(1, self.voiced // FRAME_MS) :]
        return len(surest) > 0 and float(surest.mean()) < FAINT


@dataclass(frozen=True, slots=True)
class Verdict:
    """The words that stand, from the first on, and why not all do."""

    words: tuple[Word, ...]
    reason: str | None = None


def weigh(transcript: Transcript, window: Window) -> Evidence:
    """The evidence for what was heard in a whole window; times are still offsets in it."""
    return Evidence(transcript, window.voiced_ms, window.voice(window.start, window.end))


def judge(evidence: Evidence) -> Verdict:
    """Which words were said. What is suspicious must be well heard, the rest only not badly."""
    transcript = evidence.transcript
    if not transcript.words:
        return Verdict(())
    if transcript.logprob < _limit(evidence):
        return Verdict((), "unsure")
    suspicion = _suspicion(evidence)
    if suspicion and not _well_heard(evidence):
        return Verdict((), suspicion)
    words = _said(evidence)
    return Verdict(words, None if len(words) == len(transcript.words) else "nobody says it")


def _limit(evidence: Evidence) -> float:
    """The least log-probability: short texts in a clear voice may have a lower one."""
    if spoken(evidence.transcript.text) > SHORT or evidence.faint:
        return UNSURE
    return UNSURE_SHORT if evidence.transcript.no_speech < SPOKEN else UNSURE_PERHAPS


def _suspicion(evidence: Evidence) -> str | None:
    text = evidence.transcript.text
    if evidence.contested:
        return "heard by one pass of two"
    if evidence.faint:
        return "no clear voice"
    if is_boilerplate(text):
        return "a line of subtitle files"
    return impossible(text, evidence.voiced)


def _said(evidence: Evidence) -> tuple[Word, ...]:
    """The words before the first four in a row that are no likelier than chance or in which nobody speaks.

    Single words tell nothing: attention spreads the first one of a clause over the pause before it. What is
    left before an echo is often its beginning, so it must be likely itself.
    """
    words = evidence.transcript.words
    for first in range(len(words) - _RUN + 1):
        run = words[first : first + _RUN]
        a, b = ((at - evidence.start) // FRAME_MS for at in (run[0].start, run[-1].end))
        sound = evidence.voice[max(0, a) : max(0, a, b) + 1]
        if _likely(run) < ECHO or (len(sound) and max(sound) < NOBODY):
            return words[:first] if _likely(words[:first]) > HEARD else ()
    return words


def _well_heard(evidence: Evidence) -> bool:
    transcript = evidence.transcript
    spoken_at_all = transcript.no_speech < (SPOKEN if evidence.faint else SILENT)
    return spoken_at_all and transcript.logprob > SURE and _likely(transcript.words) > HEARD


def _likely(words: Sequence[Word]) -> float:
    return sum(word.probability for word in words) / max(1, len(words))


def doubt(transcript: Transcript, voiced: Ms) -> str | None:
    """Why a transcript of `voiced` ms of speech cannot be right as it stands, or None: hear it again."""
    text = transcript.text
    if reason := impossible(text, voiced):
        return reason
    if transcript.words and transcript.logprob < UNSURE:
        return "unsure"
    if voiced > 3000 and spoken(text) / voiced * 1000 < SLOWEST:
        return "leaves speech out"
    return None
