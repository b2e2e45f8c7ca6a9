"""Cuts of the picture, found by ffmpeg."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import InputUnsupported, ProgramMissing
from pipeline.shots import find_shots, shots_command
from tests.ingest.media import X264, make


@pytest.fixture(scope="module")
def cuts(ffmpeg, tmp_path_factory):
    """Red for two seconds, blue for one, green for one."""
    inputs = []
    for color, seconds in (("red", 2), ("blue", 1), ("lime", 1)):
        inputs += ["-f", "lavfi", "-i", f"color={color}:s=64x64:r=25:d={seconds}"]
    path = tmp_path_factory.mktemp("cuts") / "it's [1], a 100% cut:.mp4"
    return make(ffmpeg, path, *inputs, "-filter_complex", "concat=n=3", *X264)


@pytest.mark.ffmpeg
def test_every_cut_is_found_at_its_frame(cuts, ffmpeg):
    assert find_shots(ffmpeg, cuts) == [2000, 3000]


@pytest.mark.ffmpeg
def test_sound_has_no_shots_and_text_is_no_film(ffmpeg, tmp_path):
    sound = make(ffmpeg, tmp_path / "a.wav", "-f", "lavfi", "-i", "anullsrc=r=16000", "-t", "1")
    assert find_shots(ffmpeg, sound) == []
    (tmp_path / "text.mp4").write_text("this is no film\n")
    with pytest.raises(InputUnsupported, match=r"text\.mp4: its picture cannot be read: .*without --shots"):
        find_shots(ffmpeg, tmp_path / "text.mp4")


def test_the_command_reads_this_file_and_no_other_protocol():
    command = shots_command("ffmpeg", Path("show.mp4"))
    assert command[command.index("-i") + 1] == "file:show.mp4"
    assert command[command.index("-protocol_whitelist") + 1] == "file"
    assert "scdet" in " ".join(command)


def test_a_program_that_is_not_there_is_said():
    with pytest.raises(ProgramMissing, match="cannot be run"):
        find_shots("/no/such/ffmpeg", Path("show.mp4"))
