from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.errors import InferenceFailed, LanguageUnsupported
from models.fake import FakeTranslator
from models.mt.pivot import Leg, Pivot
from models.mt.types import Answer, Request


@pytest.fixture
def first() -> FakeTranslator:
    return FakeTranslator(name="first")


@pytest.fixture
def second() -> FakeTranslator:
    return FakeTranslator(name="second")


@pytest.fixture
def pivot(first: FakeTranslator, second: FakeTranslator) -> Pivot:
    return Pivot(
        {
            "en": [[Leg(first, "en")]],
            "es": [[Leg(first, "es")]],
            "pt-BR": [[Leg(first, "en"), Leg(second, "pt")], [Leg(first, "pt-BR")]],
            "pt-PT": [[Leg(first, "en"), Leg(second, "pt")]],
        }
    )


def texts(pivot: Pivot, *requests: Request) -> list[str]:
    return [answer.text for answer in pivot(requests)]


def test_the_shared_hop_is_made_once_for_the_batch(
    pivot: Pivot, first: FakeTranslator, second: FakeTranslator
) -> None:
    wanted = [Request(text, tag, ("先",)) for text in ("好", "来") for tag in ("pt-BR", "en", "es", "pt-PT")]
    assert texts(pivot, *wanted) == [
        "pt:en:好",
        "en:好",
        "es:好",
        "pt:en:好",
        "pt:en:来",
        "en:来",
        "es:来",
        "pt:en:来",
    ]
    assert [[(r.text, r.target) for r in batch] for batch in first.batches] == [
        [("好", "en"), ("好", "es"), ("来", "en"), ("来", "es")]
    ]
    assert [[(r.text, r.target) for r in batch] for batch in second.batches] == [
        [("en:好", "pt"), ("en:来", "pt")]
    ]


def test_context_stays_in_its_own_language(
    pivot: Pivot, first: FakeTranslator, second: FakeTranslator
) -> None:
    pivot([Request("好", "pt-BR", ("先",))])
    assert first.batches[0][0].context == ("先",)
    assert second.batches[0][0].context == ()


def test_an_empty_hop_stays_empty_and_is_not_passed_on(first: FakeTranslator, second: FakeTranslator) -> None:
    first.script["好", "en"] = ""
    pivot = Pivot({"pt-BR": [[Leg(first, "en"), Leg(second, "pt")]]})
    assert texts(pivot, Request("好", "pt-BR"), Request("来", "pt-BR")) == ["", "pt:en:来"]
    assert len(second.batches[0]) == 1


def test_nothing_asked_nothing_called(pivot: Pivot, first: FakeTranslator) -> None:
    assert pivot([]) == [] and first.batches == []


def test_a_failing_hop_fails_the_batch(pivot: Pivot, second: FakeTranslator) -> None:
    second.failing.add("pt")
    with pytest.raises(InferenceFailed):
        pivot([Request("好", "pt-BR")])


def test_a_target_without_a_route_is_refused(pivot: Pivot) -> None:
    with pytest.raises(LanguageUnsupported, match="no route to ja"):
        pivot([Request("好", "ja")])


def test_close_closes_every_engine_once_opened(
    pivot: Pivot, first: FakeTranslator, second: FakeTranslator
) -> None:
    pivot.close()
    pivot.close()
    assert first.closed and second.closed


def test_terms_and_facts_go_to_the_leg_whose_language_they_are_in(
    pivot: Pivot, first: FakeTranslator, second: FakeTranslator
) -> None:
    english = (("车", "cart"), ("家", "folks"))
    for target in ("pt-BR", "es"):
        pivot([Request("好", target, terms=(("车", "x"),), facts=(("9", "9,0"),), english=english)])
    assert [(r.source, r.terms, r.facts) for batch in first.batches for r in batch] == [
        ("zh", english, ()),
        ("zh", (("车", "x"),), (("9", "9,0"),)),
    ]
    assert [(r.source, r.terms, r.facts) for batch in second.batches for r in batch] == [
        ("en", (("cart", "x"),), (("9", "9,0"),))
    ]


def test_english_on_the_way_is_the_english_that_is_shown(pivot: Pivot, first: FakeTranslator) -> None:
    english = (("车", "cart"),)
    pivot([Request("好", "pt-BR", terms=(("车", "x"),), english=english), Request("好", "en", terms=english)])
    assert len(first.batches) == 1 and len(first.batches[0]) == 1


