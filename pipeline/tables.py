"""Turns tables of plain values into frozen dataclasses: no unknown key, no coercion, every fault named.

A schema is a dataclass whose fields are plain values or further dataclasses. A value comes with its origin (a
file, an option, a variable), so a message says where to look: `live.toml: asr.threads: expected int, got the
string "2"`.
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from pipeline.errors import ConfigError

T = TypeVar("T")
Path = tuple[str, ...]
"""The way to a key: ("asr", "threads")."""

_STRICT = ConfigDict(strict=True)


def leaves(schema: type, table: Mapping[str, object], origin: str, at: Path = ()) -> dict[Path, object]:
    """The checked values of a table that may name any part of the schema.

    Raises ConfigError for an unknown key (with the nearest known one) and for a value of the wrong type.
    """
    hints = get_type_hints(schema)
    found: dict[Path, object] = {}
    for key, value in table.items():
        here = (*at, key)
        if key not in hints:
            raise ConfigError(f"{origin}: {_unknown(here, hints)}")
        if not is_dataclass(hints[key]):
            found[here] = _checked(hints[key], value, origin, here)
        elif isinstance(value, Mapping):
            found |= leaves(hints[key], value, origin, here)
        else:
            raise ConfigError(f"{origin}: {'.'.join(here)} is a section of keys, not {_shown(value)}")
    return found


def assemble(schema: type[T], values: Mapping[Path, object], at: Path = ()) -> T:
    """An instance with these values and the defaults for all others.

    An options struct that refuses a combination raises ValueError; it comes out as a ConfigError with its
    section.
    """
    given: dict[str, Any] = {}
    for name, hint in get_type_hints(schema).items():
        here = (*at, name)
        if isinstance(hint, type) and is_dataclass(hint):
            given[name] = assemble(hint, values, here)
        elif here in values:
            given[name] = values[here]
    try:
        return schema(**given)
    except ValueError as error:
        raise ConfigError(f"[{'.'.join(at)}] {error}") from error


def differences(value: object, default: object, at: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every key whose value is not the default, in the order of the schema."""
    for key, here, there in _pairs(value, default):
        if is_dataclass(here):
            yield from differences(here, there, (*at, key))
        elif here != there:
            yield (*at, key), here


def nested(path: Path, value: object) -> dict[str, object]:
    """{"asr": {"threads": 2}} of ("asr", "threads") and 2."""
    for key in reversed(path):
        value = {key: value}
    assert isinstance(value, dict)
    return value


def value_of(text: str) -> object:
    """A value as written after `--set key=` or in a variable: TOML, and what is not TOML is a bare string."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def is_text(schema: type, path: Path) -> bool:
    """Whether a key takes a string: 1234567890 is a fine password."""
    hint: Any = schema
    for key in path:
        hint = get_type_hints(hint).get(key) if is_dataclass(hint) else None
    return hint is str


def as_toml(value: object) -> str:
    """A plain value as TOML: bool, int, float, str or a tuple of them."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case tuple() | list():
            return f"[{', '.join(map(as_toml, value))}]"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML escapes one more
    raise TypeError(f"{type(value).__name__} has no TOML form here: options are plain values")


def _pairs(value: object, default: object) -> Iterator[tuple[str, Any, Any]]:
    for field in fields(value):  # type: ignore[arg-type]
        yield field.name, getattr(value, field.name), getattr(default, field.name)


def _unknown(path: Path, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(path[-1], known, n=1)
    guess = ".".join((*path[:-1], near[0])) if near else ""
    help_ = f"did you mean {guess}?" if guess else f"known here: {', '.join(known)}"
    return f"unknown key {'.'.join(path)}; {help_}"


def _checked(hint: Any, value: object, origin: str, path: Path) -> object:
    try:
        return TypeAdapter(hint, config=_STRICT).validate_python(_frozen(value))
    except ValidationError as error:
        expected = "; ".join(sorted({fault["msg"] for fault in error.errors()}))
        raise ConfigError(
            f"{origin}: {'.'.join(path)} = {_shown(value)}: expected {_named(hint)} ({expected})"
        ) from None


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _shown(value: object) -> str:
    try:
        return as_toml(value)
    except TypeError:
        return f"a {'table' if isinstance(value, Mapping) else type(value).__name__}"


def _named(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)
