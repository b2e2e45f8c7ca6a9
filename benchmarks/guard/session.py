"""A scripted stream in scripted time: how often the recogniser runs, and how much ever waits for what.

Nothing here is measured: each pass and each batch of lines takes the time that is written below, so that
every machine counts the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.events import Output
from benchmarks.guard import script
from benchmarks.stream import BOUND_MS, replay
from models.fake import FakeRecogniser, FakeVad, sound
from models.types import Samples, Transcript
from pipeline.channels import Heard, WaitingOptions, drafts_last, oldest_lost
from pipeline.speech.gate import GateOptions
from pipeline.speech.policy import Streaming
from pipeline.speech.segment import Segmenter
from pipeline.types import SAMPLES_PER_MS, Progress, Segment, Speech

_QUICK_S, _THOROUGH_S = 0.15, 0.55
"""What passes took on two cores that were busy."""
_LINES = 2 * len(script.LINES)
_BATCH_S = 0.9
"""What a batch of lines takes an engine that hardly keeps up."""


class Spent:
    """Seconds of compute, which only `Charging` adds to: the clock of a replay."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Charging:
    """A recogniser whose passes take the time that is written down, whatever they take."""

    def __init__(self, spent: Spent, slower: float = 0.0) -> None:
        self._spent = spent
        self._slower = slower
        self.passes = 0

    def charge(self, thorough: bool) -> None:
        self.passes += 1
        self._spent.seconds += (1 + self._slower) * (_THOROUGH_S if thorough else _QUICK_S)


class _Scripted(Charging):
    def __init__(self, spent: Spent, slower: float) -> None:
        super().__init__(spent, slower)
        self._exact = FakeRecogniser(script.spoken(_LINES), unsure=300)

    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        self.charge(thorough)
        return self._exact(samples, prefix=prefix, prompt=prompt, thorough=thorough)


class _Waiting:
    """The policy of a stream; it sees all sound that waits for it, and tells when each segment was made."""

    def __init__(self, recognise: Charging, policy: Streaming, spent: Spent) -> None:
        self._recognise = recognise
        self._policy = policy
        self._spent = spent
        self.most_ms = 0

    def push_many(self, items: Sequence[Heard], /) -> Iterable[Output | Progress]:
        waited = sum(len(item.samples) for item in items if isinstance(item, Speech)) // SAMPLES_PER_MS
        self.most_ms = max(self.most_ms, waited)
        return self._policy.push_many(items)

    def flush(self) -> Iterable[Output | Progress]:
        return self._policy.flush()


def queues(slower: float = 0.0) -> dict[str, int]:
    """Passes of the recogniser in a minute or so of speech, and the most that ever waited. `slower` is the
    share by which everything takes longer."""
    spoken = script.spoken(_LINES)
    spent = Spent()
    recognise = _Scripted(spent, slower)
    waiting = _Waiting(recognise, Streaming(recognise), spent)
    played = replay(
        sound(spoken, spoken[-1].end + 1500),
        lambda: waiting,
        FakeVad(),
        GateOptions(),
        clock=spent,
        bound_ms=BOUND_MS,
    )
    made = [(event.at, event.output) for event in played.outputs]
    return {
        "passes of the recogniser": recognise.passes,
        "ms of sound that wait": waiting.most_ms,
        "segments that wait for a language": _most_lines(made, (1 + slower) * _BATCH_S),
    }


def _most_lines(made: Sequence[tuple[float, Output]], batch_s: float) -> int:
    """The most segments in the queue of a language whose engine takes so long for whatever it takes."""
    merge = oldest_lost(WaitingOptions().segments, lambda segment: None)
    queue: list[Segment | Progress] = []
    most, free = 0, 0.0
    for at, item in _segments(made):
        while queue and free <= at:
            taken, queue = drafts_last(queue)
            worth = any(isinstance(each, Segment) for each in taken)
            free = max(free, at) + 1000 * batch_s * worth
        queue = merge(queue, item)
        most = max(most, sum(isinstance(each, Segment) for each in queue))
    return most


def _segments(made: Sequence[tuple[float, Output]]) -> Iterator[tuple[float, Segment | Progress]]:
    segmenter = Segmenter(revisable=True)
    for at, output in made:
        for segment in segmenter.push(output):
            yield at, segment
