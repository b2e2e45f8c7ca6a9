"""Decides what a playlist with variables says: EXT-X-DEFINE (rfc8216bis section 4.4.2.3), put in place.

What is published is without them, as another address has no such query, and another playlist no such imports.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from pipeline.errors import InputUnavailable
from pipeline.hls.lines import attributes, lines_of, tag

_TAG = "#EXT-X-DEFINE"
_USED = re.compile(r"\{\$([A-Za-z0-9_-]+)\}")
_QUOTED = re.compile(r'"[^"]*"')
_MOST = 1 << 20
"""Characters that variables may stand for in one playlist altogether."""


def substituted(
    data: bytes | str, url: str, name: str, imports: Mapping[str, str] | None = None
) -> tuple[bytes | str, dict[str, str]]:
    """The text with its variables in place, and what they are; one that defines none is as it was.

    `url` is where it was found, `imports` what its multivariant playlist defines, `name` names it in errors.
    Raises InputUnavailable for a variable that is not defined, and for text that is not UTF-8.
    """
    if _TAG.encode() not in (data if isinstance(data, bytes) else data.encode()):
        return data, {}
    known: dict[str, str] = {}
    lines = []
    room = _MOST
    for line in lines_of(data, name):
        if tag(line) == _TAG:
            known |= _definition(line, url, name, imports or {})
            continue
        written = _in_place(line, known, name)
        room -= max(0, len(written) - len(line))
        if room < 0:
            raise InputUnavailable(f"{name}: its variables stand for more than {_MOST} characters")
        lines.append(written)
    return "".join(f"{line}\n" for line in lines), known


def _definition(line: str, url: str, name: str, imports: Mapping[str, str]) -> dict[str, str]:
    stated = attributes(line)
    if "NAME" in stated:
        return {stated["NAME"]: stated.get("VALUE", "")}
    if (asked := stated.get("QUERYPARAM")) is not None:
        values = parse_qs(urlsplit(url).query).get(asked)
        if values:
            return {asked: values[0]}
    elif (asked := stated.get("IMPORT")) is not None and asked in imports:
        return {asked: imports[asked]}
    raise InputUnavailable(f"{name}: {line[:60]}: there is no such value")


def _in_place(line: str, known: Mapping[str, str], name: str) -> str:
    """A URI line, or the quoted strings of a tag, with the values of its variables."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in known:
            raise InputUnavailable(f"{name}: {found[0][:60]} is not defined before it is used")
        return known[found[1]]

    if "{$" not in line:
        return line
    if line.startswith("#EXT"):
        return _QUOTED.sub(lambda quoted: _USED.sub(value, quoted[0]), line)
    return line if line.startswith("#") else _USED.sub(value, line)
