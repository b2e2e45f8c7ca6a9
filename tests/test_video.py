"""Video with its subtitles: tracks that name their languages, and text in the picture."""

from __future__ import annotations

import re
import subprocess

import numpy as np
import pytest

from pipeline import video
from pipeline.errors import ConfigError, InputError, ProgramMissing
from pipeline.fonts import find_fonts
from pipeline.formats.track import Track
from pipeline.types import Cue
from tests.ingest.media import X264, make, picture

pytestmark = pytest.mark.ffmpeg

CHINESE = Track("zh-Hans", (Cue(500, 1500, ("家人们",)),))
ENGLISH = Track("en", (Cue(500, 1500, ("Hello & <b>good</b> evening",)),))
BRAZIL = Track("pt-BR", (Cue(500, 1500, ("Olá",)),))
BOTH = Track("zh-Hans", CHINESE.cues, second_language="en", second=ENGLISH.cues)


@pytest.fixture(scope="module")
def show(ffmpeg, tmp_path_factory):
    sound = ["-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono"]
    path = tmp_path_factory.mktemp("mux") / "it's a show, [1].mp4"
    black = ["-f", "lavfi", "-i", "color=black:s=320x180:r=10:d=2"]
    return make(ffmpeg, path, *black, *sound, "-t", "2", *X264, "-c:a", "aac")


def streams(ffmpeg, path):
    """(language, kind, codec, title) of each stream, as ffmpeg names them."""
    said = subprocess.run(
        [ffmpeg, "-hide_banner", "-i", path], capture_output=True, text=True, timeout=30
    ).stderr
    found = re.split(r"^  Stream ", said, flags=re.MULTILINE)[1:]
    return [
        (
            (re.match(r"#0:\d+(?:\[\w+\])?(?:\((\w+)\))?:", each) or [None, None])[1],
            re.search(r": (Video|Audio|Subtitle): (\w+)", each).groups(),
            (re.search(r"(?:title|handler_name) +: (.*)", each) or [None, None])[1],
        )
        for each in found
    ]


@pytest.mark.parametrize(
    ("ending", "subtitles"),
    [
        (
            "mkv",
            [
                ("chi", ("Subtitle", "subrip"), "中文（简体）"),
                ("eng", ("Subtitle", "subrip"), "English"),
                ("por", ("Subtitle", "subrip"), "Português (Brasil)"),
                ("chi", ("Subtitle", "ass"), "中文（简体） + English"),
            ],
        ),
        (
            "mp4",
            [
                ("zho", ("Subtitle", "mov_text"), "中文（简体）"),
                ("eng", ("Subtitle", "mov_text"), "English"),
                ("por", ("Subtitle", "mov_text"), "Português (Brasil)"),
                ("zho", ("Subtitle", "mov_text"), "中文（简体） + English"),
            ],
        ),
    ],
)
def test_tracks_carry_their_languages(ending, subtitles, show, ffmpeg, tmp_path):
    out = tmp_path / "new" / f"out.{ending}"
    video.soft(ffmpeg, show, [CHINESE, ENGLISH, BRAZIL, BOTH], out)
    found = streams(ffmpeg, out)
    assert [kind for _, (kind, _), _ in found[:2]] == ["Video", "Audio"]
    assert found[2:] == subtitles
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    back = make(ffmpeg, tmp_path / "back.srt", "-i", str(out), "-map", "0:s:0").read_text(encoding="utf-8")
    assert back.startswith("1\n00:00:00,500 --> 00:00:01,500\n家人们")


def test_subtitles_that_the_show_had_come_after_ours(show, ffmpeg, tmp_path):
    video.soft(ffmpeg, show, [BRAZIL], tmp_path / "one.mkv")
    video.soft(ffmpeg, tmp_path / "one.mkv", [ENGLISH], tmp_path / "two.mkv")
    assert [language for language, _, _ in streams(ffmpeg, tmp_path / "two.mkv")[2:]] == ["eng", "por"]


