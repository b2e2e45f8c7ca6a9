"""Were the cues there when players needed them: what a follower saw against the captions that were made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.follower import Followed


@dataclass(slots=True)
class Punctual:
    """Captions that began in followed segments (`due`), and those that were not there when needed."""

    due: int = 0
    late: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return 1 - len(self.late) / self.due if self.due else 0.0


def punctual(followed: Followed, messages: Sequence[dict[str, Any]]) -> Punctual:
    """`messages` are those of a WebSocket client of the same stream; only final ones count.

    A caption must stand in the segment in which it begins: that is where a player needs it first.
    """
    final = {(message["lang"], message["id"]): message for message in messages if message["final"]}
    found = Punctual()
    for (language, number), segment in sorted(followed.first.items()):
        for (tag, name), message in final.items():
            start = round(message["start"] * 1000)
            if tag != language or not segment.start <= start < segment.end:
                continue
            found.due += 1
            if all("\n".join(cue.lines) != message["text"] for cue in segment.cues):
                found.late.append(f"{language} {name} at {start} is not in segment {number}")
    return found
