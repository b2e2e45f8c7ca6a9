"""What CODECS of a playlist says of segments as packagers write them."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest

from pipeline.ingest.demux import Demuxer

RATE, SIZE = 44_100, 64
FRAGMENTED = {"movflags": "frag_keyframe+empty_moov"}


def segment(form: str, video: str, audio: str, profile: str = "baseline") -> bytes:
    """A second of black and silence; "" for no such stream."""
    out = io.BytesIO()
    with av.open(out, "w", format=form, options=FRAGMENTED if form == "mp4" else {}) as file:
        picture = (
            file.add_stream(video, rate=25, options={"profile": profile} if profile else {})
            if video
            else None
        )
        form = "s16p" if "mp3" in audio else "fltp"
        sound = file.add_stream(audio, rate=RATE, layout="mono", format=form) if audio else None
        if picture is not None:
            picture.width, picture.height, picture.pix_fmt = SIZE, SIZE, "yuv420p"
            for number in range(25):
                black = av.VideoFrame.from_ndarray(np.zeros((SIZE, SIZE, 3), np.uint8), format="rgb24")
                black.pts = number
                file.mux(picture.encode(black))
            file.mux(picture.encode(None))
        if sound is not None:
            silent = np.zeros((1, RATE), np.int16 if "mp3" in audio else np.float32)
            silence = av.AudioFrame.from_ndarray(silent, format=form, layout="mono")
            silence.sample_rate, silence.pts = RATE, 0
            file.mux(sound.encode(silence))
            file.mux(sound.encode(None))
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "video", "audio", "profile", "named"),
    [
        ("mpegts", "libx264", "aac", "baseline", "avc1.42c00a,mp4a.40.2"),
        ("mpegts", "libx264", "aac", "main", "avc1.4d400a,mp4a.40.2"),
        ("mp4", "libx264", "aac", "high", "avc1.64000a,mp4a.40.2"),
        ("mpegts", "", "aac", "", "mp4a.40.2"),
        ("adts", "", "aac", "", "mp4a.40.2"),
        ("mpegts", "libx264", "libmp3lame", "baseline", "avc1.42c00a,mp4a.40.34"),
        ("mpegts", "libx264", "", "baseline", "avc1.42c00a"),
        ("mpegts", "mpeg2video", "aac", "", ""),  # a list that lacks one is worse than none
    ],
)
def test_codecs_are_named_where_they_are_certain(
    form: str, video: str, audio: str, profile: str, named: str
) -> None:
    assert Demuxer().demux(segment(form, video, audio, profile)).codecs == named
