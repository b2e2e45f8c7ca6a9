"""A whole run with scripted models: what is reported, what is logged, what all of it adds up to."""

from __future__ import annotations

import json
import threading
import time
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks import table
from benchmarks.data import Clip
from benchmarks.delays import Sounding
from benchmarks.ears import Ears
from benchmarks.events import parse
from benchmarks.logs import Logs
from benchmarks.measure import Plan, measure
from benchmarks.metrics import score, summary
from benchmarks.stream import Leaping, named
from benchmarks.together import PAUSE_MS, Interrupted, Real, together
from models.errors import InferenceFailed
from models.fake import FakeRecogniser, FakeVad, Line, sound
from models.types import Samples, Word
from pipeline.config import Config
from pipeline.errors import ConfigError, SinkError

pytestmark = pytest.mark.ffmpeg

SCRIPT = [Line(600 + 200 * n, 800 + 200 * n, text) for n, text in enumerate("今天的天气真不错啊")]
LENGTH = 3200


class Hears(FakeRecogniser):
    def align(self, samples: Samples, text: str) -> Sequence[Word]:
        return self(samples).words


@pytest.fixture
def ears() -> Ears:
    return Ears(Hears(SCRIPT, unsure=300), FakeVad(0.0001), Config())


@pytest.fixture
def clips(tmp_path: Path) -> list[Clip]:
    """One that is said as it is written, one in another language, one in which nobody should have spoken."""
    path = tmp_path / "sound.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((sound(SCRIPT, LENGTH) * 32768).astype("<i2").tobytes())
    return [
        Clip("good", path, "今天的天气真不错啊", kind="read"),
        Clip("other", path, "nice weather", "en", kind="read"),
        Clip("quiet", path, "", kind="noise"),
    ]


def run(ears: Ears, clips: list[Clip], folder: Path | None = None, shifts: int = 1) -> Any:
    plan = Plan(named("", Config()), time.process_time, shifts)
    return measure(clips, plan, ears, Logs(folder, {"zimu": "x"}), lambda line: None)


def test_every_replay_is_reported_and_the_total_is_of_all(ears: Ears, clips: list[Clip]) -> None:
    report = run(ears, clips, shifts=2)
    streams = {(each["id"], each["shift_ms"]): each for each in report["streams"]}
    shift = ears.config.policy.step_ms // 2
    assert list(streams) == [(clip.id, by) for clip in clips for by in (0, shift)]
    good = streams["good", 0]
    assert (good["cer"], good["characters"], good["invented_words"]) == (0.0, 9, 0)
    assert good["first_draft_found"] == 1.0
    assert 0 < good["first_draft_p50"] <= good["commit_p50"] <= good["commit_p95"] < 2
    assert streams["other", 0]["cer"] is streams["other", 0]["commit_p50"] is None
    assert streams["quiet", shift]["invented_words"] == 9
    total = report["total"]
    assert (total["characters"], total["invented_words"]) == (18, 18)
    assert total["seconds"] == pytest.approx(6 * LENGTH / 1000)
    assert total["peak_memory_mb"] > 10
    assert [each["shift_ms"] for each in report["per_shift"]] == [0, shift]
    assert {each["kind"]: each["invented_words"] for each in report["per_kind"]} == {"read": 0, "noise": 18}


def test_a_log_gives_the_same_figures_again(ears: Ears, clips: list[Clip], tmp_path: Path) -> None:
    report = run(ears, clips[:1], tmp_path / "new" / "logs", shifts=2)
    shift = ears.config.policy.step_ms // 2
    names = sorted(path.name for path in (tmp_path / "new" / "logs").iterdir())
    assert names == sorted([f"good+{shift}.jsonl", "good.jsonl"])
    for name, stream in zip(("good.jsonl", f"good+{shift}.jsonl"), report["streams"], strict=True):
        lines = (tmp_path / "new" / "logs" / name).read_text(encoding="utf-8").splitlines()
        first, last = json.loads(lines[0]), json.loads(lines[-1])
        assert first["signature"] == {"zimu": "x"}
        letters = [Sounding(*letter) for letter in last["letters"]]
        again = summary(score(parse(lines), first["transcript"], letters, first["seconds"]))
        assert stream == {key: stream[key] for key in ("id", "kind", "lang", "shift_ms")} | again


