"""`zimu hook`: for media servers that run a command when a publisher comes (MediaMTX, nginx-rtmp's exec)."""

from __future__ import annotations

import json
import os
import signal
from http.client import HTTPConnection, HTTPException
from typing import Annotated, Literal
from urllib.parse import urlsplit

import typer

from pipeline.errors import ConfigError, SinkError

_AGAIN_S = 2.0
"""Between tries to tell zimu, which may start after the media server."""
_TIMEOUT_S = 3.0
_ENDED_BY = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
Action = Literal["run", "publish", "unpublish"]


def hook(
    action: Annotated[
        Action, typer.Argument(help="publish, unpublish, or run: publish now, unpublish when ended.")
    ] = "run",
    path: Annotated[str, typer.Argument(help="APP/NAME or NAME; else $MTX_PATH.")] = "",
    server: Annotated[str, typer.Option(help="Where zimu serves.")] = "http://127.0.0.1:8080",
    hls: Annotated[str, typer.Option(help="The stream's playlist, where zimu has no template.")] = "",
    source: Annotated[str, typer.Option(help="Its sound, where that is elsewhere.")] = "",
    to: Annotated[str, typer.Option("--to", "--langs", help="Languages, by commas.")] = "",
) -> None:
    """Tell `zimu serve` that a publisher came or went. `run` ends by SIGINT, as MediaMTX's runOnReady is.

    The token, where one is needed, comes from ZIMU_SERVE__TOKEN.
    """
    path = path or os.environ.get("MTX_PATH", "")
    if not path:
        raise ConfigError("zimu hook: whose? Give APP/NAME, or run it where MTX_PATH is set")
    token = os.environ.get("ZIMU_SERVE__TOKEN", "")
    said = {"path": path, "hls": hls, "source": source, "languages": to}
    if action != "run":
        _tell(server, token, said | {"action": action})
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDED_BY)  # they are waited for, not handled
    told = _told(server, token, said | {"action": "publish"})
    while signal.sigtimedwait(_ENDED_BY, _AGAIN_S) is None:
        told = told or _told(server, token, said | {"action": "publish"})
    if told:
        _told(server, token, said | {"action": "unpublish"})


def _told(server: str, token: str, said: dict[str, str]) -> bool:
    """Whether zimu heard it; the media server's stream goes on either way."""
    try:
        _tell(server, token, said)
    except SinkError as error:
        typer.echo(f"zimu: {error}", err=True)
        return False
    return True


def _tell(server: str, token: str, said: dict[str, str]) -> None:
    """Raises SinkError where zimu does not hear it, ConfigError for an address that is none."""
    parts = urlsplit(server)
    if parts.scheme != "http" or not parts.hostname:
        raise ConfigError(f"--server {server}: write it as http://HOST:PORT")
    connection = HTTPConnection(parts.hostname, parts.port, timeout=_TIMEOUT_S)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        connection.request("POST", "/hooks/generic", json.dumps(said), headers)
        answer = connection.getresponse()
        text = answer.read(4096).decode(errors="replace")
    except (OSError, HTTPException) as error:
        raise SinkError(
            f"{server}: {getattr(error, 'strerror', '') or error}; is zimu serve running?"
        ) from error
    finally:
        connection.close()
    if answer.status >= 300:
        raise SinkError(f"{server} answers {answer.status}: {' '.join(text.split())[:300]}")