def test_a_request_picks_its_way(pivot: Pivot) -> None:
    assert [pivot.ways(tag) for tag in ("pt-BR", "en", "ja")] == [2, 1, 0]
    assert texts(pivot, Request("好", "pt-BR", way=1), Request("好", "pt-BR")) == ["pt-BR:好", "pt:en:好"]
    with pytest.raises(LanguageUnsupported, match="no way 2 to pt-BR"):
        pivot([Request("好", "pt-BR", way=2)])


class Scored(FakeTranslator):
    def __init__(self, name: str, score: float | None) -> None:
        super().__init__(name=name)
        self.score = score

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        return [Answer(answer.text, self.score, answer.engine) for answer in super().__call__(requests)]


@pytest.mark.parametrize(
    ("one", "two", "lowest"), [(-0.5, -0.2, -0.5), (-0.1, -0.2, -0.2), (None, -1.0, -1.0), (None, None, None)]
)
def test_a_chain_is_named_by_its_legs_and_worth_its_worst(
    one: float | None, two: float | None, lowest: float | None
) -> None:
    chain = Pivot({"pt": [[Leg(Scored("a", one), "en"), Leg(Scored("b", two), "pt")]]})
    assert chain([Request("好", "pt")]) == [Answer("pt:en:好", lowest, "a > b")]


def test_what_was_made_is_remembered_unless_it_was_empty(first: FakeTranslator) -> None:
    first.script["来", "en"] = ""
    pivot = Pivot({"en": [[Leg(first, "en")]]}, remembered=2)
    for text in ("好", "好", "来", "来", "走", "看", "好"):
        pivot([Request(text, "en")])
    assert [batch[0].text for batch in first.batches] == ["好", "来", "来", "走", "看", "好"]


def test_an_engine_that_reads_only_the_text_is_asked_once_whatever_else_differs(
    first: FakeTranslator,
) -> None:
    pivot = Pivot({"en": [[Leg(first, "en", text_only=True)]]})
    pivot([Request("好", "en", context) for context in ((), ("先",))])
    pivot([Request("好", "en", facts=(("9", "9,0"),))])
    assert first.batches == [[Request("好", "en")]]


class Held(FakeTranslator):
    """Answers, or fails, once it is released."""

    def __init__(self, name: str, failing: Sequence[str] = ()) -> None:
        super().__init__(name=name, failing=failing)
        self.asked, self.released = threading.Event(), threading.Event()

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        self.asked.set()
        assert self.released.wait(20)
        return super().__call__(requests)


@pytest.mark.parametrize("fails", [False, True])
def test_a_hop_that_is_being_made_is_waited_for_and_fails_for_all(fails: bool) -> None:
    english, second = Held("first", ["en"] if fails else ()), FakeTranslator(name="second")
    targets = ("pt", "es", "fr", "de", "it", "pl", "uk")
    pivot = Pivot(
        {"en": [[Leg(english, "en")]]} | {tag: [[Leg(english, "en"), Leg(second, tag)]] for tag in targets}
    )
    with ThreadPoolExecutor(8) as threads:
        owner = threads.submit(pivot, [Request("好", "en")])
        assert english.asked.wait(20)
        others = [threads.submit(pivot, [Request("好", tag)]) for tag in targets]
        english.released.set()
        for tag, answer in zip(("en", *targets), (owner, *others), strict=True):
            if fails:
                assert isinstance(answer.exception(20), InferenceFailed)
            else:
                assert answer.result(20)[0].text == ("en:好" if tag == "en" else f"{tag}:en:好")
    assert fails or len(english.batches) == 1


def test_a_failed_hop_is_asked_again(first: FakeTranslator, pivot: Pivot) -> None:
    first.failing.add("en")
    with pytest.raises(InferenceFailed):
        pivot([Request("好", "en")])
    first.failing.clear()
    assert texts(pivot, Request("好", "en")) == ["en:好"]


def test_a_final_does_not_wait_for_a_draft() -> None:
    english = Held("first")
    pivot = Pivot({"en": [[Leg(english, "en")]]})
    with ThreadPoolExecutor(2) as threads:
        draft = threads.submit(pivot, [Request("好", "en", draft=True)])
        assert english.asked.wait(20)
        english.asked.clear()
        final = threads.submit(pivot, [Request("好", "en")])
        assert english.asked.wait(20)  # the engine has both
        english.released.set()
        assert draft.result(20) == final.result(20)
