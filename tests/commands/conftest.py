"""Recordings for the commands: a cut of the sample show, and files with which something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.media import make

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def media(ffmpeg: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """cut.mp4 (12 s of the sample show, three lines), short.mp4 (6 s, one), and files that cannot be read."""
    folder = tmp_path_factory.mktemp("media")
    for name, seconds in (("cut.mp4", "12"), ("short.mp4", "6")):
        make(ffmpeg, folder / name, "-t", seconds, "-i", str(ROOT / "examples" / "show.mp4"), "-c", "copy")
    make(ffmpeg, folder / "mute.mp4", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=10:d=2")
    make(ffmpeg, folder / "silence.wav", "-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono", "-t", "3")
    (folder / "empty").mkdir()
    (folder / "text.mp4").write_text("this is no film\n")
    return folder
