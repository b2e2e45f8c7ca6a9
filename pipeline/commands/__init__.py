"""The subcommands of `zimu`, one typer application a file; pipeline/cli.py mounts them.

Here are the options that several of them have.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

LangCode = Literal["bcp47", "iso639-1", "iso639-2"]
"""As in `pipeline.sinks.files`, which brings too much for `zimu --help` to wait for."""

To = Annotated[str, typer.Option("--to", "--langs", help="Languages, by commas: en,es,ru,pt-BR,zh-Hant.")]
OutputDir = Annotated[
    Path | None,
    typer.Option("--output-dir", "--output_dir", "--out", "-o", help="Else beside each file."),
]
Form = Annotated[
    str,
    typer.Option(
        "--format",
        "--output-format",
        "--output_format",
        "-f",
        help="srt, vtt, ass, ttml, txt, tsv, json, by commas, or all.",
    ),
]
Preset = Annotated[str, typer.Option(help="Whose rules of layout: netflix, bbc or social.")]
Bilingual = Annotated[str, typer.Option(help="Also files of two languages in one: zh,en.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")]
NameCode = Annotated[LangCode, typer.Option("--lang-code", help="Of the language in file names.")]
Script = Annotated[str, typer.Option(help="Of the Chinese line: zh-Hans, zh-Hant-TW, zh-Hant-HK.")]
Glossaries = Annotated[list[Path] | None, typer.Option(help="A table of the show's words, repeatable.")]
AllowPoor = Annotated[
    bool, typer.Option("--allow-poor", help="Also languages that are translated badly here.")
]
ConfigFile = Annotated[Path | None, typer.Option("--config", "-c", help="A TOML file.")]
Settings = Annotated[list[str] | None, typer.Option("--set", help="section.key=value, repeatable.")]
