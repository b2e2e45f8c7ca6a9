"""Decides what a line of a playlist says: its tag, its attributes and the addresses in it.

RFC 8216 section 4.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

from pipeline.errors import InputUnavailable

_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]*)')
_URIS = frozenset({"URI", "SERVER-URI", "X-ASSET-URI", "X-ASSET-LIST", "X-URI"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def lines_of(data: bytes | str, name: str) -> list[str]:
    """The lines without their ends. Raises InputUnavailable for what is not UTF-8."""
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        raise InputUnavailable(f"{name}: not a playlist: byte {error.start} is not UTF-8") from error
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines[:-1] if lines[-1] == "" else lines


def tag(line: str) -> str:
    """`#EXTINF` of `#EXTINF:2.000,`; the whole of other lines that begin with #, "" of a URI."""
    return line.partition(":")[0].rstrip() if line.startswith("#") else ""


def value(line: str) -> str:
    """What stands after the name of a tag."""
    return line.partition(":")[2].strip()


def attributes(line: str) -> dict[str, str]:
    """The attribute list of a tag, quotes removed. Tolerant: what cannot be read is left out."""
    found = _ATTRIBUTE.finditer(line.partition(":")[2])
    return {match[1]: match[2].strip().strip('"') for match in found}


def absolute(line: str, base: str) -> str:
    """A line with its URI or URI attributes made absolute against `base`; unchanged where they are."""
    return addressed(line, lambda uri: _joined(base, uri))


def addressed(line: str, address: Callable[[str], str]) -> str:
    """A line with its URI or URI attributes replaced by what `address` answers for them."""
    if not line.startswith("#"):
        return address(line) if line.strip() else line
    name, colon, listed = line.partition(":")
    if not name.startswith("#EXT-X-") or not colon:
        return line

    def replaced(found: re.Match[str]) -> str:
        if found[1] not in _URIS or not found[2].startswith('"'):
            return found[0]
        return f'{found[1]}="{address(found[2][1:-1])}"'

    return f"{name}:{_ATTRIBUTE.sub(replaced, listed)}"


def _joined(base: str, uri: str) -> str:
    if _SCHEME.match(uri):
        return uri
    try:
        return urljoin(base, uri)
    except ValueError:  # brackets that are no address, `//[`: nothing that could be fetched either way
        return uri
