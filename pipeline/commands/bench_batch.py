"""`zimu bench batch`: recordings heard whole, by zimu and by both ways of faster-whisper, in one run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import ConfigFile, Settings
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from benchmarks.recordings.figures import Heards, Recording


def batch(
    manifest: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE.tsv", help="Clips: columns id, path, transcript; repeatable."),
    ] = None,
    shows: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR", help="Shows: NAME.flac with NAME.tsv, columns start, end (s), zh; repeatable."
        ),
    ] = None,
    peers: Annotated[
        str, typer.Option(metavar="NAME,...", help="all, none, or names; default: both at their defaults.")
    ] = "faster-whisper,faster-whisper-batched",
    only: Annotated[str, typer.Option(metavar="PREFIX,...", help="Those whose ids begin so.")] = "",
    rounds: Annotated[
        int, typer.Option(min=1, help="How often each hears each recording; costs are the median.")
    ] = 1,
    set_: Settings = None,
    config: ConfigFile = None,
    log: Annotated[
        Path | None, typer.Option(metavar="DIR", help="All that was heard, to score again.")
    ] = None,
    json_: Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Every figure.")] = None,
) -> None:
    """Hear recordings and print how right, how well timed, how well laid out and how fast it comes out.

    Each recording is heard by every system in turn, with the same weights. Where NAME.words.tsv (start, end,
    word) is beside a sound, words are held against it; else the words at the borders and pauses of a show's
    lines against its sound. Markdown on stdout, progress on stderr.
    """
    from benchmarks.data import clips
    from benchmarks.data import shows as shows_in
    from benchmarks.peers.catalog import THREADS
    from benchmarks.recordings import log as logs
    from benchmarks.recordings.run import Plan, chosen, measure, sounds
    from benchmarks.recordings.table import tables
    from benchmarks.saved import must_hold, save
    from benchmarks.signature import line, signature
    from models.catalog import load_catalog
    from models.store import Store
    from pipeline import config as configuration

    settings = configuration.load(config, set_ or ())
    names = chosen(peers)
    must_hold(json_, log)
    found = sounds(
        clips(*manifest or ()), [each for folder in shows or () for each in shows_in(folder)], only
    )
    if not found:
        raise ConfigError("nothing to hear: give --manifest FILE.tsv or --shows DIR, and ids to --only")
    weights = Store(configuration.store_options(settings), load_catalog()).open(settings.asr.model)
    signed = signature(settings, peers=_versions(names), peer_threads=THREADS, rounds=rounds)

    def keep(recording: Recording, heards: Heards) -> None:
        if log is not None:
            logs.write(log, recording, heards, signed)

    plan = Plan(weights, config, set_ or (), names, rounds)
    report = measure(found, plan, keep, lambda text: typer.echo(f"zimu: {text}", err=True))
    typer.echo(f"{tables(report)}\n\n{line(signed)}")
    save(json_, {"signature": signed, **report})


def _versions(names: list[str]) -> str:
    """The packages that peers are, by commas."""
    from importlib.metadata import version

    return ",".join(f"{name}=={version(name)}" for name in ("faster-whisper", "ctranslate2") if names)
