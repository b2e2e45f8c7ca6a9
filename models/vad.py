"""Is somebody speaking? Silero VAD v6 on onnxruntime: frames and a state in, probabilities and the next
state out.

One set of weights serves every stream, because the state is a value that its stage owns.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models.errors import InferenceFailed, WeightsInvalid
from models.onnx_runtime import BROKEN, quiet
from models.types import Samples

FRAME = 512
"""Samples in a frame: 32 ms at 16 kHz, the only size that Silero v5 and v6 accept."""
_CONTEXT = 64
"""Samples of the frame before that stand in front of each frame (from Silero's own wrapper)."""


@dataclass(frozen=True, slots=True, eq=False)
class VadState:
    """Memory between calls: LSTM h and c, shape (1, 1, 128), and the last samples heard, shape (64,)."""

    h: NDArray[np.float32]
    c: NDArray[np.float32]
    context: NDArray[np.float32]


class Silero:
    def __init__(self, directory: Path) -> None:
        """Load `silero_vad_v6.onnx` from a directory that the store has verified. Raises WeightsInvalid."""
        path = directory / "silero_vad_v6.onnx"
        try:
            self._session = ort.InferenceSession(
                str(path), providers=["CPUExecutionProvider"], sess_options=quiet()
            )
        except BROKEN as error:
            raise WeightsInvalid(
                f"{path}: not a model that onnxruntime can load: {error}; pull silero-vad-v6 anew"
            ) from error

    def initial(self) -> VadState:
        zeros = np.zeros((1, 1, 128), np.float32)
        return VadState(zeros, zeros, np.zeros(_CONTEXT, np.float32))

    def __call__(self, samples: Samples, state: VadState, /) -> tuple[NDArray[np.float32], VadState]:
        """Probability of speech in [0, 1] for each frame, shape (n,), and the state after the last one.

        `samples` holds n >= 1 whole frames, shape (n * 512,).
        """
        frames = samples.reshape(-1, FRAME)
        before = np.concatenate((state.context[None], frames[:-1, -_CONTEXT:]))
        try:
            probabilities, h, c = self._session.run(
                None, {"input": np.concatenate((before, frames), axis=1), "h": state.h, "c": state.c}
            )
        except BROKEN as error:
            raise InferenceFailed(f"silero-vad-v6: {error}") from error
        return probabilities.reshape(-1), VadState(h, c, frames[-1, -_CONTEXT:].copy())
