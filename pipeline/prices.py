"""What each translation engine costs on this machine: a first start measures, a later one remembers."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from models.asr import cores
from models.mt.cost import FREE, Cost, expected
from models.mt.routes import LLMS, SERVER, Hop, Maker
from models.mt.types import Request, Translator
from pipeline.settle import processor

CACHE = "prices.json"
_CAPTIONS = {
    "zh": ("喜欢的宝宝今天直接拍，到手九十九元。", "这款面霜很滋润，秋冬用刚刚好的。"),
    "en": ("If you like it, order right now: just 99 yuan.", "This cream is rich, just right for autumn."),
}
"""Two usual captions of each source language; the cheaper counts, as other programs only add."""


class Prices:
    """Costs by entry: those measured before with as many threads, else expected ones."""

    def __init__(self, makers: Iterable[Maker], directory: Path, llm_threads: int) -> None:
        self._makers = {maker.name: maker for maker in makers}
        self._file = directory / CACHE
        self._threads = llm_threads
        self._known = _read(self._file)

    def __getitem__(self, entry: str) -> Cost:
        if entry == SERVER:
            return FREE
        first, further = self._known.get(self._key(entry), (None, None))
        threads = self._threads if entry in LLMS else 1
        if first is None or further is None:
            guess = expected(self._makers[entry].kind, self._makers[entry].size)
            return Cost(guess.first, guess.further, threads, measured=False)
        return Cost(first, further, threads)

    def of(self, entries: Sequence[str]) -> Mapping[str, Cost]:
        return {entry: self[entry] for entry in entries}

    def measure(self, entry: str, engine: Translator, hops: Sequence[Hop]) -> bool:
        """Time an engine that has no price yet, with one hop and with two; whether it got one."""
        if entry == SERVER or not hops or self[entry].measured:
            return False
        clock = time.perf_counter if self._makers[entry].form == "firefox" else time.process_time
        engine([Request("好。", hop.target, source=hop.source) for hop in hops[:2]])  # the first costs more
        one = _least(engine, hops[:1], clock)
        two = _least(engine, hops[:2], clock) if len(hops) > 1 else 2 * one
        self._known[self._key(entry)] = (one, max(0.0, two - one))
        _write(self._file, self._known)
        return True

    def _key(self, entry: str) -> str:
        machine = processor("model name") or platform.machine()
        weights = f"{entry} {self._makers[entry].size}"
        return " | ".join((machine, f"{cores()} cores", weights, f"{self._threads} threads"))


def _least(engine: Translator, hops: Sequence[Hop], clock: Callable[[], float]) -> float:
    took = []
    for number in range(2):
        requests = [Request(_CAPTIONS[h.source][number], h.target, source=h.source) for h in hops]
        began = clock()
        engine(requests)
        took.append(clock() - began)
    return min(took)


def _read(file: Path) -> dict[str, tuple[float, float]]:
    """What was measured before; nothing where that cannot be read, so that it is measured again."""
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
        return {key: (float(first), float(further)) for key, (first, further) in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(file: Path, known: Mapping[str, tuple[float, float]]) -> None:
    """A cache that cannot be written is no reason not to start: the next start measures again."""
    part = file.with_suffix(".part")
    with suppress(OSError):
        part.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(file)
