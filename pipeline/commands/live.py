"""`zimu live`: subtitles of a stream while it airs."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from pipeline import commands
from pipeline.errors import ConfigError, SinkError

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.config import Config
    from pipeline.ingest.source import Source
    from pipeline.loaded import Loaded
    from pipeline.sinks.files import Files
    from pipeline.trace import Trace


def live(
    source: Annotated[str, typer.Argument(help="Address or file; a file is played at its own pace.")],
    to: commands.To = "en",
    out: Annotated[
        Path | None, typer.Option(help="Write NAME.LANGUAGE.srt and .vtt here, valid at every moment.")
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the files; else the last part of the source.")] = "",
    listen: Annotated[
        bool, typer.Option("--listen", help="Be the server: wait for a publisher (rtmp, srt, rtsp).")
    ] = False,
    overwrite: commands.Overwrite = False,
    as_json: Annotated[bool, typer.Option("--json", help="Captions on stdout as JSON lines.")] = False,
    ws: Annotated[str, typer.Option(metavar="[HOST:]PORT", help="Serve captions to WebSocket clients.")] = "",
    lang_code: commands.NameCode = "bcp47",
    trace: Annotated[Path | None, typer.Option(help="Write every event with its wall time here.")] = None,
    script: commands.Script = "",
    glossary: commands.Glossaries = None,
    allow_poor: commands.AllowPoor = False,
    allow_slow: Annotated[
        bool, typer.Option("--allow-slow", help="Also languages that this machine is too slow for.")
    ] = False,
    config: commands.ConfigFile = None,
    set_: commands.Settings = None,
) -> None:
    """Subtitle a live stream in several languages while it airs. Ctrl-C finishes the files and ends."""
    import anyio
    from rich.console import Console

    from pipeline import config as configuration
    from pipeline import loaded
    from pipeline.ingest.source import parse_source
    from pipeline.sinks.files import Files, live_paths
    from pipeline.trace import Trace

    chosen = configuration.asked(
        configuration.load(config, set_ or ()), script, glossary or (), allow_poor, allow_slow
    )
    wanted = loaded.languages(to, chosen.text.script)
    opened = parse_source(source, listen, chosen.source.roots)
    opened = replace(opened, paced=opened.kind == "file")
    address = _address(ws)
    stem = name or _stem(opened)
    if out is not None:
        live_paths(stem, wanted, out, overwrite, lang_code)
    if opened.kind == "file":
        _must_sound(opened, chosen)
    console = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)
    with ExitStack() as stack:
        models = stack.enter_context(
            loaded.load(chosen, wanted, lambda line: console.print(f"zimu: {line}"), live=True)
        )
        files = None
        if out is not None:
            files = stack.enter_context(Files(stem, wanted, out, overwrite, lang_code))
        measured = Trace(time.monotonic, stack.enter_context(_opened(trace)) if trace else None)
        anyio.run(_run, chosen, opened, models, files, address, as_json, measured, console)
    _report(console, measured, files)


async def _run(
    chosen: Config,
    source: Source,
    models: Loaded,
    files: Files | None,
    address: tuple[str, int] | None,
    as_json: bool,
    trace: Trace,
    console: Console,
) -> None:
    from contextlib import AsyncExitStack

    from pipeline.ingest.live import LiveAudio
    from pipeline.ingest.reader import open_audio
    from pipeline.run import Live, Sink
    from pipeline.sinks.jsonlines import JsonLines
    from pipeline.sinks.terminal import Terminal
    from pipeline.sinks.websocket import WebSocket

    sinks: list[Sink] = []
    async with AsyncExitStack() as stack:
        if files is not None:
            sinks.append(files)
        if as_json:
            sinks.append(JsonLines(sys.stdout))
        else:
            sinks.append(stack.enter_context(Terminal(console, models.languages)))
        if address is not None:
            socket = WebSocket()
            await stack.enter_async_context(socket.listening(*address))
            sinks.append(socket)
            console.print(f"zimu: captions at ws://{address[0]}:{address[1]}/")
        sound = LiveAudio(source, chosen.source) if source.live else open_audio(source, chosen.source)
        stack.callback(sound.close)
        state = "waiting for a publisher at" if source.listen else "listening to"
        await Live(sound, sinks, chosen, models, trace).run(
            ready=lambda: console.print(f"zimu: {state} {source.name}")
        )


def _report(console: Console, trace: Trace, files: Files | None) -> None:
    """How late the captions were and where they are."""
    for language, count, p50, p95 in trace.summary():
        console.print(
            f"zimu: {language}: {count} segments, from the end of speech to the finished line "
            f"{p50:.1f} s (median), {p95:.1f} s (95th percentile)"
        )
    if trace.skipped_ms:
        console.print(
            f"zimu: {trace.skipped_ms / 1000:.1f} s of speech were skipped: this machine is too slow"
        )
    for path in files.paths if files is not None else ():
        console.print(f"zimu: wrote {path}")


def _must_sound(recording: Source, chosen: Config) -> None:
    """Raises InputError for what is no media, before models are opened and files replaced."""
    from pipeline.ingest.reader import open_audio

    with open_audio(replace(recording, paced=False), chosen.source) as sound:
        next(iter(sound), None)


def _stem(source: Source) -> str:
    """`rtmp://host/live/show?key=x` and `/videos/show.mp4` are both called show."""
    last = source.name.rstrip("/").rpartition("/")[2]
    stem = Path(last).stem if source.kind == "file" or last.endswith((".m3u8", ".flv", ".ts")) else last
    return re.sub(r"[^\w.-]+", "_", stem).strip("._") or "live"


def _address(ws: str) -> tuple[str, int] | None:
    if not ws:
        return None
    host, _, port = ws.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise ConfigError(f"--ws {ws}: give a port, or host:port")
    if host not in ("", "127.0.0.1", "localhost", "::1", "[::1]"):
        raise ConfigError(
            f"--ws {ws}: only this machine may connect; put a proxy that asks who it is before it"
        )
    return host.strip("[]") or "127.0.0.1", int(port)


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        stream = path.open("w", encoding="utf-8")
    except OSError as error:
        raise SinkError(f"--trace {path}: {error.strerror}; choose another place") from error
    try:
        yield stream
    finally:
        with suppress(OSError):  # an event that could not be written was reported when it could not
            stream.close()