def test_logs_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SinkError, match="--log"):
        Logs(tmp_path / "file", {})


def test_tables_have_a_row_each_or_one_a_kind(ears: Ears, clips: list[Clip]) -> None:
    by = f"{ears.config.policy.step_ms // 2} ms"
    few = table.streams(run(ears, clips, shifts=2)).splitlines()
    assert [row.split(" | ")[0] for row in few[2:-2]] == [
        *("| good", f"| good +{by}", "| other", f"| other +{by}", "| quiet", f"| quiet +{by}"),
        *("| all, shifted by 0 ms", f"| all, shifted by {by}", "| all"),
    ]
    many = table.streams(run(ears, clips, shifts=5)).splitlines()
    assert [row.split(" | ")[0] for row in many[2:4]] == ["| all read", "| all noise"]
    assert len({row.count("|") for row in few[:-2]}) == 1


def test_a_recording_is_as_long_as_it_lasts(ears: Ears, clips: list[Clip]) -> None:
    assert len(ears.sound(clips[0].path)) == LENGTH * 16


def at_once(clips: list[Clip], count: int, ears: Ears) -> Any:
    """On virtual clocks: nothing is waited for."""

    def leaping(stop: threading.Event) -> Leaping:
        return Leaping(time.perf_counter)

    return together(clips, count, named("", Config()), ears, lambda line: None, leaping)


def test_streams_at_once_each_hear_their_own_sound(ears: Ears, clips: list[Clip]) -> None:
    report = at_once(clips, 2, ears)
    one, two = report["streams"]
    assert (one["clips"], two["clips"]) == (["good"], ["quiet"])  # the other language is left out
    assert one["cer"] == 0.0
    assert 0 < one["commit_p50"] < 3
    assert two["cer"] is None
    assert one["cpu_per_audio_s"] is None
    assert report["total"]["cpu_per_audio_s"] > 0
    assert report["behind"] == []
    assert "No stream fell behind." in table.together(report)
    assert "Fell behind: 2." in table.together(report | {"behind": [2]})


def test_more_streams_than_clips_play_them_again(ears: Ears, clips: list[Clip]) -> None:
    report = at_once(clips[:1], 3, ears)
    assert [each["clips"] for each in report["streams"]] == [["good"]] * 3
    assert [each["cer"] for each in report["streams"]] == [0.0] * 3


def test_clips_of_one_stream_are_joined_with_a_pause(ears: Ears, clips: list[Clip]) -> None:
    again = Clip("again", clips[0].path, clips[0].transcript)
    (stream,) = at_once([clips[0], again], 1, ears)["streams"]
    assert stream["clips"] == ["good", "again"]
    assert (stream["cer"], stream["characters"]) == (0.0, 18)
    assert stream["seconds"] == pytest.approx(2 * (LENGTH + PAUSE_MS) / 1000)
    assert stream["commit_p95"] < 3


def test_a_stream_that_fails_ends_the_others(clips: list[Clip]) -> None:
    """In real time: had the other one gone on, it would have played for half a minute."""
    recognise = Hears(SCRIPT, failing=[0])
    ears = Ears(recognise, FakeVad(0.0001), Config())
    long = clips[:1] * 16
    with pytest.raises(InferenceFailed, match="scripted to fail"):
        together(long, 2, named("", Config()), ears, lambda line: None)
    assert len(recognise.windows) < 8


def test_the_real_clock_waits_until_it_is_stopped() -> None:
    stop = threading.Event()
    clock = Real(stop)
    clock.wait_until(0.01)
    assert clock.now() >= 0.01
    clock.wait_until(0.0)  # long past
    stop.set()
    with pytest.raises(Interrupted):
        clock.wait_until(1000.0)


def test_no_clip_in_mandarin(ears: Ears, clips: list[Clip]) -> None:
    with pytest.raises(ConfigError, match="no clip in Mandarin"):
        at_once(clips[1:2], 2, ears)
