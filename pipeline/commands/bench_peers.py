"""`zimu bench peers`: installs what `zimu bench stream --peers` compares with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ConfigError


def install(
    into: Annotated[Path, typer.Option(metavar="DIR", help="The folder that gets one for each.")],
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Default: all.")] = None,
) -> None:
    """Install other live captioners, each into an environment of its own, for --peers of bench stream.

    Two bring PyTorch: from PyPI, on Linux, with GPU libraries of several GB. An index of builds for the CPU,
    named in pip's configuration, saves those. Nothing of them is installed beside zimu.
    """
    from benchmarks.peers import environments
    from benchmarks.peers.catalog import ENVIRONMENTS

    wanted = names or list(ENVIRONMENTS)
    for name in wanted:
        if name not in ENVIRONMENTS:
            raise ConfigError(f"{name}: choose among {', '.join(ENVIRONMENTS)}")
    for name in wanted:
        environments.install(name, into, lambda line: typer.echo(f"zimu: {line}", err=True))
