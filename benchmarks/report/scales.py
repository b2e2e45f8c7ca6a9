"""From figures to places on paper: linear scales, round ticks, and how figures are written."""

from __future__ import annotations

import math
from dataclasses import dataclass

_ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Linear:
    """Places `low` at `begin` and `high` at `end`, in px."""

    low: float
    high: float
    begin: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        return round(self.begin + share * (self.end - self.begin), 2)

    def within(self, value: float) -> float:
        """The same for a value that is held between both ends."""
        return self(min(max(value, self.low), self.high))


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Multiples of 1, 2, 2.5 or 5 times a power of ten that cover [low, high], about `most` of them.

    The first is not above `low`, the last not below `high`, and there are at least two.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or low > high:
        raise ValueError(f"no scale from {low} to {high}")
    span = (high - low) or abs(high) or 1.0
    raw = span / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * one for one in _ROUND if power * one >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    last = max(last, first + 1)
    places = max(0, 2 - math.floor(math.log10(step)))
    return [round(number * step, places) + 0.0 for number in range(first, last + 1)]


def decimals(values: list[float]) -> int:
    """How many every one of them needs, at most 3: labels of one axis are all written alike."""
    return next((n for n in range(3) if all(abs(round(v, n) - v) < 1e-9 for v in values)), 3)


def seconds(value: float | None) -> str:
    return "–" if value is None else minus(f"{value:.2f}")


def percent(share: float | None, places: int = 1) -> str:
    return "–" if share is None else minus(f"{100 * share:.{places}f} %")


def signed(text: str) -> str:
    """Of a difference: with its sign, unless it is nothing."""
    nothing = not any(c in "123456789" for c in text)
    return text.lstrip("−") if nothing else text if text.startswith("−") else f"+{text}"


def minus(text: str) -> str:
    """As it is printed, as wide as a plus."""
    return text.replace("-", "−")
