"""One engine for callers of many threads: whatever waits is one batch, and nobody waits for a stuck one.

In `models.waiting` a caller runs the batch in its own thread. Here each batch has a thread of its own: its
callers must be able to leave when the engine hangs, and no thread can be stopped from outside.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.errors import InferenceFailed, ModelError
from models.mt.types import Answer, Request, Translator


@dataclass(frozen=True, slots=True)
class FrontOptions:
    timeout: float = 15.0
    """Seconds that a call waits for its turn and its answers; then its lines are taken elsewhere."""
    batch: int = 32
    """Lines that an engine is given at once, at most; a call that has more goes alone."""
    waiting: int = 256
    """Lines that may wait for one engine; a call beyond them is refused at once."""


@dataclass(eq=False, slots=True)
class _Call:
    requests: list[Request]
    draft: bool
    patience: float
    done: threading.Event = field(default_factory=threading.Event)
    answers: list[Answer] = field(default_factory=list)
    error: BaseException | None = None
    left: bool = False
    """Its caller has gone; nobody reads an answer."""


class Front:
    """A translator like `engine`, which runs one batch at a time: of what waits, finals before drafts.

    A call raises InferenceFailed after `timeout`. If the engine holds its lines by then, it counts as stuck:
    calls are refused at once until it comes back, by an answer or an error. A batch that fails is tried
    again call by call, so that one caller's lines do not fail another's.
    """

    def __init__(self, engine: Translator, options: FrontOptions | None = None) -> None:
        self.name = engine.name
        self._engine = engine
        self._options = options or FrontOptions()
        self._lock = threading.Lock()
        self._waiting: list[_Call] = []
        self._running: list[_Call] = []
        self._stuck = False
        self._closed = False

    def ways(self, target: str) -> int:
        return self._engine.ways(target)

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        if not requests:
            return []
        call = _Call(list(requests), all(request.draft for request in requests), self._options.timeout)
        with self._lock:
            self._admit(call)
            self._waiting.append(call)
            self._start()
        if not call.done.wait(call.patience):
            with self._lock:
                self._leave(call)
        if call.error is not None:
            raise call.error
        return call.answers

    def close(self) -> None:
        """Closes the engine too; one that is stuck gets `timeout` for it and is then left alone."""
        with self._lock:
            self._closed = True
            waiting, self._waiting = self._waiting, []
        for call in waiting:
            call.error = InferenceFailed(f"{self.name}: closed")
            call.done.set()
        closing = threading.Thread(target=self._engine.close, name=f"close {self.name}", daemon=True)
        closing.start()
        closing.join(self._options.timeout)

    def _admit(self, call: _Call) -> None:
        if self._closed:
            raise InferenceFailed(f"{self.name}: closed")
        if self._stuck:
            raise InferenceFailed(
                f"{self.name}: stuck on lines given more than {self._options.timeout:g} s ago"
            )
        lines = sum(len(other.requests) for other in self._waiting)
        if lines and lines + len(call.requests) > self._options.waiting:
            raise InferenceFailed(f"{self.name}: overloaded, {lines} lines wait already")

    def _leave(self, call: _Call) -> None:
        if call.done.is_set():
            return  # answered at the last moment
        call.left = True
        if call in self._waiting:
            self._waiting.remove(call)
            call.error = InferenceFailed(f"{self.name}: overloaded, no turn in {call.patience:g} s")
        else:
            self._stuck = True
            call.error = InferenceFailed(f"{self.name}: no answer in {call.patience:g} s")

    def _start(self) -> None:
        """Run the next batch if the engine is free; the lock is held."""
        if self._running or not self._waiting:
            return
        draft = all(call.draft for call in self._waiting)
        lines = 0
        for call in [call for call in self._waiting if call.draft == draft]:
            lines += len(call.requests)
            if self._running and lines > self._options.batch:
                break
            self._running.append(call)
        self._waiting = [call for call in self._waiting if call not in self._running]
        threading.Thread(target=self._run, args=(self._running,), name=self.name, daemon=True).start()

    def _run(self, batch: Sequence[_Call]) -> None:
        try:
            self._answer(batch)
        finally:
            with self._lock:
                for call in batch:
                    call.done.set()
                self._running = []
                self._stuck = False
                self._start()

    def _answer(self, batch: Sequence[_Call]) -> None:
        requests = [request for call in batch for request in call.requests]
        try:
            answers = self._engine(requests)
            if len(answers) != len(requests):
                raise InferenceFailed(f"{self.name}: {len(answers)} answers to {len(requests)} lines")
        except ModelError as error:
            if len(batch) == 1:
                self._tell(batch[0], [], error)
            else:
                for call in batch:
                    if not call.left:
                        self._answer([call])
        except BaseException as error:
            for call in batch:
                self._tell(call, [], error)
            raise
        else:
            for call in batch:
                self._tell(call, answers[: len(call.requests)], None)
                answers = answers[len(call.requests) :]

    def _tell(self, call: _Call, answers: list[Answer], error: BaseException | None) -> None:
        with self._lock:
            if not call.left:
                call.answers, call.error = answers, error
            call.done.set()
