"""Times the recogniser on this machine, its parts one by one or a usual window at a glance."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from models.asr import AsrOptions, cores
from models.types import SAMPLE_RATE
from models.whisper import HOP, Encoded, Network, gpu, supported
from pipeline.tuning import SECONDS, TOGETHER, TOKENS, USUAL, Cost, Measured

_TYPES = {"cpu": ("int8", "float32"), "cuda": ("float16", "int8_float16", "float32")}
"""Compute types worth a try. On a CPU int8 is int8_float32: what is not multiplied in int8 stays float32."""
_SOUND = np.zeros(4 * SAMPLE_RATE, np.float32)
_TEXT = "今天给大家带来的这一款产品真的是非常好用，现在下单还有优惠价格。"
LONG = 0.4
"""CPU seconds after which a first start need not wait for a better figure."""
_GLANCE = 8
"""Tokens of a glance: fewer than TOKENS, because the bad kernels that it looks for take 0.1 s for one."""


def device(options: AsrOptions) -> str:
    """cpu or cuda."""
    return ("cuda" if gpu() else "cpu") if options.device == "auto" else options.device


def types(where: str) -> tuple[str, ...]:
    """Compute types worth a try on cpu or cuda; the first is the usual one."""
    there = supported(where)
    return tuple(each for each in _TYPES[where] if each in there)


def survey(directory: Path, options: AsrOptions) -> Iterator[Measured]:
    """Every way worth a try to open the recogniser on the device of `options`, one after another."""
    where = device(options)
    counts = [2**power for power in range(cores().bit_length())] if where == "cpu" else [1]
    for compute_type in types(where):
        for threads in counts:
            yield measure(directory, compute_type, threads, where)


def measure(directory: Path, compute_type: str, threads: int, where: str) -> Measured:
    """About 3 s for Whisper base. Each cost is the least of two, so that other programs disturb it less."""
    opened: list[Network] = []
    load = _cost(lambda: opened.append(_open(directory, compute_type, threads, where)), repeats=1)
    (network,) = opened
    texts = [network.tokens.encode(_TEXT)[:TOKENS]] * TOGETHER
    window = network.encode(_SOUND, SECONDS[USUAL] * 100)
    _decode(network, window, texts[:1])  # the first call also makes the kernels
    return Measured(
        compute_type,
        threads,
        load,
        tuple(_cost(partial(network.encode, _SOUND, seconds * 100)) for seconds in SECONDS),
        _cost(partial(_decode, network, window, texts[:1])) * (1 / TOKENS),
        _cost(partial(_decode, network, window, texts)) * (1 / TOKENS / TOGETHER),
        _cost(lambda: network.align(window, texts[0], len(_SOUND) // HOP)),
    )


def glance(directory: Path, compute_type: str, threads: int) -> Cost:
    """What a usual window takes on a CPU, roughly: half a second for Whisper base, most of it to load."""
    network = _open(directory, compute_type, threads, "cpu")
    text = network.tokens.encode(_TEXT)[:_GLANCE]
    encoded: list[Encoded] = []
    encode = _cost(lambda: encoded.append(network.encode(_SOUND, SECONDS[USUAL] * 100)))
    return encode + _cost(partial(_decode, network, encoded[0], [text])) * (TOKENS / _GLANCE)


def _open(directory: Path, compute_type: str, threads: int, where: str) -> Network:
    return Network(directory, device=where, compute_type=compute_type, threads=threads)


def _decode(network: Network, window: Encoded, texts: list[list[int]]) -> None:
    """Exactly the tokens of the texts: a forced token takes as long as one that is chosen."""
    count = len(texts)
    network.generate([window] * count, [[]] * count, texts, limit=len(texts[0]), beam=1, no_repeat=0)


def _cost(call: Callable[[], object], repeats: int = 2) -> Cost:
    """The least of the repeats; what takes long is not repeated."""
    wall: list[float] = []
    cpu: list[float] = []
    while len(cpu) < repeats and sum(cpu) < LONG:
        begun, used = time.perf_counter(), time.process_time()
        call()
        wall.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - used)
    return Cost(min(wall), min(cpu))
