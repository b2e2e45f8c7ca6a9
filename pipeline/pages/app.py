"""Serves the pages: plain files under a policy that lets nothing run or load that is not ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pipeline.layout.languages import LANGUAGES

PAGES = ("watch", "overlay", "studio")
_HERE = Path(__file__).resolve().parent
_NAME = re.compile(r"(?!\.)[A-Za-z0-9._-]{1,64}")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|https?://\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
Origins = Callable[[str], Iterable[str]]


def _none(_: str) -> Iterable[str]:
    return ()


def routes(media: Origins = _none) -> list[BaseRoute]:
    """The pages of any stream, there or not: they wait for it.

    `media` names the origins (`http://host:port`) from which players fetch the segments of a stream.
    """

    def page(file: str) -> Callable[[Request], Response]:
        def respond(request: Request) -> Response:
            name = request.path_params["name"]
            if not _NAME.fullmatch(name):
                return PlainTextResponse("no such stream: a name is of letters, digits and . _ -\n", 404)
            headers = _guarded(policy(media(name)))
            return FileResponse(_HERE / f"{file}.html", headers=headers)

        return respond

    return [
        *(Route(f"/{name}/{{name}}", page(name)) for name in PAGES),
        Route("/static/languages.json", _languages),
        Mount("/static", _Files(directory=_HERE / "static")),
    ]


def policy(media: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of a page: what does not look like an origin is left out."""
    origins = sorted({origin for origin in media if _ORIGIN.fullmatch(origin)})
    sources = {
        "default-src": ["'self'"],
        "connect-src": ["'self'", *origins],
        "media-src": ["'self'", "blob:", "data:", *origins],  # hls.js: its buffer, its empty text tracks
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'self'"],
    }
    return "; ".join(f"{directive} {' '.join(allowed)}" for directive, allowed in sources.items())


def _guarded(rules: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": rules,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",  # ask whether it changed: a page and its scripts must be of one version
    }


class _Files(StaticFiles):
    def file_response(
        self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(_guarded(policy()))
        if Path(full_path).suffix in (".js", ".mjs"):  # browsers insist, whatever this machine's table says
            response.headers["content-type"] = "text/javascript; charset=utf-8"
        return response


def _languages(_: Request) -> Response:
    """How each language is named, and which way it runs."""
    known = {
        tag: {"name": each.autonym, "english": each.english, "rtl": each.rtl}
        for tag, each in LANGUAGES.items()
    }
    return JSONResponse(known, headers=_guarded(policy()))
