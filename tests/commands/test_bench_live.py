"""`zimu bench live`, `scale` and `score` as a shell runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.commands.programs import assert_one_line, zimu


@pytest.mark.weights
@pytest.mark.ffmpeg
def test_a_recording_is_played_and_its_log_scored_again(media: Path, tmp_path: Path) -> None:
    pytest.importorskip("sacrebleu", reason="sacrebleu is in the extra bench")
    shutil.copy(media / "short.mp4", tmp_path)
    said = "1\n00:00:01,000 --> 00:00:03,748\n家人们晚上好，欢迎来到我们的直播间！\n"
    (tmp_path / "short.zh.srt").write_text(said, encoding="utf-8")
    done = zimu(
        *("bench", "live", "short.mp4", "--to", "zh-Hant", "--clock", "cpu"),
        *("--log", "logs", "--json", "out.json"),
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    languages = report["total"]["languages"]
    assert list(languages) == ["zh-Hans", "zh-Hant"]
    assert all(row["lines"] and 0 < row["delay_p50"] < 10 for row in languages.values())
    assert report["signature"]["threads"] > 0
    again = zimu("bench", "score", "logs", "--json", "again.json", folder=tmp_path)
    assert again.stdout.strip() == done.stdout.strip()
    scored = json.loads((tmp_path / "again.json").read_text(encoding="utf-8"))["live"]
    assert scored["total"] == report["total"]


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["live"], 2, "name a SOURCE"),
        (["live", "gone.wav"], 1, "gone.wav': no such file"),
        (["live", "rtmp://host/app/key", "--clock", "cpu"], 2, "is live; play it with real"),
        (["live", "sound.wav", "--log", "sound.wav"], 2, "--log sound.wav: give a folder"),
        (["scale", "sound.wav", "--languages", "2", "--to", "en"], 2, "--languages 2: numbers up to 1"),
        (["score", "."], 2, "holds no logs"),
        (["score", "sound.wav"], 2, "is not a whole log"),
        (["all", "--into", "out", "--show", "gone.mp4"], 2, "--show gone.mp4: no such file"),
    ],
)
def test_what_is_wrong_is_one_line(arguments: list[str], code: int, says: str, tmp_path: Path) -> None:
    (tmp_path / "sound.wav").write_bytes(b"")
    assert_one_line(zimu("bench", *arguments, folder=tmp_path), code, says)
