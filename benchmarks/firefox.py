"""What a Firefox pair costs: a sentence, one more language over the same English, the event loop meanwhile.

    python -m benchmarks.firefox [--pair firefox-en-pt] [--rounds 100]

One pair, on one thread, is every hop: what passes from one to the next is no English, and only how often and
how long the pair works is looked at.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager

import anyio
import anyio.lowlevel
import anyio.to_thread
import numpy as np

from benchmarks.played import Noted
from benchmarks.signature import line, signature
from models.catalog import load_catalog
from models.mt.firefox import Firefox
from models.mt.pivot import Leg, Pivot
from models.mt.types import Request, Translator
from models.store import Store
from pipeline import config

WORDS = (
    "Today {} folks who order get a long charging cable for free",
    "This soft warm winter coat costs just {} yuan until midnight tonight",
    "We still have around {} boxes here and then everything is gone",
    "If you buy two boxes now you save {} yuan on shipping",
)
"""Of twelve words each; the number makes every one another sentence, so that nothing is remembered."""
MOST = 8
"""Languages over one English."""
TARGETS = ("es", "fr", "de", "it", "ru", "pl", "nl", "sv")


def sentences(rounds: int) -> list[str]:
    return [WORDS[number % len(WORDS)].format(100 + number) for number in range(rounds)]


def alone(engine: Translator, rounds: int) -> list[float]:
    """Milliseconds of each sentence."""
    return [_timed(engine, [Request(text, "en")]) for text in sentences(rounds)]


def shared(first: Translator, second: Sequence[Translator], rounds: int) -> tuple[list[float], int, int]:
    """Milliseconds of a caption in as many languages as `second` has engines, and how many lines the first
    hop and all second hops were given."""
    hop, hops = Noted(first), [Noted(engine) for engine in second]
    legs = [Leg(hop, "en", text_only=True)]
    targets = TARGETS[: len(hops)]
    pivot = Pivot(
        {tag: [[*legs, Leg(each, tag, text_only=True)]] for tag, each in zip(targets, hops, strict=True)}
    )
    took = [_timed(pivot, [Request(text, tag) for tag in targets]) for text in sentences(rounds)]
    return took, hop.asked, sum(each.asked for each in hops)


async def beside(engine: Translator, rounds: int) -> int:
    """How often the event loop came round while a thread translated: hardly at all if that held the GIL."""
    turns = 0
    done = anyio.Event()

    async def translate() -> None:
        await anyio.to_thread.run_sync(alone, engine, rounds)
        done.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(translate)
        while not done.is_set():
            await anyio.lowlevel.checkpoint()
            turns += 1
    return turns


@contextmanager
def opened(pair: str, engines: int) -> Iterator[list[Firefox]]:
    """So many workers of one pair, under names of their own. Raises WeightsMissing, WeightsInvalid."""
    store = Store(config.store_options(config.load()), load_catalog())
    folder = store.open(pair)
    files = [folder / file.path for file in store.entry(pair).files]
    with ExitStack() as stack:
        yield [stack.enter_context(closing(Firefox(files, f"{pair} {n}"))) for n in range(engines)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--pair", default="firefox-en-pt")
    parser.add_argument("--rounds", type=int, default=100, help="sentences of each measurement")
    arguments = parser.parse_args()
    rounds = arguments.rounds
    print(
        "| | p50 ms | p95 ms | lines of the first hop | of the second hops |\n| --- | --- | --- | --- | --- |"
    )
    with opened(arguments.pair, 1 + MOST) as (first, *second):
        alone(first, len(WORDS))  # the first lines of a worker are slower
        print(_row("a sentence of 12 words", alone(first, rounds), "-", "-"))
        for languages in (1, 2, 4, MOST):
            took, once, each = shared(first, second[:languages], rounds)
            print(_row(f"a caption in {languages} over one English", took, once, each))
        turns = anyio.run(beside, first, rounds)
    print(f"\nMeanwhile the event loop came round {turns / rounds:.0f} times a sentence.")
    print("\n" + line(signature(config.load(), pair=arguments.pair, rounds=rounds)))


def _row(name: str, took: Sequence[float], *lines: object) -> str:
    p50, p95 = np.percentile(took, (50, 95))
    return "| " + " | ".join([name, f"{p50:.1f}", f"{p95:.1f}", *map(str, lines)]) + " |"


def _timed(engine: Translator, requests: Sequence[Request]) -> float:
    began = time.perf_counter()
    engine(requests)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
