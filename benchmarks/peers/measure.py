"""Plays clips to peers, one after the other in real time, and scores what they say by the same functions.

Their CPU time is that of all their processes while the sound plays; what they do after it is left out, since
a live stream has no end. Delays are on the wall clock, so other work on the machine makes them longer: how
much there was is reported beside them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data import Clip
from benchmarks.delays import Sounding
from benchmarks.ears import Ears
from benchmarks.events import Events
from benchmarks.logs import Logs
from benchmarks.measure import Played, Report, Say, total
from benchmarks.peers import environments
from benchmarks.peers.catalog import PEERS, THREADS, chosen
from benchmarks.peers.errors import PeerUnavailable
from benchmarks.peers.hearing import Heard, hear
from models.catalog import load_catalog
from models.store import Store
from models.types import SAMPLE_RATE
from pipeline.config import store_options
from pipeline.errors import ConfigError

Compared = Callable[[Sequence[Clip], Ears, Path | None, Mapping[str, object], Say], Report]


@dataclass(frozen=True, slots=True)
class Plan:
    directory: Path
    """Where the environments are."""
    weights: Path
    """A CTranslate2 Whisper."""
    log: Path | None = None
    """Each peer gets a folder of logs in it."""


def beside(names: str, directory: Path | None, *, together: int = 0) -> Compared:
    """What `--peers NAMES --peers-dir DIR` asks for: `{"peers": ...}` of the report, nothing without names.

    Raises ConfigError before anything is played.
    """
    found = chosen(names)
    if found and (directory is None or together):
        raise ConfigError(
            "--peers: play one stream at a time, without --together"
            if together
            else "--peers: say with --peers-dir where they are; zimu bench peers --into DIR installs them"
        )

    def compared(
        clips: Sequence[Clip], ears: Ears, log: Path | None, signed: Mapping[str, object], say: Say
    ) -> Report:
        if not found or directory is None:
            return {}
        weights = Store(store_options(ears.config), load_catalog()).open(ears.config.asr.model)
        return {"peers": measure(clips, found, Plan(directory, weights, log), ears, signed, say)}

    return compared


def measure(
    clips: Sequence[Clip],
    names: Sequence[str],
    plan: Plan,
    ears: Ears,
    signed: Mapping[str, object],
    say: Say,
) -> dict[str, Report]:
    """For each peer its `streams` and their `total`, or in `skipped` why there are none.

    Raises what reading sound raises, and SinkError for a log that cannot be written.
    """
    heard = {name: _heard(clips, name, plan, ears, signed, say) for name in names}
    soundings = {clip.id: ears.soundings(clip) for clip in clips if any(found for _, found in heard.values())}
    for name in names:
        logs = _logs(name, plan, signed)
        for played, _ in heard[name][1]:
            logs.timed(played.clip, 0, soundings[played.clip.id])
    return {name: {**_about(name), **_report(name, *heard[name], soundings)} for name in names}


def _heard(
    clips: Sequence[Clip], name: str, plan: Plan, ears: Ears, signed: Mapping[str, object], say: Say
) -> tuple[str, list[tuple[Played, Heard]]]:
    """Why it has to be skipped, or nothing; what it heard until then."""
    logs, found = _logs(name, plan, signed), list[tuple[Played, Heard]]()
    try:
        if sys.platform != "linux":
            raise PeerUnavailable("the CPU time of another process can be read on Linux alone")
        python = environments.python(PEERS[name].environment, plan.directory)
        for clip in clips:
            samples = ears.sound(clip.path)
            seconds = len(samples) / SAMPLE_RATE
            say(f"{name}: {clip.id}" + (f", {seconds:.0f} s in real time" if PEERS[name].dialect else ""))
            heard = hear(PEERS[name], python, plan.weights, samples)
            played = Played(clip, seconds, heard.events)
            logs.played(clip, 0, seconds, heard.events)
            found.append((played, heard))
    except PeerUnavailable as error:
        say(f"{name} skipped: {error}")
        return str(error), []
    return "", found


def _about(name: str) -> Report:
    peer = PEERS[name]
    return {"package": peer.package, "note": peer.note, "threads": THREADS, "clock": "real"}


def _logs(name: str, plan: Plan, signed: Mapping[str, object]) -> Logs:
    return Logs(plan.log / name if plan.log else None, {**signed, "peer": name, **_about(name)})


def _report(
    name: str,
    skipped: str,
    heard: Sequence[tuple[Played, Heard]],
    soundings: Mapping[str, Sequence[Sounding]],
) -> Report:
    """Without delays where a whole recording was heard at once."""
    if skipped:
        return {"skipped": skipped}
    live = PEERS[name].dialect is not None
    scored = [(played, played.figures(soundings[played.clip.id] if live else ())) for played, _ in heard]
    each = [played.report(figures) for played, figures in scored]
    streams = [report | one.more() for report, (_, one) in zip(each, heard, strict=True)]
    most = Heard(
        Events((), 0.0, 0.0),
        max(one.memory_mb for _, one in heard),
        max((one.foreign_cores for _, one in heard if one.foreign_cores is not None), default=None),
    )
    return {"streams": streams, "total": total(scored) | most.more()}
