"""`zimu models routes`: every way to each language, with licence, measured worth and cost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from models.mt import worth
from models.mt.cost import described
from models.mt.prompts import base_of
from models.mt.routes import Way, named, poor, served, to_pull, ways
from pipeline.commands import ConfigFile, Settings

if TYPE_CHECKING:
    from pipeline.loaded import Plan

_WIDTH = 100
"""Columns of the table where stdout is no terminal."""


@dataclass(frozen=True, slots=True)
class Row:
    """One way to one language."""

    language: str
    way: str
    licence: str
    chrf: float | None
    """As in models/mt/worth.toml; None where nothing was measured."""
    cpu: str
    """CPU seconds a caption, with a tilde where that is expected and not measured here."""
    poor: str
    """Why it is offered only with --allow-poor."""
    instead: str
    """What to pull for a better one."""


def routes(
    to: Annotated[str, typer.Option("--to", "--langs", help="Languages, by commas; default: all.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array instead of a table.")] = False,
    config: ConfigFile = None,
    set_: Settings = None,
) -> None:
    """How each language would be made from what is installed, best way first; opens nothing.

    chrF is what the way scored on reference translations (100: the reference itself), CPU the seconds of one
    core that a caption takes. A way that mixes in Chinese or scores below the floor needs --allow-poor.
    """
    from pipeline import config as configuration
    from pipeline import loaded

    chosen = configuration.load(config, set_ or ())
    planned = loaded.plan(chosen, ())
    tags = loaded.languages(to)[1:] if to else served(planned.installed, allow_poor=True)[1:]
    rows = [row for tag in tags for row in _rows(tag, planned)]
    if as_json:
        records = [{name: getattr(row, name) for name in Row.__slots__} for row in rows]
        typer.echo(json.dumps(records, ensure_ascii=False, indent=2))
        return
    console = Console() if Console().is_terminal else Console(width=_WIDTH)
    console.print(_table(rows))
    for row in rows:
        if row.poor:
            better = f"; better: zimu models pull {row.instead}" if row.instead else ""
            console.print(
                f"{row.language}: {row.way} {row.poor}, so only with --allow-poor{better}", highlight=False
            )


def _rows(tag: str, planned: Plan) -> Iterator[Row]:
    base = base_of(tag)
    licence = {maker.name: maker.licence for maker in planned.installed}
    instead = " ".join(to_pull(base, planned.installed, planned.known))
    found: tuple[Way, ...] = ways(base, planned.installed)
    if not found:
        yield Row(tag, "OpenCC" if base == "zh" else "none", "", None, "", "", instead)
    for way in found:
        measured = worth.worth(named(way), base)
        licences = [licence.get(hop.entry) or "?" for hop in way]
        costs = planned.prices.of([hop.entry for hop in way])
        yield Row(
            tag,
            named(way),
            ", ".join(dict.fromkeys(licences)),
            measured.chrf if measured else None,
            described(way, costs),
            poor(way) or "",
            instead,
        )


def _table(rows: list[Row]) -> Table:
    table = Table(box=None, pad_edge=False)
    for header in ("LANGUAGE", "WAY", "LICENCE", "CHRF", "CPU S", ""):
        table.add_column(header, justify="right" if header in ("CHRF", "CPU S") else "left", overflow="fold")
    shown = ""
    for row in rows:
        chrf = f"{row.chrf:g}" if row.chrf is not None else "?" if row.cpu else ""
        if row.way == "none":
            note = f"pull {row.instead}" if row.instead else "no model is known"
            table.add_row(row.language, "none", "", "", "", note)
        else:
            language = "" if row.language == shown else row.language
            table.add_row(language, row.way, row.licence, chrf, row.cpu, "poor" if row.poor else "")
        shown = row.language
    return table
