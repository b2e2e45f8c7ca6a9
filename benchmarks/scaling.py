"""`zimu bench scale`: more and more streams at once, in few and in many languages, until one falls behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.airing import Airing
from benchmarks.ears import decoded
from benchmarks.live import Plan, Show, play
from benchmarks.logs import Logs
from benchmarks.scoring import behind
from benchmarks.session import Session
from benchmarks.whole_path import log
from pipeline.config import Config
from pipeline.ingest.ffmpeg import IngestOptions
from pipeline.loaded import Loaded

Say = Callable[[str], None]
Open = Callable[[Sequence[str]], AbstractContextManager[Loaded]]
"""Opens the models for some languages, the source's own first."""


@dataclass(frozen=True, slots=True)
class Sweep:
    languages: tuple[tuple[str, ...], ...]
    """Each the languages of all streams, the source's own first."""
    most: int
    """Streams that are tried, at most."""


def measure(
    shows: Sequence[Show],
    sweep: Sweep,
    plan: Plan,
    config: Config,
    open_models: Open,
    logs: Logs,
    signed: Mapping[str, object],
    say: Say,
) -> list[Session]:
    """Every stream that was played, for benchmarks.scoring.scale. Streams take turns in choosing shows, and
    each begins at another place of its own: an engine that is asked the same by several answers once, so
    shows are to be longer than what all streams of one play together."""
    sessions: list[Session] = []
    for languages in sweep.languages:

        def keeps_up(count: int, languages: Sequence[str] = languages) -> bool:
            with open_models(languages) as models:  # anew: engines remember what they answered
                found = list(_point(shows, count, plan, config, models, signed))
            for session in found:
                logs.kept(f"{len(languages) - 1}x{session.stream['id']}", session.rows)
            sessions.extend(found)
            slow = sum(map(bool, map(behind, found)))
            kept = f"{slow} fell behind" if slow else "all kept up"
            say(f"{count} streams in {len(languages) - 1} languages: {kept}")
            return not slow

        limit(keeps_up, sweep.most)
    return sessions


def limit(keeps_up: Callable[[int], bool], most: int) -> int:
    """The most streams, of 1 to `most`, that are kept up with, 0 for none: twice as many each time until that
    is too many, then between. Whoever keeps up with more is taken to keep up with fewer."""
    low, high = 0, 1
    while high <= most and keeps_up(high):
        low, high = high, 2 * high
    if high > most and low < most and keeps_up(most):
        return most
    high = min(high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if keeps_up(middle) else (low, middle)
    return low


def _point(
    shows: Sequence[Show],
    count: int,
    plan: Plan,
    config: Config,
    models: Loaded,
    signed: Mapping[str, object],
) -> Iterator[Session]:
    chosen = [
        replace(shows[number % len(shows)], id=f"{count}-{number + 1}", transcript=None, lines={})
        for number in range(count)
    ]
    signed = {**signed, "compute_type": models.asr.compute_type, "threads": models.asr.threads}
    places = {show.id: number / count for number, show in enumerate(chosen)}

    def sound(show: Show, options: IngestOptions, paced: bool) -> Airing:
        return Airing(decoded(Path(show.source.address), options), places[show.id], paced, options.block_ms)

    for played in play(chosen, plan, config, models, sound):
        rows = log(played, config, models, {**signed, "clock": plan.clock}, "scale", count)
        yield Session(tuple(rows))
