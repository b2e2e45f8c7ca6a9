"""Where the work of a live stream is done: in threads. A benchmark can do it in place, on its own clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from anyio import CapacityLimiter, from_thread, to_thread

T = TypeVar("T")
Args = TypeVarTuple("Args")


class Workers:
    async def run(
        self,
        work: Callable[[*Args], T],
        *args: *Args,
        limiter: CapacityLimiter | None = None,
        abandon: bool = False,
    ) -> T:
        """What `work` returns or raises; the loop goes on meanwhile.

        Work with a `limiter` is heavy, and waits for a place there; whoever is cancelled leaves work behind
        that it may `abandon`.
        """
        return await to_thread.run_sync(work, *args, limiter=limiter, abandon_on_cancel=abandon)

    def tell(self, call: Callable[[], None]) -> None:
        """Call something in the loop's thread, from work that is running, and wait for it."""
        from_thread.run_sync(call)
