"""The weights of a CTranslate2 model, read from its `model.bin` without CTranslate2."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import WeightsInvalid

VERSION = 6
"""Of the layout, the only one read here; CTranslate2 writes it since 2021."""
_TYPES = ("float32", "int8", "int16", "int32", "float16")
"""By their number in the file; number 5, bfloat16, is one that numpy lacks."""
Weights = Mapping[str, NDArray[Any]]
"""Variables by name, such as `decoder/layer_0/ffn/linear_0/weight`, shape (out, in)."""


def read(path: Path) -> Weights:
    """Every variable as a view of the mapped file, aliases included: nothing is read before it is used.

    The layout is that of `ctranslate2.specs.ModelSpec.save`. Raises WeightsInvalid.
    """
    try:
        return _Reader(np.memmap(path, np.uint8, "r")).weights()
    except (OSError, ValueError, IndexError, KeyError, struct.error) as error:
        raise WeightsInvalid(
            f"{path}: not a CTranslate2 model that can be read: {error}; pull it anew"
        ) from error


class _Reader:
    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._at = 0

    def weights(self) -> Weights:
        if (version := self._number("I")) != VERSION:
            raise ValueError(f"layout {version} instead of {VERSION}")
        self._text()  # the kind of model
        self._number("I")  # and its revision
        found = dict(self._variable() for _ in range(self._number("I")))
        aliases = [(self._text(), self._text()) for _ in range(self._number("I"))]
        return found | {alias: found[name] for alias, name in aliases}

    def _variable(self) -> tuple[str, NDArray[Any]]:
        name = self._text()
        shape = [self._number("I") for _ in range(self._number("B"))]
        kind = np.dtype(_TYPES[self._number("B")])
        return name, self._bytes(self._number("I")).view(kind).reshape(shape)

    def _number(self, kind: str) -> int:
        data = self._bytes(struct.calcsize(f"<{kind}")).tobytes()
        return int(struct.unpack(f"<{kind}", data)[0])

    def _text(self) -> str:
        return self._bytes(self._number("H")).tobytes()[:-1].decode()  # a null ends it

    def _bytes(self, count: int) -> NDArray[np.uint8]:
        self._at += count
        if self._at > len(self._data):
            raise ValueError("it ends too early")
        return self._data[self._at - count : self._at]
