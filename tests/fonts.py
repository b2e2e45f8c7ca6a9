"""Small font files with a name and a character map, and no glyphs: enough for who only asks."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path


def face(family: str, ranges: Sequence[tuple[int, int]], form: int = 12, base: int = 0) -> bytes:
    """One face whose tables stand behind `base` bytes of something else."""
    tables = {b"cmap": _cmap(ranges, form), b"name": _name(family)}
    directory = struct.pack(">IHHHH", 0x00010000, len(tables), 0, 0, 0)
    at = base + len(directory) + 16 * len(tables)
    body = b""
    for tag, table in tables.items():
        directory += struct.pack(">4sIII", tag, 0, at + len(body), len(table))
        body += table
    return directory + body


def font(path: Path, family: str, ranges: Sequence[tuple[int, int]], form: int = 12) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(face(family, ranges, form))
    return path


def collection(path: Path, families: Sequence[str], ranges: Sequence[tuple[int, int]]) -> Path:
    """A file of several faces with the same letters."""
    header = 12 + 4 * len(families)
    body, offsets = b"", []
    for family in families:
        offsets.append(header + len(body))
        body += face(family, ranges, base=offsets[-1])
    path.write_bytes(b"ttcf" + struct.pack(f">II{len(offsets)}I", 0x00010000, len(offsets), *offsets) + body)
    return path


def _name(family: str) -> bytes:
    texts = [(0x411, "別の名"), (0x409, family)]
    encoded = [(language, text.encode("utf-16-be")) for language, text in texts]
    head = struct.pack(">HHH", 0, len(encoded), 6 + 12 * len(encoded))
    at = 0
    for language, text in encoded:
        head += struct.pack(">6H", 3, 1, language, 1, len(text), at)
        at += len(text)
    return head + b"".join(text for _, text in encoded)


def _cmap(ranges: Sequence[tuple[int, int]], form: int) -> bytes:
    if form == 12:
        table = struct.pack(">HHIII", 12, 0, 16 + 12 * len(ranges), 0, len(ranges))
        table += b"".join(struct.pack(">III", first, last, 1) for first, last in ranges)
    else:
        all_ranges = [*ranges, (0xFFFF, 0xFFFF)]
        count = len(all_ranges)
        table = struct.pack(">7H", 4, 16 + 8 * count, 0, 2 * count, 0, 0, 0)
        table += b"".join(struct.pack(">H", last) for _, last in all_ranges) + b"\0\0"
        table += b"".join(struct.pack(">H", first) for first, _ in all_ranges) + b"\0\0" * 2 * count
    return struct.pack(">HHHHI", 0, 1, 3, 10 if form == 12 else 1, 12) + table
