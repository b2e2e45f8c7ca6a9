"""What media servers say when a publisher comes or goes: one event of the four dialects. Pure.

nginx-rtmp         a form: call=publish|publish_done, app, name
SRS                JSON: action on_publish|on_unpublish, vhost, app, stream; the answer must be 0
node-media-server  JSON sent as text/plain: action postPublish|donePublish, app, name (version 4)
generic            JSON or a form: action publish|unpublish, name or path, app; hls, source, languages

Other calls and actions are no news, but must be answered well all the same: a refusal turns viewers away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs

from pipeline.server.names import application, checked, split
from pipeline.server.refusal import Refused

Dialect = Literal["nginx", "srs", "nms", "generic"]


@dataclass(frozen=True, slots=True)
class Published:
    """Somebody publishes `name` to `app`. Addresses are given only in the generic dialect."""

    app: str
    name: str
    hls: str = ""
    source: str = ""
    languages: str = ""


@dataclass(frozen=True, slots=True)
class Unpublished:
    app: str
    name: str


Event = Published | Unpublished | None

_COMES = {"nginx": "publish", "srs": "on_publish", "nms": "postPublish", "generic": "publish"}
_GOES = {"nginx": "publish_done", "srs": "on_unpublish", "nms": "donePublish", "generic": "unpublish"}
_ACTION = {"nginx": "call", "srs": "action", "nms": "action", "generic": "action"}
_NAME = {"nginx": "name", "srs": "stream", "nms": "name", "generic": "name"}


def event(dialect: Dialect, body: bytes) -> Event:
    """What a hook's body says. Raises Refused for a body that is none, and for names that cannot be."""
    said = _form(body) if dialect == "nginx" else _fields(body)
    action = said.get(_ACTION[dialect], "")
    if action not in (_COMES[dialect], _GOES[dialect]):
        if dialect == "generic":
            raise Refused(400, f"action {action[:40]!r}: say publish or unpublish")
        return None
    app, name = _place(dialect, said)
    if action == _GOES[dialect]:
        return Unpublished(app, name)
    if dialect == "generic":
        return Published(app, name, said.get("hls", ""), said.get("source", ""), said.get("languages", ""))
    return Published(app, name)


def answer(dialect: Dialect) -> tuple[str, str]:
    """Body and media type of the answer that lets the publisher in."""
    return ("0", "application/json") if dialect == "srs" else ("ok\n", "text/plain")


def _place(dialect: Dialect, said: Mapping[str, str]) -> tuple[str, str]:
    if dialect == "generic" and "path" in said:
        return split(said["path"])
    return application(said.get("app", "")), checked(said.get(_NAME[dialect], ""))


def _fields(body: bytes) -> dict[str, str]:
    """The strings of a JSON object, whatever its media type says; of a form where it is none."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return _form(body)
    if not isinstance(found, dict):
        raise Refused(400, "the body is no JSON object")
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _form(body: bytes) -> dict[str, str]:
    """Of a field that is there twice the first counts: a publisher's own come after the server's."""
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=64)
    except ValueError as error:
        raise Refused(400, f"the body is no form: {error}") from None
    return {key: values[0] for key, values in fields.items()}
