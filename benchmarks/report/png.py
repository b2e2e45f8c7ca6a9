"""Charts as PNGs: the very SVG of the page, drawn by resvg, so that both never disagree."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.report.frame import WIDE, Chart
from benchmarks.report.palette import TONES, rules
from pipeline.errors import ProgramMissing, SinkError

_FACES = "Inter, Noto Sans, DejaVu Sans, Liberation Sans, Helvetica, Arial, Noto Sans SC, Noto Sans CJK SC"
_DENSITY = 2
"""Pixels for each px of the page."""


def write(charts: Iterable[Chart], directory: Path) -> list[Path]:
    """KEY.png of each, on light ground. Raises ProgramMissing without resvg or without fonts, SinkError."""
    try:
        from resvg_py import svg_to_bytes  # only in the extra `bench`
    except ImportError:
        raise ProgramMissing(
            "resvg-py is not installed; run: pip install 'zimu[bench]', or say --no-png"
        ) from None
    style = f"{rules(dark=False)}\ntext{{font-family:{_FACES}}}"

    def drawn(markup: str) -> bytes:
        ground = TONES["panel"][0]
        return bytes(svg_to_bytes(svg_string=markup, style_sheet=style, background=ground, zoom=_DENSITY))

    empty, letter = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{inner}</svg>'
        for inner in ("", '<text x="4" y="15">M</text>')
    )
    if drawn(empty) == drawn(letter):
        raise ProgramMissing("PNGs need a font, and this machine has none; install DejaVu, or say --no-png")
    found = []
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for chart in charts:
            path = directory / f"{chart.key}.png"
            path.write_bytes(drawn(chart.draw(WIDE)))
            found.append(path)
    except OSError as error:
        raise SinkError(f"{directory}: {error.strerror}; choose another place with --output") from error
    return found
