"""Charts are drawn for one run and for twenty, and say what their tables say."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from benchmarks.report import svg
from benchmarks.report.charts import charts
from benchmarks.report.figures import Measured, Point, measured
from benchmarks.report.frame import NARROW, WIDE, Chart
from benchmarks.report.palette import DASHES, SERIES, TONES, rules, series
from benchmarks.report.runs import Run
from benchmarks.session import Session
from tests.benchmarks.report import small

SPACE = "{http://www.w3.org/2000/svg}"


def runs(count: int) -> list[Measured]:
    found = [
        measured(Run(f"run <{n}> & {small.HOSTILE}", {}, (Session(tuple(small.rows(late=50.0 * n))),)))
        for n in range(count)
    ]
    points = (Point(1, 2, 1.0, 1.5, 0), Point(4, 2, 1.2, 3.5, 2))
    return [replace(found[0], points=points), *found[1:]]


def drawn(count: int) -> dict[str, Chart]:
    return {chart.key: chart for chart in charts(runs(count))}


@pytest.mark.parametrize("count", [1, 2, 6, 7, 20])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_chart_is_whole_xml_within_its_edges(count: int, width: int) -> None:
    found = drawn(count)
    assert set(found) == {"waterfall", "spread", "distribution", "trade", "scaling"}
    for chart in found.values():
        root = ElementTree.fromstring(chart.draw(width))
        _, _, wide, high = map(float, root.attrib["viewBox"].split())
        assert (wide, root.attrib["role"]) == (width, "img") and root.attrib["aria-label"]
        for each in root.iter(f"{SPACE}text"):
            assert -1 <= float(each.attrib["x"]) <= wide and 0 < float(each.attrib["y"]) <= high
        for each in root.iter(f"{SPACE}rect"):
            assert float(each.attrib["x"]) >= 0 and float(each.attrib["width"]) >= 0


@pytest.mark.parametrize("count", [1, 20])
def test_the_table_has_a_row_for_each_run(count: int) -> None:
    for key in ("waterfall", "spread", "distribution", "trade"):
        chart = drawn(count)[key]
        assert len(chart.rows) == count and all(len(row) == len(chart.columns) for row in chart.rows)
    assert drawn(count)["scaling"].rows[1] == (
        f"run <0> & {small.HOSTILE}, 2 languages",
        "4",
        "2",
        "1.20",
        "3.50",
        "2",
    )


def test_nothing_is_drawn_of_nothing() -> None:
    assert charts([Measured(Run("x", {}), {})]) == []


def test_the_edge_of_what_no_other_beats() -> None:
    places = {"a": (1.0, 0.2), "b": (2.0, 0.1), "c": (2.0, 0.3), "d": (0.5, 0.2)}
    each = [Measured(Run(name, {}), {"commit_p50": x, "cer": y}) for name, (x, y) in places.items()]
    (chart,) = charts(each)
    assert {row[0]: row[-1] for row in chart.rows} == {"a": "no", "b": "yes", "c": "no", "d": "yes"}


def test_markup_in_a_name_is_text() -> None:
    assert svg.text(1, 2, small.HOSTILE).count("<") == 2
    assert "&lt;/script&gt;" in svg.rect(0, 0, 1, 1, "f1", small.HOSTILE)
    assert svg.element("g", aria_label='"<&') == '<g aria-label="&quot;&lt;&amp;"/>'


def _contrast(a: str, b: str) -> float:
    """WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [0, 1])
def test_what_is_drawn_can_be_seen(dark: int) -> None:
    for pair in SERIES:
        assert _contrast(pair[dark], TONES["panel"][dark]) >= 3
    for name in ("ink", "muted", "draft", "good", "bad"):
        for ground in ("panel", "ground", "raised"):
            assert _contrast(TONES[name][dark], TONES[ground][dark]) >= (4.5 if name != "draft" else 4), (
                name,
                ground,
            )


def test_series_differ_in_more_than_colour() -> None:
    assert len(set(DASHES)) == len(DASHES) == len(SERIES)
    assert [series(number) for number in (0, 8, 9)] == [1, 9, 1]
    assert "var(" not in rules(dark=False) and re.search(r"\.f1\{fill:var\(--s1\)\}", rules())
