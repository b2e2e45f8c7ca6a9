"""Average lagging of translated streams, as the field compares it: LAAL, StreamLAAL and LongYAAL.

A delay is what there had been of the source when a unit was out (a word, or a character where no spaces set
words apart): by the sound that it was made of (computation-unaware), or on the clock (-aware). Times in ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from rapidfuzz.distance.Levenshtein import opcodes


@dataclass(frozen=True, slots=True)
class Unit:
    text: str
    delay: float
    """Since the stream began."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Of the reference."""

    start: float
    end: float
    units: tuple[str, ...]


def laal(delays: Sequence[float], source_ms: float, reference: int) -> float:
    """Length-adaptive average lagging of one sentence.

    1/tau * sum of d_i - (i - 1) / gamma over i = 1 ... tau, with gamma = max(|Y|, |Y*|) / |X|, and tau the
    first i whose d_i reaches |X| (Papi et al. 2022, "Over-Generation Cannot Be Rewarded: Length-Adaptive
    Average Lagging for Simultaneous Speech Translation", section 3; delays of at least one unit).
    """
    step = source_ms / max(len(delays), reference)
    tau = next((i for i, delay in enumerate(delays, 1) if delay >= source_ms), len(delays))
    return fmean(delay - i * step for i, delay in enumerate(delays[:tau]))


def yaal(
    delays: Sequence[float], source_ms: float, reference: int, until: float | None = None
) -> float | None:
    """Yet another average lagging of one sentence: as LAAL, but the unit that reaches the end does not count.

    tau is the last i whose d_i is less than |X|; for LongYAAL, the sentence being one of a stream, less than
    the end of the stream, `until` after the start of the sentence (Polak et al. 2025, "Better Late Than
    Never: Evaluation of Latency Metrics for Simultaneous Speech-to-Text Translation"). None where no unit is
    that early.
    """
    end = source_ms if until is None else until
    step = source_ms / max(len(delays), reference)
    tau = next((i for i, delay in enumerate(delays) if delay >= end), len(delays))
    return fmean(delay - i * step for i, delay in enumerate(delays[:tau])) if tau else None


def resegmented(units: Sequence[str], sentences: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """The places from and to of the units of each sentence: the cut with the fewest word errors against the
    reference (Matusov et al. 2005, "Evaluating Machine Translation Output with Automatic Sentence
    Segmentation"). Of several the one that rapidfuzz's alignment takes; what is inserted at a border belongs
    to the sentence before it.
    """
    reference = [unit for sentence in sentences for unit in sentence]
    behind = [0] * (len(reference) + 1)
    for run in opcodes(reference, units):
        for place in range(run.src_start, run.src_end):
            behind[place + 1] = min(run.dest_end, run.dest_start + place + 1 - run.src_start)
        if run.tag == "insert":
            behind[run.src_start] = run.dest_end
    cuts, at = [0], 0
    for sentence in sentences:
        at += len(sentence)
        cuts.append(behind[at])
    cuts[-1] = len(units)
    return list(pairwise(cuts))


def stream_laal(units: Sequence[Unit], sentences: Sequence[Sentence]) -> list[float]:
    """LAAL of every sentence of a stream, with the units that resegmentation gives it and delays counted from
    its start; their mean is StreamLAAL (Papi et al. 2024, "StreamAtt: Direct Streaming Speech-to-Text
    Translation with Attention-based Audio History Selection", section 4). Those without units do not count.
    """
    return [
        laal(delays, sentence.end - sentence.start, len(sentence.units))
        for sentence, delays in _each(units, sentences)
    ]


def long_yaal(units: Sequence[Unit], sentences: Sequence[Sentence], ended: float) -> list[float]:
    """YAAL of every sentence of a stream that ended at `ended`; their mean is LongYAAL. Resegmented as for
    StreamLAAL, not by the SoftSegmenter of the paper, which needs a language's own tokenizer."""
    found = [
        yaal(delays, sentence.end - sentence.start, len(sentence.units), ended - sentence.start)
        for sentence, delays in _each(units, sentences)
    ]
    return [value for value in found if value is not None]


def _each(units: Sequence[Unit], sentences: Sequence[Sentence]) -> list[tuple[Sentence, list[float]]]:
    cuts = resegmented([unit.text for unit in units], [sentence.units for sentence in sentences])
    return [
        (sentence, [unit.delay - sentence.start for unit in units[first:last]])
        for sentence, (first, last) in zip(sentences, cuts, strict=True)
        if first < last
    ]
