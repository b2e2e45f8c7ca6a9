"""What a way to a language is worth, as it was measured, and the floor below which it is not offered."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FLOOR = 33.0
"""chrF. On the live-commerce table the least that can still be followed is embedded German, 34."""
FLOORS = {"ja": 20.0, "ko": 20.0, "th": 28.0}
"""The same where a character says more or words are not set apart: every system scores less there."""
MOST_LOST = 0.1
"""Share of lines without an acceptable answer, above which a language is not offered either."""
LEAKS = {"qwen2.5-coder-1.5b": frozenset({"ja", "ko"})}
"""Languages into whose sentences a model mixes Chinese words, whatever chrF says to it."""

_TABLE = Path(__file__).with_name("worth.toml")


@dataclass(frozen=True, slots=True)
class Worth:
    """One way into one language on one table."""

    chrf: float
    lost: int
    lines: int
    table: str
    signature: str


def worth(way: str, base: str) -> Worth | None:
    """What was measured of a way, named as in `routes.named`; None where nothing was."""
    return _measured().get((way, base))


def summary(way: str) -> str:
    """`chrF en 49.4, fr 40.5 (44 lines of live commerce); ja only with --allow-poor`; "" if unmeasured."""
    found = {base: each for (name, base), each in _measured().items() if name == way}
    best = sorted(found, key=lambda base: -found[base].chrf)
    told = [f"chrF {', '.join(f'{base} {found[base].chrf:g}' for base in best)}"] if best else []
    tables = dict.fromkeys(found[base].table for base in best)
    below = sorted(base for base in {*found, *_leaks(way)} if fault(way, base))
    told[-1:] = [f"{told[-1]} ({', '.join(tables)})"] if told else []
    return "; ".join([*told, *([f"{', '.join(below)} only with --allow-poor"] if below else [])])


def fault(way: str, base: str) -> str | None:
    """Why a way is not offered without being asked for; None where it is, as where nothing was measured.

    A way that was not is thought to be worth what its last engine is straight from Chinese.
    """
    if base in _leaks(way):
        return "mixes Chinese into it"
    found = worth(way, base) or worth(_last(way), base)
    if found is None:
        return None
    floor = FLOORS.get(base, FLOOR)
    if found.chrf < floor:
        return f"has chrF {found.chrf:g} there, below the floor of {floor:g}"
    if found.lost > MOST_LOST * found.lines:
        return f"gave no acceptable answer for {found.lost} of {found.lines} lines"
    return None


def _leaks(way: str) -> frozenset[str]:
    return LEAKS.get(_last(way), frozenset())


def _last(way: str) -> str:
    return way.rpartition(" > ")[2]


@cache
def _measured() -> Mapping[tuple[str, str], Worth]:
    tables = tomllib.loads(_TABLE.read_text("utf-8"))
    return {
        (way, base): Worth(**figures, table=fields["table"], signature=fields["signature"])
        for way, fields in tables.items()
        for base, figures in fields["languages"].items()
    }
