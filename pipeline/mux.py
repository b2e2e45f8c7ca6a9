"""Video with its subtitles: as tracks that a player switches on, or drawn into the picture. Sound is copied.

The commands are built by ffmpeg-python; nothing is written under the final name before it is whole.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import ffmpeg
import langcodes

from pipeline.errors import ConfigError, InputError, SinkError
from pipeline.font_file import Font
from pipeline.fonts import find_fonts
from pipeline.formats import ass, srt
from pipeline.formats.track import Track
from pipeline.ingest.child import Child
from pipeline.ingest.failure import explain
from pipeline.ingest.source import parse_source
from pipeline.layout.languages import lookup
from pipeline.types import Cue

_QUALITY = 18
"""Of the picture drawn anew (x264's constant rate factor): no loss that an eye sees."""
_CODECS = {"mp4": {".srt": "mov_text", ".ass": "mov_text"}, "matroska": {".srt": "srt", ".ass": "ass"}}
_MUXERS = {".mkv": "matroska", ".mp4": "mp4", ".m4v": "mp4", ".mov": "mp4"}


def soft(program: str, show: Path, tracks: Sequence[Track], out: Path, overwrite: bool = False) -> None:
    """A copy of the show with a subtitle track for each of `tracks`, the first of them on by default.

    `out` ends in .mkv or .mp4. Raises ConfigError where it may not be overwritten or is neither, InputError
    for a show that cannot be read, SinkError.
    """
    _refuse(out, overwrite)
    if out.suffix.lower() not in _MUXERS:
        raise ConfigError(f"{out}: not a kind of video that zimu makes; let its name end in .mkv or .mp4")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".zimu-", dir=out.parent) as folder:
        files = [_written(track, n, Path(folder), out) for n, track in enumerate(tracks)]
        part = _part(out)
        _run(soft_command(program, show, list(zip(files, tracks, strict=True)), part, out), show, part, out)


def burn(
    program: str, show: Path, track: Track, out: Path, overwrite: bool = False, font: str = ""
) -> list[Font]:
    """A copy of the show with a track drawn into its picture; returns the fonts in which.

    `font` names one, else those are taken that have the letters. Raises ProgramMissing where none has them,
    else as `soft`.
    """
    _refuse(out, overwrite)
    fonts = find_fonts(_letters(track.cues), track.language, font)
    below = find_fonts(_letters(track.second), track.second_language, font) if track.second else fonts
    style = ass.Style(font=fonts[0].family, second_font=below[0].family) if fonts and below else ass.Style()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".zimu-", dir=out.parent) as folder:
        file = Path(folder) / "subtitles.ass"
        file.write_text(ass.document(track, style), encoding="utf-8")
        for path in {each.path.resolve() for each in (*fonts, *below)}:
            (Path(folder) / path.name).symlink_to(path)  # libass reads every font of the folder it is given
        part = _part(out)
        _run(burn_command(program, show, file, part), show, part, out)
    return list(dict.fromkeys((*fonts, *below)))


def soft_command(
    program: str, show: Path, files: Sequence[tuple[Path, Track]], part: Path, out: Path
) -> list[str]:
    """Everything that the show has is copied; our tracks stand before its own subtitles, languages named."""
    muxer = _MUXERS[out.suffix.lower()]
    source = _input(show)
    streams = [source["v?"], source["a?"]]
    named: list[str] = []  # ffmpeg-python has each option once; this one comes three times
    options: dict[str, object] = {"c": "copy", "map_metadata": 0, "map_chapters": 0}
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
        picture, source["a?"], f"file:{part}", format="mp4", movflags="+faststart", **options
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


def _letters(cues: Iterable[Cue]) -> str:
    return "".join(line for cue in cues for line in cue.lines)


def _title(track: Track) -> str:
    names = [lookup(track.language).autonym]
    if track.second_language:
        names.append(lookup(track.second_language).autonym)
    return " + ".join(names)


def _written(track: Track, number: int, folder: Path, out: Path) -> Path:
    """The track as a file: ASS where two languages want two styles and the container keeps them."""
    styled = track.second_language and _MUXERS[out.suffix.lower()] == "matroska"
    file = folder / f"{number}.{'ass' if styled else 'srt'}"
    text = ass.document(track) if styled else srt.document(track.merged())
    file.write_text(text or "1\n00:00:00,000 --> 00:00:00,001\n\u200b\n\n", encoding="utf-8")
    return file


def _run(command: Sequence[str], show: Path, part: Path, out: Path) -> None:
    child = Child(command, "none")
    try:
        while child.read(None) is not None:
            pass
        if child.wait() != 0:
            complaints = list(child.complaints)
            if any("No space left" in line or str(part) in line for line in complaints):
                raise SinkError(f"cannot write {out}: {complaints[-1][:200]}; make room or allow writing")
            error = explain(parse_source(str(show)), complaints)
            raise error if isinstance(error, InputError) else SinkError(str(error))
        part.replace(out)
    except OSError as error:
        raise SinkError(f"cannot write {out}: {error.strerror}; make room or allow writing") from error
    finally:
        child.stop()
        part.unlink(missing_ok=True)


def _part(out: Path) -> Path:
    return out.with_name(f".{out.name[:200]}.{secrets.token_hex(4)}.part")


def _refuse(out: Path, overwrite: bool) -> None:
    if out.exists() and not overwrite:
        raise ConfigError(f"{out} is there already: pass --overwrite or write to another directory")
