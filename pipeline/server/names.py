"""Which names streams may have, and what of a media server's names becomes one. Pure.

A name stands in addresses and in names of files: 1 to 64 of `A-Z a-z 0-9 . _ -`, beginning with no dot.
"""

from __future__ import annotations

import re

from pipeline.server.refusal import Refused

NAME = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}"
_NAME = re.compile(NAME)
_SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")


def checked(name: str) -> str:
    """`name`, where it may be one. Raises Refused."""
    if _NAME.fullmatch(name) is None:
        raise Refused(
            400,
            f"{name[:80]!r} cannot name a stream: 1 to 64 letters, digits, . _ -, no dot at the beginning",
        )
    return name


def application(app: str) -> str:
    """The application of a media server, `live` or `live/eu`, which goes into addresses. Raises Refused."""
    if app and not all(_SEGMENT.fullmatch(part) for part in app.split("/")):
        raise Refused(400, f"{app[:80]!r} is no application: letters, digits, . _ - between slashes")
    return app


def split(path: str) -> tuple[str, str]:
    """`live/eu/show` -> (`live/eu`, `show`), of a server without applications. Raises Refused."""
    app, _, name = path.strip("/").rpartition("/")
    return application(app), checked(name)
