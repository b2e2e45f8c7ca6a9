"""The virtual clock of whole sessions: the event loop leaps over every wait, and work takes what it computes.

`pipeline.run.Live` runs as it is. Its work is done in place, one piece after the other, and measured; then
its task sleeps for as long on the loop's own time. So stages overlap as they do in threads, as many heavy
pieces of work at once as there are `cores`. What they take from one another on shared caches is not seen, nor
what engines save that answer several languages at once.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any, TypeVar, TypeVarTuple

import anyio
from anyio import CapacityLimiter

from benchmarks.stream import Measure
from models.types import Samples
from pipeline.run import Source
from pipeline.speech.gate import Vad
from pipeline.types import Audio, Gap
from pipeline.workers import Workers

T = TypeVar("T")
Args = TypeVarTuple("Args")


class _Never(selectors.SelectSelector):
    """Waits for nothing but says how long it should have."""

    leapt = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise RuntimeError("every task of the session waits for another one")
            self.leapt += max(0.0, timeout)
        return ready


class Leaping(asyncio.SelectorEventLoop):
    """For `anyio.run(..., backend_options={"loop_factory": Leaping})`. Begins at 0 s."""

    def __init__(self) -> None:
        self._never = _Never()
        super().__init__(self._never)

    def time(self) -> float:
        return self._never.leapt


class InPlace(Workers):
    """Of all sessions on one loop. `measure` is what work is charged by."""

    def __init__(self, measure: Measure, cores: int) -> None:
        self._measure = measure
        self._cores = cores
        self._places: CapacityLimiter | None = None
        self._began: float | None = None
        self._owed = 0.0
        self._due = 0.0

    def now(self) -> float:
        """Seconds of the loop, with what the work that is being done has taken so far."""
        began = self._began
        return asyncio.get_running_loop().time() + (0.0 if began is None else self._measure() - began)

    def due(self, seconds: float) -> None:
        """What is being done, without a limiter, returns no earlier."""
        self._due = seconds

    def owe(self, seconds: float) -> None:
        """Was computed in the loop's thread; the next work without a limiter takes so much longer."""
        self._owed += seconds

    async def run(
        self,
        work: Callable[[*Args], T],
        *args: *Args,
        limiter: CapacityLimiter | None = None,
        abandon: bool = False,
    ) -> T:
        async with AsyncExitStack() as stack:
            if limiter is not None:
                self._places = self._places or CapacityLimiter(self._cores)
                await stack.enter_async_context(limiter)
                await stack.enter_async_context(self._places)
            self._due, self._began = 0.0, self._measure()
            try:
                return work(*args)
            finally:
                took, self._began = self._measure() - self._began, None
                due = self._due
                if limiter is None:
                    took, self._owed = took + self._owed, 0.0
                await anyio.sleep_until(max(anyio.current_time() + took, due))

    def tell(self, call: Callable[[], None]) -> None:
        call()


class Sounding:
    """A recording whose sound comes when it would sound."""

    def __init__(self, reader: Source, workers: InPlace, began: float = 0.0) -> None:
        self._reader = reader
        self._workers = workers
        self._began = began

    def __iter__(self) -> Iterator[Audio | Gap]:
        for item in self._reader:
            self._workers.due(self._began + item.end / 1000)
            yield item

    def close(self) -> None:
        self._reader.close()


class Charged:
    """A voice detector whose time is owed: the gate runs in the loop's thread."""

    def __init__(self, vad: Vad, workers: InPlace, measure: Measure) -> None:
        self._vad = vad
        self._workers = workers
        self._measure = measure

    def initial(self) -> Any:
        return self._vad.initial()

    def __call__(self, samples: Samples, state: Any, /) -> Any:
        began = self._measure()
        found = self._vad(samples, state)
        self._workers.owe(self._measure() - began)
        return found
