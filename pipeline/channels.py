"""What waits between two tasks, and the named rule for what becomes of it when the reader is slow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

import anyio

from pipeline.types import Gap, Ms, Progress, Segment, Speech

T = TypeVar("T")
Heard: TypeAlias = Speech | Gap | Progress


@dataclass(frozen=True, slots=True)
class WaitingOptions:
    sound_ms: int = 30_000
    """Speech that may wait for the recogniser; beyond it the stream skips to the live edge, and says so."""
    segments: int = 256
    """Finished segments that may wait for a language; beyond it the oldest is lost, and says so."""


class Channel(Generic[T]):
    """What waits between two tasks. `merge` decides what becomes of it when the reader is slow.

    `first` splits what waits into what is taken now and what is left for the next time.
    """

    def __init__(
        self,
        merge: Callable[[list[T], T], list[T]],
        capacity: int | None = None,
        first: Callable[[list[T]], tuple[list[T], list[T]]] = lambda items: (items, []),
    ) -> None:
        self._merge = merge
        self._capacity = capacity
        self._first = first
        self._items: list[T] = []
        self._closed = False
        self._changed = anyio.Event()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()

    async def put(self, item: T) -> None:
        while self._capacity is not None and len(self._items) >= self._capacity:
            await self._changed.wait()
        self._items = self._merge(self._items, item)
        self._wake()

    @property
    def waiting(self) -> Sequence[T]:
        return self._items

    def close(self) -> None:
        self._closed = True
        self._wake()

    async def take(self) -> list[T]:
        """What is first of all that waits, as soon as anything does; nothing once it is closed and empty."""
        while not self._items and not self._closed:
            await self._changed.wait()
        items, self._items = self._first(self._items)
        self._wake()
        return items


def skip_to_edge(bound_ms: Ms, on_skip: Callable[[Gap], None]) -> Callable[[list[Heard], Heard], list[Heard]]:
    """Waiting sound is joined; beyond `bound_ms` it is given up as a Gap."""

    def merge(waiting: list[Heard], item: Heard) -> list[Heard]:
        waiting.append(item)
        sound = [heard for heard in waiting if isinstance(heard, Speech)]
        if sound and sound[-1].end - sound[0].start > bound_ms:
            gap = Gap(sound[0].start, sound[-1].end, "the recogniser fell behind")
            on_skip(gap)
            return [gap]
        return waiting

    return merge


def latest_draft(waiting: list[Segment | Progress], item: Segment | Progress) -> list[Segment | Progress]:
    """Finals and closed segments are kept; of drafts and of progress only the latest."""
    if isinstance(item, Progress):
        return [*(old for old in waiting if not isinstance(old, Progress)), item]
    return [*(old for old in waiting if not isinstance(old, Segment) or old.final or old.closed), item]


def oldest_lost(
    bound: int, on_loss: Callable[[Segment], None]
) -> Callable[[list[Segment | Progress], Segment | Progress], list[Segment | Progress]]:
    """As `latest_draft`, a final in place of what was closed; of more than `bound` the oldest is lost."""

    def merge(waiting: list[Segment | Progress], item: Segment | Progress) -> list[Segment | Progress]:
        if isinstance(item, Segment):
            waiting = [old for old in waiting if not isinstance(old, Segment) or old.id != item.id]
        waiting = latest_draft(waiting, item)
        segments = [old for old in waiting if isinstance(old, Segment)]
        for lost in segments[: max(0, len(segments) - bound)]:
            waiting.remove(lost)
            if lost.final:
                on_loss(lost)
        return waiting

    return merge


def drafts_last(
    waiting: list[Segment | Progress],
) -> tuple[list[Segment | Progress], list[Segment | Progress]]:
    """A draft is taken when nothing else waits: until then its segment may be closed."""
    drafts: list[Segment | Progress] = [
        item for item in waiting if isinstance(item, Segment) and not (item.final or item.closed)
    ]
    rest = [item for item in waiting if item not in drafts]
    return (rest, drafts) if rest else (drafts, [])
