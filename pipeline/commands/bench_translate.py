"""`zimu bench translate`: how right, how fast and how faithful translation is, on lines of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import ConfigFile, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.played import Made


def translate(
    tsv: Annotated[
        Path, typer.Option(metavar="FILE.tsv", help="Lines: a column zh, and one a language: en, pt, id_ID.")
    ],
    to: Annotated[str, typer.Option("--to", "--langs", help="Languages, by commas: en,es,ru,pt-BR.")],
    engine: Annotated[
        str, typer.Option(metavar="NAME", help="Only by this one of zimu models routes. Default: the best.")
    ] = "",
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="N lines, spread over the table.")] = 0,
    raw: Annotated[
        bool, typer.Option("--raw", help="The bare engine too: no glossary, no check, no second attempt.")
    ] = False,
    glossary: Annotated[
        list[Path] | None, typer.Option(metavar="TSV", help="Terms of the show; repeatable.")
    ] = None,
    set_: Settings = None,
    config: ConfigFile = None,
    log: Annotated[Path | None, typer.Option(metavar="DIR", help="Every line of every language.")] = None,
    json_: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Every figure.")] = None,
) -> None:
    """Translate lines as a live stream would bring them and print how right, how fast, and what was kept.

    Languages that the installed models translate badly are measured all the same. chrF and BLEU are those of
    sacrebleu, with 95 % bounds; facts are the figures that viewers must be told right. Markdown on stdout,
    progress on stderr.
    """
    from benchmarks import table
    from benchmarks.engines import opening, translated
    from benchmarks.logs import Logs
    from benchmarks.parallel import sentences
    from benchmarks.saved import must_hold, save
    from benchmarks.scores import signatures
    from benchmarks.signature import digest, line, signature
    from benchmarks.spent import Spent
    from benchmarks.translate import Bench, measure
    from benchmarks.translated_log import rows
    from pipeline import config as configuration
    from pipeline import loaded

    chosen = configuration.load(config, ["mt.allow_poor=true", *(set_ or ())])
    chosen = configuration.asked(chosen, "", glossary or ())
    languages, lines = translated(to), sentences(tsv, limit)
    must_hold(json_, log)
    signed = signature(
        chosen, table=f"{tsv.name}:{digest(tsv)}", lines=len(lines), engine=engine, **signatures(languages)
    )
    bench = Bench(opening(chosen, engine), chosen.translate, loaded.glossary(chosen), raw)
    logs, spent = Logs(log, signed), Spent.now()

    def keep(language: str, made: Sequence[Made]) -> None:
        logs.kept(language, rows(lines, made, language, bench.glossary, signed, spent.until_now()))

    report = measure(lines, languages, bench, lambda line: typer.echo(f"zimu: {line}", err=True), keep)
    typer.echo(f"{table.translations(report)}\n\n{line(signed)}")
    save(json_, {"signature": signed, **report})
