"""The models of a run: chosen, verified and opened once, shared by every stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from models.asr import Whisper
from models.catalog import load_catalog
from models.mt.routes import Route, open_routes, plan
from models.mt.types import Translator
from models.store import Store
from models.types import Recogniser
from models.vad import Silero
from pipeline.config import Config, store_options
from pipeline.layout.languages import canonical
from pipeline.speech.gate import Vad

SOURCE = "zh-Hans"
VAD = "silero-vad-v6"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """Open models; `languages` begins with the source and holds no tag twice."""

    vad: Vad
    recognise: Recogniser
    engine: Translator | None
    languages: tuple[str, ...]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.engine is not None:
            self.engine.close()


def languages(to: str) -> tuple[str, ...]:
    """`en,zh-TW` -> (`zh-Hans`, `en`, `zh-Hant-TW`): the source first, canonical tags, none twice."""
    wanted = [canonical(tag) for tag in to.replace(" ", ",").split(",") if tag]
    return tuple(dict.fromkeys((SOURCE, *wanted)))


def routes(config: Config, wanted: Sequence[str]) -> tuple[Store, tuple[Route, ...]]:
    """How each language is made from what is installed. Raises LanguageUnsupported; opens nothing."""
    catalog = load_catalog()
    store = Store(store_options(config), catalog)
    installed = [name for name in catalog if store.find(name) is not None]
    return store, plan(wanted, installed, list(catalog), allow_poor=config.mt.allow_poor)


def load(config: Config, wanted: Sequence[str], say: Say = lambda line: None) -> Loaded:
    """Open the models for `wanted` languages; `say` hears what is being opened.

    Raises LanguageUnsupported before anything is opened, WeightsMissing, WeightsInvalid.
    """
    store, planned = routes(config, wanted)
    say(f"opening {config.asr.model}")
    recognise = Whisper(store.open(config.asr.model), config.asr)
    vad = Silero(store.open(VAD))
    return Loaded(vad, recognise, translator(config, store, planned, say), tuple(wanted))


def translator(
    config: Config, store: Store, planned: Sequence[Route], say: Say = lambda line: None
) -> Translator | None:
    """The engines of the planned routes behind one; None where OpenCC makes every language."""

    def files(name: str) -> list[Path]:
        say(f"opening {name}")
        directory = store.open(name)
        return [directory / file.path for file in store.entry(name).files]

    if not any(route.hops for route in planned):
        return None
    return open_routes(planned, files, config.mt.llm, config.mt.firefox)
