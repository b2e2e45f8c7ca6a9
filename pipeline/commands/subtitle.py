"""`zimu subtitle`: subtitle files for recordings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import ModelError
from pipeline.commands import LangCode
from pipeline.errors import SOME_FAILED, ZimuError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from pipeline.config import Config
    from pipeline.ingest.source import Source
    from pipeline.loaded import Loaded
    from pipeline.output import Output


def subtitle(
    files: Annotated[list[str], typer.Argument(help="Recordings: anything that ffmpeg reads.")],
    to: Annotated[
        str, typer.Option("--to", "--langs", help="Languages, by commas: en,es,ru,pt-BR,zh-Hant.")
    ] = "en",
    output_dir: Annotated[
        Path | None, typer.Option("--output-dir", "--output_dir", "-o", help="Else beside each file.")
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            "--output-format",
            "--output_format",
            "-f",
            help="srt, vtt, ass, ttml, txt, tsv, json, by commas, or all.",
        ),
    ] = "srt",
    preset: Annotated[str, typer.Option(help="Whose rules of layout: netflix, bbc or social.")] = "",
    bilingual: Annotated[str, typer.Option(help="Also files of two languages in one: zh,en.")] = "",
    mux: Annotated[str, typer.Option(help="Also a copy of the video with soft subtitles: mkv or mp4.")] = "",
    burn: Annotated[str, typer.Option(help="Also one with this language (or zh+en) in the picture.")] = "",
    font: Annotated[
        str, typer.Option(help="For --burn, a name or file; else one that has the letters.")
    ] = "",
    shots: Annotated[bool, typer.Option("--shots", help="Move times to the cuts of the picture.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace subtitles that are there.")] = False,
    lang_code: Annotated[LangCode, typer.Option(help="Of the language in file names.")] = "bcp47",
    script: Annotated[str, typer.Option(help="Of the Chinese line: zh-Hans, zh-Hant-TW, zh-Hant-HK.")] = "",
    glossary: Annotated[
        list[Path] | None, typer.Option(help="A table of the show's words, repeatable.")
    ] = None,
    allow_poor: Annotated[
        bool, typer.Option("--allow-poor", help="Also languages that are translated badly here.")
    ] = False,
    config: Annotated[Path | None, typer.Option("--config", "-c", help="A TOML file.")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="section.key=value, repeatable.")] = None,
) -> None:
    """Write SHOW.zh-Hans.srt, SHOW.en.srt … for each recording. Those that are there stay as they are.

    The names of the files written are printed on stdout. Exit code 3 when some shows failed.
    """
    from rich.console import Console

    from pipeline import config as configuration
    from pipeline import loaded
    from pipeline.fonts import find_fonts
    from pipeline.layout.languages import lookup
    from pipeline.output import Output

    chosen = configuration.asked(configuration.load(config, set_ or ()), script, glossary or (), allow_poor)
    chosen = configuration.unhurried(configuration.laid_out(chosen, preset, shots))
    output = Output.asked(output_dir, form, lang_code, overwrite, bilingual, mux, burn, font)
    wanted = loaded.languages(",".join((to, *output.languages)), chosen.text.script)
    for tag in filter(None, output.burn.split("+")):  # hours before its text is known
        find_fonts(lookup(tag).autonym, tag, font)
    console = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)
    shows, failures = _open(files, chosen, output, wanted, console)
    if shows:
        with loaded.load(chosen, wanted, lambda line: console.print(f"zimu: {line}")) as models:
            failures += _subtitle(shows, output, chosen, models, console)
    if len(failures) == 1 and len(files) == 1:
        raise failures[0].error
    for failure in failures:
        console.print(f"zimu: {failure.name}: failed: {failure.error}")
    if failures:
        raise typer.Exit(SOME_FAILED)


@dataclass(frozen=True, slots=True)
class _Failure:
    name: str
    error: ZimuError | ModelError


def _open(
    files: list[str], chosen: Config, output: Output, wanted: tuple[str, ...], console: Console
) -> tuple[list[Source], list[_Failure]]:
    """What is to be done, and what cannot be. Shows that are done are left out."""
    from pipeline.errors import ConfigError, InputUnsupported
    from pipeline.ingest.source import parse_source

    shows: list[Source] = []
    failures: list[_Failure] = []
    owners: dict[Path, str] = {}
    for name in files:
        try:
            source = parse_source(name, roots=chosen.source.roots)
            if source.kind != "file":
                raise InputUnsupported(f"{source.name}: not a recording on this machine; use zimu live")
            show = Path(source.address)
            for path in output.paths(show.stem, show.parent, wanted).values():
                if owners.setdefault(path, source.address) != source.address:
                    raise ConfigError(
                        f"{path}: {owners[path]} is already to be written to it; choose another --output-dir"
                    )
            done = not output.missing(show.stem, show.parent, wanted)
            if not done:
                output.prepare(show.parent)
        except ZimuError as error:
            failures.append(_Failure(name, error))
            continue
        if done:
            console.print(f"zimu: {name}: done already; --overwrite makes it anew")
        elif source not in shows:
            shows.append(source)
    return shows, failures


def _subtitle(
    shows: list[Source], output: Output, chosen: Config, models: Loaded, console: Console
) -> list[_Failure]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from pipeline import batch

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    failures: list[_Failure] = []
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        for source in shows:
            show = Path(source.address)
            task = progress.add_task(show.name, total=None)
            try:
                written = batch.subtitle(
                    source,
                    output,
                    chosen,
                    models,
                    partial(_advance, progress, task),
                )
            except (ZimuError, ModelError) as error:
                failures.append(_Failure(show.name, error))
                progress.remove_task(task)
                continue
            progress.update(task, completed=1, total=1)
            lost = f", {written.lost} lines without a translation" if written.lost else ""
            empty = "" if written.cues else ": no speech was heard"
            console.print(f"zimu: {show.name}: {written.cues} captions{lost}{empty}")
            for path in written.paths:
                typer.echo(path)
    return failures


def _advance(progress: Progress, task: TaskID, done: int, total: int | None) -> None:
    progress.update(task, completed=done, total=total)
