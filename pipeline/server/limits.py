"""How much one server takes on, and how often it may be asked to: beyond that a refusal with its reason."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.server.refusal import Refused

_CALLERS = 1024
"""Addresses whose requests are counted; the one that asked longest ago is forgotten."""


@dataclass(frozen=True, slots=True)
class LimitOptions:
    streams: int = 8
    """At the same time; a hook or a request beyond them starts none."""
    languages: int = 16
    """Of one stream, the source among them; players stutter with twenty or more."""
    clients: int = 2000
    """WebSocket clients of all streams together."""
    body_bytes: int = 262_144
    """Of a request; a glossary of two thousand terms fits."""
    requests_s: float = 20.0
    """Of the API and the hooks, from one address; five times as many may come in one go. 0: any number."""


class Pace:
    """A bucket for each caller, filled by `per_second`; an empty one refuses. `clock` counts seconds."""

    def __init__(self, per_second: float, clock: Callable[[], float]) -> None:
        self.per_second = per_second
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """What is left, and when that was so; who asked last stands last."""

    def spend(self, caller: str) -> None:
        """Count a request. Raises Refused, with the time to wait."""
        if self.per_second <= 0:
            return
        most = max(1.0, 5 * self.per_second)
        now = self._clock()
        left, at = self._buckets.pop(caller, (most, now))
        left = min(most, left + (now - at) * self.per_second)
        allowed = left >= 1
        self._buckets[caller] = (left - 1 if allowed else left, now)
        while len(self._buckets) > _CALLERS:
            self._buckets.popitem(last=False)
        if not allowed:
            raise Refused(429, "too many requests; ask less often (serve.limits.requests_s)", after=1)
