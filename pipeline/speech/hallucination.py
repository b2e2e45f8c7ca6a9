"""Is a transcript to be believed? Judged by evidence, never by a list of phrases: hosts do say 感谢观看."""

from __future__ import annotations

import re

from models.types import Transcript
from pipeline.types import Ms

FASTEST = 9.0
"""Characters a second; the fastest hosts reach 8."""
SLOWEST = 1.2
"""Characters a second of voiced sound below which the recogniser has skipped something."""
UNSURE = -1.0
"""Mean log-probability of a token; openai-whisper's own limit for a failed decode."""
_LATIN = re.compile(r"[A-Za-z]{2,}")
_LOOP = re.compile(r"(.{4,}?)\1{2,}")


def doubt(transcript: Transcript, voiced: Ms) -> str | None:
    """Why a transcript of `voiced` ms of speech cannot be right as it stands, or None."""
    text = transcript.text
    if _LOOP.search(text):
        return "repeats itself"
    seconds = max(voiced, 1) / 1000
    size = spoken(text)
    if size > 12 and size / seconds > FASTEST:
        return "faster than anybody speaks"
    if transcript.words and transcript.logprob < UNSURE:
        return "unsure"
    if voiced > 3000 and size / seconds < SLOWEST:
        return "leaves speech out"
    return None


def spoken(text: str) -> int:
    """Syllables of a text, marks not counted: a Han character or digit is one, so are three Latin letters."""
    return sum(map(str.isalnum, _LATIN.sub(lambda latin: "x" * -(-len(latin[0]) // 3), text)))


def is_noise(transcript: Transcript) -> bool:
    """Whether a window that the gate let through holds no speech after all: music, a crowd, a siren."""
    return (transcript.no_speech > 0.6 and transcript.logprob < -0.5) or transcript.logprob < UNSURE
