"""Test shows as files, encoded once so that publishing costs no CPU: picture with its clock, and sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.e2e.picture import BLOCK, FRAME_MS, HEIGHT, RATE, WIDTH, Picture, draw
from tests.e2e.script import Line
from tests.e2e.tones import sound

KEY_FRAMES = 2 * RATE
"""Frames from one key frame to the next: a segment of nginx is 2 s."""
BRIGHT = (250, 204, 21)


def scripted(path: Path, lines: Sequence[Line], seconds: float, rate: int = 44_100) -> Path:
    """A show in which `lines` are said, in tones; a bar in the picture moves and says when someone speaks."""
    with av.open(path, "w", format="mp4") as film:
        video, audio = _streams(film, rate)
        samples = sound(lines, seconds, rate)
        spoken = np.zeros(int(seconds * RATE) + 1, bool)
        for line in lines:
            spoken[line.start // FRAME_MS : line.end // FRAME_MS] = True
        for number, picture in enumerate(_pictures(int(seconds * RATE), spoken)):
            draw(picture, number)
            _put(film, video, number, picture)
            _say(film, audio, samples, number, rate)
        film.mux(video.encode())
        film.mux(audio.encode())
    return path


def clocked(path: Path, source: Path, seconds: float, rate: int = 44_100) -> Path:
    """`seconds` of a recorded show with the clock burnt into its picture; its sound is encoded anew."""
    with av.open(str(source)) as recording, av.open(path, "w", format="mp4") as film:
        video, audio = _streams(film, rate)
        samples = _sound(recording, seconds, rate)
        recording.seek(0)
        number = 0
        for frame in recording.decode(video=0):
            picture = frame.to_ndarray(format="rgb24", width=WIDTH, height=HEIGHT)
            while number < seconds * RATE and number * FRAME_MS <= (frame.time or 0) * 1000:
                drawn = picture.copy()
                draw(drawn, number)
                _put(film, video, number, drawn)
                _say(film, audio, samples, number, rate)
                number += 1
        film.mux(video.encode())
        film.mux(audio.encode())
    return path


def _streams(film: av.container.OutputContainer, rate: int):  # type: ignore[no-untyped-def]
    video = film.add_stream("libx264", rate=RATE, width=WIDTH, height=HEIGHT, pix_fmt="yuv420p")
    video.options = {"preset": "ultrafast", "tune": "zerolatency", "sc_threshold": "0", "crf": "26"}
    video.codec_context.gop_size = KEY_FRAMES
    audio = film.add_stream("aac", rate=rate, layout="mono")
    audio.bit_rate = 64_000
    return video, audio


def _pictures(count: int, spoken: np.ndarray) -> Iterator[Picture]:  # type: ignore[type-arg]
    """A dark stage over which a bar runs once in four seconds, bright while someone speaks."""
    down = np.linspace(28, 64, HEIGHT, dtype=np.uint8)
    stage = np.repeat(np.stack([down // 2, down // 2, down], axis=1)[:, None], WIDTH, axis=1)
    for number in range(count):
        picture = stage.copy()
        at = number * (WIDTH - BLOCK) // (4 * RATE) % (WIDTH - BLOCK)
        picture[HEIGHT // 2 - 40 : HEIGHT // 2 + 40, at : at + BLOCK] = (
            (250, 204, 21) if spoken[number] else 110
        )
        yield picture


def _put(film, video, number: int, picture: Picture) -> None:  # type: ignore[no-untyped-def]
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    frame.pts, frame.time_base = number, Fraction(1, RATE)
    film.mux(video.encode(frame))


def _say(film, audio, samples, number: int, rate: int) -> None:  # type: ignore[no-untyped-def]
    """The sound that belongs to one frame of the picture."""
    first, after = number * rate // RATE, (number + 1) * rate // RATE
    piece = samples[None, first:after]
    if piece.shape[1]:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, first, Fraction(1, rate)
        film.mux(audio.encode(frame))


def _sound(recording: av.container.InputContainer, seconds: float, rate: int) -> np.ndarray:  # type: ignore[type-arg]
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    pieces, length = [], 0
    for frame in recording.decode(audio=0):
        for piece in resampler.resample(frame):
            pieces.append(piece.to_ndarray()[0])
            length += piece.samples
        if length >= seconds * rate:
            break
    return np.concatenate(pieces)[: int(seconds * rate)]