@pytest.mark.parametrize("ending", ["mkv", "mp4"])
def test_the_same_in_gives_the_same_bytes_out(ending, show, ffmpeg, tmp_path):
    for name in ("one", "two"):
        video.soft(ffmpeg, show, [CHINESE, ENGLISH], tmp_path / f"{name}.{ending}")
    assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_a_track_without_cues_is_still_a_track(show, ffmpeg, tmp_path):
    video.soft(ffmpeg, show, [Track("en", ())], tmp_path / "out.mkv")
    assert streams(ffmpeg, tmp_path / "out.mkv")[2][0] == "eng"


def test_nothing_is_overwritten_unasked(show, ffmpeg, tmp_path):
    out = tmp_path / "out.mkv"
    out.write_text("mine")
    with pytest.raises(ConfigError, match="--overwrite"):
        video.soft(ffmpeg, show, [ENGLISH], out)
    with pytest.raises(ConfigError, match="--overwrite"):
        video.burn(ffmpeg, show, ENGLISH, out)
    assert out.read_text() == "mine"
    video.soft(ffmpeg, show, [ENGLISH], out, overwrite=True)
    assert len(streams(ffmpeg, out)) == 3


def test_what_cannot_be_read_leaves_nothing(ffmpeg, tmp_path):
    (tmp_path / "text.mp4").write_text("this is no film\n")
    with pytest.raises(InputError, match="is not media"):
        video.soft(ffmpeg, tmp_path / "text.mp4", [ENGLISH], tmp_path / "out.mkv")
    with pytest.raises(ConfigError, match=r"\.mkv or \.mp4"):
        video.soft(ffmpeg, tmp_path / "text.mp4", [ENGLISH], tmp_path / "out.avi")
    assert [path.name for path in tmp_path.iterdir()] == ["text.mp4"]


def lit(ffmpeg, path, at):
    """How many pixels of the lower half are not black at a time in seconds."""
    raw = subprocess.run(
        [
            ffmpeg,
            "-v",
            "error",
            "-ss",
            str(at),
            "-i",
            path,
            "-frames:v",
            "1",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "gray",
            "-",
        ],
        capture_output=True,
        check=True,
        timeout=30,
    ).stdout
    return int((np.frombuffer(raw, np.uint8).reshape(180, 320)[90:] > 100).sum())


def test_burnt_text_is_in_the_picture_while_it_is_said(show, ffmpeg, tmp_path):
    try:
        find_fonts("家人们", "zh-Hans")
    except ProgramMissing:
        pytest.skip("no Chinese font: apt install fonts-noto-cjk")
    out = tmp_path / "it's burnt.mp4"
    fonts = video.burn(ffmpeg, show, BOTH, out)
    assert fonts[0].letters({ord(c) for c in "家人们"}) == {ord(c) for c in "家人们"}
    assert (lit(ffmpeg, out, 0.2), lit(ffmpeg, out, 1.7)) == (0, 0)
    assert lit(ffmpeg, out, 1.0) > 60
    assert [kind for _, (kind, _), _ in streams(ffmpeg, out)] == ["Video", "Audio"]
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_letters_that_no_font_has_are_refused_before_anything_is_made(show, ffmpeg, tmp_path):
    track = Track("en", (Cue(0, 1000, ("\ue123",)),))
    with pytest.raises(ProgramMissing, match=r"U\+E123"):
        video.burn(ffmpeg, show, track, tmp_path / "out.mp4")
    assert list(tmp_path.iterdir()) == []


def test_pictures_alone_can_be_muxed(ffmpeg, tmp_path):
    silent = make(ffmpeg, tmp_path / "silent.mp4", *picture(1), *X264)
    video.soft(ffmpeg, silent, [ENGLISH], tmp_path / "out.mp4")
    assert [kind for _, (kind, _), _ in streams(ffmpeg, tmp_path / "out.mp4")] == ["Video", "Subtitle"]
