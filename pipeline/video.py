"""Video with its subtitles on disk: made beside its place, and put there when it is whole."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.errors import ConfigError, InputError, SinkError
from pipeline.font_file import Font
from pipeline.fonts import find_fonts
from pipeline.formats import ass, srt
from pipeline.formats.track import Track
from pipeline.ingest.child import Child
from pipeline.ingest.failure import explain
from pipeline.ingest.source import parse_source
from pipeline.mux import MUXERS, burn_command, soft_command
from pipeline.types import Cue


def soft(program: str, show: Path, tracks: Sequence[Track], out: Path, overwrite: bool = False) -> None:
    """A copy of the show with a subtitle track for each of `tracks`, the first of them on by default.

    `out` ends in .mkv or .mp4. Raises ConfigError where it may not be overwritten or is neither, InputError
    for a show that cannot be read, SinkError.
    """
    _refuse(out, overwrite)
    if out.suffix.lower() not in MUXERS:
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


def _letters(cues: Iterable[Cue]) -> str:
    return "".join(line for cue in cues for line in cue.lines)


def _written(track: Track, number: int, folder: Path, out: Path) -> Path:
    """The track as a file: ASS where two languages want two styles and the container keeps them."""
    styled = track.second_language and MUXERS[out.suffix.lower()] == "matroska"
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
