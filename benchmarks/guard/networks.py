"""What is guarded of the models: their networks on a fixed piece of the sample show."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.guard.kernels import Kernel
from models.catalog import load_catalog
from models.mt import firefox_worker
from models.store import Store
from models.types import SAMPLE_RATE, Samples
from models.vad import FRAME, Silero
from models.whisper import HOP, Encoded, Network
from pipeline import config
from pipeline.errors import ConfigError
from pipeline.ingest.reader import open_audio
from pipeline.ingest.source import parse_source
from pipeline.types import Audio

SHOW = Path(__file__).resolve().parents[2] / "examples" / "show.mp4"
_FROM_S, _TO_S = 3, 9
_PADDED = 900
"""Mel frames of a live window."""
_TOKENS = 12
_FRAMES = 100
_PAIR = "firefox-en-pt"
_ENGLISH = "Today everybody who orders gets a long charging cable for free"


def kernels() -> tuple[Kernel, ...]:
    """On one thread, warm. Raises WeightsMissing, WeightsInvalid, and ConfigError without the sample show."""
    store = opened()
    window = sound(_TO_S)[_FROM_S * SAMPLE_RATE :]
    network = Network(store.open("whisper-base"), device="cpu", compute_type="int8", quick="auto")
    encoded = network.encode(window, _PADDED)
    tokens = _decode(network, encoded)
    vad = Silero(store.open("silero-vad-v6"))
    frames = len(window) // HOP

    def align() -> object:
        return network.align(encoded, tokens, frames)

    made = (
        Kernel("mel+encode", lambda: network.encode(window, _PADDED), "numeric", 0.45),
        Kernel("decode", lambda: _decode(network, encoded), "numeric", 0.6),
        Kernel("align", align, "numeric", 0.4),
        Kernel("VAD frame", lambda: _listen(vad, window), "numeric", 1.5),
        Kernel("MT hop", _translation(store), "numeric", 0.7),
    )
    for kernel in made:
        kernel.call()
    return made


def opened() -> Store:
    return Store(config.store_options(config.load()), load_catalog())


def sound(seconds: int) -> Samples:
    """The beginning of the sample show. Raises ConfigError where there is none."""
    if not SHOW.is_file():
        raise ConfigError(f"{SHOW}: not there; the guard runs in a checkout of zimu, not in an installed one")
    pieces: list[Samples] = []
    length = 0
    with open_audio(parse_source(str(SHOW)), config.load().source) as reader:
        for item in reader:
            assert isinstance(item, Audio), f"{SHOW} has a gap"
            pieces.append(item.samples)
            length += len(item.samples)
            if length >= seconds * SAMPLE_RATE:
                break
    return np.concatenate(pieces)[: seconds * SAMPLE_RATE]


def _decode(network: Network, encoded: Encoded) -> list[int]:
    (found,) = network.generate([encoded], [[]], [[]], limit=_TOKENS, beam=1, no_repeat=0)
    return found.tokens


def _listen(vad: Silero, window: Samples) -> object:
    """A frame at a time, as a live stream brings them."""
    state, last = vad.initial(), None
    for number in range(_FRAMES):
        last, state = vad(window[number * FRAME : (number + 1) * FRAME], state)
    return last


def _translation(store: Store) -> partial[str]:
    """The model of a Firefox pair in this process: what the worker of a hop does, without its pipe."""
    folder = store.open(_PAIR)
    engine = firefox_worker._load([str(folder / file.path) for file in store.entry(_PAIR).files])
    return partial(engine.translate_long, _ENGLISH)
