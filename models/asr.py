"""The recogniser: Whisper for the windows of many streams; which of them share a batch."""

from __future__ import annotations

import os
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models.decoding import Decoder
from models.errors import InferenceFailed
from models.types import Request, Samples, Transcript, Word
from models.waiting import Waiting
from models.whisper import HOP, WINDOW, Network

_EDGE = 50
"""Mel frames of the floor behind any window."""
_STEP = 100
"""Mel frames: quick windows are padded to whole seconds, so that more share a batch."""


@dataclass(frozen=True, slots=True)
class AsrOptions:
    model: str = "whisper-base"
    """Catalogue name of the recogniser (`zimu models list`)."""
    device: str = "auto"
    """cpu, cuda, or auto: a GPU when there is one."""
    compute_type: str = "auto"
    """Arithmetic of CTranslate2; auto is float16 on a GPU, and int8 on a CPU unless that is slow there."""
    threads: int = 0
    """CPU threads of one worker; 0: one, or more where that is too slow to follow a stream."""
    workers: int = 0
    """Batches that are heard at the same time, each by one worker; 0: as many as the cores allow."""
    batch: int = 8
    """The most windows of one batch; more gains nothing on a CPU."""
    beam: int = 5
    """Beam width of a thorough pass; quick passes are greedy."""
    quick: Literal["auto", "onnx", "ctranslate2"] = "auto"
    """What decodes quick passes: ctranslate2, onnx (half the CPU time), or auto: onnx on a CPU."""
    prompt: str = "以下是普通话的句子。"
    """Stands before a window that came without a prompt and came out without punctuation; empty: never."""
    floor_s: float = 9.0
    """Windows are padded to at least this with the mel floor; under 8 s Whisper starts to loop."""
    thorough_floor_s: float = 20.0
    """The same for thorough passes: nearer to the 30 s that Whisper was trained on, it errs less. Those of
    over 15 s, which recordings have, get all of the 30 s."""
    tail_s: float = 3.0
    """So much of the mel floor follows windows of up to 15 s; where less did, Whisper looped too."""


class Whisper:
    """One set of weights for every stream; calls may come from any thread.

    Options that say auto or 0 mean here, where nothing is measured: float16 on a GPU, int8 on a CPU, one
    thread, a worker a core. Set OPENBLAS_NUM_THREADS=1 before numpy is imported, as the command line does:
    its threads spin after each mel spectrum, 55 ms of CPU a window on two cores.
    """

    def __init__(self, directory: Path, options: AsrOptions, language: str = "zh") -> None:
        """Load a CTranslate2 Whisper from a directory that the store has verified. Raises WeightsInvalid."""
        self._options = options
        threads = options.threads or 1
        workers = workers_of(options)
        self._network = Network(
            directory,
            device=options.device,
            compute_type=options.compute_type,
            threads=threads,
            workers=workers,
            language=language,
            quick=options.quick,
        )
        tokens = self._network.tokens
        self._decode = Decoder(
            self._network.generate, tokens, options.beam, options.prompt, self._network.expect
        )
        self._shared = Waiting(self.hear, self._kind, workers, options.batch)

    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        """As models.types.Recogniser says; windows of several threads that wait together are one batch."""
        return self._shared(Request(samples, prefix, prompt, thorough))

    def hear(self, requests: Sequence[Request]) -> list[Transcript]:
        """A transcript for each request, in as few batches as they allow: those of one length after padding,
        with prompts of one length, thorough or not. Each is what the request would get alone.

        Raises ValueError for more than 30 s of sound, InferenceFailed.
        """
        heard = [Transcript(())] * len(requests)
        kinds: dict[Hashable, list[int]] = {}
        for index, request in enumerate(requests):
            if len(request.samples) >= HOP:
                kinds.setdefault(self._kind(request), []).append(index)
        try:
            for kin in kinds.values():
                for index, transcript in zip(kin, self._hear([requests[i] for i in kin]), strict=True):
                    heard[index] = transcript
        except RuntimeError as error:
            raise InferenceFailed(f"{self._options.model}: {error}") from error
        return heard

    def align(self, samples: Samples, text: str) -> tuple[Word, ...]:
        """When each word of `text` sounds in up to 30 s that are known to say it; nothing is decoded.

        Raises InferenceFailed.
        """
        if len(samples) < HOP:
            return ()
        network = self._network
        try:
            encoded = network.encode(samples, self._padded(Request(samples, thorough=True)))
            return network.align(encoded, network.tokens.encode(text), len(samples) // HOP)
        except RuntimeError as error:
            raise InferenceFailed(f"{self._options.model}: {error}") from error

    def _kind(self, request: Request) -> Hashable:
        limit = self._decode.limit(request) if request.thorough else 0
        return self._padded(request), len(self._decode.before(request.prompt)), request.thorough, limit

    def _hear(self, requests: Sequence[Request]) -> list[Transcript]:
        # One by one: a batch of windows is encoded no sooner on a CPU, where it only falls out of the caches.
        padded = self._padded(requests[0])
        encoded = [self._network.encode(request.samples, padded) for request in requests]
        decoded = self._decode(encoded, requests)
        frames = [len(request.samples) // HOP for request in requests]
        words = self._network.words(encoded, decoded, frames)
        return [
            Transcript(said, each.logprob, each.no_speech) for said, each in zip(words, decoded, strict=True)
        ]

    def _padded(self, request: Request) -> int:
        """Mel frames that a window has after padding."""
        tail_s = self._options.tail_s
        floor_s = self._options.thorough_floor_s if request.thorough else self._options.floor_s
        frames = -(-len(request.samples) // HOP)
        if WINDOW // 2 < frames <= WINDOW and request.thorough:
            return WINDOW
        if frames > WINDOW:
            raise ValueError(f"{frames / 100:.2f} s of sound; Whisper hears at most 30 s at once")
        least = max(int(100 * floor_s), frames + _EDGE, min(frames + int(100 * tail_s), WINDOW // 2))
        step = 2 if request.thorough else _STEP
        return min(WINDOW, -(-least // step) * step)


def workers_of(options: AsrOptions) -> int:
    """Batches that are heard at the same time."""
    return options.workers or max(1, cores() // (options.threads or 1))


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
