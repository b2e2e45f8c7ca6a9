"""`zimu bench score`: the figures of logs, computed again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def score(
    logs: Annotated[list[Path], typer.Argument(metavar="LOG...", help="Logs, or folders of them.")],
    json_: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Every figure.")] = None,
) -> None:
    """Print the figures of runs from their logs alone, here or on another machine than the one that ran.

    Logs of different benches are scored apart, each as its bench prints it.
    """
    from benchmarks.rescored import rescored, tables
    from benchmarks.saved import must_hold, save

    must_hold(json_)
    found = rescored(logs)
    typer.echo(tables(found))
    save(json_, {run.bench: {"signatures": run.signatures, **run.report} for run in found})
