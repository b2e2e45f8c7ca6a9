"""The charts of a report, in the order of the page."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.figures import Measured
from benchmarks.report.frame import Chart
from benchmarks.report.scaling import scaling
from benchmarks.report.spread import distribution, spreads
from benchmarks.report.trade import trade
from benchmarks.report.waterfall import waterfall


def charts(runs: Sequence[Measured]) -> list[Chart]:
    """Those that there is something to draw of."""
    every = (waterfall, spreads, distribution, trade, scaling)
    return [chart for draw in every if (chart := draw(runs)) is not None]
