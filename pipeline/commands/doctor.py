"""`zimu doctor`: what is installed here, what is missing, and the line that mends it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.diagnosis import Check
    from pipeline.tuning import Choice, Measured

LACKING = 4
"""The exit code for a model or program that is missing, as in pipeline.errors."""
_MARKS = {"ok": "[green]ok[/]", "warn": "[yellow]warn[/]", "missing": "[red]missing[/]"}


def doctor(
    tune: Annotated[
        bool, typer.Option("--tune", help="Time the recogniser here, and print how it is best opened.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of a table.")
    ] = False,
) -> None:
    """Look for everything that zimu needs. Exit code 0 when `zimu live` could run, else 4.

    With --tune, time the recogniser instead; on a busy machine the figures are too high.
    """
    import os

    from pipeline import config
    from pipeline.diagnosis import diagnose

    chosen = config.load()
    if tune:
        _tune(chosen, as_json)
        return
    checks = list(diagnose(os.environ, chosen))
    ready = all(check.state != "missing" for check in checks)
    if as_json:
        typer.echo(
            json.dumps({"ready": ready, "checks": [asdict(check) for check in checks]}, ensure_ascii=False)
        )
    else:
        _table(checks)
    raise typer.Exit(0 if ready else LACKING)


def _table(checks: list[Check]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for check in checks:
        fix = f"\n[bold]{escape(check.fix)}[/]" if check.fix and check.state != "ok" else ""
        table.add_row(_MARKS[check.state], check.name, escape(check.found) + fix)
    Console().print(table)


def _tune(config: Config, as_json: bool) -> None:
    """About 3 s for each way to open Whisper base. Raises WeightsMissing."""
    import os
    from importlib.metadata import version

    from models.asr import cores
    from models.catalog import load_catalog
    from models.store import Store
    from pipeline import probe
    from pipeline.config import store_options
    from pipeline.diagnosis import kernels
    from pipeline.tuning import choose

    directory = Store(store_options(config), load_catalog()).open(config.asr.model)
    device = probe.device(config.asr)
    title = f"{config.asr.model} on {device}, {cores()} cores, CTranslate2 {version('ctranslate2')}"
    said = kernels(os.environ) if device == "cpu" else {}
    rows = []
    for measured in probe.survey(directory, config.asr):
        typer.echo(f"timed {measured.compute_type}, threads {measured.threads}", err=True)
        rows.append(measured)
    step = config.policy.step_ms / 1000
    choice = choose(rows, step, cores(), device == "cuda")
    if as_json:
        report = {"title": title, "kernels": said, "step": step, "choice": asdict(choice)}
        typer.echo(json.dumps(report | {"measured": [asdict(row) for row in rows]}, ensure_ascii=False))
        return
    typer.echo("\n".join((title, *(f"{name}: {value}" for name, value in said.items()))))
    _costs(rows)
    typer.echo(_advice(choice, step))


def _costs(rows: list[Measured]) -> None:
    from rich.console import Console
    from rich.table import Table

    from pipeline.tuning import SECONDS, TOGETHER

    table = Table(box=None, pad_edge=False)
    heads = ("load", *(f"encode {seconds} s" for seconds in SECONDS), "token", f"of {TOGETHER}", "align")
    for head in ("compute type", "threads", *heads, "window", f"of {TOGETHER}"):
        table.add_column(head, justify="left" if head == "compute type" else "right")
    for row in rows:
        costs = (row.load, *row.encode, row.token, row.token_together, row.align, row.alone, row.together)
        figures = (f"{each.wall * 1000:.0f}/{each.cpu * 1000:.0f}" for each in costs)
        table.add_row(row.compute_type, str(row.threads), *figures)
    Console(width=max(120, Console().width)).print(table)


def _advice(choice: Choice, step: float) -> str:
    return f"""
Milliseconds, each time/CPU. Best here:

[asr]
compute_type = "{choice.compute_type}"
threads = {choice.threads}
workers = {choice.workers}

Live streams that this should carry, each heard every {step:g} s: {choice.streams}. \
A window alone takes {choice.window:.2f} s."""
