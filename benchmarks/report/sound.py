"""The sound of streams for the timeline: its envelope, and where it is short enough the sound itself."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping
from typing import Any

import av
import numpy as np

from benchmarks.data import Clip
from benchmarks.ears import decoded
from models.types import SAMPLE_RATE, Samples

STEP_S = 0.05
"""Of the envelope."""
LONGEST_S = 600.0
"""Of all sound together that a page carries, 4 KB a second; of the rest it has envelopes alone."""


def sounds(clips: Iterable[Clip], wanted: frozenset[str]) -> Mapping[str, Any]:
    """By id. Raises what reading sound raises."""
    found: dict[str, Any] = {}
    room = LONGEST_S
    for clip in clips:
        if clip.id in wanted:
            samples = decoded(clip.path)
            room -= len(samples) / SAMPLE_RATE
            found[clip.id] = {
                "step": STEP_S,
                "peaks": envelope(samples),
                "audio": mp3(samples) if room >= 0 else "",
            }
    return found


def envelope(samples: Samples) -> list[int]:
    """The loudest sample of each step, 0 to 99, the loudest of all 99."""
    step = int(STEP_S * SAMPLE_RATE)
    padded = np.pad(np.abs(samples), (0, -len(samples) % step))
    peaks = padded.reshape(-1, step).max(axis=1)
    most = float(peaks.max(initial=0.0)) or 1.0
    return [round(99 * float(peak) / most) for peak in peaks]


def mp3(samples: Samples) -> str:
    """A data: address that every browser plays; 32 kbit/s."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=SAMPLE_RATE, options={"b": "32000"})
        stream.layout = "mono"
        pieces = (np.clip(samples, -1, 1) * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pieces, format="s16p", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        for given in (frame, None):
            container.mux(stream.encode(given))
    return f"data:audio/mpeg;base64,{base64.b64encode(file.getvalue()).decode()}"
