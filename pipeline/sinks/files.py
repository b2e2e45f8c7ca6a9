"""Subtitle files on disk: never half a cue, never half a file, never somebody's file overwritten unasked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, get_args

import langcodes

from pipeline.errors import ConfigError, SinkError
from pipeline.formats import srt, webvtt
from pipeline.formats.cue import from_caption
from pipeline.types import Caption, Shown

Format = Literal["srt", "vtt"]
LangCode = Literal["bcp47", "iso639-1", "iso639-2"]
Existing = Literal["refuse", "append", "replace"]


def output_path(
    source_stem: str, language: str, format: str, directory: Path, lang_code: LangCode = "bcp47"
) -> Path:
    """Where the subtitles of a source go: `show.zh-Hans.srt`, as media servers look for them.

    `iso639-2` gives the three-letter bibliographic code (`chi`, `fre`), `iso639-1` the two-letter one, or the
    three-letter one where a language has no other. Raises ConfigError for a stem that is not a file name.
    """
    if source_stem in ("", ".", "..") or "/" in source_stem or "\0" in source_stem:
        raise ConfigError(f"{source_stem!r} cannot name a subtitle file: give the bare name of the source")
    tag = langcodes.Language.get(language)
    match lang_code:
        case "bcp47":
            code = language
        case "iso639-1":
            code = tag.language or language
        case "iso639-2":
            code = tag.to_alpha3(variant="B")
    return directory / f"{source_stem}.{code}.{format}"


def output_paths(
    source_stem: str, languages: Iterable[str], format: str, directory: Path, lang_code: LangCode = "bcp47"
) -> dict[str, Path]:
    """`output_path` of each language. Raises ConfigError where two languages would share one file."""
    found: dict[Path, str] = {}
    for language in languages:
        path = output_path(source_stem, language, format, directory, lang_code)
        if found.setdefault(path, language) != language:
            raise ConfigError(
                f"{path}: both {found[path]} and {language} would be written to it; use --lang-code bcp47"
            )
    return {language: path for path, language in found.items()}


def write_document(path: Path, text: str, overwrite: bool = False) -> None:
    """Write a whole file: it appears complete or not at all, also when the power fails.

    Makes missing directories. Raises ConfigError if the file exists and may not be overwritten, SinkError if
    it cannot be written; neither leaves anything behind.
    """
    _refuse_existing(path, overwrite)
    part = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            _refuse_existing(path, overwrite)  # somebody may have been quicker
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise _sink_error(path, error) from error


class LiveFile:
    """An SRT or WebVTT file that grows by whole cues and is valid at every moment, also after kill -9.

    `existing` says what to do with a file that is there already: refuse it (ConfigError), continue it after
    its last whole cue, or replace it. Every other failure is a SinkError, after which the file still ends
    with a whole cue and writing may be tried again.
    """

    def __init__(self, path: Path, format: Format, existing: Existing = "refuse") -> None:
        self._path = path
        self._format = format
        _refuse_existing(path, existing != "refuse")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("ab", buffering=0)
            kept = path.read_bytes() if existing == "append" and path.is_file() else b""
        except OSError as error:
            raise _sink_error(path, error) from error
        kept = kept[: kept.rfind(b"\n\n") + 2] if b"\n\n" in kept else b""
        self._size = len(kept)
        self._cues = sum(b"-->" in line for line in kept.split(b"\n"))
        self._restore()
        if not kept:
            self._append(webvtt.HEADER if format == "vtt" else srt.HEADER)

    def write(self, caption: Caption) -> None:
        """Append a final caption; a draft is not for files and is passed over."""
        if not caption.final:
            return
        cue = from_caption(caption)
        text = webvtt.cue(cue) if self._format == "vtt" else srt.cue(self._cues + 1, cue)
        if text:
            self._append(text)
            self._cues += 1

    def close(self) -> None:
        """Bring the file to the disk and let it go; safe to call twice."""
        if self._file.closed:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _sink_error(self._path, error) from error
        finally:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, text: str) -> None:
        data = text.encode()
        rest = memoryview(data)
        try:
            while rest:  # an unbuffered write may take a part, and then fail on a full disk
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self._restore()
            raise _sink_error(self._path, error) from error
        self._size += len(data)

    def _restore(self) -> None:
        """Cut off what is not a whole cue."""
        with suppress(OSError):  # a device or a pipe has no length; there is nothing to cut off
            self._file.truncate(self._size)


def _refuse_existing(path: Path, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise ConfigError(f"{path} is there already: pass --overwrite or write to another directory")


def _sink_error(path: Path, error: OSError) -> SinkError:
    where = f"{error.filename}: " if error.filename and Path(error.filename) != path else ""
    reason = error.strerror or error
    return SinkError(f"cannot write {path}: {where}{reason}; make room or allow writing, then start again")


def live_paths(
    stem: str, languages: Sequence[str], directory: Path, overwrite: bool, lang_code: LangCode
) -> dict[tuple[Format, str], Path]:
    """The live files of one stream. Raises ConfigError for one that is there, or that two would share."""
    found: dict[tuple[Format, str], Path] = {}
    for format in get_args(Format):
        for language, path in output_paths(stem, languages, format, directory, lang_code).items():
            _refuse_existing(path, overwrite)
            found[format, language] = path
    return found


class Files:
    """The live files of one stream: SRT and WebVTT in every language.

    New files are there at once. One that is replaced keeps its old content until the first caption comes, or
    the stream ends in good order: a source that never answers costs nobody a subtitle.
    """

    def __init__(
        self, stem: str, languages: Sequence[str], directory: Path, overwrite: bool, lang_code: LangCode
    ) -> None:
        """Open them. Raises ConfigError as `live_paths`, SinkError."""
        paths = live_paths(stem, languages, directory, overwrite, lang_code)
        self.paths = list(paths.values())
        self._files: dict[str, list[LiveFile]] = {language: [] for language in languages}
        self._old: list[tuple[str, Format, Path]] = []
        for (form, language), path in paths.items():
            if path.exists():
                self._old.append((language, form, path))
            else:
                self._files[language].append(LiveFile(path, form))

    def write(self, shown: Shown) -> None:
        self._replace_old()
        for file in self._files[shown.caption.language]:
            file.write(shown.caption)

    def _replace_old(self) -> None:
        while self._old:
            language, form, path = self._old.pop()
            self._files[language].append(LiveFile(path, form, "replace"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._replace_old()
        for files in self._files.values():
            for file in files:
                file.close()
