"""`zimu live` as a shell runs it: a file at its own pace, a publisher, Ctrl-C, and input that is bad."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pysubs2
import pytest
import webvtt

from tests.commands.programs import MAIN, assert_one_line, error_lines, interrupt, running, until, zimu
from tests.ingest.test_reader_streams import free_port, publishing

pytestmark = [pytest.mark.weights, pytest.mark.ffmpeg]
FILES = ["show.zh-Hans.srt", "show.zh-Hans.vtt", "show.zh-Hant.srt", "show.zh-Hant.vtt"]
CHINESE = ("--to", "zh-Hant", "--out", "out", "--name", "show")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def assert_whole(folder: Path) -> None:
    assert names(folder) == FILES
    for language, word in (("zh-Hans", "欢迎"), ("zh-Hant", "歡迎")):
        srt = pysubs2.load(str(folder / f"show.{language}.srt"))
        assert len(srt) == len(webvtt.read(str(folder / f"show.{language}.vtt"))) >= 1
        assert word in srt[0].text


def test_a_file_at_its_own_pace(media: Path, tmp_path: Path) -> None:
    done = zimu("live", media / "short.mp4", *CHINESE, "--json", "--trace", "trace.jsonl", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert_whole(tmp_path / "out")
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    assert {message["lang"] for message in messages} == {"zh-Hans", "zh-Hant"}
    assert any(not message["final"] for message in messages)
    assert [message["seq"] for message in messages] == list(range(1, len(messages) + 1))
    events = [json.loads(line) for line in (tmp_path / "trace.jsonl").read_text().splitlines()]
    heard = [event for event in events if event["event"] == "heard"]
    assert heard[-1]["at"] - heard[0]["at"] > 3  # 6 s of sound, the beginning as fast as it can
    assert "wrote out/show.zh-Hans.srt" in done.stderr
    again = zimu("live", media / "short.mp4", *CHINESE, folder=tmp_path)
    assert again.returncode == 2
    assert len(again.stderr.splitlines()) == 1  # said before any model is opened
    assert "is there already" in again.stderr
    assert_whole(tmp_path / "out")


def test_a_publisher_comes_and_goes(ffmpeg: str, media: Path, tmp_path: Path) -> None:
    url = f"rtmp://127.0.0.1:{free_port()}/live/show"
    arguments = ["-i", str(media / "short.mp4"), "-c", "copy", "-f", "flv"]
    with (
        running("live", url, "--listen", *CHINESE[:-2], folder=tmp_path) as process,
        publishing(ffmpeg, url, *arguments, tries=200),
    ):
        said = until(process, "waiting for a publisher at rtmp://127.0.0.1")
        assert process.stderr is not None
        said += process.stderr.read()
        assert process.wait(60) == 0, said
    assert_whole(tmp_path / "out")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_ctrl_c_finishes_the_files(number: signal.Signals, media: Path, tmp_path: Path) -> None:
    with running("live", media / "cut.mp4", *CHINESE, folder=tmp_path) as process:
        said = until(process, "zh-Hans  ")
        process.send_signal(number)
        assert process.stderr is not None
        said += process.stderr.read()
        assert process.wait(60) == 0, said
    assert "Traceback" not in said
    assert "wrote out/show.zh-Hans.srt" in said
    assert_whole(tmp_path / "out")


@pytest.mark.parametrize("times", [1, 2])
def test_a_wait_for_a_publisher_can_be_ended(times: int, tmp_path: Path) -> None:
    """The signal may come just before or after the program is ready for it: both end it in good order."""
    url = f"rtmp://127.0.0.1:{free_port()}/live/show"
    with running("live", url, "--listen", *CHINESE, folder=tmp_path) as process:
        said = until(process, "waiting for a publisher")
        for _ in range(times):
            interrupt(process)
        assert process.stderr is not None
        said += process.stderr.read()
        assert process.wait(60) in (0, 130), said
    assert "Traceback" not in said
    assert names(tmp_path / "out") == FILES


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["none.mp4"], 1, "'none.mp4': no such file"),
        (["."], 2, "is a directory"),
        (["text.mp4"], 2, "text.mp4: is not media"),
        (["mute.mp4"], 2, "mute.mp4: has no audio track"),
        (["gopher://localhost/show"], 2, "not an allowed source"),
        (["short.mp4", "--listen"], 2, "can listen"),
        (["http://127.0.0.1:9/show.flv", "--listen"], 2, "cannot listen"),
        (["short.mp4", "--to", "qqq"], 2, "unknown language 'qqq'"),
        (["short.mp4", "--to", "sw"], 4, "sw: no model translates into it"),
        (["short.mp4", "--ws", "0.0.0.0:1"], 2, "only this machine"),
        (["short.mp4", "--ws", "x"], 2, "give a port"),
        (["short.mp4", "--trace", "/dev/null/x"], 1, "--trace /dev/null/x"),
        (["short.mp4", "--trace", "/dev/full"], 1, "cannot write the trace"),
        (["short.mp4", "--out", "/dev/null"], 1, "cannot write /dev/null"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_bad_input_is_one_line_and_a_code_and_costs_no_file(
    arguments: list[str], code: int, says: str, media: Path
) -> None:
    before = contents(media)
    to = [] if "--to" in arguments else ["--to", "zh-Hant"]
    done = zimu("live", *arguments, *to, folder=media)
    assert_one_line(done, code, says)
    assert contents(media) == before


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("source", ["text.mp4", "mute.mp4"])
def test_overwrite_costs_nothing_where_the_source_is_bad(source: str, media: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in FILES:
        (tmp_path / "out" / name).write_text("mine")
    done = zimu("live", media / source, *CHINESE, "--overwrite", folder=tmp_path)
    assert done.returncode == 2
    assert {(tmp_path / "out" / name).read_text() for name in FILES} == {"mine"}


def test_a_full_disk_ends_the_stream_and_says_so(media: Path, tmp_path: Path) -> None:
    """A limit of 0 on the size of files stands for a full disk."""
    limited = ["sh", "-c", 'ulimit -f 0; exec "$@"', "limited", *MAIN]
    done = zimu("live", media / "short.mp4", *CHINESE, folder=tmp_path, program=limited)
    assert done.returncode == 1
    assert error_lines(done)[-1].startswith("zimu: cannot write out/show.")
    assert "Traceback" not in done.stderr
