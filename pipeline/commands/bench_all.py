"""`zimu bench all`: a small run of every bench, for the table and the plots."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ConfigError

_MAIN = [sys.executable, "-c", "from pipeline.cli import main; main()", "bench"]


def all_(
    into: Annotated[Path, typer.Option(metavar="DIR", help="Logs, reports and table.md go here.")],
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="With mandarin.tsv and translations.tsv.")
    ] = None,
    show: Annotated[
        Path, typer.Option(metavar="FILE", help="What is played where --data has no show.")
    ] = Path("examples/show.mp4"),
    to: Annotated[str, typer.Option("--to", "--langs", help="Languages, by commas.")] = "en",
) -> None:
    """Run every bench on a small selection, within 20 minutes on two cores, and refresh the table.

    Without --data only the show is played. Each bench is a process of its own, so that its memory is its own.
    """
    from benchmarks.everything import Data, commands, run

    if not show.is_file():
        raise ConfigError(f"--show {show}: no such file")
    found = Data.found(show.resolve(), data.resolve() if data else None)
    for name, path in (("stream", found.manifest), ("translate", found.table)):
        if path is None:
            typer.echo(f"zimu: bench {name} is left out: no data (--data DIR)", err=True)
    into.mkdir(parents=True, exist_ok=True)
    table = run(commands(found, into, to), _bench, lambda line: typer.echo(f"zimu: {line}", err=True))
    (into / "table.md").write_text(table, encoding="utf-8")
    typer.echo(table)


def _bench(arguments: list[str]) -> str:
    """What the command prints; its progress is on stderr. Raises typer.Exit with its code where it fails."""
    done = subprocess.run([*_MAIN, *arguments], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise typer.Exit(done.returncode)
    return done.stdout
