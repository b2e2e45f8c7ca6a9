"""`zimu bench scale`: how many streams in how many languages this machine carries."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.commands import ConfigFile, Settings
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.loaded import Loaded


def scale(
    sources: Annotated[list[str], typer.Argument(metavar="FILE...", help="Recordings; streams take turns.")],
    to: Annotated[str, typer.Option("--to", "--langs", help="Languages, the most wanted first.")] = "en",
    counts: Annotated[
        str, typer.Option("--languages", metavar="N,...", help="So many of them; one curve each.")
    ] = "1",
    most: Annotated[int, typer.Option(min=1, help="Streams that are tried, at most.")] = 16,
    seconds: Annotated[float, typer.Option(min=1, metavar="N", help="Of each stream.")] = 40,
    clock: Annotated[
        Literal["real", "wall", "cpu"],
        typer.Option(help="real: as it airs; else a virtual clock charged by wall or CPU time."),
    ] = "real",
    glossary: Annotated[list[Path] | None, typer.Option(metavar="TSV", help="Terms; repeatable.")] = None,
    set_: Settings = None,
    config: ConfigFile = None,
    log: Annotated[Path | None, typer.Option(metavar="DIR", help="Every event of every stream.")] = None,
    json_: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Every figure.")] = None,
) -> None:
    """Play more and more streams at once until one falls behind, for each number of languages.

    Twice as many each time, then between. A stream falls behind where sound is skipped or waits longer and
    longer, or a language gives something up or loses lines. Markdown on stdout, progress on stderr.
    """
    from benchmarks import live_table
    from benchmarks.live import Plan
    from benchmarks.logs import Logs
    from benchmarks.saved import must_hold, save
    from benchmarks.scaling import Sweep, measure
    from benchmarks.scoring import scale as scored
    from benchmarks.signature import line, signature
    from benchmarks.whole_path import shows
    from pipeline import config as configuration
    from pipeline import loaded

    chosen = configuration.load(config, ["mt.allow_poor=true", "mt.allow_slow=true", *(set_ or ())])
    chosen = configuration.asked(chosen, "", glossary or ())
    languages = loaded.languages(to, chosen.text.script)
    sweep = Sweep(tuple(languages[: 1 + count] for count in _counts(counts, len(languages) - 1)), most)
    plan = Plan(clock)
    wanted = shows(sources, (), (), languages[0], seconds)
    plan.check(wanted)
    must_hold(json_, log)

    def opened(tags: Sequence[str]) -> AbstractContextManager[Loaded]:
        return loaded.load(chosen, tags, _say)

    signed = signature(chosen, seconds=seconds, clock=clock)
    sessions = measure(wanted, sweep, plan, chosen, opened, Logs(log, signed), signed, _say)
    report, signed = scored(sessions), dict(sessions[0].stream["signature"])
    typer.echo(f"{live_table.scale(report)}\n\n{line(signed)}")
    save(json_, {"signature": signed, **report})


def _counts(text: str, most: int) -> list[int]:
    """`1,4` -> [1, 4]; 0 is the source alone. Raises ConfigError for more than there are languages."""
    found = [int(part) if part.strip().isdecimal() else -1 for part in text.split(",")]
    if not all(0 <= count <= most for count in found):
        raise ConfigError(f"--languages {text}: numbers up to {most}, as --to names languages, by commas")
    return found


def _say(line: str) -> None:
    typer.echo(f"zimu: {line}", err=True)
