"""What it costs a viewer that a translation has lost a fact."""

from __future__ import annotations

from pipeline.facts.types import Fact, Kind

_FEW = 12


def sells(fact: Fact) -> bool:
    """Whether it says what something costs: a viewer needs it though the sentence be lost."""
    return fact.kind in (Kind.PRICE, Kind.OFFER, Kind.DEAL, Kind.DISCOUNT)


def slight(fact: Fact) -> bool:
    """Whether a translation without it says nothing wrong: 两个问题 is `the questions`.

    Not 四次半: where `4,5` is missing the words of another number stand.
    """
    small = fact.kind in (Kind.COUNT, Kind.NUMBER, Kind.ORDINAL) and fact.value <= _FEW
    return fact.vague or (small and fact.second is None and fact.value % 1 == 0)
