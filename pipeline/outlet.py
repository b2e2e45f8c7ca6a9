"""A lane with what waits for it: how far its language is behind, and what it never gets to see."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.channels import Channel, drafts_last, latest_draft, oldest_lost
from pipeline.session import Lane
from pipeline.types import Ms, Progress, Segment


class Outlet:
    """Takes segments without ever waiting, unless `patient`: then whoever puts more than `bound` waits.

    `on_loss` hears of the finals that were too many for it.
    """

    def __init__(
        self, lane: Lane, bound: int, on_loss: Callable[[Segment], None], patient: bool = False
    ) -> None:
        self.lane = lane
        self._taken: Sequence[Segment | Progress] = ()
        self.waiting: Channel[Segment | Progress] = (
            Channel(latest_draft, bound)
            if patient
            else Channel(oldest_lost(bound, on_loss), first=drafts_last)
        )

    async def take(self) -> Sequence[Segment | Progress]:
        """What the lane is to do next; what it took before is done by now."""
        self._taken = ()
        self._taken = await self.waiting.take()
        return self._taken

    def lag(self, now: Ms) -> Ms:
        """From the end of the oldest closed line that the lane has not done to `now`."""
        ends = [
            item.end
            for item in (*self._taken, *self.waiting.waiting)
            if isinstance(item, Segment) and item.closed
        ]
        return max(0, now - min(ends, default=now))
