"""The whole configuration: the options of every part, read from a file, variables and the command line.

What comes later wins: defaults, the file, `ZIMU_SECTION__KEY=value` variables, `--set section.key=value`. The
file is the one that is given, else the first of ./zimu.toml, $XDG_CONFIG_HOME/zimu/zimu.toml and
/etc/zimu/zimu.toml. configs/reference.toml shows every key.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from models.asr import AsrOptions
from models.cache import default_cache
from models.mt.ctranslate import CTranslateOptions
from models.mt.firefox import FirefoxOptions
from models.mt.front import FrontOptions
from models.mt.llm import LlmOptions
from models.mt.openai import HttpOptions
from models.mt.seq2seq import Seq2SeqOptions
from models.store import StoreOptions
from pipeline import tables
from pipeline.channels import WaitingOptions
from pipeline.errors import ConfigError
from pipeline.glossary import GlossaryOptions
from pipeline.ingest.ffmpeg import IngestOptions
from pipeline.layout.options import LayoutOptions
from pipeline.server.options import ServeOptions
from pipeline.sinks.hls import HlsOptions
from pipeline.sinks.push import PushOptions
from pipeline.speech.chunks import WholeOptions
from pipeline.speech.gate import GateOptions
from pipeline.speech.policy import PolicyOptions
from pipeline.speech.sentence import SegmentOptions
from pipeline.translate import TranslateOptions

PREFIX = "ZIMU_"
NESTING = "__"
PATIENCE_S = 600.0
"""For an answer that no viewer waits for; a machine may be busy with other things."""


@dataclass(frozen=True, slots=True)
class MtOptions:
    llm: LlmOptions = field(default_factory=LlmOptions)
    firefox: FirefoxOptions = field(default_factory=FirefoxOptions)
    http: HttpOptions = field(default_factory=HttpOptions)
    seq2seq: Seq2SeqOptions = field(default_factory=Seq2SeqOptions)
    ctranslate: CTranslateOptions = field(default_factory=CTranslateOptions)
    front: FrontOptions = field(default_factory=FrontOptions)
    allow_poor: bool = False
    """Also serve languages below the floor of what a translation must be worth (zimu models routes)."""
    allow_slow: bool = False
    """Start live with languages that this machine is too slow for: their captions come late or not at all."""
    ways: int = 2
    """Ways to a language that are opened: the best, and where its answer cannot be used the next."""
    converted: tuple[str, ...] = ()
    """Folders that `zimu models convert` made; in a route each has the name of its folder."""
    route: tuple[str, ...] = ()
    """Ways set by hand, as in ["pt=firefox-zh-en>firefox-en-pt"]; a language named twice has two."""


@dataclass(frozen=True, slots=True)
class TextOptions:
    script: str = "zh-Hans"
    """How the source line itself is written: zh-Hans, zh-Hant, zh-Hant-TW or zh-Hant-HK."""


@dataclass(frozen=True, slots=True)
class Config:
    source: IngestOptions = field(default_factory=IngestOptions)
    gate: GateOptions = field(default_factory=GateOptions)
    waiting: WaitingOptions = field(default_factory=WaitingOptions)
    policy: PolicyOptions = field(default_factory=PolicyOptions)
    whole: WholeOptions = field(default_factory=WholeOptions)
    segment: SegmentOptions = field(default_factory=SegmentOptions)
    text: TextOptions = field(default_factory=TextOptions)
    glossary: GlossaryOptions = field(default_factory=GlossaryOptions)
    asr: AsrOptions = field(default_factory=AsrOptions)
    models: StoreOptions = field(default_factory=StoreOptions)
    mt: MtOptions = field(default_factory=MtOptions)
    translate: TranslateOptions = field(default_factory=TranslateOptions)
    layout: LayoutOptions = field(default_factory=LayoutOptions)
    hls: HlsOptions = field(default_factory=HlsOptions)
    push: PushOptions = field(default_factory=PushOptions)
    serve: ServeOptions = field(default_factory=ServeOptions)


def load(
    path: Path | None = None, overrides: Iterable[str] = (), environ: Mapping[str, str] | None = None
) -> Config:
    """The configuration to run with; `overrides` are like `asr.threads=2`, `environ` is the process's own.

    Raises ConfigError for a file that cannot be read, an unknown key or a value of the wrong type, naming
    where it is.
    """
    environ = os.environ if environ is None else environ
    path = find(environ) if path is None else path
    values = {} if path is None else tables.leaves(Config, _read(path), str(path))
    for name, text in sorted(environ.items()):
        if name.startswith(PREFIX) and NESTING in name:
            values |= _variable(name, text)
    for override in overrides:
        key, equals, text = override.partition("=")
        if not equals:
            raise ConfigError(f"--set {override}: write it as section.key=value")
        values |= _one(key.strip().split("."), text.strip(), f"--set {override}")
    return tables.assemble(Config, values)


def find(environ: Mapping[str, str]) -> Path | None:
    """The first configuration file in the places where one is looked for."""
    home = environ.get("HOME", "")
    personal = environ.get("XDG_CONFIG_HOME") or (f"{home}/.config" if home else "")
    places = [Path("zimu.toml"), Path("/etc/zimu/zimu.toml")]
    if personal:
        places.insert(1, Path(personal, "zimu", "zimu.toml"))
    return next((place for place in places if place.is_file()), None)


def asked(
    config: Config, script: str, glossary: Iterable[Path], allow_poor: bool = False, allow_slow: bool = False
) -> Config:
    """`config` with what the command line asks for: a script, "" for none, and further glossaries."""
    files = (*config.glossary.files, *map(str, glossary))
    text = replace(config.text, script=script) if script else config.text
    mt = replace(
        config.mt,
        allow_poor=config.mt.allow_poor or allow_poor,
        allow_slow=config.mt.allow_slow or allow_slow,
    )
    return replace(config, text=text, glossary=replace(config.glossary, files=files), mt=mt)


def laid_out(config: Config, preset: str, shots: bool = False) -> Config:
    """`config` with the preset that the command line names, "" for none. Raises ConfigError for no preset."""
    layout = replace(config.layout, preset=preset or config.layout.preset, shots=shots or config.layout.shots)
    return replace(config, layout=layout)


def unhurried(config: Config) -> Config:
    """`config` for recordings: an engine gets minutes for an answer, where live gives it seconds and then
    goes on without; and the beam is the one of whole windows."""
    front = replace(config.mt.front, timeout=max(config.mt.front.timeout, PATIENCE_S))
    asr = replace(config.asr, beam=config.whole.beam)
    return replace(config, asr=asr, mt=replace(config.mt, front=front))


def store_options(config: Config, environ: Mapping[str, str] | None = None) -> StoreOptions:
    """Where models are kept: as configured, and the platform's own cache where nothing is said."""
    cache = config.models.cache or str(default_cache(os.environ if environ is None else environ))
    return replace(config.models, cache=cache)


def state_folder(config: Config, environ: Mapping[str, str] | None = None) -> Path:
    """Where `zimu serve` keeps what a restart needs: as configured, else the user's own place for that."""
    environ = os.environ if environ is None else environ
    home = environ.get("XDG_STATE_HOME") or f"{environ.get('HOME') or '/var'}/.local/state"
    return Path(config.serve.state or f"{home}/zimu")


def kernel_variables(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables by which CTranslate2 is told what to compute with."""
    environ = os.environ if environ is None else environ
    return {name: value for name, value in environ.items() if name.startswith("CT2_")}


def _variable(name: str, text: str) -> dict[tables.Path, object]:
    key = name.removeprefix(PREFIX).lower().split(NESTING)
    if tables.is_text(Config, tuple(key)) and not isinstance(tables.value_of(text), str):
        text = tables.as_toml(text)
    return _one(key, text, name)


def _one(key: list[str], text: str, origin: str) -> dict[tables.Path, object]:
    return tables.leaves(Config, tables.nested(tuple(key), tables.value_of(text)), origin)


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
