"""What changed from one run to another."""

from __future__ import annotations

import pytest

from benchmarks.metrics import Figures
from benchmarks.report.compare import compare, signatures
from benchmarks.report.figures import Measured, Unit, measured
from benchmarks.report.runs import Run
from benchmarks.session import Session
from tests.benchmarks.report import small


def run(name: str, delays: list[float], edits: int = 1) -> Measured:
    units = {("x", 0, place): Unit(10, edits, [delay] * 9, [delay] * 9) for place, delay in enumerate(delays)}
    return Measured(Run(name, {}), {}, units=units, streams={("x", 0): Figures(seconds=10, cpu_s=2)})


def test_signatures_differ_where_they_do() -> None:
    assert signatures({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": ""}) == [("b", "2", "3"), ("c", "–", "")]


@pytest.mark.parametrize(
    ("delays", "verdict"),
    [
        ([1.5, 1.6, 1.7, 1.5, 1.4, 1.6], "worse"),
        ([0.5, 0.4, 0.5, 0.6, 0.5, 0.5], "better"),
        ([0.2, 1.9, 0.1, 1.8, 1.0, 0.9], "no clear difference"),
    ],
)
def test_a_verdict_needs_bounds_without_nothing(delays: list[float], verdict: str) -> None:
    rows = compare(run("a", [1.0] * 6), run("b", delays))
    assert {row.name: row.verdict for row in rows}["commit, median, s"] == verdict


def test_few_pieces_tell_nothing() -> None:
    rows = {row.name: row for row in compare(run("a", [1.0] * 4), run("b", [2.0] * 4))}
    assert rows["commit, median, s"].verdict == "too few to tell"
    assert rows["commit, median, s"].difference == "+1.00"
    assert rows["CPU s per s of sound"].before == "0.20"


def test_only_what_both_have_heard_counts() -> None:
    a, b = run("a", [1.0] * 6), run("b", [1.0] * 6, edits=5)
    b = Measured(b.run, {}, units={("y", 0, 0): Unit(10, 5)})
    assert {row.verdict for row in compare(a, b)} == {"nothing in common"}


def test_the_figures_of_a_log() -> None:
    """今天九 at 0.9 s, 折 at 1.3, the rest at 1.7; the letters end at 0.1, 0.2, ... s."""
    found = measured(Run("x", {}, (Session(tuple(small.rows())),)))
    (unit,) = found.units.values()
    assert (unit.letters, unit.edits) == (8, 0)
    assert unit.commit == pytest.approx([0.8, 0.7, 0.6, 0.9, 1.2, 1.1, 1.0, 0.9])
    assert found.commit == pytest.approx(tuple(unit.commit))
    (fall,) = found.waterfalls
    assert sum(value for _, value in fall.stages) == pytest.approx(1.93 - 0.8)
    assert found.captions == {"en": pytest.approx((1.13,))}
