"""Lines through the translation of a live stream, or through its engine alone, and how long each took."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from models.errors import InferenceFailed
from models.mt.types import Answer, Request, Translator
from pipeline.translate import Translate
from pipeline.types import Ms, Progress, Segment, Translation

Clock = Callable[[], float]
"""Seconds from any moment on."""
EACH_MS: Ms = 3000
"""Media time of a line: lines follow one another without a pause."""


@dataclass(frozen=True, slots=True)
class Made:
    text: str
    """"" where the viewer gets nothing."""
    ms: float
    """From the line to its translation, or to the certainty that there will be none."""


def play(
    stages: Mapping[str, Translate], sources: Sequence[str], clock: Clock = time.perf_counter
) -> dict[str, list[Made]]:
    """Of each language what it made of the lines. Each is a final segment, given to all stages at once.

    Every stage has a thread of its own, as the lanes of a session have; the next line comes when all are done
    with one.
    """
    lanes = [_Lane(stage, clock) for stage in stages.values()]
    with ThreadPoolExecutor(len(lanes)) as threads:
        for number, source in enumerate(sources):
            segment = Segment(number, number * EACH_MS, (number + 1) * EACH_MS, source, True, 0, closed=True)
            began = clock()
            for pushed in [threads.submit(lane.push, segment, began) for lane in lanes]:
                pushed.result()
    for lane in lanes:
        lane.take(lane.stage.flush())
    return {tag: [lane.made[n] for n in range(len(sources))] for tag, lane in zip(stages, lanes, strict=True)}


class _Lane:
    """What came of each segment; a stage whose engine fails may give the text of one with a later one."""

    def __init__(self, stage: Translate, clock: Clock) -> None:
        self.stage = stage
        self.made: dict[int, Made] = {}
        self._began: dict[int, float] = {}
        self._clock = clock

    def push(self, segment: Segment, began: float) -> None:
        self._began[segment.id] = began
        self.take(self.stage.push_many([segment]))
        self.made.setdefault(segment.id, Made("", self._since(segment.id)))

    def take(self, outputs: Iterable[Translation | Progress]) -> None:
        for out in outputs:
            if isinstance(out, Translation):
                self.made[out.segment.id] = Made(out.text, self._since(out.segment.id))

    def _since(self, number: int) -> float:
        return (self._clock() - self._began[number]) * 1000


def bare(engine: Translator, source: str, language: str) -> str:
    """The engine's own answer to a line and nothing else."""
    try:
        return engine([Request(source, language)])[0].text
    except InferenceFailed:
        return ""


class Noted:
    """A translator like `engine` that keeps who answered."""

    def __init__(self, engine: Translator) -> None:
        self.name = engine.name
        self.asked = 0
        """Lines that the engine was given, those asked again too."""
        self._engine = engine
        self._answered: Counter[str] = Counter()

    def ways(self, target: str) -> int:
        return self._engine.ways(target)

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        self.asked += len(requests)
        answers = self._engine(requests)
        self._answered.update(answer.engine or self.name for answer in answers if answer.text)
        return answers

    def close(self) -> None:
        self._engine.close()

    def answered(self) -> str:
        """Who answered most often; the engine's own name where nobody did."""
        return max(self._answered, key=self._answered.__getitem__, default=self.name)
