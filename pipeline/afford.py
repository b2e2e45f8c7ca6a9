"""Which of the planned languages this machine carries live: told at start, or refused with the figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.errors import LanguageUnsupported
from models.mt.cost import RECOGNISER, Carried, Machine, carry, described
from models.mt.prompts import base_of
from models.mt.routes import Maker, Route, named, to_pull
from pipeline.prices import Prices

_USUAL_SIZE = 145_217_607
"""Bytes of whisper-base in int8, whose cost RECOGNISER is."""


def machine(cores: int, gpu: bool, weights: int) -> Machine:
    """What is there beside a recogniser of `weights` bytes; a larger one takes that much more."""
    heard = 0.1 if gpu else RECOGNISER * max(1.0, weights / _USUAL_SIZE)
    return Machine(cores, heard)


def afford(
    planned: Sequence[Route],
    prices: Prices,
    machine: Machine,
    *,
    installed: Sequence[Maker],
    known: Sequence[Maker],
    allow_slow: bool,
    say: Callable[[str], None],
) -> tuple[Route, ...]:
    """The routes to go: each by the best way that this machine carries beside the languages before it.

    Raises LanguageUnsupported, with the figures and the way out, where it carries one of them by none; with
    `allow_slow` that is said only, and the language goes its best way.
    """
    costs = prices.of(sorted({hop.entry for route in planned for way in route.ways for hop in way}))
    carried = carry(planned, costs, machine)
    for line in _told(carried, prices):
        say(line)
    if not carried.refused:
        return carried.routes
    reasons = "; ".join(f"{each.route.target}: {each.reason}" for each in carried.refused)
    if allow_slow:
        say(f"too slow for {reasons}")
        kept = {route.target: route for route in (*carried.routes, *(r.route for r in carried.refused))}
        return tuple(kept[route.target] for route in planned)
    instead = dict.fromkeys(
        name for each in carried.refused for name in to_pull(base_of(each.route.target), installed, known)
    )
    carried_ = ", ".join(route.target for route in carried.routes) or "none"
    pull = f"zimu models pull {' '.join(instead)} makes them cheaper; " if instead else ""
    raise LanguageUnsupported(
        f"this machine is too slow for {reasons}; carried live here: {carried_}; {pull}"
        "or start all the same with --allow-slow"
    )


def _told(carried: Carried, prices: Prices) -> list[str]:
    told = []
    for route in carried.routes:
        if route.ways:
            costs = prices.of([hop.entry for hop in route.hops])
            cheaper = ", the cheaper way" if route.target in carried.cheaper else ""
            price = f"{described(route.hops, costs)} CPU s a caption"
            told.append(f"{route.target} by {named(route.hops)}{cheaper}: {price}")
    if told:
        told.append(
            f"translation takes {carried.load:.2f} of the {carried.room:.2f} CPU s a second that are there "
            "beside the recogniser"
        )
    return told
