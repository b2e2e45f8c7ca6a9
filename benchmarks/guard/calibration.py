"""The fixed work that kernels are timed beside: what slows a machine down slows it down too.

Other load takes caches and memory away, which slows work by how much memory it goes through: in one run on
two cores, four more processes that write to memory made kernels take 6 to 47 % more CPU time. So each kind of
kernel has two calibrations, one that stays in the caches and one that roams through memory, and a kernel is
compared with the point between or beyond them (`Kernel.roams`) that slowed down as it did.

Changing anything here makes every ratio in benchmarks/baseline.json another one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

_TABLE = {f"key {n}": n for n in range(512)}
_ROAMED = 40_000
_STRIDE = 12_000


@dataclass(frozen=True, slots=True)
class Calibration:
    """Each runs about 10 ms."""

    steady: Callable[[], object]
    roaming: Callable[[], object]

    def __call__(self) -> None:
        self.steady()
        self.roaming()


def both() -> Mapping[str, Calibration]:
    """By the names that kernels know them by; warm."""
    made = {"python": Calibration(_interpreted, _Lookups()), "numeric": _products()}
    for calibration in made.values():
        calibration()
    return made


def _interpreted() -> object:
    """What interpreters do most: calls, attributes, dictionaries, short strings, lists."""
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


class _Lookups:
    """Finds objects that lie anywhere in some ten megabytes, others each time."""

    def __init__(self) -> None:
        chance = random.Random(0)
        self._keys = [f"key {chance.random()}" for _ in range(_ROAMED)]
        self._objects = {key: (key, number) for number, key in enumerate(self._keys)}
        chance.shuffle(self._keys)
        self._at = 0

    def __call__(self) -> object:
        keys = self._keys[self._at : self._at + _STRIDE]
        self._at = (self._at + _STRIDE) % (_ROAMED // _STRIDE * _STRIDE)
        objects = map(self._objects.__getitem__, keys)
        return sorted([(number + 1, key[:6]) for key, number in objects][:4000])


def _products() -> Calibration:
    """A matrix that caches hold, and one of 32 MB that comes from memory, as weights do."""
    chance = np.random.default_rng(0)
    small = chance.standard_normal((256, 256), np.float32)
    large = chance.standard_normal((4096, 2048), np.float32)
    vector = chance.standard_normal(2048, np.float32)
    return Calibration(lambda: [small @ small for _ in range(30)], lambda: [large @ vector for _ in range(8)])
