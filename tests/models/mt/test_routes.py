import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalog import load_catalog
from models.errors import LanguageUnsupported
from models.mt.openai import HttpOptions
from models.mt.routes import SERVER, Maker, Way, makers, named, plan, poor, served, serves, to_pull, ways

QWEN = "qwen2.5-coder-1.5b"
OVER = f"{QWEN} > {QWEN}"
EMBEDDED = (QWEN, "firefox-en-pt")
CATALOG = load_catalog()
KNOWN = makers(list(CATALOG.values()))
ENTRIES = [maker.name for maker in KNOWN]
SERVED_HERE = HttpOptions("http://127.0.0.1:8000/v1", "m", languages=("ja", "en-GB"))


def there(*names: str, server: HttpOptions | None = None) -> tuple[Maker, ...]:
    return makers([CATALOG[name] for name in names], server)


def shown(ways: tuple[Way, ...]) -> list[str]:
    return [named(way) for way in ways]


@pytest.mark.parametrize(
    ("installed", "target", "expected"),
    [
        (EMBEDDED, "zh-Hans", []),
        ((), "zh-Hant-HK", []),
        (EMBEDDED, "en", [QWEN]),
        (EMBEDDED, "en-GB", [QWEN]),
        (EMBEDDED, "es", [QWEN, OVER]),
        (EMBEDDED, "pt-BR", [f"{QWEN} > firefox-en-pt", QWEN, OVER]),
        ((QWEN,), "pt", [QWEN, OVER]),
        ((*EMBEDDED, "firefox-zh-en"), "en", ["firefox-zh-en", QWEN]),
        (
            (*EMBEDDED, "firefox-zh-en"),
            "pt-BR",
            ["firefox-zh-en > firefox-en-pt", f"{QWEN} > firefox-en-pt", QWEN, f"firefox-zh-en > {QWEN}"],
        ),
        (
            ("firefox-zh-en", "firefox-en-pt", "firefox-en-pt-base"),
            "pt-BR",
            ["firefox-zh-en > firefox-en-pt-base", "firefox-zh-en > firefox-en-pt"],
        ),
        ((*EMBEDDED, "firefox-en-ja"), "ja", [f"{QWEN} > firefox-en-ja"]),
        (("firefox-zh-en", "firefox-en-ru"), "ru", ["firefox-zh-en > firefox-en-ru"]),
        (("firefox-zh-Hant-en", QWEN), "en", [QWEN]),
        (("hunyuan-mt2-1.8b", QWEN), "en", ["hunyuan-mt2-1.8b", QWEN]),
        (("hunyuan-mt2-1.8b", QWEN), "ja", ["hunyuan-mt2-1.8b"]),
    ],
)
def test_the_ways_follow_from_what_is_installed(
    installed: tuple[str, ...], target: str, expected: list[str]
) -> None:
    (route,) = plan([target], there(*installed))
    assert (route.target, shown(route.ways)) == (target, expected)


def test_a_configured_server_is_asked_first_for_its_languages_only() -> None:
    installed = there(*EMBEDDED, server=SERVED_HERE)
    (en, ja, pt, es) = plan(["en", "ja", "pt", "es"], installed)
    assert shown(en.ways) == [SERVER, QWEN]
    assert shown(ja.ways) == [SERVER]
    assert shown(pt.ways)[:2] == [f"{SERVER} > firefox-en-pt", f"{QWEN} > firefox-en-pt"]
    assert shown(es.ways) == [QWEN, f"{SERVER} > {QWEN}"]


def test_poor_languages_need_to_be_asked_for() -> None:
    with pytest.raises(
        LanguageUnsupported, match=r"ja: qwen\S+ mixes Chinese.*pull firefox-en-ja, or --allow"
    ):
        plan(["ja"], there(*EMBEDDED), KNOWN)
    with pytest.raises(
        LanguageUnsupported, match=r"ko: qwen\S+ mixes Chinese into it; have it .*--allow-poor"
    ):
        plan(["ko"], there(*EMBEDDED))
    (route,) = plan(["ja"], there(*EMBEDDED), allow_poor=True)
    assert shown(route.ways) == [QWEN, OVER]
    with pytest.raises(LanguageUnsupported, match="mixes Chinese"):
        plan(["ja"], there(*EMBEDDED), configured=[f"ja={QWEN}"])


