"""`zimu bench live`: the whole path, from the sound of the source to the published caption."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from pipeline.commands import ConfigFile, Settings
from pipeline.errors import ConfigError

Clock = Annotated[
    Literal["real", "wall", "cpu"],
    typer.Option(help="real: as it airs; else a virtual clock charged by wall or CPU time."),
]


def live(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE...", help="Files, or addresses of live streams.")
    ] = None,
    manifest: Annotated[
        list[Path] | None, typer.Option(metavar="FILE.tsv", help="Clips, as for bench stream; repeatable.")
    ] = None,
    to: Annotated[str, typer.Option("--to", "--langs", help="Languages, by commas: en,es.")] = "en",
    seconds: Annotated[float, typer.Option(min=0, metavar="N", help="Play so much of each. 0: all.")] = 0,
    clock: Clock = "real",
    both: Annotated[bool, typer.Option("--both", help="On the real and on the virtual clock.")] = False,
    references: Annotated[
        Path | None, typer.Option(metavar="FILE.tsv", help="A table of parallel text for lines of the shows.")
    ] = None,
    only: Annotated[str, typer.Option(metavar="PREFIX,...", help="The clips whose ids begin so.")] = "",
    glossary: Annotated[list[Path] | None, typer.Option(metavar="TSV", help="Terms; repeatable.")] = None,
    set_: Settings = None,
    config: ConfigFile = None,
    log: Annotated[Path | None, typer.Option(metavar="DIR", help="Every event of every stream.")] = None,
    json_: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Every figure.")] = None,
) -> None:
    """Play sources through whole sessions and print what their viewers would feel, stage by stage.

    What people wrote for a file is found beside it: NAME.srt, NAME.en.srt, or NAME.tsv with timed lines. Of a
    live stream there are delays alone; Ctrl-C ends it. Markdown on stdout, progress on stderr.
    """
    from benchmarks import live_table
    from benchmarks.live import Plan
    from benchmarks.logs import Logs
    from benchmarks.parallel import sentences
    from benchmarks.saved import must_hold, save
    from benchmarks.selected import selected
    from benchmarks.signature import line, signature
    from benchmarks.whole_path import measure, shows
    from pipeline import config as configuration
    from pipeline import loaded

    chosen = configuration.load(config, ["mt.allow_poor=true", "mt.allow_slow=true", *(set_ or ())])
    chosen = configuration.asked(chosen, "", glossary or ())
    languages = loaded.languages(to, chosen.text.script)
    if not sources and not manifest:
        raise ConfigError("name a SOURCE, or --manifest FILE.tsv")
    clips = selected(manifest or (), only)
    wanted = shows(sources or (), clips, sentences(references) if references else (), languages[0], seconds)
    plans = [Plan(each) for each in (("real", "wall") if both else (clock,))]
    for plan in plans:
        plan.check(wanted)
    must_hold(json_, log)
    reports: dict[str, Any] = {}
    for plan in plans:
        with loaded.load(chosen, languages, _say) as models:  # anew: engines remember what they answered
            known = signature(replace(chosen, asr=models.asr), to=",".join(languages[1:]), seconds=seconds)
            signed = {**known, "clock": plan.clock}
            folder = log / plan.clock if log and both else log
            report = measure(wanted, plan, chosen, models, Logs(folder, signed), signed, _say)
        typer.echo(f"{live_table.live(report)}\n\n{line(signed)}\n")
        reports |= {plan.clock: report} if both else report
    if both:
        typer.echo(live_table.agreement(reports))
    save(json_, {"signature": signed, **reports})


def _say(line: str) -> None:
    typer.echo(f"zimu: {line}", err=True)
