"""What stands on the page, one section after the other; every word from a log is escaped here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from benchmarks.report.compare import Changed, bounded, compare, interval, signatures
from benchmarks.report.figures import Measured
from benchmarks.report.frame import NARROW, WIDE, Chart
from benchmarks.report.scales import percent, seconds
from benchmarks.report.tables import Cell, table

_FIGURES: tuple[tuple[str, str, str, Callable[[Any], str]], ...] = (
    ("cer", "CER", "", percent),
    ("cer_revised", "CER revised", "", percent),
    ("commit_p50", "Commit median", "s", seconds),
    ("commit_p95", "Commit p95", "s", seconds),
    ("first_draft_p50", "First draft median", "s", seconds),
    ("normalised_erasure", "Erasure", "", seconds),
    ("cpu_per_audio_s", "CPU per s of sound", "s", seconds),
)
_BOUNDED = {"cer": "cer", "commit_p50": "commit", "first_draft_p50": "draft"}
_OPEN = 2
"""Signatures of more runs than this are folded."""


def header(runs: Sequence[Measured], title: str) -> str:
    played = [session for run in runs for session in run.run.sessions]
    minutes = sum(session.seconds for session in played) / 60
    counted = f"{len(played)} stream{'s' if len(played) != 1 else ''}, {minutes:.1f} minutes of sound"
    said = counted if played else "figures without logs"
    themes = "".join(
        f'<label><input class=unseen type=radio name=theme value="{value}"{"" if value else " checked"}>'
        f"{name}</label>"
        for value, name in (("", "Auto"), ("light", "Light"), ("dark", "Dark"))
    )
    return (
        '<a class=skip href="#main">To the figures</a>'
        f"<header><div><h1>{escape(title)}</h1><p>zimu bench · {said}</p></div>"
        f"<fieldset class=theme><legend class=unseen>Colours</legend>{themes}</fieldset></header>"
    )


def overview(runs: Sequence[Measured]) -> str:
    counted = "Delays count from the end of each character's sound; less is better everywhere."
    if len(runs) == 1:
        lead = f"{counted} Small: 95 % bounds, by the bootstrap over pieces of ten seconds."
        return _section("overview", "At a glance", lead, _tiles(runs[0]))
    best = {
        key: min(known)
        for key, *_ in _FIGURES
        if (known := [run.figures[key] for run in runs if run.figures.get(key) is not None])
    }

    def cell(key: str, shape: Callable[[Any], str], value: Any) -> Cell:
        return (shape(value), "best" if value is not None and value == best[key] else "")

    titles = ["run", *(f"{name}, {unit}" if unit else name for _, name, unit, _ in _FIGURES)]
    rows = [
        [run.name, *(cell(key, shape, run.figures.get(key)) for key, _, _, shape in _FIGURES)] for run in runs
    ]
    lead = f"{counted} The best of each column is bold."
    return _section("overview", "At a glance", lead, table("At a glance", titles, rows))


def chart(drawn: Chart) -> str:
    wide, narrow = (
        drawn.draw(width).replace("<svg ", f'<svg class="{name}" ', 1)
        for width, name in ((WIDE, "wide"), (NARROW, "narrow"))
    )
    figures = table(drawn.title, drawn.columns, drawn.rows)
    folded = f"<details><summary>The same as a table</summary>{figures}</details>"
    return _section(drawn.key, drawn.title, drawn.lead, f"{wide}{narrow}{folded}")


def timeline(skeleton: str, left_out: int) -> str:
    note = f" {left_out} streams found no room here: give fewer logs to see them." if left_out else ""
    return _section(
        "timeline",
        "As its viewers saw it",
        "Drag through a stream, or use the arrow keys on the slider: what stood on the screen at that "
        f"moment, what was said, and when each draft, commit and translation came.{note}",
        skeleton,
    )


def comparison(runs: Sequence[Measured]) -> str:
    """Nothing where fewer than two runs have logs of recognition."""
    scored = [run for run in runs if run.units]
    if len(scored) < 2:
        return ""
    first, others = scored[0], scored[1:]
    options = "".join(f"<option>{escape(run.name)}</option>" for run in others)
    pairs = "".join(
        f'<div data-compared="{escape(run.name)}"><h3>{escape(first.name)} → {escape(run.name)}</h3>'
        f"{_changes(compare(first, run))}{_differing(first, run)}</div>"
        for run in others
    )
    return _section(
        "comparison",
        "What changed",
        f"Each run against the first, {first.name}, on the streams that both have heard. Bounds are 95 % of "
        "a paired bootstrap: where they include nothing, these streams show no difference.",
        f"<div class=controls><label>Compared with <select id=compared>{options}</select></label></div>",
        pairs,
    )


def signed(runs: Sequence[Measured]) -> str:
    rows = "".join(
        f"<h3>{escape(run.name)}</h3><p class=hash>"
        f"{escape(' '.join(f'{key}={value}' for key, value in run.run.signature.items()))}</p>"
        for run in runs
    )
    lead = "What every figure depends on: weights, configuration, commit, machine."
    folded = f"<details><summary>Of all {len(runs)} runs</summary>{rows}</details>"
    return _section("signatures", "Signatures", lead, rows if len(runs) <= _OPEN else folded)


def _section(key: str, title: str, lead: str, *inner: str) -> str:
    return (
        f'<section aria-labelledby="{key}-title" id="{key}"><h2 id="{key}-title">{escape(title)}</h2>'
        f"<p class=lead>{escape(lead)}</p>{''.join(inner)}</section>"
    )


def _tiles(run: Measured) -> str:
    found = []
    for key, name, unit, shape in _FIGURES:
        value = run.figures.get(key)
        small = f" <small>{unit}</small>" if unit and value is not None else ""
        bounds = interval(run, _BOUNDED[key]) if key in _BOUNDED else None
        within = f"<span>{bounded(bounds, shape)}</span>" if bounds else ""
        found.append(f"<div><dt>{name}</dt><dd>{shape(value)}{small}{within}</dd></div>")
    return f"<dl class=figures>{''.join(found)}</dl>"


def _changes(rows: Sequence[Changed]) -> str:
    titles = ("figure", "first", "this", "difference", "95 % bounds", "verdict")
    cells = [
        (
            *(row.name, row.before, row.after, row.difference, row.bounds),
            (row.verdict, row.verdict if row.verdict in ("better", "worse") else ""),
        )
        for row in rows
    ]
    return table("Differences", titles, cells, words=(5,))


def _differing(first: Measured, run: Measured) -> str:
    differing = signatures(first.run.signature, run.run.signature)
    if not differing:
        return "<p class=lead>Both have the same signature: what differs is the noise of measuring.</p>"
    return "<h3>What they depend on</h3>" + table(
        "Differences of signature", ("", "first", "this"), differing, words=(1, 2)
    )
