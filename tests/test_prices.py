"""What engines cost: timed once on a machine and remembered; and what live does with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from models.catalog import load_catalog
from models.errors import LanguageUnsupported
from models.fake import FakeTranslator
from models.mt.cost import FREE, Machine
from models.mt.openai import HttpOptions
from models.mt.routes import Hop, Maker, Route, makers, named, plan
from models.mt.types import Answer, Request
from pipeline import prices
from pipeline.afford import afford, machine
from pipeline.prices import CACHE, Prices

QWEN, PT, ZH = "qwen2.5-coder-1.5b", "firefox-en-pt", "firefox-zh-en"
CATALOG = load_catalog()
KNOWN = makers(list(CATALOG.values()))
SERVER = HttpOptions("http://127.0.0.1:1/v1", "m")


class Clock:
    """Stands still but for the engine, which takes 2 s for a line and 1 s for each further one."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Slow(FakeTranslator):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        self._clock.now += 1 + len(requests)
        return super().__call__(requests)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(prices.time, "process_time", made)
    monkeypatch.setattr(prices.time, "perf_counter", made)
    return made


def there(*names: str, server: HttpOptions | None = None) -> tuple[Maker, ...]:
    return makers([CATALOG[name] for name in names], server)


def test_an_engine_is_timed_once_and_the_figure_outlives_the_process(tmp_path: Path, clock: Clock) -> None:
    installed = there(QWEN, PT)
    first = Prices(installed, tmp_path, 1)
    assert not first[QWEN].measured
    engine = Slow(clock)
    assert first.measure(QWEN, engine, [Hop(QWEN, "en"), Hop(QWEN, "es", "en"), Hop(QWEN, "ru")])
    assert (first[QWEN].first, first[QWEN].further, first[QWEN].measured) == (2, 1, True)
    again = Prices(installed, tmp_path, 1)
    assert again[QWEN] == first[QWEN]
    asked = len(engine.batches)
    assert not again.measure(QWEN, engine, [Hop(QWEN, "en")]) and len(engine.batches) == asked
    assert not Prices(installed, tmp_path, 2)[QWEN].measured, "with two threads it is another figure"


def test_an_engine_of_one_language_has_no_cheaper_second(tmp_path: Path, clock: Clock) -> None:
    made = Prices(there(PT), tmp_path, 1)
    assert made.measure(PT, Slow(clock), [Hop(PT, "pt", "en")])
    assert (made[PT].first, made[PT].further) == (2, 2)


def test_a_server_and_an_engine_that_only_stands_by_are_not_timed(tmp_path: Path) -> None:
    made = Prices(there(QWEN, server=SERVER), tmp_path, 1)
    engine = FakeTranslator()
    assert not made.measure("http", engine, [Hop(QWEN, "en")]) and not made.measure(QWEN, engine, [])
    assert engine.batches == [] and made["http"] == FREE


@pytest.mark.parametrize("text", ["", "{", "[]", '{"x": 1}', '{"x": ["a", "b"]}'])
def test_a_spoilt_memory_is_measured_anew(tmp_path: Path, clock: Clock, text: str) -> None:
    (tmp_path / CACHE).write_text(text, encoding="utf-8")
    made = Prices(there(QWEN), tmp_path, 1)
    assert made.measure(QWEN, Slow(clock), [Hop(QWEN, "en")]) and made[QWEN].measured


def test_no_place_to_remember_is_no_reason_not_to_start(tmp_path: Path, clock: Clock) -> None:
    made = Prices(there(QWEN), tmp_path / "none" / "here", 1)
    assert made.measure(QWEN, Slow(clock), [Hop(QWEN, "en")]) and made[QWEN].measured


def asked(
    tmp_path: Path, targets: Sequence[str], *names: str, allow_slow: bool = False
) -> tuple[tuple[Route, ...], list[str]]:
    installed = there(*names)
    said: list[str] = []
    routes = afford(
        plan(targets, installed),
        Prices(installed, tmp_path, 1),
        Machine(2),
        installed=installed,
        known=KNOWN,
        allow_slow=allow_slow,
        say=said.append,
    )
    return routes, said


def test_what_is_carried_is_told_with_its_figures(tmp_path: Path) -> None:
    routes, said = asked(tmp_path, ["zh-Hant", "en", "pt-BR"], QWEN, PT)
    assert [route.target for route in routes] == ["zh-Hant", "en", "pt-BR"]
    assert said[0] == f"en by {QWEN}: ~1.6 CPU s a caption"
    assert said[1] == f"pt-BR by {QWEN} > {PT}: ~1.6 CPU s a caption"
    assert said[2].startswith("translation takes 0.61 of the 1.28 CPU s a second")


def test_what_is_too_slow_is_refused_with_figures_and_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(LanguageUnsupported) as refused:
        asked(tmp_path, ["en", "es", "ru"], QWEN, PT)
    message = str(refused.value)
    assert f"es: {QWEN} takes 1.6 CPU s a caption" in message and "ru: " in message
    assert "carried live here: en;" in message
    assert "zimu models pull firefox-en-es firefox-en-ru makes them cheaper" in message
    assert message.endswith("--allow-slow") and "\n" not in message


def test_slow_languages_may_be_had_all_the_same_in_the_order_asked(tmp_path: Path) -> None:
    routes, said = asked(tmp_path, ["es", "en"], QWEN, allow_slow=True)
    assert [(route.target, named(route.hops)) for route in routes] == [("es", QWEN), ("en", QWEN)]
    assert said[-1].startswith("too slow for en: ")


def test_a_larger_recogniser_and_no_gpu_leave_less_room() -> None:
    base, small = machine(4, False, 145_217_607), machine(4, False, 483_546_902)
    assert base.room == pytest.approx(4 * 0.8 - 0.32)
    assert small.room < base.room < machine(4, True, 483_546_902).room
    assert machine(1, False, 3_000_000_000).room == 0
