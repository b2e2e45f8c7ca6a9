"""Which engines serve each language, decided from what is installed.

In order of preference: Chinese of any script needs no engine (OpenCC); English by a Firefox model from
Chinese, else by the LLM; another language by a Firefox model from that English; else by the LLM itself,
unless it is one that the LLM serves badly. Measured on the embedded weights: Portuguese over English has chrF
42 and copies prices, the LLM alone 41 and turns yuan into reais.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from models.catalog import Entry
from models.errors import LanguageUnsupported
from models.mt.firefox import Firefox, FirefoxOptions
from models.mt.front import Front, FrontOptions
from models.mt.llm import Llm, LlmOptions
from models.mt.pivot import Leg, Pivot
from models.mt.shots import POOR, SHOTS
from models.mt.types import Translator

LLMS = ("qwen2.5-coder-1.5b",)
"""Entries of the catalogue that the LLM engine can serve, best first."""
TO_ENGLISH = "firefox-zh-en"
_FROM_ENGLISH = "firefox-en-"


@dataclass(frozen=True, slots=True)
class Hop:
    """`entry` is the catalogue's name of the weights, `target` what the hop translates into."""

    entry: str
    target: str


@dataclass(frozen=True, slots=True)
class Route:
    """How `target` is made. No hops: it is Chinese, and OpenCC writes it."""

    target: str
    hops: tuple[Hop, ...]


def plan(
    targets: Sequence[str],
    installed: Collection[str],
    known: Collection[str] = (),
    *,
    allow_poor: bool = False,
) -> tuple[Route, ...]:
    """The route to each target (BCP 47 tags), in order, from the names of the `installed` entries.

    `known` are all names of the catalogue, to say what could be pulled; `allow_poor` permits the LLM the
    languages it serves badly. Raises LanguageUnsupported for the first target without a route.
    """
    routes = []
    for target in dict.fromkeys(targets):
        hops = _hops(_base(target), installed, allow_poor)
        if hops is None:
            raise LanguageUnsupported(_refusal(target, installed, known, allow_poor))
        routes.append(Route(target, hops))
    return tuple(routes)


def serves(entry: Entry) -> bool:
    """Whether an engine here can translate with this entry of the catalogue."""
    return entry.name in LLMS or entry.format == "firefox"


def served(installed: Collection[str], *, allow_poor: bool = False) -> tuple[str, ...]:
    """The base languages that `installed` can serve, Chinese first."""
    pairs = {name.split("-")[2] for name in installed if name.startswith(_FROM_ENGLISH)}
    bases = sorted({"en", *SHOTS, *pairs} - {"zh"})
    return ("zh", *(base for base in bases if _hops(base, installed, allow_poor) is not None))


Open = Callable[[str, Sequence[Path], Sequence[str]], Translator]
"""Opens an engine from (name, files, the languages asked of it)."""


def open_routes(
    routes: Sequence[Route],
    files: Callable[[str], Sequence[Path]],
    llm: LlmOptions | None = None,
    firefox: FirefoxOptions | None = None,
    *,
    front: FrontOptions | None = None,
    open_engine: Open | None = None,
) -> Pivot:
    """Open the engines of `routes`, each once; `files` gives the verified files of an entry.

    Raises WeightsMissing, WeightsInvalid; what had been opened is closed.
    """
    wanted: dict[str, list[str]] = {}
    for route in routes:
        for hop in route.hops:
            wanted.setdefault(hop.entry, []).append(hop.target)
    opener = open_engine or partial(_open, llm, firefox)
    engines: dict[str, Translator] = {}
    try:
        for entry, targets in wanted.items():
            opened = opener(entry, files(entry), list(dict.fromkeys(targets)))
            engines[entry] = Front(opened, _front(entry, front or FrontOptions()))
    except BaseException:
        for engine in engines.values():
            engine.close()
        raise
    return Pivot(
        {
            r.target: [[Leg(engines[h.entry], h.target, h.entry not in LLMS) for h in r.hops]]
            for r in routes
            if r.hops
        }
    )


def _front(entry: str, options: FrontOptions) -> FrontOptions:
    """An LLM makes one line after another: company in a batch would only wait for it."""
    return replace(options, batch=1) if entry in LLMS else options


def _open(
    llm: LlmOptions | None,
    firefox: FirefoxOptions | None,
    name: str,
    files: Sequence[Path],
    languages: Sequence[str],
) -> Translator:
    return Llm(files[0], name, languages, llm) if name in LLMS else Firefox(files, name, firefox)


def _base(tag: str) -> str:
    return tag.split("-", 1)[0].lower()


def _hops(base: str, installed: Collection[str], allow_poor: bool) -> tuple[Hop, ...] | None:
    if base == "zh":
        return ()
    llm = next((name for name in LLMS if name in installed), None)
    if base == "en":
        maker = TO_ENGLISH if TO_ENGLISH in installed else llm
        return (Hop(maker, "en"),) if maker else None
    english, pair = _hops("en", installed, allow_poor), _from_english(base, installed)
    if english and pair:
        return (*english, Hop(pair, base))
    if llm and base in SHOTS and (allow_poor or base not in POOR):
        return (Hop(llm, base),)
    return None


def _from_english(base: str, names: Collection[str]) -> str | None:
    """The Firefox model from English into `base` among `names`, the larger before the tiny one."""
    pair = f"{_FROM_ENGLISH}{base}"
    return next((name for name in (f"{pair}-base", pair) if name in names), None)


def _refusal(target: str, installed: Collection[str], known: Collection[str], allow_poor: bool) -> str:
    base = _base(target)
    can = f"can be served now: {', '.join(served(installed, allow_poor=allow_poor))}"
    pair = _from_english(base, installed) or _from_english(base, known)
    missing = [] if _hops("en", installed, allow_poor) else [LLMS[0]]
    if pair and pair not in installed:
        missing.append(pair)
    pull = f"run: zimu models pull {' '.join(missing)}"
    if base in POOR and any(name in installed for name in LLMS):
        way = (
            f"{pull}, or allow poor languages" if missing else "allow poor languages to have it all the same"
        )
        return f"{target}: the installed LLM mixes Chinese into it; {way}; {can}"
    if not pair and base not in SHOTS:
        return f"{target}: no model translates into it; {can}"
    return f"{target}: no installed model translates into it; {pull}; {can}"
