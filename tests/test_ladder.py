"""Steps are taken and given back in order, and only by languages that are behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ladder import Change, Ladder, LadderOptions, Step

OPTIONS = LadderOptions(budget_ms=1000, patience_ms=100, calm_ms=500)
LANGUAGES = ("en", "es", "de")


def run(ladder: Ladder, lags: dict[str, int], start: int, end: int) -> list[Change]:
    """Observed every 50 ms of media."""
    return [change for now in range(start, end, 50) for change in ladder.observe(now, lags)]


def steps(ladder: Ladder) -> list[int]:
    return [ladder.step_of(tag) for tag in LANGUAGES]


def test_within_the_budget_nothing_is_given_up() -> None:
    ladder = Ladder(LANGUAGES, OPTIONS)
    assert run(ladder, dict.fromkeys(LANGUAGES, 1000), 0, 5000) == [] and ladder.step == Step.ALL


def test_all_behind_the_last_in_the_list_is_shed_first_until_only_the_source_is_left() -> None:
    ladder = Ladder(LANGUAGES, OPTIONS)
    changes = run(ladder, dict.fromkeys(LANGUAGES, 1001), 0, 450)
    assert [(c.language, int(c.step)) for c in changes] == [
        *((tag, 1) for tag in LANGUAGES),
        *((tag, 2) for tag in LANGUAGES),
        *((tag, 3) for tag in ("de", "es", "en")),
    ]
    assert [c.stream for c in changes[-3:]] == [Step.SHED, Step.SHED, Step.SOURCE_ONLY]
    assert ladder.step == Step.SOURCE_ONLY


def test_shedding_one_may_be_enough() -> None:
    ladder = Ladder(LANGUAGES, OPTIONS)
    run(ladder, dict.fromkeys(LANGUAGES, 2000), 0, 250)
    assert steps(ladder) == [2, 2, 3]
    run(ladder, {"en": 900, "es": 900}, 250, 10_000)
    assert steps(ladder) == [2, 2, 3]  # not worse, not yet calm


def test_a_slow_language_costs_no_other_anything() -> None:
    ladder = Ladder(LANGUAGES, OPTIONS)
    run(ladder, {"en": 9000, "es": 0, "de": 0}, 0, 400)
    assert steps(ladder) == [3, 0, 0] and ladder.step == Step.SHED


def test_a_language_whose_engine_fails_stays_where_it_is() -> None:
    ladder = Ladder(LANGUAGES, OPTIONS)
    run(ladder, {"en": 9000}, 0, 50)
    assert run(ladder, {"es": 0, "de": 0}, 50, 5000) == [] and steps(ladder) == [1, 0, 0]


def test_what_was_given_up_comes_back_step_by_step_the_most_important_first() -> None:
    ladder = Ladder(LANGUAGES, OPTIONS)
    run(ladder, dict.fromkeys(LANGUAGES, 2000), 0, 400)
    assert steps(ladder) == [2, 3, 3]
    back = run(ladder, dict.fromkeys(LANGUAGES, 0), 400, 10_000)
    assert steps(ladder) == [0, 0, 0] and ladder.step == Step.ALL
    assert [c.language for c in back if c.before == Step.SHED] == ["es", "de"]


def test_a_language_that_is_shed_again_waits_longer() -> None:
    ladder = Ladder(["en"], OPTIONS)
    away = []
    now = 0
    for _ in range(6):
        while ladder.step_of("en") != Step.SHED:
            ladder.observe(now, {"en": 2000})
            now += 50
        shed = now
        while ladder.step_of("en") == Step.SHED:
            ladder.observe(now, {})
            now += 50
        away.append(round((now - shed) / 500))
    assert away == [1, 2, 4, 8, 8, 8]


def test_a_clock_that_is_set_back_stops_nothing() -> None:
    ladder = Ladder(LANGUAGES, OPTIONS)
    run(ladder, {"en": 2000}, 90_000, 90_100)
    assert steps(ladder)[0] == 1
    run(ladder, {"en": 2000}, 0, 400)
    assert steps(ladder)[0] == 3
    run(ladder, {}, 400, 2000)
    assert steps(ladder)[0] < 3


@pytest.mark.parametrize("languages", [(), ("en",)])
def test_a_stream_starts_with_everything(languages: tuple[str, ...]) -> None:
    assert Ladder(languages).step == Step.ALL and Ladder(languages).observe(0, {}) == []


@given(st.lists(st.tuples(st.integers(0, 400), st.lists(st.integers(0, 2500), min_size=3, max_size=3))))
def test_laws(plan: list[tuple[int, list[int]]]) -> None:
    """One step at a time; up only beyond the budget; shed in order; and calm gives everything back."""
    ladder = Ladder(LANGUAGES, OPTIONS)
    now = 0
    for later, behind in plan:
        now += later
        lags = dict(zip(LANGUAGES, behind, strict=True))
        before = {tag: ladder.step_of(tag) for tag in LANGUAGES}
        for change in ladder.observe(now, lags):
            assert change.before == before[change.language] and abs(change.step - change.before) == 1
            before[change.language] = change.step
            if change.step > change.before:
                assert lags[change.language] > OPTIONS.budget_ms
            if change.step == Step.SHED:
                worse = LANGUAGES[LANGUAGES.index(change.language) + 1 :]
                assert all(before[tag] == Step.SHED or lags[tag] <= OPTIONS.budget_ms for tag in worse)
        assert before == {tag: ladder.step_of(tag) for tag in LANGUAGES}
    run(ladder, dict.fromkeys(LANGUAGES, 0), now, now + 60_000)
    assert steps(ladder) == [0, 0, 0]
