"""`zimu bench`: what the viewers of a live stream would feel, measured on sound and lines of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.commands import (
    bench_all,
    bench_batch,
    bench_guard,
    bench_live,
    bench_peers,
    bench_report,
    bench_scale,
    bench_score,
    bench_translate,
)
from pipeline.errors import ConfigError

app = typer.Typer(no_args_is_help=True, help="Measure recognition and translation on data of your own.")


app.command("all")(bench_all.all_)
app.command("batch")(bench_batch.batch)
app.command("guard")(bench_guard.guard)
app.command("live")(bench_live.live)
app.command("peers")(bench_peers.install)
app.command("report")(bench_report.report)
app.command("scale")(bench_scale.scale)
app.command("score")(bench_score.score)
app.command("translate")(bench_translate.translate)


@app.command("stream")
def stream(
    manifest: Annotated[
        list[Path],
        typer.Option(metavar="FILE.tsv", help="Clips: columns id, path, transcript; repeatable."),
    ],
    policy: Annotated[str, typer.Option(metavar="NAME", help="Default: the one of zimu live.")] = "",
    set_: Annotated[list[str] | None, typer.Option("--set", help="section.key=value, repeatable.")] = None,
    config: Annotated[Path | None, typer.Option("--config", "-c", help="A TOML file.")] = None,
    shifts: Annotated[
        int, typer.Option(min=1, help="Replays of each clip, the passes at another phase in each.")
    ] = 1,
    together: Annotated[
        int, typer.Option(min=0, metavar="N", help="Instead play N streams at once, in real time.")
    ] = 0,
    only: Annotated[str, typer.Option(metavar="PREFIX,...", help="The clips whose ids begin so.")] = "",
    clock: Annotated[
        Literal["cpu", "wall"], typer.Option(help="What compute is charged by; cpu bears other load.")
    ] = "cpu",
    peers: Annotated[
        str, typer.Option(metavar="NAME,...", help="Play to these afterwards, in real time; or all.")
    ] = "",
    peers_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where zimu bench peers has installed them.")
    ] = None,
    log: Annotated[Path | None, typer.Option(metavar="DIR", help="Every event of every replay.")] = None,
    json_: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Every figure.")] = None,
) -> None:
    """Replay clips as live streams and print how late, how right and how steady their text is.

    An empty transcript means that nobody speaks: every word is invented. Clips in another language than
    Mandarin (column lang) count for CPU, erasure and lateness alone. Markdown on stdout, progress on stderr.
    """
    from benchmarks import table
    from benchmarks.ears import Aligning, Ears
    from benchmarks.logs import Logs
    from benchmarks.measure import CLOCKS, Plan, measure
    from benchmarks.peers.measure import beside
    from benchmarks.saved import must_hold, save
    from benchmarks.selected import selected
    from benchmarks.signature import line, signature
    from benchmarks.stream import named
    from benchmarks.together import together as at_once
    from pipeline import config as configuration
    from pipeline import loaded
    from pipeline.session import told

    chosen = configuration.load(config, set_ or ())
    policy = named(policy, chosen)
    wanted = selected(manifest, only)
    if together and (shifts > 1 or log is not None):
        raise ConfigError("--together plays once and keeps no log: leave out --shifts and --log")
    compared = beside(peers, peers_dir, together=together)
    how = {"clock": "real", "together": together} if together else {"clock": clock, "shifts": shifts}
    must_hold(json_, log)
    with loaded.load(chosen, (loaded.SOURCE,), _say) as models:
        assert isinstance(models.recognise, Aligning)
        ears = Ears(models.recognise, models.vad, told(chosen, models.glossary))
        signed = signature(replace(chosen, asr=models.asr), policy=policy, **how)
        if together:
            report = at_once(wanted, together, policy, ears, _say)
        else:
            report = measure(wanted, Plan(policy, CLOCKS[clock], shifts), ears, Logs(log, signed), _say)
            report |= compared(wanted, ears, log, signed, _say)
    typer.echo(f"{(table.together if together else table.streams)(report)}\n\n{line(signed)}")
    save(json_, {"signature": signed, **report})


def _say(line: str) -> None:
    typer.echo(f"zimu: {line}", err=True)
