"""The engines that a table is translated with: as zimu live opens them, or only those of some names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager

from models.errors import LanguageUnsupported
from models.mt.types import Translator
from pipeline import loaded
from pipeline.config import Config
from pipeline.errors import ConfigError

Open = Callable[[Sequence[str]], AbstractContextManager[Translator]]
"""Opens the engines of some languages, and closes them."""


def opening(chosen: Config, only: str = "") -> Open:
    """Raises LanguageUnsupported for a language without a route, WeightsMissing and WeightsInvalid.

    `only` are beginnings of names, by commas: `nllb-200-600m`, or `firefox` for all its pairs. Raises
    ConfigError where no engine of those names makes a language.
    """

    @contextmanager
    def opened(languages: Sequence[str]) -> Iterator[Translator]:
        try:
            planned = loaded.plan(chosen, languages, only)
        except LanguageUnsupported as error:
            if only:
                raise ConfigError(f"--engine {only}: {error}") from error
            raise
        engine = loaded.translator(chosen, planned)
        assert engine is not None, f"no engine for {', '.join(languages)}"  # none of them is Chinese
        with closing(engine):
            yield engine

    return opened


def translated(to: str) -> list[str]:
    """The languages of `--to` that an engine makes: OpenCC writes Chinese. Raises ConfigError for none."""
    wanted = [tag for tag in loaded.languages(to)[1:] if not tag.startswith("zh")]
    if not wanted:
        raise ConfigError(f"--to {to}: nothing to translate; name languages, by commas: en,es")
    return wanted
