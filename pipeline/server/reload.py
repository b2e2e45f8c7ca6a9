"""What of a changed configuration counts now, or for sessions that begin, and what after a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline import tables
from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.loaded import languages
from pipeline.server.access import may_listen

_RESTART = ("asr", "models", "mt", "text")
"""Sections that models were opened with."""
_RESTART_SERVE = ("host", "port", "state")


def reloaded(old: Config, new: Config, opened: Sequence[str]) -> tuple[Config, list[str], list[str]]:
    """The configuration from now on, the keys that changed by it, and those that wait for a restart.

    `opened` are the languages whose engines are open.
    """
    kept = replace(new, **{section: getattr(old, section) for section in _RESTART})
    serve = replace(new.serve, **{key: getattr(old.serve, key) for key in _RESTART_SERVE})
    try:
        may_listen(serve.host, serve.token)
    except ConfigError:
        serve = replace(serve, token=old.serve.token)
    if not _within(serve.languages, new, opened):
        serve = replace(serve, languages=old.serve.languages)
    now = replace(kept, serve=serve)
    return now, _keys(now, old), _keys(new, now)


def _within(asked: str, config: Config, opened: Sequence[str]) -> bool:
    try:
        found = languages(asked, config.text.script)
    except ConfigError:
        return False
    return all(tag in opened or tag.startswith("zh") for tag in found)


def _keys(one: Config, other: Config) -> list[str]:
    return [".".join(path) for path, _ in tables.differences(one, other)]
