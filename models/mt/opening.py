"""Opens the engines of planned routes, each once and behind its own front, and joins them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from models.mt.ctranslate import CTranslate, CTranslateOptions
from models.mt.firefox import Firefox, FirefoxOptions
from models.mt.front import Front, FrontOptions
from models.mt.llm import Llm, LlmOptions
from models.mt.openai import HttpOptions, OpenAi
from models.mt.pivot import Leg, Pivot
from models.mt.routes import LLMS, SERVER, Hop, Route
from models.mt.seq2seq import Seq2Seq, Seq2SeqOptions
from models.mt.types import Translator

Files = Callable[[str], Sequence[Path]]
"""The verified files of an entry."""
Open = Callable[[str, Files, Sequence[Hop], Sequence[Hop]], Translator]
"""Opens the engine of an entry for its hops; those after them are the ones it is asked for first."""
Opened = Callable[[str, Translator, Sequence[Hop]], None]
"""Hears of each engine as it is opened: its entry and the hops it is asked for first."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The options of every kind of engine; calling it opens one."""

    llm: LlmOptions = field(default_factory=LlmOptions)
    firefox: FirefoxOptions = field(default_factory=FirefoxOptions)
    http: HttpOptions = field(default_factory=HttpOptions)
    seq2seq: Seq2SeqOptions = field(default_factory=Seq2SeqOptions)
    ctranslate: CTranslateOptions = field(default_factory=CTranslateOptions)
    forms: Mapping[str, str] = field(default_factory=dict)
    """The format of each entry's weights."""

    def __call__(self, name: str, files: Files, hops: Sequence[Hop], first: Sequence[Hop]) -> Translator:
        if name == SERVER:
            return OpenAi(self.http, [hop.target for hop in hops])
        if name in LLMS:
            return Llm(files(name)[0], name, _pairs(hops), self.llm, _pairs(first))
        form = self.forms.get(name, "firefox")
        if form == "firefox":
            return Firefox(files(name), name, self.firefox)
        (folder,) = files(name)
        if form == "onnx":
            return Seq2Seq(folder, name, self.seq2seq)
        return CTranslate(folder, name, self.ctranslate)


def open_routes(
    routes: Sequence[Route],
    files: Files,
    engines: Open | None = None,
    *,
    ways: int = 1,
    front: FrontOptions | None = None,
    opened: Opened = lambda name, engine, first: None,
) -> Pivot:
    """Open the first `ways` ways of each route.

    Raises WeightsMissing, WeightsInvalid; what had been opened is closed.
    """
    first = _wanted([replace(route, ways=route.ways[:1]) for route in routes])
    fronts: dict[str, Translator] = {}
    try:
        for entry, hops in _wanted([replace(r, ways=r.ways[:ways]) for r in routes]).items():
            engine = (engines or Engines())(entry, files, hops, first.get(entry, []))
            fronts[entry] = engine  # closed with the others if the next lines fail
            opened(entry, engine, first.get(entry, []))
            fronts[entry] = Front(engine, _front(entry, len(hops), front or FrontOptions()))
    except BaseException:
        for engine in fronts.values():
            engine.close()
        raise
    return Pivot(
        {
            route.target: [
                [Leg(fronts[hop.entry], hop.target, _text_only(hop.entry)) for hop in way]
                for way in route.ways[:ways]
            ]
            for route in routes
            if route.ways
        }
    )


def _wanted(routes: Sequence[Route]) -> Mapping[str, list[Hop]]:
    """The hops that each entry is asked for, in order, none twice."""
    wanted: dict[str, dict[Hop, None]] = {}
    for route in routes:
        for way in route.ways:
            for hop in way:
                wanted.setdefault(hop.entry, {})[hop] = None
    return {entry: list(hops) for entry, hops in wanted.items()}


def _pairs(hops: Sequence[Hop]) -> list[tuple[str, str]]:
    return [(hop.source, hop.target) for hop in hops]


def _text_only(entry: str) -> bool:
    """Whether context, terms and facts change nothing about an answer."""
    return entry not in LLMS and entry != SERVER


def _front(entry: str, hops: int, options: FrontOptions) -> FrontOptions:
    """An LLM decodes one line a hop together; a second one of a hop would hold up the others."""
    return replace(options, batch=hops) if entry in LLMS else options
