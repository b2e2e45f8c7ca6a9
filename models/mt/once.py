"""What several threads ask of one engine is made once: later askers wait for the first or read its answer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future

from models.mt.types import Answer, Request, Translator


class Once:
    """The answers of `engine`, the last `most` of them remembered; one that is "" is asked anew.

    A request that another thread is asking right now is waited for, and fails as that one does; only a
    final does not wait for a draft.
    """

    def __init__(self, engine: Translator, most: int) -> None:
        self._engine = engine
        self._most = most
        self._known: OrderedDict[Request, Answer] = OrderedDict()
        self._asked: dict[tuple[Request, bool], Future[Answer]] = {}
        self._lock = threading.Lock()

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        found: dict[Request, Future[Answer]] = {}
        mine: list[Request] = []
        with self._lock:
            for request in dict.fromkeys(requests):
                found[request] = self._find(request, mine)
        if mine:
            self._ask(mine, [found[request] for request in mine])
        return [found[request].result() for request in requests]

    def _find(self, request: Request, mine: list[Request]) -> Future[Answer]:
        """The answer, or where it will be; what nobody has asked yet is added to `mine`."""
        future = self._asked.get((request, request.draft))
        if future is not None:
            return future
        future = Future()
        if request in self._known:
            self._known.move_to_end(request)
            future.set_result(self._known[request])
        else:
            self._asked[request, request.draft] = future
            mine.append(request)
        return future

    def _ask(self, requests: Sequence[Request], futures: Sequence[Future[Answer]]) -> None:
        try:
            answers = self._engine(requests)
            pairs = list(zip(requests, answers, strict=True))
        except BaseException as error:
            self._forget(requests)
            for future in futures:
                future.set_exception(error)
            raise
        with self._lock:
            self._known.update((request, answer) for request, answer in pairs if answer.text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        self._forget(requests)
        for future, (_, answer) in zip(futures, pairs, strict=True):
            future.set_result(answer)

    def _forget(self, requests: Sequence[Request]) -> None:
        with self._lock:
            for request in requests:
                del self._asked[request, request.draft]
