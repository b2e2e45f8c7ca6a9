"""How often the sample show makes a live stream run each network: counted, not timed.

Sound, weights and the time that a pass is said to take are fixed, so a machine counts the same each time. Two
kinds of CPU may not: int8 products are rounded in more than one way, and a word heard otherwise is other
tokens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from benchmarks.guard.networks import opened, sound
from benchmarks.guard.session import Charging, Spent
from benchmarks.stream import replay
from models.asr import AsrOptions, Whisper
from models.decoding import Decoded
from models.types import Recogniser, Samples, Transcript
from models.vad import Silero, VadState
from models.whisper import Network
from pipeline.config import Config
from pipeline.speech.policy import Streaming

SECONDS = 20
P = ParamSpec("P")
T = TypeVar("T")
Counts = Counter[str]


class _Charged(Charging):
    def __init__(self, recognise: Recogniser, spent: Spent) -> None:
        super().__init__(spent)
        self._recognise = recognise

    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        self.charge(thorough)
        return self._recognise(samples, prefix=prefix, prompt=prompt, thorough=thorough)


class _Counted:
    """A VAD whose frames are counted."""

    def __init__(self, vad: Silero, counts: Counts, slower: float) -> None:
        def frames(found: tuple[NDArray[np.float32], VadState]) -> None:
            counts["VAD frames"] += len(found[0])

        self.initial = vad.initial
        self._judge = noted(vad, frames, slower)

    def __call__(self, samples: Samples, state: VadState, /) -> tuple[NDArray[np.float32], VadState]:
        return self._judge(samples, state)


def calls(slower: float = 0.0) -> dict[str, int]:
    """In the first 20 s of the show; `slower` is the share of the networks' calls that are made twice.

    Raises WeightsMissing, WeightsInvalid, ConfigError.
    """
    store, spent = opened(), Spent()
    counts: Counts = Counter({"aligned windows": 0})
    with counting(counts, slower):
        whisper = Whisper(
            store.open("whisper-base"), AsrOptions(device="cpu", compute_type="int8", workers=1)
        )
        vad = _Counted(Silero(store.open("silero-vad-v6")), counts, slower)
        policy = Streaming(_Charged(whisper, spent), Config().policy)
        replay(sound(SECONDS), lambda: policy, vad, Config().gate, clock=spent)
    return dict(sorted(counts.items()))


@contextmanager
def counting(counts: Counts, slower: float) -> Iterator[None]:
    """Within, every call of a network is counted by what it does."""

    def encoded(found: object) -> None:
        counts["encoded windows"] += 1

    def decoded(found: Sequence[Decoded]) -> None:
        counts["decoded windows"] += len(found)
        counts["decoded tokens"] += sum(len(one.tokens) for one in found)

    def aligned(found: object) -> None:
        counts["aligned windows"] += 1

    with (
        patch.object(Network, "encode", noted(Network.encode, encoded, slower)),
        patch.object(Network, "generate", noted(Network.generate, decoded, slower)),
        patch.object(Network, "align", noted(Network.align, aligned, slower)),
    ):
        yield


def noted(work: Callable[P, T], note: Callable[[T], None], slower: float) -> Callable[P, T]:
    """`work` with `note` told of everything that it gives; of the calls that share is made twice."""
    owed = 0.0

    @wraps(work)
    def doing(*args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal owed
        found = work(*args, **kwargs)
        note(found)
        owed += slower
        if owed >= 1:
            owed -= 1
            note(work(*args, **kwargs))
        return found

    return doing
