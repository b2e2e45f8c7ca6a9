"""An HTTP operation and what is said of it: routes and the OpenAPI document come from one table of these."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response

from pipeline import __version__
from pipeline.server.names import NAME
from pipeline.server.records import Failure, Record

Audience = Literal["viewers", "operators", "hooks"]
Endpoint = Callable[[Request], Awaitable[Response]]
Answers = Mapping[int, type[Record] | str]
"""A record, or the media type of a text, by status."""
_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")
_PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "name": {"type": "string", "pattern": f"^{NAME}$"},
    "language": {"type": "string", "maxLength": 35},
    "table": {"type": "string", "enum": ["show", "item"]},
    "id": {"type": "string", "maxLength": 64},
    "sequence": {"type": "integer", "minimum": 0},
}


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    """As Starlette has it: `/v1/streams/{name}`."""
    id: str
    says: str
    respond: Endpoint
    audience: Audience = "operators"
    takes: type[Record] | str | None = None
    """A JSON record, or the media type of a text."""
    answers: Answers = field(default_factory=dict)
    refuses: tuple[int, ...] = ()

    @property
    def plain_path(self) -> str:
        """As OpenAPI has it, without the types of Starlette."""
        return _PARAMETER.sub(r"{\1}", self.path)


def document(operations: Iterable[Operation]) -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    records: dict[str, Any] = {}
    for each in operations:
        paths.setdefault(each.plain_path, {})[each.method.lower()] = _operation(each, records)
    return {
        "openapi": "3.1.0",
        "info": {"title": "zimu", "version": __version__, "description": _ABOUT, "license": _LICENCE},
        "paths": paths,
        "components": {
            "schemas": dict(sorted(records.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


_ABOUT = (
    "Streams of Mandarin, subtitled while they air. Operators send their token as a bearer token; where none "
    "is configured, only this machine may ask. Captions: WebSocket, /v1/streams/NAME/captions?lang=en,es"
)
_LICENCE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}


def _operation(each: Operation, records: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"operationId": each.id, "summary": each.says}
    names = _PARAMETER.findall(each.path)
    if names:
        found["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": _PARAMETERS[name]} for name in names
        ]
    if each.takes is not None:
        found["requestBody"] = {"required": True, "content": _content(each.takes, records)}
    codes = {*each.refuses, *_ALWAYS[each.audience]} - set(each.answers)
    answers = {**each.answers, **dict.fromkeys(sorted(codes), Failure)}
    found["responses"] = {
        str(status): {
            "description": "Refused" if status in codes else "Done",
            "content": _content(what, records),
        }
        for status, what in answers.items()
    }
    if each.audience != "viewers":
        found["security"] = [{"token": []}, {}]
    return found


_ALWAYS: Mapping[Audience, tuple[int, ...]] = {
    "viewers": (),
    "operators": (401, 403, 429),
    "hooks": (401, 403, 413, 429),
}


def _content(what: type[Record] | str, records: dict[str, Any]) -> dict[str, Any]:
    if isinstance(what, str):
        return {what: {"schema": {"type": "string"}}}
    schema = what.model_json_schema(ref_template="#/components/schemas/{model}")
    records |= schema.pop("$defs", {})
    records[what.__name__] = schema
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{what.__name__}"}}}
