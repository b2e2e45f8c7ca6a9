import pytest

from models.errors import InferenceFailed, LanguageUnsupported
from models.fake import FakeTranslator
from models.mt.pivot import Leg, Pivot
from models.mt.types import Request


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
            "en": [Leg(first, "en")],
            "es": [Leg(first, "es")],
            "pt-BR": [Leg(first, "en"), Leg(second, "pt")],
            "pt-PT": [Leg(first, "en"), Leg(second, "pt")],
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
    pivot = Pivot({"pt-BR": [Leg(first, "en"), Leg(second, "pt")]})
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
