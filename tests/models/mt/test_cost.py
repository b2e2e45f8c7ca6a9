import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.mt.cost import BUSY, FREE, Cost, Machine, carry, described, expected
from models.mt.routes import Route, named, plan
from tests.models.mt.test_routes import EMBEDDED, QWEN, there

LLM, PAIR = Cost(1.6, 1.35), Cost(0.01, 0.0)
COSTS = {QWEN: LLM, "firefox-zh-en": PAIR, "firefox-en-pt": PAIR, "firefox-en-es": PAIR, "http": FREE}
TWO = Machine(2)
RICH = ("firefox-zh-en", "firefox-en-pt", "firefox-en-es", QWEN)


def routes(*targets: str, installed: tuple[str, ...] = EMBEDDED) -> tuple[Route, ...]:
    return plan(targets, there(*installed))


@pytest.mark.parametrize(
    ("targets", "installed", "carried", "refused"),
    [
        (("en",), EMBEDDED, ["en"], []),
        (("en", "pt-BR", "zh-Hant"), EMBEDDED, ["en", "pt-BR", "zh-Hant"], []),
        (("en", "es"), EMBEDDED, ["en"], ["es"]),
        (("es", "en"), EMBEDDED, ["es"], ["en"]),
        (("en", "es", "ru", "pt"), EMBEDDED, ["en", "pt"], ["es", "ru"]),
        (("en", "es", "pt"), RICH, ["en", "es", "pt"], []),
        (("en", "es", "pt", "ru"), RICH, ["en", "es", "pt", "ru"], []),
        (("en", "ru", "de"), RICH, ["en", "ru"], ["de"]),
    ],
)
def test_two_cores_carry_one_language_of_the_llm_and_all_that_pairs_make(
    targets: tuple[str, ...], installed: tuple[str, ...], carried: list[str], refused: list[str]
) -> None:
    found = carry(routes(*targets, installed=installed), COSTS, TWO)
    assert [route.target for route in found.routes] == carried
    assert [each.route.target for each in found.refused] == refused
    assert found.load <= found.room
    assert all(QWEN in each.reason and "1.6 CPU s a caption" in each.reason for each in found.refused)


def test_a_language_goes_a_cheaper_way_when_the_best_is_too_dear() -> None:
    best_first = plan(
        ["en", "es"],
        there(*RICH),
        configured=[f"es={QWEN}", "es=firefox-zh-en>firefox-en-es", f"en={QWEN}"],
    )
    found = carry(best_first, COSTS, TWO)
    assert [named(route.hops) for route in found.routes] == [QWEN, "firefox-zh-en > firefox-en-es"]
    assert found.cheaper == ("es",) and not found.refused
    assert [named(way) for way in found.routes[1].ways][1] == QWEN, "the best is still there to fall back to"


def test_what_languages_share_is_paid_once() -> None:
    alone = carry(routes("pt", installed=RICH), COSTS, TWO).load
    both = carry(routes("pt", "es", "en", installed=RICH), COSTS, TWO).load
    assert alone == pytest.approx(TWO.captions * 0.02)
    assert both == pytest.approx(TWO.captions * 0.03), "the English is made once"


def test_another_machine_costs_next_to_nothing() -> None:
    costs = {**COSTS, "m": FREE}
    http = Route("ja", plan(["ja"], there(*EMBEDDED), allow_poor=True)[0].ways)
    assert carry([http], {**costs, QWEN: FREE}, Machine(1)).refused == ()


def test_one_core_has_no_room_for_the_llm_beside_the_recogniser() -> None:
    found = carry(routes("en"), COSTS, Machine(1))
    assert "beside the recogniser (0.32) 1 cores have 0.48" in found.refused[0].reason


@given(
    st.lists(st.sampled_from(("en", "es", "pt", "ru", "de", "fr")), unique=True),
    st.integers(1, 64),
    st.floats(0.001, 20),
    st.floats(0, 1),
)
def test_the_law_of_the_plan(targets: list[str], cores: int, first: float, share: float) -> None:
    """Nothing is promised beyond the room or an engine's time, and nothing is left out."""
    costs = {**COSTS, QWEN: Cost(first, first * share, cores)}
    machine = Machine(cores)
    found = carry(routes(*targets, installed=RICH), costs, machine)
    assert found.load <= machine.room + 1e-9
    assert sorted([r.target for r in found.routes] + [r.route.target for r in found.refused]) == sorted(
        targets
    )
    used = machine.captions * costs[QWEN].of(sum(r.hops[-1].entry == QWEN for r in found.routes))
    assert used <= BUSY * cores + 1e-9


@given(st.sampled_from(("pair", "many", "llm")), st.integers(0, 10**10))
def test_what_is_expected_is_said_to_be_and_grows_with_the_weights(kind: str, size: int) -> None:
    small, large = expected(kind, size), expected(kind, 2 * size)
    assert not small.measured and 0 < small.first <= large.first and 0 <= small.further <= small.first


def test_expected_figures_have_a_tilde() -> None:
    (pt,) = routes("pt", installed=RICH)
    assert described(pt.hops, COSTS) == "0.02"
    assert described(pt.hops, {**COSTS, "firefox-en-pt": expected("pair", 22_000_000)}) == "~0.02"
