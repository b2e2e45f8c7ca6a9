"""`zimu models list | pull | verify | routes`: which weights there are; fetch them; hash them again.

Data goes to stdout, progress bars to stderr.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated

import typer
from rich import progress as bars
from rich.console import Console
from rich.filesize import decimal
from rich.markup import escape
from rich.table import Table

from models.catalog import Entry, Hub, Mozilla, load_catalog
from models.digest import Progress
from models.mt import worth
from models.mt.routes import serves
from models.store import Store
from pipeline.commands.convert import convert
from pipeline.commands.routes import routes

app = typer.Typer(
    no_args_is_help=True, help="The weights that zimu can load: list, pull, verify, routes, convert."
)
app.command("routes")(routes)
app.command("convert")(convert)

_LACKING = 4
"""The exit code for a model that is missing or wrong, as in pipeline.errors."""
_WIDTH = 100
"""Columns of the table where stdout is no terminal."""
_STATES = {"directory": "installed", "cache": "cached", "wheels": "embedded"}

ModelsDir = Annotated[str, typer.Option(metavar="DIR", help="Look here first, for DIR/NAME/file.")]
Cache = Annotated[str, typer.Option(metavar="DIR", help="Keep models here, not in the platform's cache.")]
Offline = Annotated[bool, typer.Option("--offline", help="Never touch the network.")]
HubAddress = Annotated[
    str, typer.Option("--hub", metavar="URL", envvar="HF_ENDPOINT", help="The Hugging Face hub or a mirror.")
]


@app.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array instead of a table.")] = False,
    models_dir: ModelsDir = "",
    cache: Cache = "",
    offline: Offline = False,
) -> None:
    """What the catalogue has, and what of it is here. Hashes nothing.

    `pinned`: the catalogue holds the hash of every file. `stated by hub`: some are not known beforehand;
    pull takes them from the hub's own statement, verifies against that and records what it verified.
    """
    store, entries = _store(models_dir, cache, offline), load_catalog().values()
    if as_json:
        typer.echo(json.dumps([_record(store, entry) for entry in entries], ensure_ascii=False, indent=2))
        return
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    table = Table(box=None, pad_edge=False)
    for header in ("NAME", "KIND", "LANGUAGES", "SIZE", "LICENCE", "STATE", "HASHES"):
        table.add_column(header, justify="right" if header == "SIZE" else "left", overflow="fold")
    for entry in entries:
        size = decimal(entry.size) if entry.size else "?"
        trust = "pinned" if entry.pinned else "stated by hub"
        table.add_row(
            entry.name, entry.kind, _languages(entry), size, entry.licence, _state(store, entry), trust
        )
    console.print(table)
    for entry in entries:
        remarks = "; ".join(filter(None, (entry.note, entry.quality, worth.summary(entry.name))))
        if remarks and store.find(entry.name):
            console.print(f"\n[bold]{escape(entry.name)}[/]: {escape(remarks)}", highlight=False)


@app.command("pull")
def pull(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="As `zimu models list` has them.")],
    models_dir: ModelsDir = "",
    cache: Cache = "",
    offline: Offline = False,
    hub: HubAddress = "",
) -> None:
    """Fetch models, verify every file, and print where each one is. What was interrupted continues."""
    store = _store(models_dir, cache, offline, hub)
    for name in names:
        with _bars(name) as progress:
            directory = store.pull(name, progress)
        typer.echo(f"{name}\t{directory}")


@app.command("verify")
def verify(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Default: all that are here.")
    ] = None,
    models_dir: ModelsDir = "",
    cache: Cache = "",
    offline: Offline = False,
) -> None:
    """Hash every file again: ok, missing or INVALID. Exit code 4 unless all are ok."""
    store = _store(models_dir, cache, offline)
    right = True
    for name in names or [name for name in load_catalog() if store.find(name)]:
        with _bars(name) as progress:
            files = store.verify(name, progress)
        for file in files:
            right = right and file.state == "ok"
            state = "INVALID" if file.state == "invalid" else file.state
            typer.echo(f"{state:<8}{name}/{file.path}" + (f"  {file.detail}" if file.detail else ""))
    if not right:
        raise typer.Exit(_LACKING)


def _store(models_dir: str, cache: str, offline: bool, hub: str = "") -> Store:
    """The store as configured, where no option says otherwise."""
    from pipeline import config

    options = config.store_options(config.load())
    return Store(
        replace(
            options,
            directory=models_dir or options.directory,
            cache=cache or options.cache,
            offline=offline or options.offline,
            hub=hub or options.hub,
        ),
        load_catalog(),
    )


def _record(store: Store, entry: Entry) -> dict[str, object]:
    located = store.find(entry.name)
    return {
        "name": entry.name,
        "kind": entry.kind,
        "format": entry.format,
        "languages": entry.languages,
        "size": entry.size or None,
        "licence": entry.licence,
        "state": _state(store, entry),
        "place": str(located.directory) if located and located.directory else None,
        "pinned": entry.pinned,
        "note": entry.note,
        "quality": entry.quality,
    }


def _state(store: Store, entry: Entry) -> str:
    if located := store.find(entry.name):
        return _STATES[located.place]
    if entry.kind in ("mt-pair", "mt-many", "llm") and not serves(entry):
        return "no engine"  # worth knowing of, of no use to this version
    return "to pull" if any(isinstance(source, Hub | Mozilla) for source in entry.sources) else "to install"


def _languages(entry: Entry) -> str:
    if entry.kind == "mt-pair":
        return " > ".join(entry.languages)
    return "many" if entry.languages == ("mul",) else ", ".join(entry.languages)


@contextmanager
def _bars(name: str) -> Iterator[Progress]:
    """A progress bar a file on stderr, if that is a terminal, for the time that one model takes."""
    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.DownloadColumn(),
        bars.TransferSpeedColumn(),
        bars.TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with bars.Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        tasks: dict[str, bars.TaskID] = {}

        def report(path: str, done: int, total: int, /) -> None:
            if path not in tasks:
                tasks[path] = shown.add_task(f"{name}/{path}")
            shown.update(tasks[path], completed=done, total=total or None)

        yield report
