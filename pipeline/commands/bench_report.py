"""`zimu bench report`: what the other benches logged, as one page and as PNGs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ConfigError


def report(
    logs: Annotated[
        list[Path],
        typer.Argument(metavar="LOG...", help="Folders of --log, single logs, and files of --json."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.html")] = Path("report.html"),
    sound: Annotated[
        list[Path] | None,
        typer.Option("--sound", metavar="FILE.tsv", help="The manifest that was played: its sound, too."),
    ] = None,
    png: Annotated[
        bool, typer.Option("--png/--no-png", help="Each chart as a PNG as well, in a folder named like FILE.")
    ] = True,
) -> None:
    """Lay runs side by side on one page that needs nothing but a browser, and write its charts as PNGs.

    Every folder is a run; the first is the one that all others are compared with. With --sound the timeline
    shows the sound of its streams and plays up to ten minutes of it. A log that is damaged or of something
    else is told by file and line, exit code 2.
    """
    from benchmarks.data import clips
    from benchmarks.report.write import report as write

    if output.is_dir() or not output.parent.is_dir():
        raise ConfigError(f"--output {output}: give a file in a folder that is there")
    write(logs, output, png, clips(*(sound or ())), lambda line: typer.echo(f"zimu: {line}", err=True))
