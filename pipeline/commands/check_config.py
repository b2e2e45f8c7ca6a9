"""`zimu check-config`: is this configuration right, and what does it change?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_SECRETS = (
    *(("mt", "http", "key"), ("serve", "token")),
    *(("push", "youtube"), ("push", "ovenmedia"), ("push", "ovenmedia_token")),
)
"""Keys whose values are not to be read over a shoulder."""


def check_config(
    file: Annotated[
        Path | None, typer.Argument(help="The file to check; by default the one that zimu would use.")
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="As for the other commands.")
    ] = None,
    print_reference: Annotated[
        bool,
        typer.Option("--print-reference", help="Print every key, default and reason instead."),
    ] = False,
) -> None:
    """Check a configuration and print the values that differ from the defaults.

    Variables ZIMU_SECTION__KEY count, as they would for a run. Exit code 2 where something is wrong.
    """
    from pipeline import config, reference, tables  # the options bring the models' libraries with them

    if print_reference:
        typer.echo(reference.reference(), nl=False)
        return
    effective = config.load(file, set_ or ())
    for path, value in tables.differences(effective, config.Config()):
        shown = "(set)" if path in _SECRETS else tables.as_toml(value)
        typer.echo(f"{'.'.join(path)} = {shown}")
