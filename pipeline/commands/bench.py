"""`zimu bench stream`: what the viewers of a live stream would feel, measured on sound of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.errors import ConfigError, SinkError

if TYPE_CHECKING:
    from benchmarks.data import Clip

app = typer.Typer(no_args_is_help=True, help="Measure recognition on sound of your own: stream.")


@app.command("stream")
def stream(
    manifest: Annotated[
        list[Path],
        typer.Option(metavar="FILE.tsv", help="Clips: columns id, path, transcript; repeatable."),
    ],
    policy: Annotated[str, typer.Option(metavar="NAME", help="What decides when words are sure.")] = (
        "agreement"
    ),
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
    log: Annotated[Path | None, typer.Option(metavar="DIR", help="Every event of every replay.")] = None,
    json_: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Every figure.")] = None,
) -> None:
    """Replay clips as live streams and print how late, how right and how steady their text is.

    An empty transcript means that nobody speaks. Markdown on stdout, a line a replay on stderr.
    """
    import json
    import time

    from benchmarks import table
    from benchmarks.data import clips
    from benchmarks.ears import Aligning, Ears
    from benchmarks.logs import Logs
    from benchmarks.measure import Plan, measure
    from benchmarks.signature import line, signature
    from pipeline import config as configuration
    from pipeline import loaded

    chosen = configuration.load(config, set_ or ())
    wanted = _chosen(clips(*manifest), only)
    if json_ is not None and not json_.parent.is_dir():
        raise ConfigError(f"--json {json_}: there is no folder {json_.parent}")
    signed = signature(chosen, policy=policy, clock=clock, shifts=shifts)
    logs = Logs(log, signed)
    with loaded.load(chosen, (loaded.SOURCE,), _say) as models:
        assert isinstance(models.recognise, Aligning)
        ears = Ears(models.recognise, models.vad, chosen)
        ears.policy(policy)
        measured = {"cpu": time.process_time, "wall": time.perf_counter}[clock]
        report = measure(wanted, Plan(policy, measured, shifts), ears, logs, _say)
    typer.echo(f"{table.streams(report)}\n\n{line(signed)}")
    if json_ is not None:
        try:
            json_.write_text(json.dumps({"signature": signed, **report}, ensure_ascii=False, indent=1))
        except OSError as error:
            raise SinkError(f"--json {json_}: {error.strerror}") from error


def _chosen(found: list[Clip], only: str) -> list[Clip]:
    """Those whose sound is there too; what is wrong with it shows when it is read."""
    from pipeline.ingest.source import parse_source

    prefixes = tuple(prefix for prefix in only.split(",") if prefix)
    found = [clip for clip in found if not prefixes or clip.id.startswith(prefixes)]
    if not found:
        raise ConfigError(f"--only {only}: no id in the manifest begins so")
    for clip in found:
        parse_source(str(clip.path))
    return found


def _say(line: str) -> None:
    typer.echo(f"zimu: {line}", err=True)
