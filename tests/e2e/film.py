"""Test shows as files, encoded once so that publishing costs no CPU: picture with its clock, and sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
import numpy as np
from numpy.typing import NDArray

from tests.e2e.picture import BLOCK, FRAME_MS, HEIGHT, RATE, WIDTH, Picture, draw
from tests.e2e.script import Line
from tests.e2e.tones import sound

KEY_FRAMES = 2 * RATE
"""Frames from one key frame to the next: a segment of nginx is 2 s."""
X264 = {"preset": "ultrafast", "tune": "zerolatency", "sc_threshold": "0", "crf": "26"}
BRIGHT, DIM = (250, 204, 21), (110, 110, 110)


def scripted(path: Path, lines: Sequence[Line], seconds: float, rate: int = 44_100) -> Path:
    """A show in which `lines` are said, in tones; a bar in the picture is bright while someone speaks."""
    spoken = np.zeros(int(seconds * RATE) + 1, bool)
    for line in lines:
        spoken[line.start // FRAME_MS : line.end // FRAME_MS] = True
    with _Film(path, sound(lines, seconds, rate), rate) as film:
        for picture in _pictures(int(seconds * RATE), spoken):
            film.add(picture)
    return path


def clocked(path: Path, source: Path, seconds: float, rate: int = 44_100) -> Path:
    """`seconds` of a recorded show with the clock burnt into its picture; its sound is encoded anew."""
    with av.open(str(source)) as recording, _Film(path, _sound(recording, seconds, rate), rate) as film:
        recording.seek(0)
        for frame in recording.decode(video=0):
            picture = frame.to_ndarray(format="rgb24", width=WIDTH, height=HEIGHT).astype(np.uint8)
            while film.frames < seconds * RATE and film.frames * FRAME_MS <= (frame.time or 0) * 1000:
                film.add(picture.copy())
    return path


class _Film:
    """A file that grows by a picture and the sound beside it at a time."""

    def __init__(self, path: Path, samples: NDArray[np.float32], rate: int) -> None:
        self.frames = 0
        self._samples = samples
        self._rate = rate
        self._file = av.open(path, "w", format="mp4")
        self._video = self._file.add_stream(
            "libx264", rate=RATE, width=WIDTH, height=HEIGHT, pix_fmt="yuv420p", options=X264
        )
        self._video.codec_context.gop_size = KEY_FRAMES
        self._audio = self._file.add_stream("aac", rate=rate, layout="mono", bit_rate=64_000)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.mux(self._video.encode())
        self._file.mux(self._audio.encode())
        self._file.close()

    def add(self, picture: Picture) -> None:
        """One more frame of the picture, onto which its number is drawn."""
        draw(picture, self.frames)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts, frame.time_base = self.frames, Fraction(1, RATE)
        self._file.mux(self._video.encode(frame))
        first, after = (number * self._rate // RATE for number in (self.frames, self.frames + 1))
        if len(piece := self._samples[first:after]):
            beside = av.AudioFrame.from_ndarray(piece[None].copy(), format="fltp", layout="mono")
            beside.sample_rate, beside.pts, beside.time_base = self._rate, first, Fraction(1, self._rate)
            self._file.mux(self._audio.encode(beside))
        self.frames += 1


def _pictures(count: int, spoken: NDArray[np.bool_]) -> Iterator[Picture]:
    """A dark stage over which a bar runs once in four seconds, bright while someone speaks."""
    down = np.linspace(28, 64, HEIGHT, dtype=np.uint8)
    stage = np.repeat(np.stack([down // 2, down // 2, down], axis=1)[:, None], WIDTH, axis=1)
    middle = slice(HEIGHT // 2 - 40, HEIGHT // 2 + 40)
    for number in range(count):
        picture = stage.copy()
        at = number * (WIDTH - BLOCK) // (4 * RATE) % (WIDTH - BLOCK)
        picture[middle, at : at + BLOCK] = BRIGHT if spoken[number] else DIM
        yield picture


def _sound(recording: av.container.InputContainer, seconds: float, rate: int) -> NDArray[np.float32]:
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    pieces: list[NDArray[np.float32]] = []
    for frame in recording.decode(audio=0):
        pieces += [piece.to_ndarray()[0].astype(np.float32) for piece in resampler.resample(frame)]
        if (frame.time or 0) >= seconds:
            break
    return np.concatenate(pieces)[: int(seconds * rate)]
