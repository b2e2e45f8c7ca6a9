"""Chunks of a recording are heard several at once, and what is said in them leaves in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from pipeline.speech.chunks import Chunk
from pipeline.types import Gap, Hypothesis, Progress


def heard_ahead(
    items: Iterable[Chunk | Gap | Progress], hear: Callable[[Chunk], Sequence[Hypothesis]], most: int
) -> Iterator[Hypothesis | Gap | Progress]:
    """The items, with what is said in each chunk in place of it.

    They are taken in the thread of the caller while up to `most` chunks are heard, each in a thread of its
    own, so that the recogniser makes batches of them. The first chunk that fails raises what `hear` raised;
    those that are not begun by then never are.
    """
    under_way: deque[tuple[Future[Sequence[Hypothesis]], list[Gap | Progress]]] = deque()
    """Each with the items that come behind it."""
    pool = ThreadPoolExecutor(most, "hear")
    try:
        for item in items:
            while under_way and (len(under_way) >= most or under_way[0][0].done()):
                yield from _first(under_way)
            if isinstance(item, Chunk):
                under_way.append((pool.submit(hear, item), []))
            elif under_way:
                under_way[-1][1].append(item)
            else:
                yield item
        while under_way:
            yield from _first(under_way)
    finally:
        pool.shutdown(cancel_futures=True)


def _first(
    under_way: deque[tuple[Future[Sequence[Hypothesis]], list[Gap | Progress]]],
) -> Iterator[Hypothesis | Gap | Progress]:
    heard, behind = under_way.popleft()
    yield from heard.result()
    yield from behind
