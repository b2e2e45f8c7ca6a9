"""Reads of a TrueType or OpenType font what it is called and which letters it has; see that specification.

Tables `name` and `cmap`, of the latter the formats 4 and 12, which every font of today has for Unicode.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MOST_FACES = 64
_WINDOWS, _FAMILY, _ENGLISH = 3, 1, 0x409


@dataclass(frozen=True, slots=True)
class Font:
    """A face of a font file, by the family name that renderers know it under."""

    family: str
    path: Path
    offset: int
    """Where its table directory begins: a collection has several."""

    def letters(self, wanted: Set[int]) -> set[int]:
        """Those of the code points that it has a glyph for; none where the file is broken."""
        found: set[int] = set()
        try:
            with self.path.open("rb") as file:
                table = _table(file, self.offset, b"cmap")
            (count,) = struct.unpack_from(">2xH", table)
            for n in range(count):
                (at,) = struct.unpack_from(">4xI", table, 4 + 8 * n)
                for first, last in _ranges(table, at):
                    found.update(point for point in wanted if first <= point <= last)
        except (OSError, struct.error):
            return set()
        return found


def faces(path: Path) -> list[Font]:
    """The faces of a file; none where it is broken."""
    try:
        with path.open("rb") as file:
            named = [(_family(file, offset), offset) for offset in _offsets(file)]
    except (OSError, struct.error):
        return []
    return [Font(family, path, offset) for family, offset in named if family]


def _offsets(file: BinaryIO) -> list[int]:
    if file.read(4) != b"ttcf":
        return [0]
    _, count = struct.unpack(">II", file.read(8))
    count = min(count, _MOST_FACES)
    return list(struct.unpack(f">{count}I", file.read(4 * count)))


def _table(file: BinaryIO, offset: int, tag: bytes) -> bytes:
    """The bytes of a table; none where the face has no such table."""
    file.seek(offset + 4)
    (count,) = struct.unpack(">H6x", file.read(8))
    for _ in range(count):
        name, _, start, length = struct.unpack(">4sIII", file.read(16))
        if name == tag:
            file.seek(start)
            return file.read(length)
    return b""


def _family(file: BinaryIO, offset: int) -> str:
    """The family's English name, or another where there is none."""
    table = _table(file, offset, b"name")
    _, count, texts = struct.unpack_from(">HHH", table)
    names = []
    for n in range(count):
        platform, _, language, kind, length, at = struct.unpack_from(">6H", table, 6 + 12 * n)
        if platform == _WINDOWS and kind == _FAMILY:
            name = table[texts + at : texts + at + length].decode("utf-16-be", "replace")
            names.append((language != _ENGLISH, name))
    return min(names)[1] if names else ""


def _ranges(table: bytes, at: int) -> Iterator[tuple[int, int]]:
    """First and last code points that have glyphs, of a subtable of either format; of others none."""
    (form,) = struct.unpack_from(">H", table, at)
    if form == 4:
        (double,) = struct.unpack_from(">6xH", table, at)
        ends = struct.unpack_from(f">{double // 2}H", table, at + 14)
        starts = struct.unpack_from(f">{double // 2}H", table, at + 16 + double)
        yield from ((first, last) for first, last in zip(starts, ends, strict=True) if last != 0xFFFF)
    elif form == 12:
        (groups,) = struct.unpack_from(">12xI", table, at)
        for n in range(groups):
            first, last = struct.unpack_from(">II", table, at + 16 + 12 * n)
            yield first, last
