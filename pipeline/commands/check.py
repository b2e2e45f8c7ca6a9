"""`zimu check`: would a broadcaster accept these subtitles?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.layout.check import Violation


def check(
    files: Annotated[list[Path], typer.Argument(help="Subtitles: SRT, WebVTT, ASS or TTML.")],
    preset: Annotated[str, typer.Option(help="Whose rules: netflix, bbc or social.")] = "netflix",
    lang: Annotated[
        str, typer.Option("--lang", "--language", "-l", help="Of the text; else as the name says.")
    ] = "",
    fps: Annotated[float, typer.Option(help="Frames a second, for rules that count frames.")] = 24.0,
    encoding: Annotated[str, typer.Option(help="Of the files, where it is not UTF-8.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for each violation.")] = False,
) -> None:
    """Report every caption that breaks a rule of a house: its time, number, rule, measure and bound.

    Exit code 1 where there are any.
    """
    from pipeline.layout.check import violations
    from pipeline.layout.languages import canonical
    from pipeline.layout.presets import limits
    from pipeline.subtitle_file import read_file

    if fps <= 0:
        raise ConfigError(f"--fps {fps:g}: a picture has more than 0 frames a second; write 25, say")
    limits(preset, canonical(lang) if lang else "en")  # what is wrong with the options comes first
    total = 0
    for path in files:
        file = read_file(path, encoding)
        language = canonical(lang) if lang else file.language
        if not language:
            raise ConfigError(f"{path}: its name tells no language; pass --lang en, say")
        found = violations(file.cues, language, limits(preset, language, fps))
        total += len(found)
        for each in found:
            typer.echo(_json(path, each) if as_json else _line(path, each))
        if not as_json:
            typer.echo(
                f"zimu: {path}: {len(file.cues)} cues, {len(found)} violations of {preset} ({language})",
                err=True,
            )
    if total:
        raise typer.Exit(1)


def _line(path: Path, violation: Violation) -> str:
    from pipeline.formats import timestamp
    from pipeline.layout.check import EXPLAINED

    measure = f"{violation.measured:g} {EXPLAINED[violation.rule]} {violation.allowed:g}"
    return f"{path}: {timestamp.webvtt(violation.time)} #{violation.number} {violation.rule}: {measure}"


def _json(path: Path, violation: Violation) -> str:
    return json.dumps(
        {
            "file": str(path),
            "cue": violation.number,
            "time": violation.time / 1000,
            "rule": violation.rule,
            "measured": violation.measured,
            "allowed": violation.allowed,
        },
        ensure_ascii=False,
    )
