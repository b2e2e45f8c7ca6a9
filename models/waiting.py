"""Calls that wait for one model together become one batch of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.errors import InferenceFailed

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


@dataclass(eq=False, slots=True)
class _Call(Generic[Ask, Answer]):
    ask: Ask
    kind: Hashable
    answer: Answer | None = None
    error: BaseException | None = None
    done: bool = False


class Waiting(Generic[Ask, Answer]):
    """A function of one thing for the callers of many threads, from one `work` on several things.

    Nobody waits for company: who finds one of the `workers` free goes at once. The others wait; when one is
    free, the caller that has waited longest runs its own call and those of the same `kind` as one batch in
    its own thread, `most` in all and no more than a worker's share of the calls that are there. So no caller
    is passed over, kinds do not hold each other up while a worker is free, and no worker is left with single
    calls while the batch of another grows.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Ask]], Sequence[Answer]],
        kind: Callable[[Ask], Hashable],
        workers: int = 1,
        most: int = 8,
    ) -> None:
        self._work = work
        self._kind = kind
        self._workers = workers
        self._running = 0
        self._answering = 0
        """Calls in the batches that run."""
        self._most = most
        self._waiting: list[_Call[Ask, Answer]] = []
        self._changed = threading.Condition()

    def __call__(self, ask: Ask, /) -> Answer:
        """Raises what `work` raises for this one; after InferenceFailed, a batch is tried one by one."""
        call: _Call[Ask, Answer] = _Call(ask, self._kind(ask))
        if batch := self._join(call):
            try:
                self._answer(batch)
            finally:
                with self._changed:
                    self._running -= 1
                    self._answering -= len(batch)
                    for each in batch:
                        each.done = True
                    self._changed.notify_all()
        if call.error is not None:
            raise call.error
        return call.answer  # type: ignore[return-value]  # done and without an error: it was answered

    def _join(self, call: _Call[Ask, Answer]) -> list[_Call[Ask, Answer]]:
        """Wait; then the batch that this caller is to run, or nothing if another one ran it."""
        with self._changed:
            self._waiting.append(call)
            try:
                self._changed.wait_for(lambda: call.done or self._may_run(call))
            finally:
                if call in self._waiting:
                    self._waiting.remove(call)
                    self._changed.notify_all()  # the next one in the queue may find a worker free
            if call.done:
                return []
            share = -(-(1 + len(self._waiting) + self._answering) // self._workers)
            alike = [other for other in self._waiting if other.kind == call.kind]
            kin = alike[: min(self._most, share) - 1]
            self._waiting = [other for other in self._waiting if other not in kin]
            self._running += 1
            self._answering += 1 + len(kin)
            return [call, *kin]

    def _may_run(self, call: _Call[Ask, Answer]) -> bool:
        return self._running < self._workers and self._waiting[:1] == [call]

    def _answer(self, batch: Sequence[_Call[Ask, Answer]]) -> None:
        try:
            answers = self._work([call.ask for call in batch])
        except InferenceFailed as error:
            if len(batch) > 1:
                for call in batch:
                    self._answer([call])
            else:
                batch[0].error = error
        except BaseException as error:
            for call in batch:
                call.error = error
            raise
        else:
            for call, answer in zip(batch, answers, strict=True):
                call.answer = answer
