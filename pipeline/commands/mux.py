"""`zimu mux`: a video with its subtitles, to be switched on or drawn into the picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ConfigError


def mux(
    show: Annotated[Path, typer.Argument(metavar="VIDEO", help="A recording.")],
    subtitles: Annotated[list[Path], typer.Argument(help="SRT, WebVTT, ASS or TTML; one to burn in.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A name in .mkv or .mp4; else beside the video.")
    ] = None,
    burn: Annotated[bool, typer.Option("--burn", help="Draw the subtitles into the picture.")] = False,
    lang: Annotated[
        str, typer.Option("--lang", "-l", help="Of the subtitles, by commas; else as their names say.")
    ] = "",
    font: Annotated[
        str, typer.Option(help="For --burn, a name or file; else one that has the letters.")
    ] = "",
    encoding: Annotated[str, typer.Option(help="Of the subtitles, where it is not UTF-8.")] = "",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a video that is there.")] = False,
    ffmpeg: Annotated[str, typer.Option(help="The program, where it is not found by itself.")] = "",
) -> None:
    """Copy VIDEO with SUBTITLES as tracks that name their languages, or with --burn draw them into it.

    The name of the new video is printed on stdout.
    """
    from pipeline import video
    from pipeline.formats.track import Track
    from pipeline.ingest.ffmpeg import find_ffmpeg
    from pipeline.layout.languages import canonical
    from pipeline.subtitle_file import read_file

    if burn and len(subtitles) != 1:
        raise ConfigError(f"--burn: {len(subtitles)} files of subtitles; only one fits into a picture")
    named = [canonical(tag) for tag in lang.split(",") if tag.strip()]
    if named and len(named) != len(subtitles):
        raise ConfigError(f"--lang {lang}: {len(named)} languages for {len(subtitles)} files")
    program = find_ffmpeg(ffmpeg)
    tracks = []
    for number, path in enumerate(subtitles):
        file = read_file(path, encoding)
        language = named[number] if named else file.language
        if not language:
            raise ConfigError(f"{path}: its name tells no language; pass --lang en, say")
        tracks.append(Track(language, file.cues))
    if burn:
        out = output or show.with_name(f"{show.stem}.{tracks[0].language}.burnt.mp4")
        fonts = video.burn(program, show, tracks[0], out, overwrite, font)
        typer.echo(f"zimu: {out}: drawn in {', '.join(each.family for each in fonts)}", err=True)
    else:
        out = output or show.with_name(f"{show.stem}.subtitled.mkv")
        video.soft(program, show, tracks, out, overwrite)
    typer.echo(out)
