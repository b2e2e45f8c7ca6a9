"""`zimu bench stream` as a shell runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.stream import named
from pipeline.config import Config
from tests.commands.programs import assert_one_line, zimu

HEADER = "id\tpath\ttranscript\n"


def manifest(folder: Path, *rows: str) -> Path:
    path = folder / "clips.tsv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.weights
@pytest.mark.ffmpeg
def test_a_stream_is_measured(media: Path, tmp_path: Path) -> None:
    clips = manifest(
        tmp_path,
        f"cut\t{media / 'cut.mp4'}\t家人们晚上好，欢迎来到我们的直播间！",
        f"silence\t{media / 'silence.wav'}\t",
    )
    done = zimu(
        "bench", "stream", "--manifest", clips, "--json", "out.json", "--log", "logs", folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [each["id"] for each in report["streams"]] == ["cut", "silence"]
    total = report["total"]
    assert 0 < total["commit_p50"] < 3
    assert total["invented_words"] == 0
    assert total["normalised_erasure"] < 2
    signature = report["signature"]
    assert (signature["policy"], signature["clock"], signature["shifts"]) == (named("", Config()), "cpu", 1)
    assert signature["threads"] > 0
    assert signature["compute_type"] != "auto"
    assert sorted(path.name for path in (tmp_path / "logs").iterdir()) == ["cut.jsonl", "silence.jsonl"]
    rows = [line for line in done.stdout.splitlines() if line.startswith("|")]
    assert [row.split(" | ")[0] for row in rows[2:]] == ["| cut", "| silence", "| all"]
    assert "1/2 cut: 12 s, CER" in done.stderr


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--manifest", "none.tsv"], 2, "none.tsv: cannot be read"),
        (["--manifest", "bad.tsv"], 2, "bad.tsv: has no column transcript"),
        (["--manifest", "clips.tsv", "--only", "x,y"], 2, "--only x,y: no id"),
        (["--manifest", "clips.tsv", "--policy", "best"], 2, "--policy best: choose one of"),
        (["--manifest", "clips.tsv", "--set", "policy.x=1"], 2, "policy.x"),
        (["--manifest", "clips.tsv", "--json", "no/out.json"], 2, "--json no/out.json: give a file"),
        (["--manifest", "clips.tsv", "--together", "2", "--shifts", "2"], 2, "--together"),
        (["--manifest", "clips.tsv", "--log", "bad.tsv"], 2, "--log bad.tsv"),
        (["--manifest", "gone.tsv"], 1, "gone.wav': no such file"),
    ],
)
def test_what_is_wrong_is_one_line(arguments: list[str], code: int, says: str, tmp_path: Path) -> None:
    (tmp_path / "sound.wav").write_bytes(b"")
    manifest(tmp_path, "a\tsound.wav\t你好")
    (tmp_path / "gone.tsv").write_text(f"{HEADER}a\tgone.wav\t你好\n", encoding="utf-8")
    (tmp_path / "bad.tsv").write_text("id\tpath\na\tsound.wav\n", encoding="utf-8")
    assert_one_line(zimu("bench", "stream", *arguments, folder=tmp_path), code, says)


@pytest.mark.weights
@pytest.mark.ffmpeg
def test_sound_that_cannot_be_read(media: Path, tmp_path: Path) -> None:
    clips = manifest(tmp_path, f"text\t{media / 'text.mp4'}\t你好")
    assert_one_line(
        zimu("bench", "stream", "--manifest", clips, folder=tmp_path), 2, "text.mp4: is not media"
    )
