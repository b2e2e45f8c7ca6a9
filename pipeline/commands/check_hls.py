"""`zimu check-hls`: will players accept these subtitles?"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote, urlsplit

import typer

if TYPE_CHECKING:
    from pipeline.hls.survey import Found

_FILE = "file:///"
_PACE_S = 2.0
"""Between two looks at a live stream: about as often as players look."""


def check_hls(
    address: Annotated[
        str,
        typer.Argument(
            metavar="URL|FILE", help="A multivariant playlist, or the media playlist of a language."
        ),
    ],
    watch: Annotated[
        float,
        typer.Option(metavar="SECONDS", help="Look again for so long: what may not change is checked, too."),
    ] = 0.0,
) -> None:
    """Check the subtitles of an HLS stream against RFC 8216, WebVTT and Apple's rules.

    Prints each broken rule with its place. Exit code 1 where there is one, 2 for an address that is none.
    """
    from pipeline.hls.survey import Survey

    fetch = _fetch(address)
    address = address if "://" in address else Path(address).resolve().as_uri()
    survey = Survey(fetch, _name)
    until = time.monotonic() + watch
    broken: set[str] = set()
    while True:
        for violation in map(str, survey.look(address)):
            if violation not in broken:
                typer.echo(violation)
            broken.add(violation)
        left = until - time.monotonic()
        if left <= 0:
            break
        time.sleep(min(left, _PACE_S))
    looked = f"{len(survey.playlists)} playlists, {len(survey.segments)} segments of subtitles"
    typer.echo(f"{looked}: rules broken: {len(broken)}")
    if broken:
        raise typer.Exit(1)


def _fetch(top: str) -> Callable[[str], Found]:
    """Reads from the web, and where `top` is a file, files in its folder and below."""
    from pipeline.hls.survey import Found
    from pipeline.ingest.fetch import Fetcher

    fetcher = Fetcher()
    folder = None if "://" in top else Path(top).resolve().parent

    def fetch(address: str) -> Found:
        if not address.startswith(_FILE):
            fetched = fetcher.get(address)
            return Found(fetched.url, fetched.body)
        return Found(address, _bytes(_path(address), folder))

    return fetch


def _bytes(path: Path, folder: Path | None) -> bytes:
    """A file that lies in `folder`, links followed."""
    from pipeline.errors import InputUnavailable, InputUnsupported

    try:
        if folder is None or not path.resolve().is_relative_to(folder):
            raise InputUnsupported(f"{path}: only files in the folder of the playlist are read")
        return path.read_bytes()
    except OSError as error:
        raise InputUnavailable(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # a NUL in a name
        raise InputUnavailable(f"{path!r}: no file can be named so") from error


def _path(address: str) -> Path:
    return Path(unquote(urlsplit(address).path))


def _name(address: str) -> str:
    """What messages call an address: no secrets of URLs, paths as they are typed."""
    from pipeline.ingest.fetch import plain

    if not address.startswith(_FILE):
        return plain(address)
    path, here = _path(address), Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
