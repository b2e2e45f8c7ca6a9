"""The fixed work that kernels are timed beside: what slows a machine down slows it down too.

Changing anything here makes every ratio in benchmarks/baseline.json another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

_TABLE = {f"key {n}": n for n in range(512)}


def python() -> object:
    """What interpreters do most: calls, attributes, dictionaries, short strings, lists. About 10 ms."""
    found: list[tuple[str, int]] = []
    for turn in range(200):
        for key, value in _TABLE.items():
            if value % 3 == turn % 3:
                found.append(_named(key, value + turn))
        found = sorted(found[-200:], key=_second)
    return found


def _named(key: str, value: int) -> tuple[str, int]:
    return key.upper() + str(value), value ^ 0x55


def _second(pair: tuple[str, int]) -> int:
    return pair[1]


def numeric() -> Callable[[], object]:
    """Half arithmetic on what caches hold, half weights that come from memory, like networks. 10 ms."""
    random = np.random.default_rng(0)
    small = random.standard_normal((256, 256), np.float32)
    large = random.standard_normal((4096, 2048), np.float32)
    vector = random.standard_normal(2048, np.float32)

    def work() -> object:
        found = small
        for _ in range(20):
            found = small @ small
        return found, [large @ vector for _ in range(4)]

    return work


def both() -> Mapping[str, Callable[[], object]]:
    """By the names that kernels know them by; warm."""
    made: dict[str, Callable[[], object]] = {"python": python, "numeric": numeric()}
    for work in made.values():
        work()
    return made
