"""Small media made by ffmpeg: half-second bursts of a 1 kHz tone that begin at 1, 3, 5, ... seconds."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from pipeline.types import SAMPLES_PER_MS, Audio, Gap

BURSTS = "aevalsrc='0.5*sin(2*PI*1000*t)*between(mod(t,2),1,1.5)':s=44100:d={seconds}"
PICTURE = "testsrc2=size=64x64:rate=10:d={seconds}"


def bursts(seconds: float) -> list[str]:
    return ["-f", "lavfi", "-i", BURSTS.format(seconds=seconds)]


def picture(seconds: float) -> list[str]:
    return ["-f", "lavfi", "-i", PICTURE.format(seconds=seconds)]


X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]


def make(ffmpeg: str, path: Path, *arguments: str) -> Path:
    command = [ffmpeg, "-v", "error", "-nostdin", "-y", *arguments, str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return path


def onsets(items: Iterable[Audio | Gap]) -> list[int]:
    """Media times (ms) at which the tone begins."""
    found: list[int] = []
    last_loud = -1_000_000
    for item in items:
        if isinstance(item, Audio):
            for loud in np.flatnonzero(np.abs(item.samples) > 0.1):
                at = item.start + int(loud) // SAMPLES_PER_MS
                if at - last_loud > 300:
                    found.append(at)
                last_loud = at
    return found
