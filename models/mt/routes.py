"""Which engines serve each language, decided from what is installed.

In order of preference: Chinese of any script needs no engine (OpenCC); a Firefox model from Chinese; English
by the best engine and a Firefox model from there; the LLM itself, unless the language is one that it serves
badly.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import LanguageUnsupported
from models.mt.firefox import Firefox
from models.mt.pivot import Leg, Pivot
from models.mt.shots import POOR, SHOTS
from models.mt.types import Translator

LLMS = ("qwen2.5-coder-1.5b",)
"""Entries of the catalogue that the LLM engine can serve, best first."""
LLM_FILE = "model.gguf"

FIREFOX_LANGUAGES = ("ar", "de", "en", "es", "fr", "id", "it", "ja", "ko", "pt", "ru", "th", "vi")
"""Languages tried as `firefox-zh-XX` and `firefox-en-XX`; an entry that is not installed is passed over."""


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
    targets: Sequence[str], installed: Collection[str], *, allow_poor: bool = False
) -> tuple[Route, ...]:
    """The route to each target (BCP 47 tags), in order, from the names of the `installed` entries.

    `allow_poor` permits the LLM the languages it serves badly. Raises LanguageUnsupported for the first
    target without a route, naming what can be served and what to pull.
    """
    routes = []
    for target in dict.fromkeys(targets):
        hops = _hops(target, installed, allow_poor)
        if hops is None:
            raise LanguageUnsupported(_unsupported(target, installed, allow_poor))
        routes.append(Route(target, hops))
    return tuple(routes)


def served(installed: Collection[str], *, allow_poor: bool = False) -> tuple[str, ...]:
    """The base languages that `installed` can serve, Chinese included."""
    bases = sorted({*SHOTS, *FIREFOX_LANGUAGES})
    return ("zh", *(base for base in bases if _hops(base, installed, allow_poor) is not None))


def open_routes(
    routes: Sequence[Route],
    find: Callable[[str], Path],
    llm: Callable[[str, Path, Sequence[str]], Translator] | None = None,
) -> Pivot:
    """Open the engines of `routes`, each once; `find` gives the folder of an entry.

    `llm` opens an LLM from (name, file, languages); by default `models.mt.llm.Llm`. Raises WeightsMissing,
    WeightsInvalid.
    """
    wanted: dict[str, list[str]] = {}
    for route in routes:
        for hop in route.hops:
            wanted.setdefault(hop.entry, []).append(hop.target)
    engines: dict[str, Translator] = {}
    try:
        for entry, targets in wanted.items():
            engines[entry] = (
                (llm or _open_llm)(entry, find(entry) / LLM_FILE, targets)
                if entry in LLMS
                else Firefox(find(entry), entry)
            )
    except BaseException:
        for engine in engines.values():
            engine.close()
        raise
    return Pivot({r.target: [Leg(engines[h.entry], h.target) for h in r.hops] for r in routes if r.hops})


def _open_llm(name: str, path: Path, languages: Sequence[str]) -> Translator:
    from models.mt.llm import Llm  # llama.cpp loads only where an LLM is on the route

    return Llm(path, name, languages)


def _hops(target: str, installed: Collection[str], allow_poor: bool) -> tuple[Hop, ...] | None:
    base = target.split("-", 1)[0].lower()
    if base == "zh":
        return ()
    if f"firefox-zh-{base}" in installed:
        return (Hop(f"firefox-zh-{base}", base),)
    model = next((name for name in LLMS if name in installed), None)
    if base != "en" and f"firefox-en-{base}" in installed:
        to_english = _hops("en", installed, allow_poor)
        if to_english is not None:
            return (*to_english, Hop(f"firefox-en-{base}", base))
    if model is not None and base in SHOTS and (allow_poor or base not in POOR):
        return (Hop(model, base),)
    return None


def _unsupported(target: str, installed: Collection[str], allow_poor: bool) -> str:
    base = target.split("-", 1)[0].lower()
    can = ", ".join(served(installed, allow_poor=allow_poor))
    if base in POOR and any(name in installed for name in LLMS):
        return (
            f"{target}: the embedded model mixes Chinese into it; run: zimu models pull firefox-en-{base}, "
            f"or allow poor languages; served well: {can}"
        )
    need = f"firefox-en-{base}" if base in FIREFOX_LANGUAGES and base != "en" else LLMS[0]
    if base not in SHOTS and base not in FIREFOX_LANGUAGES:
        return f"{target}: no model translates into it; languages that can be served: {can}"
    return f"{target}: no installed model translates into it; run: zimu models pull {need}; served now: {can}"
