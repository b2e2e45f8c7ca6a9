"""What waits for one client: a bounded line of messages in which drafts give way first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One text for clients. A later one of the same `key` takes the place of a draft that still waits."""

    seq: int
    language: str
    """"" for what clients of every language get."""
    key: str
    text: str
    keep: bool
    """Whether a client that misses it has missed something: not so with drafts, the next one holds all."""


class Backlog:
    """Messages in the order in which they came, never more than `bound`."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._waiting: OrderedDict[int, Message] = OrderedDict()
        self._drafts: OrderedDict[str, int] = OrderedDict()
        self.dropped = 0
        """Drafts that will never be taken."""

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, message: Message) -> bool:
        """Whether there was room: False only for what is to be kept, where all that waits is too."""
        self._drop(message.key)
        if len(self._waiting) >= self._bound:
            if not message.keep:
                self.dropped += 1
                return True
            if not self._drafts:
                return False
            self._drop(next(iter(self._drafts)))
        self._waiting[message.seq] = message
        if not message.keep:
            self._drafts[message.key] = message.seq
        return True

    def take(self) -> Message | None:
        """The oldest; None where nothing waits."""
        if not self._waiting:
            return None
        _, message = self._waiting.popitem(last=False)
        if not message.keep:
            del self._drafts[message.key]
        return message

    def _drop(self, key: str) -> None:
        if (seq := self._drafts.pop(key, None)) is not None:
            del self._waiting[seq]
            self.dropped += 1
