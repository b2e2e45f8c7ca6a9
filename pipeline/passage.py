"""What passes between the stages of a live stream, told as it passes to whoever measures them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.channels import Heard
from pipeline.types import Gap, Hypothesis, Progress, Revision, Segment, Shown, Translation


class Passage:
    """Keeps nothing. `recognised` and `translated` are called in the threads of their stages, all others in
    the loop's; a record is told of when the next stage can have it."""

    def released(self, heard: Heard) -> None:
        """The gate let this through."""

    def taken(self, items: Sequence[Heard]) -> None:
        """The recogniser took all that waited."""

    def recognised(self, output: Hypothesis | Revision | Gap | Progress) -> None:
        """The policy is done with what it took and made this of it."""

    def segmented(self, segment: Segment) -> None:
        """A segment goes to every language."""

    def translated(self, translation: Translation) -> None:
        """It goes to its layout."""

    def published(self, shown: Shown) -> None:
        """Every sink has the caption."""
