"""Plays sources through whole sessions, from their sound to the sinks, and keeps what passes as a log.

`real` plays them as `zimu live` does; `wall` and `cpu` play recordings on the virtual clock, where work takes
what it computes by that measure.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args

import anyio

from benchmarks.airing import Until
from benchmarks.data import Line
from benchmarks.events import Events, closing
from benchmarks.recorder import Recorder, Row
from benchmarks.spent import Spent, cpu
from benchmarks.stream import Measure
from benchmarks.virtual import Charged, InPlace, Leaping, Sounding
from models.asr import cores
from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.ingest.ffmpeg import IngestOptions
from pipeline.ingest.live import LiveAudio
from pipeline.ingest.reader import open_audio
from pipeline.ingest.source import Source
from pipeline.loaded import Loaded
from pipeline.run import Live, Sink
from pipeline.run import Source as Sound
from pipeline.sinks.files import Files
from pipeline.sinks.jsonlines import JsonLines
from pipeline.workers import Workers

Clock = Literal["real", "wall", "cpu"]
MEASURES: Mapping[str, Measure] = {"wall": time.perf_counter, "cpu": cpu}


@dataclass(frozen=True, slots=True)
class Show:
    id: str
    source: Source
    kind: str = ""
    transcript: str | None = None
    """None: not known; then there are delays alone."""
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    """What people wrote, by language."""
    seconds: float = 0.0
    """How much of it is played; 0: all."""


@dataclass(frozen=True, slots=True)
class Plan:
    clock: Clock

    def check(self, shows: Sequence[Show]) -> None:
        """Raises ConfigError for what cannot be played so."""
        if self.clock not in get_args(Clock):
            raise ConfigError(f"--clock {self.clock}: choose one of {', '.join(get_args(Clock))}")
        for show in shows:
            if show.source.live and self.clock != "real":
                raise ConfigError(f"--clock {self.clock}: {show.source.name} is live; play it with real")


@dataclass(frozen=True, slots=True)
class Played:
    show: Show
    seconds: float
    """Of sound."""
    rows: tuple[Row, ...]
    """Of the log, the last the end."""


Open = Callable[[Show, IngestOptions, bool], Sound]
"""Opens what a show says; where it is a recording, no faster than it plays if it is to be paced."""


def opened(show: Show, options: IngestOptions, paced: bool) -> Sound:
    if show.source.live:
        return LiveAudio(show.source, options)
    return open_audio(replace(show.source, paced=paced), options)


def play(
    shows: Sequence[Show], plan: Plan, config: Config, models: Loaded, open_sound: Open = opened
) -> list[Played]:
    """All at once, on shared models, each begun a little later than the one before so that passes are spread.

    Raises what a session raises. Ctrl-C ends a single live stream, which is kept.
    """
    virtual = InPlace(MEASURES[plan.clock], cores()) if plan.clock != "real" else None
    began = Spent.now()
    with tempfile.TemporaryDirectory() as folder:
        stage = _Stage(shows, plan, config, models, Path(folder), virtual, open_sound)
        options = {"loop_factory": Leaping} if virtual else {}
        anyio.run(stage.play, backend_options=options)
        spent = began.until_now()
    share = (spent.cpu_s / len(shows), spent.memory_mb)
    return [
        Played(show, recorder.seconds, tuple(_finished(recorder, *share)))
        for show, recorder in zip(shows, stage.recorders, strict=True)
    ]


class _Recorded(Recorder):
    seconds = 0.0
    done = 0.0


class _Stage:
    def __init__(
        self,
        shows: Sequence[Show],
        plan: Plan,
        config: Config,
        models: Loaded,
        folder: Path,
        virtual: InPlace | None,
        open_sound: Open,
    ) -> None:
        self._open = open_sound
        self._shows = shows
        self._plan = plan
        self._config = config
        self._models = models
        self._folder = folder
        self._virtual = virtual
        clock: Callable[[], float] = virtual.now if virtual else time.monotonic
        self.recorders = [_Recorded(clock) for _ in shows]

    async def play(self) -> None:
        alone = len(self._shows) == 1
        async with anyio.create_task_group() as group:
            for number in range(len(self._shows)):
                group.start_soon(self._one, number, alone and self._virtual is None)

    async def _one(self, number: int, watched: bool) -> None:
        await anyio.sleep(number * self._config.policy.step_ms / len(self._shows) / 1000)
        show, recorder = self._shows[number], self.recorders[number]
        models, workers = self._models, Workers()
        with ExitStack() as stack:
            sound: Sound = self._open(show, self._config.source, self._virtual is None)
            if self._virtual is not None:
                workers = self._virtual
                sound = Sounding(sound, self._virtual, anyio.current_time())
                measure = MEASURES[self._plan.clock]
                models = replace(models, vad=Charged(models.vad, self._virtual, measure))
            sound = Until(sound, show.seconds)
            stack.callback(sound.close)
            models = replace(models, recognise=recorder.passes(models.recognise))
            files = stack.enter_context(Files(str(number), models.languages, self._folder, False, "bcp47"))
            sinks: list[Sink] = [files, JsonLines(io.StringIO())]
            live = Live(sound, sinks, self._config, models, recorder, workers=workers)
            await (live.run() if watched else live.play())
            recorder.done, recorder.seconds = recorder.ended(), sound.played_ms / 1000


def _finished(recorder: _Recorded, cpu_s: float, memory_mb: float) -> Iterator[Row]:
    yield from recorder.rows()
    late, gaps = tuple(recorder.late_ms), tuple(recorder.gaps)
    yield closing(Events((), recorder.done, round(cpu_s, 3), late, gaps, memory_mb))
