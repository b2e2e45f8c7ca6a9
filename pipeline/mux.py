"""The commands that put subtitles into video: as tracks that a player switches on, or drawn into the picture.

Built by ffmpeg-python; sound is copied, and of the picture what is not drawn on.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ffmpeg
import langcodes

from pipeline.formats.track import Track
from pipeline.layout.languages import lookup

MUXERS = {".mkv": "matroska", ".mp4": "mp4", ".m4v": "mp4", ".mov": "mp4"}
"""How ffmpeg calls what a name ends in."""
_QUALITY = 18
"""Of the picture drawn anew (x264's constant rate factor): no loss that an eye sees."""
_SAME = {"fflags": "+bitexact"}
"""No random ids, no version of ffmpeg: the same in, the same bytes out."""
_CODECS = {"mp4": {".srt": "mov_text", ".ass": "mov_text"}, "matroska": {".srt": "srt", ".ass": "ass"}}


def soft_command(
    program: str, show: Path, files: Sequence[tuple[Path, Track]], part: Path, out: Path
) -> list[str]:
    """Everything that the show has is copied; our tracks stand before its own subtitles, languages named."""
    muxer = MUXERS[out.suffix.lower()]
    source = _input(show)
    streams = [source["v?"], source["a?"]]
    named: list[str] = []  # ffmpeg-python has each option once; this one comes three times
    options: dict[str, object] = {"c": "copy", "map_metadata": 0, "map_chapters": 0, **_SAME}
    for n, (file, track) in enumerate(files):
        streams.append(ffmpeg.input(f"file:{file}", protocol_whitelist="file")["s:0"])
        title = _title(track)
        options[f"c:s:{n}"] = _CODECS[muxer][file.suffix]
        for entry in (f"language={_code(track.language, muxer)}", f"title={title}", f"handler_name={title}"):
            named += [f"-metadata:s:s:{n}", entry]
        options[f"disposition:s:{n}"] = "0" if n else "default"
    if muxer == "matroska":
        streams.append(source["s?"])
    else:
        options["movflags"] = "+faststart"
    *before, last = _compiled(program, ffmpeg.output(*streams, f"file:{part}", format=muxer, **options))
    return [*before, *named, last]


def burn_command(program: str, show: Path, file: Path, part: Path) -> list[str]:
    """The picture is drawn anew with the text in it; sound is copied."""
    source = _input(show)
    picture = source["v:0"].filter(
        "subtitles", filename=str(file), fontsdir=str(file.parent), shaping="complex"
    )
    options = {"c:a": "copy", "c:v": "libx264", "crf": _QUALITY, "preset": "medium", "pix_fmt": "yuv420p"}
    made = ffmpeg.output(
        picture, source["a?"], f"file:{part}", format="mp4", movflags="+faststart", **options, **_SAME
    )
    return _compiled(program, made)


def _input(show: Path) -> ffmpeg.nodes.FilterableStream:
    return ffmpeg.input(f"file:{show}", protocol_whitelist="file")


def _compiled(program: str, made: ffmpeg.nodes.OutputStream) -> list[str]:
    quiet = [program, "-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info", "-y"]
    return [str(word) for word in made.compile(cmd=quiet)]


def _code(language: str, muxer: str) -> str:
    """ISO 639-2: Matroska has the bibliographic codes (chi), MP4 the terminological ones (zho)."""
    tag = langcodes.Language.get(language)
    return tag.to_alpha3(variant="B" if muxer == "matroska" else "T")


def _title(track: Track) -> str:
    names = [lookup(track.language).autonym]
    if track.second_language:
        names.append(lookup(track.second_language).autonym)
    return " + ".join(names)
