"""`zimu translate`: finished Chinese subtitles in other languages, times and cues as they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import ModelError
from pipeline import commands
from pipeline.errors import SOME_FAILED, InputUnsupported, ZimuError

if TYPE_CHECKING:
    from models.mt.types import Translator
    from pipeline.config import Config
    from pipeline.output import Made, Output
    from pipeline.subtitle_file import SubtitleFile


def translate(
    files: Annotated[list[Path], typer.Argument(help="Chinese subtitles: SRT, WebVTT, ASS or TTML.")],
    to: commands.To = "en",
    output_dir: commands.OutputDir = None,
    form: commands.Form = "srt",
    bilingual: commands.Bilingual = "",
    preset: commands.Preset = "",
    overwrite: commands.Overwrite = False,
    lang_code: commands.NameCode = "bcp47",
    encoding: Annotated[str, typer.Option(help="Of the files, where it is not UTF-8.")] = "",
    glossary: commands.Glossaries = None,
    allow_poor: commands.AllowPoor = False,
    config: commands.ConfigFile = None,
    set_: commands.Settings = None,
) -> None:
    """Write SHOW.en.srt … for SHOW.zh.srt, cue by cue, with prices and the glossary kept as in zimu subtitle.

    The names of the files written are printed on stdout. Exit code 3 when some files failed.
    """
    from pipeline import config as configuration
    from pipeline import loaded
    from pipeline.output import Output

    chosen = configuration.asked(configuration.load(config, set_ or ()), "", glossary or (), allow_poor)
    chosen = configuration.unhurried(configuration.laid_out(chosen, preset))
    output = Output.asked(output_dir, form, lang_code, overwrite, bilingual)
    source, *wanted = loaded.languages(",".join((to, *output.languages)))
    planned = loaded.plan(chosen, (source, *wanted))
    failures: list[tuple[Path, ZimuError | ModelError]] = []
    jobs: list[_Job] = []
    for path in files:
        try:
            jobs += _jobs(path, encoding, tuple(wanted), output)
        except ZimuError as error:
            failures.append((path, error))
    engine = loaded.translator(chosen, planned, _say) if jobs else None
    try:
        for job in jobs:
            try:
                _translate(job, tuple(wanted), output, chosen, engine)
            except (ZimuError, ModelError) as error:
                failures.append((job.path, error))
    finally:
        if engine is not None:
            engine.close()
    if failures and len(files) == 1:
        raise failures[0][1]
    for failed, reason in failures:
        _say(f"{failed}: failed: {reason}")
    if failures:
        raise typer.Exit(SOME_FAILED)


@dataclass(frozen=True, slots=True)
class _Job:
    path: Path
    file: SubtitleFile
    missing: dict[Made, Path]


def _jobs(path: Path, encoding: str, wanted: tuple[str, ...], output: Output) -> list[_Job]:
    """What is to be done with a file: nothing where its translations are there."""
    from pipeline.subtitle_file import read_file

    file = read_file(path, encoding)
    if file.language and not file.language.startswith("zh"):
        raise InputUnsupported(f"{path}: its name says {file.language}; zimu translates from Chinese")
    missing = output.missing(file.stem, path.parent, wanted)
    if not missing:
        _say(f"{path}: done already; --overwrite makes it anew")
        return []
    if any(target.resolve() == path.resolve() for target in missing.values()):
        raise InputUnsupported(f"{path}: its translation would be written over it; choose another --out")
    output.prepare(path.parent)
    return [_Job(path, file, missing)]


def _translate(
    job: _Job, wanted: tuple[str, ...], output: Output, config: Config, engine: Translator | None
) -> None:
    from pipeline import loaded
    from pipeline.formats.documents import write
    from pipeline.retranslate import tracks, translate
    from pipeline.sinks.files import write_document

    cues = job.file.cues
    done = translate(cues, wanted, engine, config.translate, loaded.glossary(config), config.layout.limits)
    made = tracks(cues, job.file.language or "zh-Hans", done, output.pair)
    for (name, kind), target in job.missing.items():
        write_document(target, write(kind, made[name]), output.overwrite)
    lost = f", {done.lost} lines without a translation" if done.lost else ""
    _say(f"{job.path}: {len(cues)} cues{lost}")
    for target in job.missing.values():
        typer.echo(target)


def _say(line: str) -> None:
    typer.echo(f"zimu: {line}", err=True)
