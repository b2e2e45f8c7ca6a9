"""One recorded show: its files written whole or not at all, and what they cost kept until they are."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline import video
from pipeline.config import Config
from pipeline.formats.cue import from_caption
from pipeline.formats.documents import write
from pipeline.formats.track import Track
from pipeline.ingest.ffmpeg import find_ffmpeg
from pipeline.ingest.reader import AudioReader, open_audio
from pipeline.ingest.source import Source
from pipeline.jobs.fingerprint import Fingerprint
from pipeline.jobs.journal import Journal, journal_path
from pipeline.jobs.remembered import remembered, remembered_shots
from pipeline.jobs.shows import Show
from pipeline.layout.bilingual import paired
from pipeline.layout.finish import finished
from pipeline.loaded import Loaded
from pipeline.output import BURNT, SUBTITLED, Made, Output, joined
from pipeline.recorded import recorded
from pipeline.sinks.files import write_document
from pipeline.types import Audio, Gap, Hypothesis, Ms, Shown, Word


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one show: the files that were written, and the cues in each language."""

    paths: tuple[Path, ...]
    cues: int
    lost: int
    """Lines without a translation."""
    length_ms: Ms
    """How much sound there was."""
    resumed: bool
    """Whether a run that was stopped had left something."""


@dataclass(frozen=True, slots=True)
class Heard:
    """All that was said in a show, in every language, in order."""

    shown: Mapping[str, list[Shown]]
    words: tuple[Word, ...]
    lost: int
    length_ms: Ms


Tell = Callable[[Ms, Ms | None], None]
"""Told how far the show is, and how long it is if that is known."""


def subtitle(show: Show, config: Config, loaded: Loaded, made_by: Fingerprint, tell: Tell) -> Written:
    """Subtitle one recording; what is there stays. A run that was stopped goes on where it was: its answers
    are in the journal of the show, which is removed when all is written.

    Raises InputError, ModelError, SinkError; also where another process is making the same show.
    """
    output, path = show.output, show.path
    first = next(iter(output.paths(path.stem, path.parent, loaded.languages).values()))
    with Journal(journal_path(path.stem, first.parent)) as journal:
        missing = output.missing(path.stem, path.parent, loaded.languages)
        _sweep(missing.values())
        program = find_ffmpeg(config.source.ffmpeg)
        shots = remembered_shots(program, path, journal) if config.layout.shots else []
        heard = _hear(show.source, config, remembered(loaded, journal, made_by), tell)
        tracks = _tracks(heard, config, loaded, output, shots)
        for made, target in missing.items():
            _make(made, target, path, tracks, output, program)
        journal.remove()
    cues = len(tracks[loaded.languages[0]].cues)
    return Written(tuple(missing.values()), cues, heard.lost, heard.length_ms, journal.recalled > 0)


def _sweep(paths: Iterable[Path]) -> None:
    """Remove what a killed run had begun to write; while the journal is open, nobody else writes these."""
    for path in paths:
        for part in path.parent.glob(f".{glob.escape(path.name[:200])}.*.part"):
            with suppress(OSError):
                part.unlink()


def _hear(source: Source, config: Config, loaded: Loaded, tell: Tell) -> Heard:
    shown: dict[str, list[Shown]] = {language: [] for language in loaded.languages}
    words: list[Word] = []
    lost: list[str] = []
    length_ms = 0

    def lose(_: object, language: str, __: str) -> None:
        lost.append(language)

    def note(hypothesis: Hypothesis) -> None:
        words.extend(hypothesis.committed)

    def told(sound: AudioReader) -> Iterator[Audio | Gap]:
        nonlocal length_ms
        for item in sound:
            length_ms = item.end
            tell(item.end, sound.duration_ms)
            yield item

    with open_audio(source, config.source) as sound:
        for each in recorded(told(sound), config, loaded, lose, note):
            if each.caption.final:
                shown[each.caption.language].append(each)
    return Heard(shown, tuple(words), len(lost), length_ms)


def _tracks(
    heard: Heard, config: Config, loaded: Loaded, output: Output, shots: list[Ms]
) -> dict[str, Track]:
    """The show in each language, and in the two that are wanted together."""
    layout = config.layout
    tracks = {}
    for language, shown in heard.shown.items():
        captions = finished(shown, layout.limits(language), layout.max_hang_ms, shots)
        words = heard.words if language == loaded.languages[0] else ()
        tracks[language] = Track(language, tuple(map(from_caption, captions)), words)
    if output.pair:
        first, second = output.pair
        upper, lower = paired(
            heard.shown[first],
            heard.shown[second],
            (layout.limits(first), layout.limits(second)),
            layout.max_hang_ms,
            shots,
        )
        tracks[joined(output.pair)] = Track(first, upper, second_language=second, second=lower)
    return tracks


def _make(
    made: Made, path: Path, show: Path, tracks: Mapping[str, Track], output: Output, program: str
) -> None:
    name, kind = made
    if kind == BURNT:
        video.burn(program, show, tracks[name], path, output.overwrite, output.font)
    elif name == SUBTITLED:
        video.soft(program, show, list(tracks.values()), path, output.overwrite)
    else:
        write_document(path, write(kind, tracks[name]), output.overwrite)
