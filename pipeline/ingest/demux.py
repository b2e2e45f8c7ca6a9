"""Decodes the sound of HLS segments one after another, and says where each stands on the source's clock.

A segment is decoded from memory by a decoder that lives on from segment to segment, so that none begins with
a click, as it would if each were a file of its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.container import InputContainer

from models.types import SAMPLE_RATE, Samples
from pipeline.errors import InputUnavailable
from pipeline.hls.grid import MPEG_TURN
from pipeline.ingest import codecs
from pipeline.ingest.child import Frame
from pipeline.types import Ms

TICKS = 90_000
"""A second of the clock of MPEG-TS and of X-TIMESTAMP-MAP."""
_STAMP = b"com.apple.streaming.transportStreamTimestamp\x00"
_EARLY_S = Fraction(1, 2)
"""nginx-rtmp begins a stream with seconds of sound before its first picture."""
_OPTIONS = {"analyzeduration": "30000000"}


@dataclass(frozen=True, slots=True, eq=False)
class Demuxed:
    """What a segment holds."""

    mpegts: int | None
    """Of its first picture, in ticks modulo 2^33; of its first sound if it has no picture, or one that comes
    long after the sound."""
    lasts: Ms
    """From there to the end of what it holds."""
    frames: tuple[Frame, ...]
    """Mono 16 kHz; `at` counts from `mpegts`, in samples of 16 kHz, and is negative before it."""
    has_audio: bool
    codecs: str = ""
    """Of all its streams, as `codecs.named` has them."""


class Demuxer:
    """One rendition's segments, in order; one owner."""

    def __init__(self, track: int = 0) -> None:
        """`track`: which audio track, counted from 0."""
        self._track = track
        self._codec: tuple[str, bytes | None] = ("", None)
        self._decoder: av.AudioCodecContext | None = None
        self._form: tuple[str, str, int] = ("", "", 0)
        self._resampler: av.AudioResampler | None = None

    def reset(self) -> None:
        """What comes next does not continue what came before."""
        self._decoder, self._resampler = None, None

    def demux(self, data: bytes, init: bytes = b"") -> Demuxed:
        """Decode a segment; `init` is what EXT-X-MAP names. Raises InputUnavailable for what is no media."""
        try:
            with av.open(io.BytesIO(init + data), "r", options=_OPTIONS) as container:
                return self._demuxed(container, _packed(data), b"elst" in init)
        except (av.FFmpegError, ValueError) as error:
            raise InputUnavailable(f"a segment is no media that can be read: {error}") from error

    def _demuxed(self, container: InputContainer, packed: Fraction, edited: bool) -> Demuxed:
        """With an edit list players show the first picture when it is decoded: that its order differs from
        the others' is what the list takes away."""
        audio = container.streams.audio[self._track] if len(container.streams.audio) > self._track else None
        wanted = [*container.streams.video[:1], *([audio] if audio is not None else [])]
        pictures: list[Fraction] = []
        early = Fraction(0)
        sounds: list[Fraction] = []
        ends: list[Fraction] = []
        heard: list[tuple[Fraction | None, Samples]] = []
        for packet in container.demux(wanted) if wanted else ():
            if packet.pts is None or packet.size == 0:
                continue  # what PyAV sends at the end would drain the decoder
            time = packed + packet.pts * packet.time_base
            ends.append(time + (packet.duration or 0) * packet.time_base)
            if audio is None or packet.stream is not audio:
                if edited and not pictures and packet.dts is not None:
                    early = (packet.pts - packet.dts) * packet.time_base
                pictures.append(time)
            else:
                sounds.append(time)
                heard += self._decoded(cast("av.Packet[av.AudioStream]", packet), packed)
        first = min(pictures or sounds, default=None)
        if first is None:
            return Demuxed(None, 0, (), audio is not None)
        if sounds and min(sounds) < first - _EARLY_S:
            first = min(sounds)
        frames = tuple(
            Frame(None if time is None else round((time - first) * SAMPLE_RATE), samples)
            for time, samples in heard
        )
        stamp = round((first - early) * TICKS) % MPEG_TURN
        lasts = round(1000 * (max(ends) - first))
        return Demuxed(stamp, lasts, frames, audio is not None, codecs.named(container))

    def _decoded(
        self, packet: av.Packet[av.AudioStream], packed: Fraction
    ) -> Iterator[tuple[Fraction | None, Samples]]:
        """The sound of a packet in pieces, each with its time in seconds, if that is known."""
        try:
            decoded = self._decoder_of(packet.stream).decode(packet)
        except av.FFmpegError:  # a damaged packet costs its own few milliseconds
            return
        for frame in decoded:
            for made in self._resampled(frame):
                if made.samples:
                    time = None
                    if made.pts is not None and made.time_base is not None:
                        time = packed + made.pts * made.time_base
                    yield time, made.to_ndarray()[0].astype(np.float32, copy=False)

    def _decoder_of(self, stream: av.AudioStream) -> av.AudioCodecContext:
        context = stream.codec_context
        key = (context.name, context.extradata)
        if self._decoder is None or key != self._codec:
            decoder = cast(av.AudioCodecContext, av.CodecContext.create(context.name, "r"))
            decoder.extradata = context.extradata
            self._codec, self._decoder = key, decoder
        return self._decoder

    def _resampled(self, frame: av.AudioFrame) -> Iterable[av.AudioFrame]:
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._resampler is None or form != self._form:
            self._form = form
            self._resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        return self._resampler.resample(frame)


def _packed(data: bytes) -> Fraction:
    """Packed audio begins at 0 by its own account; its true time stands in an ID3 tag (RFC 8216, 3.4)."""
    if not data.startswith(b"ID3"):
        return Fraction(0)
    at = data.find(_STAMP, 0, 4096)
    stamp = data[at + len(_STAMP) : at + len(_STAMP) + 8] if at >= 0 else b""
    return Fraction(int.from_bytes(stamp, "big") % MPEG_TURN, TICKS)
