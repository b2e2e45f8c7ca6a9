"""`zimu check`: would a broadcaster accept these subtitles?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.layout.check import Violation
    from pipeline.layout.presets import Limits
    from pipeline.types import Cue


def check(
    files: Annotated[list[Path], typer.Argument(help="Subtitles: SRT, WebVTT, ASS or TTML.")],
    preset: Annotated[str, typer.Option(help="Whose rules: netflix, bbc or social.")] = "netflix",
    lang: Annotated[
        str,
        typer.Option(
            "--lang",
            "--language",
            "-l",
            help="Of the text, or zh,en of two; else as the name says.",
        ),
    ] = "",
    fps: Annotated[float, typer.Option(help="Frames a second, for rules that count frames.")] = 24.0,
    encoding: Annotated[str, typer.Option(help="Of the files, where it is not UTF-8.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for each violation.")] = False,
) -> None:
    """Report every caption that breaks a rule of a house: its time, number, rule, measure and bound.

    Exit code 1 where there are any.
    """
    from pipeline.layout.presets import limits
    from pipeline.subtitle_file import read_file

    if fps <= 0:
        raise ConfigError(f"--fps {fps:g}: a picture has more than 0 frames a second; write 25, say")
    asked = _languages(lang)
    limits(preset, "en")  # what is wrong with the options comes first
    total = 0
    for path in files:
        file = read_file(path, encoding)
        languages = asked or _named(path, file.language)
        if not languages:
            raise ConfigError(f"{path}: its name tells no language; pass --lang en, say")
        found = _judged(file.cues, languages, [limits(preset, each, fps) for each in languages])
        total += len(found)
        for each in found:
            typer.echo(_json(path, each) if as_json else _line(path, each))
        if not as_json:
            whose = f"{preset} ({'+'.join(languages)})"
            typer.echo(f"zimu: {path}: {len(file.cues)} cues, {len(found)} violations of {whose}", err=True)
    if total:
        raise typer.Exit(1)


def _languages(text: str) -> tuple[str, ...]:
    """`en` -> (`en`,), `zh,en` and `zh+en` -> (`zh-Hans`, `en`), "" -> (). Raises ConfigError for others."""
    from pipeline.layout.languages import canonical
    from pipeline.output import pair

    if "," in text or "+" in text:
        return pair(text)
    return (canonical(text),) if text else ()


def _named(path: Path, language: str) -> tuple[str, ...]:
    """The languages that a name tells: one that was read from it, or the two of `show.zh-Hans+en.srt`."""
    both = path.stem.split(".")[-1]
    if language or "+" not in both:
        return (language,) if language else ()
    try:
        return _languages(both)
    except ConfigError:
        return ()  # no languages: `show.one+two.srt`


def _judged(cues: Sequence[Cue], languages: Sequence[str], limits: Sequence[Limits]) -> list[Violation]:
    from pipeline.layout.check import pair_violations, violations

    if len(languages) == 1:
        return violations(cues, languages[0], limits[0])
    return pair_violations(cues, (languages[0], languages[1]), (limits[0], limits[1]))


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
