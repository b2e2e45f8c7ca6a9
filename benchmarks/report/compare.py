"""What changed from one run to another: their signatures, and every figure with bounds of its difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.bootstrap import bounds
from benchmarks.metrics import Figures
from benchmarks.report.figures import Measured, Unit
from benchmarks.report.scales import percent, seconds, signed

FEWEST = 5
"""With fewer pairs than this nothing is said about how certain a difference is."""
Shape = Callable[[float | None], str]
Pair = tuple[Unit, Unit]


@dataclass(frozen=True, slots=True)
class Changed:
    """One figure in both runs. In all of them less is better."""

    name: str
    before: str
    after: str
    difference: str
    bounds: str
    verdict: str
    """better, worse, or that these streams cannot tell."""


def signatures(a: Mapping[str, object], b: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """The entries in which two signatures differ; – where one has none."""
    keys = [*a, *(key for key in b if key not in a)]
    pairs = [(key, str(a.get(key, "–")), str(b.get(key, "–"))) for key in keys]
    return [(key, before, after) for key, before, after in pairs if before != after]


def compare(a: Measured, b: Measured) -> list[Changed]:
    """By the streams that both have heard; the bounds are those of a paired bootstrap over pieces of them."""
    pieces = [(a.units[key], b.units[key]) for key in a.units if key in b.units]
    streams = [(a.streams[key], b.streams[key]) for key in a.streams if key in b.streams]
    rows: list[tuple[str, Shape, Sequence[Any], Callable[[Any], float | None]]] = [
        ("CER of what is committed", percent, pieces, _cer),
        ("commit, median, s", seconds, pieces, lambda units: _delay(units, "commit", 50)),
        ("commit, 95th percentile, s", seconds, pieces, lambda units: _delay(units, "commit", 95)),
        ("first draft, median, s", seconds, pieces, lambda units: _delay(units, "draft", 50)),
        ("normalised erasure", seconds, streams, lambda found: _ratio(found, "erased", "letters")),
        ("CPU s per s of sound", seconds, streams, lambda found: _ratio(found, "cpu_s", "seconds")),
    ]
    return [_changed(*row) for row in rows]


def _changed(name: str, shape: Shape, pairs: Sequence[Any], figure: Callable[[Any], float | None]) -> Changed:
    def difference(drawn: Sequence[Any]) -> float | None:
        before, after = (figure([pair[side] for pair in drawn]) for side in (0, 1))
        return None if before is None or after is None else after - before

    before, after = (figure([pair[side] for pair in pairs]) for side in (0, 1))
    if before is None or after is None:
        return Changed(name, shape(before), shape(after), "–", "–", "nothing in common")
    found = bounds(pairs, difference) if len(pairs) >= FEWEST else None
    return Changed(
        name,
        shape(before),
        shape(after),
        signed(shape(after - before)),
        f"{signed(shape(found[0]))} to {signed(shape(found[1]))}" if found else "–",
        _verdict(found),
    )


def _verdict(found: tuple[float, float] | None) -> str:
    if found is None:
        return "too few to tell"
    low, high = found
    return "better" if high < 0 else "worse" if low > 0 else "no clear difference"


def _cer(units: Sequence[Unit]) -> float | None:
    letters = sum(unit.letters for unit in units)
    return sum(unit.edits for unit in units) / letters if letters else None


def _delay(units: Sequence[Unit], name: str, rank: int) -> float | None:
    values = [delay for unit in units for delay in getattr(unit, name)]
    return round(float(np.percentile(values, rank)), 3) if values else None


def _ratio(found: Sequence[Figures], part: str, whole: str) -> float | None:
    total = sum(float(getattr(each, whole)) for each in found)
    return sum(float(getattr(each, part)) for each in found) / total if total else None


def interval(measured: Measured, name: str) -> tuple[float, float] | None:
    """95 % bounds of `cer`, `commit` or `draft` (medians) of one run."""
    units = list(measured.units.values())
    if len(units) < FEWEST:
        return None
    return bounds(units, _cer if name == "cer" else lambda drawn: _delay(drawn, name, 50))


def bounded(found: tuple[float, float] | None, shape: Shape) -> str:
    return f"{shape(found[0])} to {shape(found[1])}" if found else "–"
