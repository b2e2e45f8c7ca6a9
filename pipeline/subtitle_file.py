"""A subtitle file on disk: its text, whatever encoding it is in, and the language that its name tells."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError, InputUnavailable, InputUnsupported
from pipeline.formats.read.detect import parse
from pipeline.layout.languages import canonical
from pipeline.types import Cue

_FLAGS = ("default", "forced", "sdh", "cc")
"""What media servers put into names beside the language."""
_LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SubtitleFile:
    """`show.zh-Hans.srt`: its stem is `show`, its language `zh-Hans`, or "" where the name tells none."""

    stem: str
    language: str
    cues: tuple[Cue, ...]


def read_file(path: Path, encoding: str = "") -> SubtitleFile:
    """Read a file; without an `encoding` it is UTF-8, or UTF-16 with its mark.

    Raises InputUnavailable where there is none, InputUnsupported where it holds no subtitles, ConfigError for
    an encoding that does not exist.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise InputUnsupported(f"{path}: larger than any subtitle file (32 MiB)")
        data = path.read_bytes()
    except OSError as error:
        raise InputUnavailable(f"{path}: cannot be read: {error.strerror}") from error
    stem, language = split_name(path)
    return SubtitleFile(stem, language, tuple(parse(_decoded(data, encoding, path), str(path))))


def split_name(path: Path) -> tuple[str, str]:
    """`show.zh.sdh.srt` -> (`show`, `zh-Hans`); a name without a language is all stem."""
    parts = path.stem.split(".")
    while len(parts) > 1 and parts[-1].lower() in _FLAGS:
        parts.pop()
    if len(parts) > 1 and parts[-1].replace("-", "").replace("_", "").isalnum():
        try:
            return ".".join(parts[:-1]), canonical(parts[-1])
        except ConfigError:
            pass  # no language: `show.final.srt`
    return path.stem, ""


def _decoded(data: bytes, encoding: str, path: Path) -> str:
    if not encoding:
        marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        encoding = "utf-16" if marked else "utf-8-sig"
    try:
        return data.decode(encoding)
    except LookupError:
        raise ConfigError(f"--encoding {encoding}: no such encoding; write gb18030, say, or big5") from None
    except UnicodeDecodeError:
        raise InputUnsupported(
            f"{path}: not {encoding.removesuffix('-sig').upper()}; pass --encoding gb18030, or what it is in"
        ) from None
