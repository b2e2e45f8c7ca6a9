"""Shows one after another: each is admitted, made and told how it went; a bad one never stops the rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from models.errors import ModelError
from pipeline import batch
from pipeline.config import Config
from pipeline.errors import ConfigError, InputError, ZimuError
from pipeline.jobs.fingerprint import Fingerprint
from pipeline.jobs.shows import Show
from pipeline.loaded import Loaded
from pipeline.types import Ms

Clock = Callable[[], float]
State = Literal["done", "resumed", "there", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one show went. `there`: its files were all there; `resumed`: done, after a run that was stopped."""

    name: str
    state: State
    path: Path | None = None
    """Of the recording; None where an argument means none."""
    length_ms: Ms = 0
    took_s: float = 0.0
    captions: int = 0
    lost: int = 0
    """Lines without a translation."""
    paths: tuple[Path, ...] = ()
    """The files that were written."""
    error: ZimuError | ModelError | None = None

    @property
    def speed(self) -> float | None:
        """Seconds of the show for a second of work; None where nothing was worked."""
        return self.length_ms / 1000 / self.took_s if self.took_s and self.length_ms else None

    @property
    def passing(self) -> bool:
        """Whether it failed for a reason that may pass without the recording being changed."""
        return self.error is not None and not isinstance(self.error, InputError | ConfigError)


class Told(Protocol):
    """Who watches the work."""

    def begins(self, show: Show) -> batch.Tell:
        """A show is begun; how far it is goes to what is returned."""
        ...

    def ended(self, outcome: Outcome) -> None: ...


class Work:
    """The shows of one run, with the models that make them. No two shows may write the same file."""

    def __init__(self, config: Config, languages: tuple[str, ...], told: Told, clock: Clock = time.monotonic):
        self._config = config
        self._languages = languages
        self._told = told
        self._clock = clock
        self._owners: dict[Path, Path] = {}

    def admit(self, show: Show) -> Outcome | None:
        """Why there is nothing to be made of a show, which is told; None where there is."""
        try:
            if self._missing(show):
                return None
        except ZimuError as error:
            return self.refuse(show.name, error, show.path)
        outcome = Outcome(show.name, "there", show.path)
        self._told.ended(outcome)
        return outcome

    def refuse(self, name: str, error: ZimuError, path: Path | None = None) -> Outcome:
        """What was meant cannot even be admitted."""
        outcome = Outcome(name, "failed", path, error=error)
        self._told.ended(outcome)
        return outcome

    def _missing(self, show: Show) -> bool:
        place = show.path.stem, show.path.parent
        for path in show.output.paths(*place, self._languages).values():
            if (owner := self._owners.setdefault(path, show.path)) != show.path:
                raise ConfigError(
                    f"{path}: {owner} is already to be written to it; choose another --output-dir"
                )
        if not show.output.missing(*place, self._languages):
            return False
        show.output.prepare(show.path.parent)
        return True

    def make(self, show: Show, models: Loaded, made_by: Fingerprint) -> Outcome:
        """Subtitle a show that was admitted; another machine may have made it meanwhile."""
        if refused := self.admit(show):
            return refused
        tell, began = self._told.begins(show), self._clock()
        try:
            made = batch.subtitle(show, self._config, models, made_by, tell)
        except (ZimuError, ModelError) as error:
            outcome = Outcome(show.name, "failed", show.path, took_s=self._clock() - began, error=error)
        else:
            state: State = "resumed" if made.resumed else "done"
            took_s = self._clock() - began
            figures = made.length_ms, took_s, made.cues, made.lost
            outcome = Outcome(show.name, state, show.path, *figures, made.paths)
        self._told.ended(outcome)
        return outcome
