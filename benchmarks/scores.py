"""How near translations come to what people wrote: chrF and BLEU by sacrebleu, with bounds of confidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ProgramMissing

_UNSPACED = frozenset({"ja", "ko", "th", "lo", "km", "my"})
"""BLEU counts words; where spaces do not set them apart, it counts characters (Korean: for want of MeCab)."""
_RESAMPLED = 1000
"""Resamplings of the lines, from which 95 % of the scores are within the bounds."""


@dataclass(frozen=True, slots=True)
class Score:
    value: float
    """0 to 100."""
    within: float | None
    """Half the width of its 95 % confidence interval; None where too little is right to tell."""


@dataclass(frozen=True, slots=True)
class Scores:
    chrf: Score
    bleu: Score


def scores(texts: Sequence[str], references: Sequence[str | None], language: str) -> Scores | None:
    """Of the lines that have a reference; None where none has. A line that was lost counts as "".

    Raises ProgramMissing where sacrebleu is not installed.
    """
    pairs = [(text, found) for text, found in zip(texts, references, strict=True) if found is not None]
    if not pairs:
        return None
    chrf, bleu = (_score(metric, *zip(*pairs, strict=True)) for metric in _metrics(language))
    return Scores(chrf, bleu)


def signatures(languages: Sequence[str]) -> dict[str, str]:
    """What sacrebleu says that its figures depend on: of chrF, and of BLEU with each tokenizer."""
    found: dict[str, str] = {}
    for language in languages:
        for metric, name in zip(_metrics(language), ("chrf", f"bleu_{tokenizer(language)}"), strict=True):
            _score(metric, ["a"], ["a"])  # it has no signature before it has seen references
            found[name] = str(metric.get_signature())
    return found


def tokenizer(language: str) -> str:
    """The name of the one that BLEU splits a language with."""
    base = language.partition("-")[0]
    return "zh" if base == "zh" else "char" if base in _UNSPACED else "13a"


def units(text: str, language: str) -> list[str]:
    """What delays are counted by: words, or the characters of a language without spaces between them."""
    words = text.split()
    return words if tokenizer(language) == "13a" else list("".join(words))


def _metrics(language: str) -> tuple[Any, Any]:
    try:
        from sacrebleu import BLEU, CHRF  # only in the extra `bench`
    except ImportError:
        raise ProgramMissing("sacrebleu is not installed; run: pip install 'zimu[bench]'") from None
    return CHRF(), BLEU(tokenize=tokenizer(language))


def _score(metric: Any, texts: Sequence[str], references: Sequence[str]) -> Score:
    try:
        found = metric.corpus_score(texts, [references], n_bootstrap=_RESAMPLED)
    except TypeError:  # sacrebleu 2.6 has no mean where nothing at all is right in a resample
        return Score(round(metric.corpus_score(texts, [references]).score, 2), None)
    said = json.loads(found.format(is_json=True, signature=str(metric.get_signature())))
    return Score(said["score"], said.get("confidence_var"))
