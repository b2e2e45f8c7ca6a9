"""Builds an ONNX graph node by node and writes it as onnxruntime reads it, without the 30 MB `onnx` package.

The field numbers are those of onnx.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

_IR, _OPSET, _MICROSOFT = 9, 18, 1
_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int64": 7}
FLOAT, INT64 = _TYPES["float32"], _TYPES["int64"]
MICROSOFT = "com.microsoft"
"""Domain of the operators that only onnxruntime has."""


class Graph:
    """Operators are added in the order in which they run; a value is known by its name."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []
        """In pieces, so that the weights are copied once."""
        self._shared: dict[tuple[int, ...], str] = {}
        self._ends: list[bytes] = []
        self._count = 0

    def add(self, operator: str, *inputs: str, name: str = "", domain: str = "", **attributes: Any) -> str:
        """One operator with one output, which may be given a name; no name among `inputs` leaves one out."""
        (out,) = self.split(operator, *inputs, names=(name,), domain=domain, **attributes)
        return out

    def split(
        self, operator: str, *inputs: str, names: Iterable[str], domain: str = "", **attributes: Any
    ) -> tuple[str, ...]:
        """One operator with an output for each of the names, of which those that are empty are made up."""
        outs = tuple(name or self._name() for name in names)
        fields = [_block(1, each.encode()) for each in inputs] + [_block(2, out.encode()) for out in outs]
        fields.append(_block(4, operator.encode()))
        fields += [_block(5, _attribute(key, value)) for key, value in attributes.items()]
        self._nodes.append(b"".join([*fields, _block(7, domain.encode())]))
        return outs

    def constant(self, values: NDArray[Any]) -> str:
        name = self._name()
        shape = b"".join(_number(1, size) for size in values.shape)
        kind = _number(2, _TYPES[values.dtype.name])
        data = values.tobytes()
        head = shape + kind + _block(8, name.encode()) + _head(9, len(data))
        self._constants += [_head(5, len(head) + len(data)) + head, data]
        return name

    def integers(self, *values: int) -> str:
        if values not in self._shared:
            self._shared[values] = self.constant(np.array(values, np.int64))
        return self._shared[values]

    def input(self, name: str, kind: int = FLOAT) -> str:
        self._ends.append(_block(11, _value(name, kind)))
        return name

    def output(self, name: str, kind: int = FLOAT) -> str:
        self._ends.append(_block(12, _value(name, kind)))
        return name

    def model(self) -> bytes:
        parts = [
            *(_block(1, node) for node in self._nodes),
            _block(2, b"zimu"),
            *self._constants,
            *self._ends,
        ]
        opsets = [_block(8, _block(1, b"") + _number(2, _OPSET))]
        opsets.append(_block(8, _block(1, MICROSOFT.encode()) + _number(2, _MICROSOFT)))
        return b"".join([_number(1, _IR), *opsets, _head(7, sum(map(len, parts))), *parts])

    def _name(self) -> str:
        self._count += 1
        return f"_{self._count}"


def _value(name: str, kind: int) -> bytes:
    """ValueInfoProto of a tensor whose shape is left open."""
    return _block(1, name.encode()) + _block(2, _block(1, _number(1, kind)))


def _attribute(name: str, value: float | list[int]) -> bytes:
    """AttributeProto of an integer, a float or a list of integers."""
    if isinstance(value, float):
        content, kind = _varint(2 << 3 | 5) + struct.pack("<f", value), 1
    elif isinstance(value, int):
        content, kind = _number(3, value), 2
    else:
        content, kind = b"".join(_number(8, each) for each in value), 7
    return _block(1, name.encode()) + content + _number(20, kind)


def _block(field: int, content: bytes) -> bytes:
    return _head(field, len(content)) + content


def _head(field: int, length: int) -> bytes:
    return _varint(field << 3 | 2) + _varint(length)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value & (1 << 64) - 1)


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])
