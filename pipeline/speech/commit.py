"""Which of the words that were heard are sure enough to commit, and which to show as a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.speech.candidate import Candidate, certainty

Rule = Literal["agreement", "attention", "both", "gated", "calibrated"]


@dataclass(frozen=True, slots=True)
class CommitOptions:
    rule: Rule = "calibrated"
    """agreement: two passes in a row heard it. attention: its sound ends well before the edge. both: both.
    gated: two passes, or one that is sure of it, or patience is over. calibrated: all that is known of it
    says that it will stand, or patience is over."""
    stands: float = 0.87
    """Certainty with which calibrated takes a word."""
    hold_ms: int = 288
    """Words that end this close to the edge of what was heard wait: more sound often changes them."""
    attention_ms: int = 512
    """The same for the rules attention and both, which have little else to go by."""
    sure: float = 0.9
    """Probability with which gated takes a word from one pass."""
    sure_ms: int = 384
    """How far such a word must be from the edge."""
    patience_ms: int = 1_216
    """How far any word must be from it to be committed by gated and calibrated, whatever the passes say."""
    sounding_ms: int = 64
    """A word that ends this close to the edge may sound on: no rule takes it."""
    number_ms: int = 704
    """How far a number must be from it: 三百九十 is 390 until 八 is heard, and a price must not be wrong."""
    draft: float = 0.74
    """Certainty from which a word that is not committed is shown."""


def _agreement(it: Candidate, options: CommitOptions) -> bool:
    """LocalAgreement-2 (Liu et al. 2020, "Low-latency sequence-to-sequence speech recognition and translation
    by partial hypothesis selection")."""
    return it.passes >= 2 and it.behind >= options.hold_ms


def _attention(it: Candidate, options: CommitOptions) -> bool:
    """AlignAtt (Papi et al. 2023) by token times: what is attended well before the end of the buffer."""
    return it.behind >= options.attention_ms


def _both(it: Candidate, options: CommitOptions) -> bool:
    return _agreement(it, options) and _attention(it, options)


def _gated(it: Candidate, options: CommitOptions) -> bool:
    sure = it.word.probability >= options.sure and it.behind >= options.sure_ms
    return sure or _agreement(it, options) or it.behind >= options.patience_ms


def _calibrated(it: Candidate, options: CommitOptions) -> bool:
    return certainty(it) >= options.stands or it.behind >= options.patience_ms


_RULES: Mapping[Rule, Callable[[Candidate, CommitOptions], bool]] = {
    "agreement": _agreement,
    "attention": _attention,
    "both": _both,
    "gated": _gated,
    "calibrated": _calibrated,
}


def sure(candidates: Sequence[Candidate], options: CommitOptions) -> int:
    """How many of the candidates, from the first on, are committed."""
    holds = _RULES[options.rule]

    def stands(it: Candidate) -> bool:
        number = any(map(str.isdigit, it.word.text))
        wait = max(options.sounding_ms, options.number_ms if number else 0)
        return it.behind >= wait and holds(it, options)

    return _leading(candidates, stands)


def shown(candidates: Sequence[Candidate], options: CommitOptions) -> int:
    """How many of them, from the first on, are shown as a draft."""
    return _leading(candidates, lambda it: certainty(it) >= options.draft)


def _leading(candidates: Sequence[Candidate], stands: Callable[[Candidate], bool]) -> int:
    return next((i for i, it in enumerate(candidates) if not stands(it)), len(candidates))
