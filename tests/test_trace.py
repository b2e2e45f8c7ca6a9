"""Wall time beside the data: lags count from when the sound arrived, once a segment and language."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pipeline.errors import SinkError
from pipeline.ladder import Change, Step
from pipeline.trace import Trace
from pipeline.types import Caption, Segment, Shown


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def shown(
    id: int, end: int, *, language: str = "en", final: bool = True, words: bool = True, text: str = "hello"
) -> Shown:
    segment = Segment(id, end - 500, end, "你好", words, 1)
    lines = (text,) if text else ()
    caption = Caption(id, 0, language, end - 500, end + 900, lines, final, 1, words_final=words)
    return Shown(caption, segment)


def test_a_lag_runs_from_the_end_of_speech_as_it_arrived_to_the_words() -> None:
    clock = Clock()
    trace = Trace(clock)
    trace.heard(1000)  # at 100: media time 0 was at 99
    clock.now = 103.5
    trace.shown(shown(0, 2000, final=False, words=False))
    trace.shown(shown(0, 2000, final=False))  # spoken until 101
    clock.now = 110.0
    trace.shown(shown(0, 2000))  # only its end has changed
    assert trace.summary() == [("en", 1, 2.5, 2.5)]


def test_sound_that_comes_late_does_not_make_captions_look_fast() -> None:
    clock = Clock()
    trace = Trace(clock)
    trace.heard(1000)
    clock.now = 120.0
    trace.heard(2000)
    trace.shown(shown(0, 2000))
    assert trace.summary()[0][2] == 19.0


def test_a_caption_without_lines_has_no_lag() -> None:
    trace = Trace(Clock())
    trace.heard(1000)
    trace.shown(shown(0, 1000, text=""))
    assert trace.summary() == []


def test_the_summary_is_by_language() -> None:
    clock = Clock()
    trace = Trace(clock)
    trace.heard(0)
    for id in range(21):
        clock.now = 100 + id
        trace.shown(shown(id, 0))
        trace.shown(shown(id, 0, language="ru"))
    assert trace.summary() == [("en", 21, 10.0, 19.0), ("ru", 21, 10.0, 19.0)]


def test_each_event_is_one_line() -> None:
    stream, clock = io.StringIO(), Clock()
    trace = Trace(clock, stream)
    trace.heard(500)
    trace.skipped(500, 1500)
    trace.shown(shown(0, 500, final=False, words=False, text="你\n好"))
    trace.shown(shown(0, 500, final=False))
    trace.shown(shown(0, 500))
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["heard", "skipped", "draft", "words", "final"]
    assert lines[2]["text"] == "你\n好"
    assert lines[3]["lag"] == 0.0
    assert trace.skipped_ms == 1000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full to stand for a full disk")
def test_a_full_disk_is_an_error_that_says_so() -> None:
    stream = open("/dev/full", "w")  # noqa: PTH123, SIM115 (closing it fails too)
    with pytest.raises(SinkError, match="trace"):
        Trace(Clock(), stream).heard(1)
    with pytest.raises(OSError):
        stream.close()


def test_what_a_language_loses_and_gives_up_is_traced_and_counted() -> None:
    stream = io.StringIO()
    trace = Trace(Clock(), stream)
    trace.failing("fr", "fake: down")
    trace.lost(Segment(7, 100, 900, "好", True, 1), "fr", "fake: down")
    trace.failing("fr", "")
    trace.stepped(Change("de", Step.JOINED, Step.SHED, 15_000, Step.SOURCE_ONLY))
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(event["event"], event["language"]) for event in events] == [
        ("failing", "fr"), ("lost", "fr"), ("back", "fr"), ("step", "de")
    ]  # fmt: skip
    assert (events[1]["segment"], events[1]["reason"]) == (7, "fake: down")
    assert (events[3]["step"], events[3]["stream"], events[3]["behind_ms"]) == ("shed", "source_only", 15_000)
    assert trace.losses == {"fr": 1} and trace.step == Step.SOURCE_ONLY
