"""The models of a run: chosen, verified and opened once, shared by every stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from models.asr import AsrOptions, Whisper, cores
from models.catalog import load_catalog
from models.mt.converted import converted
from models.mt.opening import Engines, open_routes
from models.mt.routes import Hop, Maker, Route, makers
from models.mt.routes import plan as plan_routes
from models.mt.types import Translator
from models.store import Store
from models.types import Recogniser
from models.vad import Silero
from pipeline.afford import afford, machine
from pipeline.config import Config, kernel_variables, store_options
from pipeline.errors import ConfigError
from pipeline.glossary import Glossary
from pipeline.layout.languages import canonical
from pipeline.prices import Prices
from pipeline.probe import device
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


@dataclass(frozen=True, slots=True)
class Plan:
    """How each language is made from what is installed; nothing is open yet."""

    store: Store
    routes: tuple[Route, ...]
    installed: tuple[Maker, ...]
    known: tuple[Maker, ...]
    prices: Prices
    folders: Mapping[str, Path]
    """Of the converted models, by name."""


def plan(config: Config, wanted: Sequence[str], only: str = "") -> Plan:
    """Plan `wanted` languages, with what begins as one of the names in `only`, by commas, if there are any.

    Raises LanguageUnsupported.
    """
    catalog = load_catalog()
    options = store_options(config)
    store = Store(options, catalog)
    beginnings = tuple(name for name in only.split(",") if name)
    there = [entry for entry in catalog.values() if store.find(entry.name) is not None]
    own = converted(config.mt.converted)
    every = makers(there, config.mt.http, [maker for maker, _ in own.values()])
    installed = tuple(maker for maker in every if maker.name.startswith(beginnings or ""))
    known = makers(list(catalog.values()))
    routes = plan_routes(
        wanted, installed, known, allow_poor=config.mt.allow_poor, configured=config.mt.route
    )
    prices = Prices(installed, Path(options.cache), config.mt.llm.threads)
    folders = {name: folder for name, (_, folder) in own.items()}
    return Plan(store, routes, installed, known, prices, folders)


def load(
    config: Config, wanted: Sequence[str], say: Say = lambda line: None, *, live: bool = False
) -> Loaded:
    """Open the models for `wanted` languages; `say` hears what is being opened.

    Raises ConfigError and LanguageUnsupported before anything is opened, WeightsMissing, WeightsInvalid. If
    it is to be `live`, also LanguageUnsupported where this machine is too slow for one of them; engines that
    were never timed here are opened for that.
    """
    terms = glossary(config)
    planned = plan(config, wanted)
    weights = planned.store.open(config.asr.model)
    if live:
        planned = _affordable(config, planned, say)
    asr = settled(config.asr, weights, Path(store_options(config).cache), kernel_variables())
    engine = translator(config, planned, say, timed=live)
    try:
        if live:
            _affordable(config, planned, lambda line: None)  # with what was timed just now
        say(f"opening {asr.model} ({asr.compute_type}, threads: {asr.threads})")
        return Loaded(
            Silero(planned.store.open(VAD)), Whisper(weights, asr), engine, tuple(wanted), terms, asr
        )
    except BaseException:
        if engine is not None:
            engine.close()
        raise


def translator(
    config: Config, planned: Plan, say: Say = lambda line: None, *, timed: bool = False
) -> Translator | None:
    """The engines of the planned routes behind one; None where OpenCC makes every language.

    With `timed`, engines without a price on this machine get one.
    """

    def files(name: str) -> list[Path]:
        say(f"opening {name}")
        if name in planned.folders:
            return [planned.folders[name]]
        directory = planned.store.open(name)
        return [directory / file.path for file in planned.store.entry(name).files]

    def opened(name: str, engine: Translator, first: Sequence[Hop]) -> None:
        if timed and planned.prices.measure(name, engine, first):
            say(f"{name} takes {planned.prices[name].first:.2g} CPU s a caption here")

    if not any(route.ways for route in planned.routes):
        return None
    mt = config.mt
    forms = {maker.name: maker.form for maker in planned.installed}
    engines = Engines(mt.llm, mt.firefox, mt.http, mt.seq2seq, mt.ctranslate, forms)
    return open_routes(planned.routes, files, engines, ways=mt.ways, front=mt.front, opened=opened)


def _affordable(config: Config, planned: Plan, say: Say) -> Plan:
    weights = planned.store.entry(config.asr.model).size
    routes = afford(
        planned.routes,
        planned.prices,
        machine(cores(), device(config.asr) != "cpu", weights),
        installed=planned.installed,
        known=planned.known,
        allow_slow=config.mt.allow_slow,
        say=say,
    )
    return replace(planned, routes=routes)
