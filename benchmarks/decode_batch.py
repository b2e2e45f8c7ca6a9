"""Several target languages in one decoding batch on one encoding, against one language after another.

The model has the shape of M2M100-418M and random weights, made here: what is measured is time, and that both
ways answer the same. Run it: python -m benchmarks.decode_batch
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.signature import line, signature
from models.mt.convert import write
from models.mt.search import Found, Item, SearchOptions, search
from models.mt.seq2seq_files import Card
from models.mt.seq2seq_graph import Shape
from models.mt.seq2seq_net import Network, Rows
from pipeline import config

WIDTH, INNER, VOCABULARY, END = 1024, 4096, 128_112, 2
FIRST_LANGUAGE = 128_004
SHAPE = Shape(encoder_layers=12, decoder_layers=12, heads=16, width=WIDTH, activation="relu", norm_first=True)
Given = TypeVar("Given")
TEXT_TOKENS, ANSWER_TOKENS = 19, 20
"""What a caption of 20 to 25 Chinese characters and its translation have."""


class RandomWeights(Mapping[str, NDArray[Any]]):
    """Weights of that shape by the names of the checkpoint, the same ones each time."""

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        if "norm" in name:
            return np.full(WIDTH, name.endswith("weight"), np.float32)
        out, into = (INNER if "fc1" in name else WIDTH), (INNER if "fc2" in name else WIDTH)
        if name.endswith("bias"):
            return np.zeros(out, np.float32)
        if "embed_tokens" in name or name == "lm_head.weight":
            out, name = VOCABULARY, "shared"
        found: NDArray[np.float32] = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(
            (out, into), np.float32
        ) / np.float32(into**0.5)
        return found

    def __contains__(self, name: object) -> bool:
        return name != "final_logits_bias"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--languages", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--weights", choices=("int8", "uint8"), default="int8")
    parser.add_argument("--json", metavar="OUT", default="")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        card = Card("m2m100", "onnx", chosen.weights, SHAPE, 1024, start=END, end=END, pad=1, never=(END,))
        write(Path(directory), RandomWeights(), card, scale=WIDTH**0.5)
        report = measured(Network(Path(directory), "cpu", chosen.threads), chosen.languages, chosen.rounds)
    signed = signature(
        config.load(),
        **{"translator": "m2m100-418M shape, random", "held": chosen.weights, "mt_threads": chosen.threads},
        **{"rounds": chosen.rounds, "text_tokens": TEXT_TOKENS, "answer_tokens": ANSWER_TOKENS},
    )
    print(table(report), line(signed), sep="\n\n")
    if chosen.json:
        Path(chosen.json).write_text(json.dumps({"signature": signed, **report}, indent=2), encoding="utf-8")


def measured(network: Network, languages: int, rounds: int) -> dict[str, Any]:
    """Medians in milliseconds and of the ratio of both ways, by the wall clock and by CPU time.

    The ways take turns, so that a busy machine slows them alike; CPU time does not see it at all.
    """
    text = [*np.random.default_rng(0).integers(4, FIRST_LANGUAGE, TEXT_TOKENS - 1).tolist(), END]
    tags = range(FIRST_LANGUAGE, FIRST_LANGUAGE + languages)

    def decode(some: range) -> list[Found]:
        items = [Item((END, tag), ANSWER_TOKENS) for tag in some]
        return search(
            Rows(network, network.encode([text]), [0] * len(items)), items, END, SearchOptions(repeats=0)
        )

    decode(tags)
    encoding, together, apart = [], [], []
    for _ in range(rounds):
        _, *spent = timed(lambda: network.encode([text]))
        encoding.append(spent)
        batch, *spent = timed(lambda: decode(tags))
        together.append(spent)
        singles, *spent = timed(lambda: [found for tag in tags for found in decode(range(tag, tag + 1))])
        apart.append(spent)
        if batch != singles:
            return {"languages": languages, "identical": False}
    walls, cpus = ([a[i] / b[i] for a, b in zip(apart, together, strict=True)] for i in range(2))
    return {
        "languages": languages,
        "encode_ms": statistics.median(wall for wall, _ in encoding),
        "together_ms": statistics.median(wall for wall, _ in together),
        "apart_ms": statistics.median(wall for wall, _ in apart),
        "ratio": statistics.median(walls),
        "ratio_range": (min(walls), max(walls)),
        "cpu_ratio": statistics.median(cpus),
        "identical": True,
        "distinct_answers": len({found.tokens for found in batch}),
    }


def timed(work: Callable[[], Given]) -> tuple[Given, float, float]:
    """What it gives, and the milliseconds that it took by the wall clock and by CPU time."""
    wall, cpu = time.perf_counter(), time.process_time()
    given = work()
    return given, 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


def table(report: dict[str, Any]) -> str:
    if not report["identical"]:
        return "The answers of both ways are NOT the same."
    rows = [
        ("", "ms"),
        ("---", "---"),
        ("encode once", f"{report['encode_ms']:.0f}"),
        (f"{report['languages']} languages in one batch", f"{report['together_ms']:.0f}"),
        ("one language after another", f"{report['apart_ms']:.0f}"),
    ]
    shown = "\n".join(f"| {name} | {value} |" for name, value in rows)
    low, high = report["ratio_range"]
    faster = (
        f"{report['ratio']:.2f} times faster ({low:.2f} to {high:.2f}), {report['cpu_ratio']:.2f} by CPU time"
    )
    return f"{shown}\n\n{faster}; tokens and scores of the answers are the same."


if __name__ == "__main__":
    main()
