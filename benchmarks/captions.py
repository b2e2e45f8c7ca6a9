"""The figures of one language of whole sessions, from their logs alone; of several logs, added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean

import numpy as np
from rapidfuzz.distance import Prefix

from benchmarks.bootstrap import bounds
from benchmarks.compared import Compared, compared
from benchmarks.kept import Share, facts_kept
from benchmarks.metrics import percentile_s
from benchmarks.scores import scores
from benchmarks.session import Row, Session
from benchmarks.stages import STAGES, Passed, passed
from pipeline.glossary import Glossary, Term

Report = dict[str, object]
RANKS = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Captions:
    passed: tuple[Passed, ...] = ()
    """Every line on its way to the viewer."""
    lost: int = 0
    facts: Share = field(default_factory=Share)
    terms: Share = field(default_factory=Share)
    erased: int = 0
    """Characters that updates of a line took back."""
    length: int = 0
    """Of the lines in the end."""
    compared: Compared = field(default_factory=Compared)

    def __add__(self, other: Captions) -> Captions:
        return Captions(
            self.passed + other.passed,
            self.lost + other.lost,
            self.facts + other.facts,
            self.terms + other.terms,
            self.erased + other.erased,
            self.length + other.length,
            self.compared + other.compared,
        )


def captions(session: Session, language: str) -> Captions:
    """Of one stream."""
    translated = _closed(session, language)
    pairs = [(session.of("segment", id=row["segment"], closed=True), row["text"]) for row in translated]
    said = [(rows[-1]["text"], text) for rows, text in pairs if rows and language != session.source]
    glossary = Glossary(tuple(Term(*term) for row in session.of("glossary") for term in row["terms"]))
    return Captions(
        tuple(each for each in passed(session) if each.language == language),
        len(session.of("lost", language=language)),
        sum((facts_kept(line, text, language) for line, text in said), Share()),
        sum((Share(*glossary.hits(line, text, language)) for line, text in said), Share()),
        sum(map(erased, _updates(session, language))),
        sum(len(row["text"]) for row in translated),
        compared(session, language),
    )


def summary(found: Captions, language: str) -> Report:
    """Seconds, rates, and None for what there is nothing to compute from; bounds are of 95 %, by bootstrap
    over lines. Percentiles are linearly interpolated."""
    totals, beside = [each.total for each in found.passed], found.compared
    scored = scores(beside.texts, beside.references, language) if beside.texts else None
    return {
        "lines": len(totals),
        "lost": found.lost,
        **{f"delay_p{rank}": percentile_s(totals, rank) for rank in RANKS},
        "delay_p50_within": _within(totals),
        "stages": {
            name: [percentile_s([each.ms[name] for each in found.passed], rank) for rank in RANKS]
            for name in STAGES
        },
        "stream_laal": _mean(beside.laal_ms),
        "stream_laal_ca": _mean(beside.laal_ca_ms),
        "long_yaal": _mean(beside.yaal_ms),
        "long_yaal_ca": _mean(beside.yaal_ca_ms),
        "chrf": scored.chrf.value if scored else None,
        "chrf_within": scored.chrf.within if scored else None,
        "bleu": scored.bleu.value if scored else None,
        "bleu_within": scored.bleu.within if scored else None,
        "facts_kept": found.facts.kept,
        "facts_total": found.facts.total,
        "glossary_hits": found.terms.kept,
        "glossary_total": found.terms.total,
        "normalised_erasure": round(found.erased / found.length, 4) if found.length else None,
        "timing_error_p50": percentile_s(beside.timing_ms, 50),
        "timing_error_p95": percentile_s(beside.timing_ms, 95),
    }


def erased(updates: Sequence[str]) -> int:
    """Characters that the updates of one line took back: of each text what is behind the longest beginning
    that it shares with the next (Arivazhagan et al. 2020, "Re-translation versus streaming for simultaneous
    translation"; over the length of the last text it is their normalised erasure)."""
    return sum(len(before) - Prefix.similarity(before, after) for before, after in pairwise(updates))


def _updates(session: Session, language: str) -> Iterable[list[str]]:
    texts: dict[int, list[str]] = {}
    for row in session.of("translation", language=language):
        texts.setdefault(row["segment"], []).append(row["text"])
    return texts.values()


def _closed(session: Session, language: str) -> list[Row]:
    """The last translation of every segment that was closed."""
    rows = session.of("translation", language=language, closed=True)
    return list({row["segment"]: row for row in rows}.values())


def _mean(milliseconds: Sequence[float]) -> float | None:
    return round(fmean(milliseconds) / 1000, 3) if milliseconds else None


def _within(milliseconds: Sequence[float]) -> list[float] | None:
    found = bounds(milliseconds, lambda drawn: float(np.median(drawn)) / 1000)
    return [round(value, 3) for value in found] if found else None
