"""The page: one file that loads nothing and lets nothing run but its own script, by its hash."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.report import sections
from benchmarks.report.figures import Measured
from benchmarks.report.frame import Chart
from benchmarks.report.palette import rules, tokens

_HERE = Path(__file__).parent


def page(
    runs: Sequence[Measured],
    charts: Sequence[Chart],
    timelines: Mapping[str, Mapping[str, Any]],
    sounds: Mapping[str, Any],
    left_out: int = 0,
) -> str:
    """`timelines` by run and stream, `sounds` by stream; `left_out` is how many there was no room for."""
    title = runs[0].name if len(runs) == 1 else f"{len(runs)} runs"
    style = f":root{{{tokens()}}}\n{rules()}\n{_file('report.css')}"
    script = _file("report.js")
    body = [
        sections.header(runs, title),
        "<main id=main>",
        sections.overview(runs),
        *map(sections.chart, charts),
        sections.timeline(_file("timeline.html"), left_out) if timelines else "",
        sections.comparison(runs),
        sections.signed(runs),
        "</main>",
        "<footer>Made by zimu bench report. Every figure is computed from the logs; formulas and where they "
        "come from stand in benchmarks/.</footer>",
        f"<script type=application/json id=data>{data({'timelines': timelines, 'sounds': sounds})}</script>",
        f"<script>{script}</script>",
    ]
    head = [
        "<meta charset=utf-8>",
        f'<meta http-equiv=Content-Security-Policy content="{_policy(script, style)}">',
        '<meta name=viewport content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)} · zimu bench</title>",
        f"<style>{style}</style>",
    ]
    lines = ["<!doctype html>", "<html lang=en><head>", *head, "</head><body>", *filter(None, body)]
    return "\n".join([*lines, "</body></html>", ""])


def data(value: object) -> str:
    """JSON that ends no script element and opens no comment: what could is escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _policy(script: str, style: str) -> str:
    allowed = [f"script-src {_hash(script)}", f"style-src {_hash(style)}", "media-src data:"]
    return "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _file(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
