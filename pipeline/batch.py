"""Recorded shows: each by itself, its subtitle files written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import Config
from pipeline.errors import ConfigError, SinkError
from pipeline.formats import srt, webvtt
from pipeline.formats.cue import from_caption
from pipeline.ingest.reader import AudioReader, open_audio
from pipeline.ingest.source import Source
from pipeline.loaded import Loaded
from pipeline.session import recorded
from pipeline.sinks.files import Format, LangCode, output_paths, write_document
from pipeline.types import Audio, Cue, Gap, Ms

_DOCUMENTS: dict[Format, Callable[[Sequence[Cue]], str]] = {"srt": srt.document, "vtt": webvtt.document}


@dataclass(frozen=True, slots=True)
class Output:
    """How the files of a show are named and where they go."""

    directory: Path | None = None
    """None: beside the source."""
    formats: tuple[Format, ...] = ("srt",)
    lang_code: LangCode = "bcp47"
    overwrite: bool = False

    def paths(self, source: Path, languages: Sequence[str]) -> dict[tuple[str, Format], Path]:
        """Every file of a show. Raises ConfigError where two would share one name."""
        directory = self.directory or source.parent
        return {
            (language, form): path
            for form in self.formats
            for language, path in output_paths(
                source.stem, languages, form, directory, self.lang_code
            ).items()
        }

    def missing(self, source: Path, languages: Sequence[str]) -> dict[tuple[str, Format], Path]:
        """The files of a show that are to be made: all, or those that are not there."""
        paths = self.paths(source, languages)
        return {key: path for key, path in paths.items() if self.overwrite or not path.exists()}

    def prepare(self, source: Path) -> None:
        """Make the folder. Raises SinkError where it takes no files, before hours go into what they hold."""
        directory = self.directory or source.parent
        try:
            directory.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=directory):
                pass
        except OSError as error:
            raise SinkError(
                f"cannot write to {directory}: {error.strerror}; allow it or choose another --output-dir"
            ) from error


def formats(text: str) -> tuple[Format, ...]:
    """`srt,vtt`, or `all`. Raises ConfigError for any other."""
    wanted = set(text.lower().replace(" ", "").split(","))
    if unknown := wanted - {"all", *_DOCUMENTS}:
        raise ConfigError(f"--format {unknown.pop()}: choose from {', '.join(_DOCUMENTS)}, or all")
    return tuple(form for form in _DOCUMENTS if form in wanted or "all" in wanted)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one show: the files that were written, and the cues in each language."""

    paths: tuple[Path, ...]
    cues: int
    lost: int
    """Lines without a translation."""


Tell = Callable[[Ms, Ms | None], None]
"""Told how far the show is, and how long it is if that is known."""


def subtitle(source: Source, output: Output, config: Config, loaded: Loaded, tell: Tell) -> Written:
    """Subtitle one recording; what is there stays. Raises InputError, ModelError, SinkError."""
    show = Path(source.address)
    paths = output.missing(show, loaded.languages)
    cues: dict[str, list[Cue]] = {language: [] for language in loaded.languages}
    lost: list[str] = []
    with open_audio(source, config.source) as sound:
        for shown in recorded(
            _told(sound, tell), config, loaded, lambda _, language, __: lost.append(language)
        ):
            if shown.caption.final:
                cues[shown.caption.language].append(from_caption(shown.caption))
    for (language, form), path in paths.items():
        write_document(path, _DOCUMENTS[form](cues[language]), output.overwrite)
    return Written(tuple(paths.values()), len(cues[loaded.languages[0]]), len(lost))


def _told(sound: AudioReader, tell: Tell) -> Iterator[Audio | Gap]:
    for item in sound:
        tell(item.end, sound.duration_ms)
        yield item
