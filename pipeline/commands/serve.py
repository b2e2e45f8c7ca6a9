"""`zimu serve`: streams that hooks and the API start, with subtitles for every player and page."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import ConfigFile, Settings
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.server.serving import Server


def serve(
    config: ConfigFile = None,
    set_: Settings = None,
    to: Annotated[
        str, typer.Option("--to", "--langs", help="Languages, by commas; else serve.languages.")
    ] = "",
    host: Annotated[str, typer.Option(help="Where to listen; else serve.host, 127.0.0.1.")] = "",
    port: Annotated[int, typer.Option(help="Else serve.port, 8080; 0: any.", min=-1, max=65535)] = -1,
) -> None:
    """Caption streams that a media server's hooks or the API start. SIGHUP reads the configuration again."""
    import anyio

    from pipeline.server.access import may_listen

    read = partial(_read, config, set_ or (), to, host, port)
    chosen = read()
    options = chosen.serve
    may_listen(options.host, options.token)
    listening = _listening(options.host, options.port)
    with listening:
        shown = f"[{options.host}]" if ":" in options.host else options.host
        address = f"http://{shown}:{listening.getsockname()[1]}"
        server = _server(chosen, read)

        def ready() -> None:
            typer.echo(f"zimu: serving at {address}/", err=True)
            typer.echo(
                f"zimu: a stream NAME is at {address}/watch/NAME and {address}/hls/NAME/master.m3u8", err=True
            )

        anyio.run(partial(server.run, [listening], ready))


def _read(file: Path | None, overrides: Sequence[str], to: str, host: str, port: int) -> Config:
    """The configuration with what the command line asks for."""
    from pipeline import config as configuration
    from pipeline.server.templates import always

    chosen = configuration.load(file, overrides)
    always(chosen.serve.streams)
    serve = replace(
        chosen.serve,
        languages=to or chosen.serve.languages,
        host=host or chosen.serve.host,
        port=chosen.serve.port if port < 0 else port,
    )
    return replace(chosen, serve=serve)


def _server(chosen: Config, read: partial[Config]) -> Server:
    from pipeline import loaded
    from pipeline.config import state_folder
    from pipeline.server.feeds import Opened
    from pipeline.server.models import Models
    from pipeline.server.serving import Server

    wanted = loaded.languages(chosen.serve.languages, chosen.text.script)
    models = Models(wanted, partial(loaded.load, chosen, wanted, live=True), time.monotonic)
    state = state_folder(chosen)
    return Server(chosen, models, Opened(state), time.monotonic, reread=read, saved=state / "streams.json")


def _listening(host: str, port: int) -> socket.socket:
    """Raises ConfigError where the address cannot be had."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise ConfigError(
            f"serve.port: {host}:{port}: {error.strerror}; choose another, or stop who has it"
        ) from error
