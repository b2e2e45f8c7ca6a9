"""Chunks of a recording are heard in batches side by side, and what is said in them leaves in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from pipeline.speech.chunks import Chunk
from pipeline.types import Gap, Hypothesis, Progress

Heard = Sequence[Sequence[Hypothesis]]
_ROUNDS = 2
"""So many batches for each worker are under way, one of them waiting, so that none is ever idle."""


@dataclass(slots=True)
class _Taken:
    chunk: Chunk
    behind: list[Gap | Progress] = field(default_factory=list)
    """The items between it and the next chunk."""


def heard_ahead(
    items: Iterable[Chunk | Gap | Progress],
    hear: Callable[[Sequence[Chunk]], Heard],
    workers: int,
    batch: int,
) -> Iterator[Hypothesis | Gap | Progress]:
    """The items, with what is said in each chunk in place of it.

    They are taken in the thread of the caller, (_ROUNDS + 1) * workers * batch chunks ahead at most, and
    given to `hear` by `batch` in so many threads; the last ones are shared out evenly. The first batch that
    fails raises what `hear` raised; those that are not begun by then never are.
    """
    taken: list[_Taken] = []
    under_way: deque[tuple[Future[Heard], Sequence[_Taken]]] = deque()
    pool = ThreadPoolExecutor(workers, "hear")

    def begin(size: int) -> None:
        for at in range(0, len(taken), size):
            several = taken[at : at + size]
            under_way.append((pool.submit(hear, [each.chunk for each in several]), several))
        taken.clear()

    try:
        for item in items:
            while under_way and (len(under_way) > _ROUNDS * workers or under_way[0][0].done()):
                yield from _first(under_way)
            if isinstance(item, Chunk):
                taken.append(_Taken(item))
                if len(taken) == workers * batch:
                    begin(batch)
            elif taken or under_way:
                (taken or under_way[-1][1])[-1].behind.append(item)
            else:
                yield item
        if taken:
            begin(-(-len(taken) // workers))
        while under_way:
            yield from _first(under_way)
    finally:
        pool.shutdown(cancel_futures=True)


def _first(
    under_way: deque[tuple[Future[Heard], Sequence[_Taken]]],
) -> Iterator[Hypothesis | Gap | Progress]:
    heard, taken = under_way.popleft()
    for said, each in zip(heard.result(), taken, strict=True):
        yield from said
        yield from each.behind
