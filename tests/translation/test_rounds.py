"""An engine answers by script, way by way; figures are plain digits, so that what is right is plain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InferenceFailed
from models.fake import FakeTranslator
from models.mt.types import Answer, Request
from pipeline.translation.counts import Counts
from pipeline.translation.rounds import Outcome, Rounds


class Digits:
    """Facts are runs of digits; `repairable` are those that can be put back. 7 is slight, 399 a price."""

    def __init__(self, repairable: bool = False) -> None:
        self.repairable = repairable

    def sells(self, fact: Any, /) -> bool:
        return bool(fact == "399")

    def slight(self, fact: Any, /) -> bool:
        return bool(fact == "7")

    def read(self, text: str, /) -> tuple[Any, ...]:
        return tuple(re.findall(r"\d+", text))

    def missing(self, facts: Any, translation: str, language: str, /) -> tuple[Any, ...]:
        return tuple(fact for fact in facts if fact not in self.read(translation))

    def invented(self, facts: Any, translation: str, language: str, /) -> tuple[str, ...]:
        return tuple(figure for figure in self.read(translation) if figure not in facts)

    def shown(self, fact: Any, language: str, /) -> str:
        return f"{language}{fact}"

    def said(self, fact: Any, /) -> str:
        return f"价{fact}"

    def repaired(self, facts: Any, translation: str, language: str, /) -> str | None:
        return " ".join(facts) if self.repairable else None


class Scripted(FakeTranslator):
    """What each way answers, without and then with the figures shown; None fails."""

    def __init__(self, *ways: tuple[str | None, str | None]) -> None:
        super().__init__()
        self._ways = ways

    def ways(self, target: str) -> int:
        return len(self._ways)

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        self.batches.append(list(requests))
        texts = [self._ways[request.way][bool(request.facts)] for request in requests]
        if any(text is None for text in texts):
            raise InferenceFailed("down")
        return [Answer(text or "") for text in texts]


def asked(engine: FakeTranslator) -> list[tuple[int, bool]]:
    return [(request.way, bool(request.facts)) for batch in engine.batches for request in batch]


@pytest.mark.parametrize(
    ("ways", "repairable", "outcome", "path"),
    [
        ([("ok 9", "")], False, Outcome("ok 9"), [(0, False)]),
        ([("no", "now 9")], False, Outcome("now 9"), [(0, False), (0, True)]),
        ([("9 or 8", "now 9")], False, Outcome("now 9"), [(0, False), (0, True)]),
        ([("no", "no"), ("", "way 9")], False, Outcome("way 9"), [(0, False), (0, True), (1, True)]),
        ([("", ""), ("way 9", "")], False, Outcome("way 9"), [(0, False), (1, False)]),
        ([(None, None), ("way 9", "")], False, Outcome("way 9"), [(0, False), (1, False)]),
        ([("8", "no")], True, Outcome("9"), [(0, False), (0, True)]),
        ([("8", "no")], False, Outcome("", "wrong figures: without en9"), [(0, False), (0, True)]),
        ([("", "")], True, Outcome("", "no acceptable translation"), [(0, False)]),
        ([(None, None)], True, Outcome("", "down", failed=True), [(0, False)]),
        ([("no", None)], True, Outcome("9"), [(0, False), (0, True)]),
        ([(None, None), (None, None)], True, Outcome("", "down", failed=True), [(0, False), (1, False)]),
    ],
)
def test_a_line_goes_from_round_to_round(
    ways: list[tuple[str | None, str | None]],
    repairable: bool,
    outcome: Outcome,
    path: list[tuple[int, bool]],
) -> None:
    engine = Scripted(*ways)
    assert Rounds(engine, Digits(repairable), Counts())([Request("价9", "en")]) == [outcome]
    assert asked(engine) == path


def test_a_retry_is_shown_the_figures_as_the_language_writes_them() -> None:
    engine = Scripted(("no", "9"))
    Rounds(engine, Digits(), Counts())([Request("价9", "ar")])
    assert engine.batches[1][0].facts == (("价9", "ar9"),)


def test_a_draft_is_asked_once_and_not_shown_with_a_wrong_figure() -> None:
    engine, counts = Scripted(("8", "9"), ("9", "9")), Counts()
    (outcome,) = Rounds(engine, Digits(repairable=True), counts)([Request("价9", "en", draft=True)])
    assert (outcome.text, outcome.failed) == ("", False) and asked(engine) == [(0, False)]
    assert not counts.facts_total


@pytest.mark.parametrize(
    ("line", "answer", "text"),
    [
        ("价399", "cheap", "en399"),
        ("价399元9个", "only 9", "en399 · en9"),
        ("价399元7个", "cheap", "en399"),  # without the slight one
        ("7个问题", "the questions", "the questions"),
        ("7个问题", "8 questions", ""),
        ("7个问题9天", "the questions", ""),
        ("7个399", "399 each", "399 each"),
    ],
)
def test_what_is_shown_when_no_way_is_right(line: str, answer: str, text: str) -> None:
    counts = Counts()
    (outcome,) = Rounds(Scripted((answer, answer)), Digits(), counts)([Request(line, "en")])
    assert outcome.text == text
    assert counts.bared["en"] + counts.slighted["en"] == bool(text)


def test_an_invented_figure_is_not_shown_though_nothing_can_be_shown_against_it() -> None:
    engine = Scripted(("only 8", "?"))
    (outcome,) = Rounds(engine, Digits(), Counts())([Request("好", "en")])
    assert outcome == Outcome("", "wrong figures: invented 8") and asked(engine) == [(0, False)]


def test_rounds_are_batches_and_the_right_ones_are_asked_once() -> None:
    script: Mapping[tuple[str, str], str] = {("价9", "de"): "falsch"}
    engine, counts = FakeTranslator(script), Counts()
    outcomes = Rounds(engine, Digits(), counts)([Request("价9", tag) for tag in ("en", "de", "fr")])
    assert [bool(outcome.text) for outcome in outcomes] == [True, False, True]
    assert [[r.target for r in batch] for batch in engine.batches] == [["en", "de", "fr"], ["de"]]
    assert counts.retried == {"de": 1}
    assert counts.facts_kept == {"en": 1, "de": 0, "fr": 1} and sum(counts.facts_total.values()) == 3


def test_when_the_batch_of_all_fails_each_language_is_asked_alone() -> None:
    engine = FakeTranslator(failing=["de"])
    outcomes = Rounds(engine, Digits(), Counts())(
        [Request(text, tag) for text in ("好", "来") for tag in ("en", "de")]
    )
    assert [(outcome.text, outcome.failed) for outcome in outcomes] == [
        ("en:好", False), ("", True), ("en:来", False), ("", True)
    ]  # fmt: skip
    assert len(engine.batches) == 3


@given(
    st.lists(st.tuples(*[st.sampled_from([None, "", "9", "8", "no", "9 8"])] * 2), min_size=1, max_size=3),
    st.booleans(),
)
def test_no_wrong_figure_is_ever_shown(ways: list[tuple[str | None, str | None]], repairable: bool) -> None:
    engine, digits, counts = Scripted(*ways), Digits(repairable), Counts()
    (outcome,) = Rounds(engine, digits, counts)([Request("价9", "en")])
    assert outcome.text in ("", "9")
    assert bool(outcome.text) != bool(outcome.reason)
    assert counts.facts_kept["en"] == bool(outcome.text)
    assert len(asked(engine)) <= len(ways) + 1
