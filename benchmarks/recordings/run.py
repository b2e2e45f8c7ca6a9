"""Recordings through every system in turn: whoever disturbs the machine disturbs them alike."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.data import Clip, Show
from benchmarks.ears import decoded
from benchmarks.peers import process
from benchmarks.peers.catalog import THREADS
from benchmarks.recordings import zimu_worker
from benchmarks.recordings.figures import Figures, Heards, Recording, compared, figures, merged, summary
from benchmarks.recordings.known import Known, borders, words_beside
from benchmarks.recordings.listener import Listener, listening
from models.types import SAMPLE_RATE
from pipeline.errors import ConfigError
from pipeline.ingest.source import parse_source

OWN = "zimu"
PEERS: Mapping[str, tuple[str, ...]] = {
    "faster-whisper": ("plain",),
    "faster-whisper-batched": ("batched",),
    "faster-whisper-words": ("plain", "words"),
    "faster-whisper-batched-words": ("batched", "words"),
}
"""How each runs: WhisperModel.transcribe or BatchedInferencePipeline, with timed words or at its defaults."""
DEFAULT_PEERS = "faster-whisper,faster-whisper-batched"
SHOW = "show"
_CALM = {"OPENBLAS_NUM_THREADS": "1"}
"""For all alike: else OpenBLAS spins on every core after each mel spectrum, as its users would not know."""
GROUPS = ("clips", "shows")
Say = Callable[[str], None]
Log = Callable[[Recording, Heards], None]
Report = dict[str, object]


@dataclass(frozen=True, slots=True)
class Plan:
    weights: Path
    """A CTranslate2 Whisper, the same for all."""
    config: Path | None
    settings: Sequence[str]
    peers: Sequence[str]
    rounds: int = 1
    """How often each recording is heard by each; costs are the median."""


@dataclass(frozen=True, slots=True)
class Sound:
    path: Path
    recording: Recording
    """Not yet with what is known of its words: that is found once all has been heard."""


def chosen(names: str) -> list[str]:
    """The peers of `a,b`, each once; all where it is `all`, none where it is `none`. Raises ConfigError."""
    if names in ("all", "none"):
        return list(PEERS) if names == "all" else []
    found = list(dict.fromkeys(filter(None, names.split(","))))
    for name in found:
        if name not in PEERS:
            raise ConfigError(f"--peers {name}: choose among {', '.join(PEERS)}, or all, or none")
    return found


def sounds(clips: Sequence[Clip], shows: Sequence[Show], only: str = "") -> list[Sound]:
    """Clips in which Mandarin is spoken, or nothing; then shows. Those whose ids begin as one of `only`, by
    commas, if there are any. Raises ConfigError where a sound is not there."""
    prefixes = tuple(filter(None, only.split(",")))
    found = []
    for clip in clips:
        if clip.reference is not None and clip.id.startswith(prefixes or ""):
            seconds = clip.seconds or _seconds(clip.path)
            found.append(Sound(clip.path, Recording(clip.id, clip.kind, seconds, clip.reference)))
    for show in shows:
        if show.id.startswith(prefixes or ""):
            about = (show.id, SHOW, _seconds(show.path), show.transcript, show.lines)
            found.append(Sound(show.path, Recording(*about)))
    for sound in found:
        parse_source(str(sound.path))
    return found


def measure(wanted: Sequence[Sound], plan: Plan, log: Log, say: Say) -> Report:
    """`systems`, by name: their figures on clips, on shows and on each recording; `compared`, by peer: zimu
    beside it on both. Raises PeerUnavailable, and what `log` raises."""
    heard: dict[str, Heards] = {}
    with _listeners(plan) as listeners:
        for number, sound in enumerate(wanted):
            first = number % len(listeners)
            order = [*listeners[first:], *listeners[:first]]  # nobody is always the first
            rounds = [{each.name: each.hear(sound.path) for each in order} for _ in range(plan.rounds)]
            heard[sound.recording.id] = {
                each.name: merged([answers[each.name] for answers in rounds]) for each in listeners
            }
            say(f"{number + 1}/{len(wanted)} {sound.recording.id}: {_glance(rounds[-1], sound.recording)}")
    known = [replace(sound.recording, **_known(sound)) for sound in wanted]
    for recording in known:
        log(recording, heard[recording.id])
    return report(known, heard)


def report(recordings: Sequence[Recording], heard: Mapping[str, Heards]) -> Report:
    """From the answers alone; every recording was heard by the same systems."""
    names = list(next(iter(heard.values())))
    scored = {
        name: [(each, figures(each, heard[each.id][name], own=name == OWN)) for each in recordings]
        for name in names
    }
    return {
        "systems": {name: _of_system(found) for name, found in scored.items()},
        "compared": {
            name: {
                group: {key: asdict(bounded) for key, bounded in compared(own, other).items()}
                for group in GROUPS
                if (own := _group(scored[OWN], group)) and (other := _group(scored[name], group))
            }
            for name in names
            if name != OWN
        },
    }


Scored = Sequence[tuple[Recording, Figures]]


def _of_system(scored: Scored) -> Report:
    each = [{"id": recording.id, **summary([found])} for recording, found in scored]
    return {**{group: summary(_group(scored, group)) for group in GROUPS}, "each": each}


def _group(scored: Scored, group: str) -> list[Figures]:
    return [found for recording, found in scored if (recording.kind == SHOW) == (group == "shows")]


def _known(sound: Sound) -> dict[str, Any]:
    if found := words_beside(sound.path):
        text, known = found
    elif sound.recording.lines:
        text, known = borders(decoded(sound.path), sound.recording.lines)
    else:
        text, known = "", Known()
    return {"said": text, "known": known}


@contextmanager
def _listeners(plan: Plan) -> Iterator[list[Listener]]:
    own = [sys.executable, "-m", zimu_worker.__name__, str(plan.config or ""), *plan.settings]
    root = str(Path(__file__).parents[2])
    script = str(Path(__file__).with_name("faster_whisper_worker.py"))
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        own_env = {**os.environ, **_CALM, "PYTHONPATH": path}
        found = [stack.enter_context(listening(OWN, own, own_env, home))]
        for name in plan.peers:
            command = [sys.executable, script, str(plan.weights), str(THREADS), *PEERS[name]]
            found.append(
                stack.enter_context(listening(name, command, process.environment(home) | _CALM, home))
            )
        yield found


def _glance(heard: Heards, recording: Recording) -> str:
    fast = ", ".join(f"{name} {recording.seconds / each.wall_s:.1f}" for name, each in heard.items())
    others = max(each.others_s / each.wall_s for each in heard.values())
    return f"{fast} times as fast as it plays; other work used {others:.2f} cores"


def _seconds(path: Path) -> float:
    return len(decoded(path)) / SAMPLE_RATE
