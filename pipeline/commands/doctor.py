"""`zimu doctor`: what is installed here, what is missing, and the line that mends it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.diagnosis import Check

LACKING = 4
"""The exit code for a model or program that is missing, as in pipeline.errors."""
_MARKS = {"ok": "[green]ok[/]", "warn": "[yellow]warn[/]", "missing": "[red]missing[/]"}


def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of a table.")
    ] = False,
) -> None:
    """Look for everything that zimu needs. Exit code 0 when `zimu live` could run, else 4."""
    import os

    from pipeline import config
    from pipeline.diagnosis import diagnose

    checks = list(diagnose(os.environ, config.load()))
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
