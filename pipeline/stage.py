"""What every core stage is: a synchronous transformer with one owner, no clock, no I/O and no tasks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

In = TypeVar("In", contravariant=True)
Out = TypeVar("Out", covariant=True)


class Stage(Protocol[In, Out]):
    def push(self, item: In, /) -> Iterable[Out]:
        """Take one record, yield what it makes certain; the caller exhausts it before the next push."""
        ...

    def flush(self) -> Iterable[Out]:
        """Yield everything still held; called once, after the last push."""
        ...
