"""The models of a run: chosen, verified and opened once, shared by every stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from models.asr import AsrOptions, Whisper
from models.catalog import load_catalog
from models.mt.routes import Route, open_routes, plan
from models.mt.types import Translator
from models.store import Store
from models.types import Recogniser
from models.vad import Silero
from pipeline.config import Config, kernel_variables, store_options
from pipeline.errors import ConfigError
from pipeline.glossary import Glossary
from pipeline.layout.languages import canonical
from pipeline.settle import settled
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
    glossary: Glossary = field(default_factory=Glossary)
    asr: AsrOptions = field(default_factory=AsrOptions)
    """What the recogniser was opened with: nothing in it is left to be chosen."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.engine is not None:
            self.engine.close()


def languages(to: str, script: str = SOURCE) -> tuple[str, ...]:
    """`en,zh-TW` -> (`zh-Hans`, `en`, `zh-Hant-TW`): the source first, canonical tags, none twice.

    The source is written in `script`, a tag of Chinese. Raises ConfigError for what is none.
    """
    source = canonical(script)
    if not source.startswith("zh"):
        raise ConfigError(
            f"text.script = {script}: not a script of Chinese; write zh-Hans, say, or zh-Hant-TW"
        )
    wanted = [canonical(tag) for tag in to.replace(" ", ",").split(",") if tag]
    return tuple(dict.fromkeys((source, *wanted)))


def glossary(config: Config) -> Glossary:
    """The terms of the configured tables. Raises ConfigError for one that cannot be read."""
    tables = []
    for file in config.glossary.files:
        try:
            text = Path(file).read_text(encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"glossary {file}: {error.strerror}; check glossary.files") from error
        except UnicodeDecodeError as error:
            raise ConfigError(f"glossary {file}: not UTF-8; save it as UTF-8 text") from error
        tables.append(Glossary.parse(text, file))
    return Glossary.joined(tables)


def routes(config: Config, wanted: Sequence[str]) -> tuple[Store, tuple[Route, ...]]:
    """How each language is made from what is installed. Raises LanguageUnsupported; opens nothing."""
    catalog = load_catalog()
    store = Store(store_options(config), catalog)
    installed = [name for name in catalog if store.find(name) is not None]
    return store, plan(wanted, installed, list(catalog), allow_poor=config.mt.allow_poor)


def load(config: Config, wanted: Sequence[str], say: Say = lambda line: None) -> Loaded:
    """Open the models for `wanted` languages; `say` hears what is being opened.

    Raises ConfigError and LanguageUnsupported before anything is opened, WeightsMissing, WeightsInvalid.
    """
    terms = glossary(config)
    store, planned = routes(config, wanted)
    weights = store.open(config.asr.model)
    asr = settled(config.asr, weights, Path(store_options(config).cache), kernel_variables())
    say(f"opening {asr.model} ({asr.compute_type}, threads: {asr.threads})")
    recognise = Whisper(weights, asr)
    vad = Silero(store.open(VAD))
    return Loaded(vad, recognise, translator(config, store, planned, say), tuple(wanted), terms, asr)


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