@pytest.mark.parametrize(
    ("installed", "target", "message"),
    [
        ((), "en", "run: zimu models pull firefox-zh-en; can be served now: zh"),
        ((), "pt-BR", "run: zimu models pull firefox-zh-en firefox-en-pt-base;"),
        (("firefox-zh-en",), "pt-BR", "run: zimu models pull firefox-en-pt-base;"),
        (EMBEDDED, "xh", "xh: no model translates into it; can be served now: zh, de, en"),
        (EMBEDDED, "tr", "run: zimu models pull firefox-en-tr;"),
        (("firefox-en-pt",), "pt-BR", "run: zimu models pull firefox-zh-en firefox-en-pt-base;"),
    ],
)
def test_an_unserved_language_is_refused_with_the_way_out(
    installed: tuple[str, ...], target: str, message: str
) -> None:
    with pytest.raises(LanguageUnsupported) as refused:
        plan([target], there(*installed), KNOWN)
    assert message in str(refused.value) and "\n" not in str(refused.value)


def test_a_configured_route_takes_the_place_of_the_usual_order() -> None:
    installed = there(*EMBEDDED, "firefox-zh-en")
    configured = [f"pt-BR = {QWEN}", "pt=firefox-zh-en>firefox-en-pt"]
    (pt, en) = plan(["pt-BR", "en"], installed, configured=configured)
    assert shown(pt.ways) == [QWEN, "firefox-zh-en > firefox-en-pt"]
    assert shown(en.ways) == ["firefox-zh-en", QWEN]


@pytest.mark.parametrize(
    ("route", "message"),
    [
        ("pt=firefox-zh-en>firefox-en-pt", "firefox-zh-en is not installed"),
        ("pt", "nothing is not installed"),
        ("pt=firefox-en-pt", "firefox-en-pt does not translate zh into pt"),
        ("pt=hunyuan-mt2-1.8b>hunyuan-mt2-1.8b", "hunyuan-mt2-1.8b does not translate en into pt"),
        (f"xh={QWEN}", f"{QWEN} does not translate zh into xh"),
    ],
)
def test_a_configured_route_that_leads_nowhere_is_refused(route: str, message: str) -> None:
    with pytest.raises(LanguageUnsupported, match=message):
        plan(["pt"], there(*EMBEDDED, "hunyuan-mt2-1.8b"), configured=[route])


@given(st.sets(st.sampled_from(ENTRIES)), st.booleans(), st.booleans())
def test_every_way_uses_what_is_installed_and_connects(
    names: set[str], allow_poor: bool, server: bool
) -> None:
    installed = there(*names, server=SERVED_HERE if server else None)
    sources = {maker.name: {maker.source, "en" if maker.english else ""} for maker in installed}
    for route in plan(served(installed, allow_poor=allow_poor), installed, allow_poor=allow_poor):
        assert len(set(route.ways)) == len(route.ways)
        for way in route.ways:
            assert way[-1].target == route.target
            assert [hop.source for hop in way] == ["zh", "en"][: len(way)]
            assert all(hop.source in sources[hop.entry] for hop in way)
            assert all(hop.target == "en" for hop in way[:-1])
            assert allow_poor or poor(way) is None


@given(st.sets(st.sampled_from(ENTRIES)), st.sampled_from(("en", "ja", "pt", "ru", "xh")))
def test_what_is_to_be_pulled_makes_the_language(names: set[str], base: str) -> None:
    pulled = to_pull(base, there(*names), KNOWN)
    assert not names & set(pulled)
    if base != "xh":
        assert any(poor(way) is None for way in ways(base, there(*names, *pulled)))


def test_the_order_of_targets_is_kept_and_repeats_are_one() -> None:
    routes = plan(["es", "zh-Hans", "en", "es"], there(*EMBEDDED))
    assert [route.target for route in routes] == ["es", "zh-Hans", "en"]


def test_what_no_engine_reads_is_not_served() -> None:
    assert serves(CATALOG[QWEN]) and not serves(CATALOG["whisper-base"])
