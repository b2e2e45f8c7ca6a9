"""Hypotheses by hand: `said(at, "committed", "tail")`, each character a word of 100 ms."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.delays import Sounding
from benchmarks.events import Event, Events
from pipeline.types import Hypothesis, Ms, Revision, Word


def words(text: str, start: Ms = 0, each: Ms = 100) -> tuple[Word, ...]:
    """Pieces between spaces are words, or every character where there is no space."""
    pieces = text.split() if " " in text else list(text)
    return tuple(Word(start + n * each, start + (n + 1) * each, piece, 1.0) for n, piece in enumerate(pieces))


def said(at: float, committed: str, tail: str = "", start: Ms = 0) -> Event:
    return Event(at, Hypothesis(words(committed, start), words(tail, start), 0))


def revision(at: float, start: Ms, end: Ms, text: str) -> Event:
    return Event(at, Revision(start, end, words(text, start)))


def stream(*events: Event, late_ms: Sequence[float] = (), cpu_s: float = 0.0) -> Events:
    return Events(events, events[-1].at if events else 0.0, cpu_s, tuple(late_ms))


def sounding(text: str, start: Ms = 0, each: Ms = 100) -> tuple[Sounding, ...]:
    return tuple(Sounding(c, start + n * each, start + (n + 1) * each) for n, c in enumerate(text))
