"""A whole run of `zimu subtitle`: what was asked for, made one after another, or a folder that is watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path

from rich.console import Console

from pipeline import loaded
from pipeline.config import Config
from pipeline.errors import ConfigError, InputError, ZimuError
from pipeline.ingest.reader import open_audio
from pipeline.jobs.display import Display
from pipeline.jobs.fingerprint import Fingerprint, fingerprint
from pipeline.jobs.shows import Show, find, show
from pipeline.jobs.watch import Watch
from pipeline.jobs.work import Work
from pipeline.loaded import Loaded
from pipeline.output import Output
from pipeline.types import Ms

Load = Callable[[Callable[[str], None]], AbstractContextManager[tuple[Loaded, Fingerprint]]]
"""Opens the models, which may take long and is told line by line."""


class Job:
    def __init__(
        self,
        config: Config,
        output: Output,
        languages: tuple[str, ...],
        console: Console,
        load: Load | None = None,
    ) -> None:
        self._config = config
        self._output = output
        self._languages = languages
        self._console = console
        self._load = load or partial(opened, config, languages)

    def run(self, arguments: Sequence[str]) -> bool:
        """Make what the arguments mean; False when some failed.

        Raises the error of a show that is the only one, ConfigError and ModelError before anything is made.
        """
        shows, errors = self._shows(arguments)
        sole = len(shows) + len(errors) == 1
        display = Display(self._console, sole=sole)
        work = Work(self._config, self._languages, display)
        outcomes = [work.refuse(argument, error) for argument, error in errors]
        admitted = []
        for each in shows:
            if refused := work.admit(each):
                outcomes.append(refused)
            else:
                admitted.append(each)
        if admitted:
            lengths = self._lengths(admitted) if self._console.is_terminal else {}
            with self._load(display.say) as (models, made_by), _shown(display):
                display.expect(lengths)
                outcomes += [work.make(each, models, made_by) for each in admitted]
        else:
            display.summary()
        if sole and outcomes[0].error is not None:
            raise outcomes[0].error
        return not display.counts["failed"]

    def watch(self, folders: Sequence[str], still_s: float) -> bool:
        """Make what comes into the folders until an interrupt; False when some failed."""
        for folder in folders:
            if not Path(folder).is_dir():
                raise ConfigError(f"--watch {folder}: not a folder; name those that recordings come into")
        display = Display(self._console)
        work = Work(self._config, self._languages, display)
        roots = self._config.source.roots
        watch = Watch(
            [Path(folder) for folder in folders],
            still_s,
            lambda found: show(found, self._output, roots),
            display.say,
        )
        with self._load(display.say) as (models, made_by), suppress(KeyboardInterrupt), _shown(display):
            watch.run(work, models, made_by)
        return not display.counts["failed"]

    def _shows(self, arguments: Sequence[str]) -> tuple[list[Show], list[tuple[str, ZimuError]]]:
        """What the arguments mean, each recording once, and what is wrong with some of them."""
        shows: dict[tuple[Path, Path | None], Show] = {}
        errors: list[tuple[str, ZimuError]] = []
        for argument in arguments:
            try:
                for found in find(argument):
                    each = show(found, self._output, self._config.source.roots)
                    shows.setdefault((each.path, each.output.directory), each)
            except ZimuError as error:
                errors.append((argument, error))
        return list(shows.values()), errors

    def _lengths(self, shows: Sequence[Show]) -> dict[Path, Ms | None]:
        """As their containers say; what is wrong with one comes up when it is made."""
        lengths: dict[Path, Ms | None] = {}
        with self._console.status(f"looking at {len(shows)} recordings"):
            for each in shows:
                lengths[each.path] = None
                with suppress(InputError), open_audio(each.source, self._config.source) as sound:
                    next(iter(sound), None)
                    lengths[each.path] = sound.duration_ms
        return lengths


@contextmanager
def opened(
    config: Config, languages: tuple[str, ...], say: Callable[[str], None]
) -> Iterator[tuple[Loaded, Fingerprint]]:
    """The models of a run, closed at its end."""
    with loaded.load(config, languages, say) as models:
        yield models, fingerprint(config, models)


@contextmanager
def _shown(display: Display) -> Iterator[None]:
    """Bars while the work goes on, and the table however it ends."""
    try:
        with display:
            yield
    except KeyboardInterrupt:
        display.say("stopped; the same command goes on where this one was")
        raise
    finally:
        display.summary()
