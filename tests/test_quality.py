"""The sample show through the real models: what is heard, when it is shown, and live beside recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pysubs2
import pytest

from benchmarks.cer import errors
from benchmarks.data import Line, Show
from benchmarks.recordings.figures import late_cues
from pipeline import config, loaded
from pipeline.board import Board
from pipeline.ingest.reader import open_audio
from pipeline.ingest.source import parse_source
from pipeline.loaded import Loaded
from pipeline.recorded import recorded
from pipeline.session import Ear
from pipeline.speech.gate import Gate
from pipeline.types import Audio, Caption, Cue, Gap, Segment

pytestmark = [pytest.mark.weights, pytest.mark.ffmpeg]

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
CONFIG = config.load(environ={})
LIVE_MS = 58_500
"""Between two lines of the show."""


@pytest.fixture(scope="module")
def models() -> Iterator[Loaded]:
    with loaded.load(config.load(), ("zh-Hans",)) as models:
        yield models


@pytest.fixture(scope="module")
def sound() -> list[Audio | Gap]:
    with open_audio(parse_source(str(EXAMPLES / "show.mp4")), CONFIG.source) as reader:
        return list(reader)


@pytest.fixture(scope="module")
def captions(models: Loaded, sound: list[Audio | Gap]) -> list[Caption]:
    return [shown.caption for shown in recorded(sound, CONFIG, models) if shown.caption.final]


@pytest.fixture(scope="module")
def show() -> Show:
    lines = pysubs2.load(str(EXAMPLES / "show.zh-Hans.reference.srt"))
    return Show(
        "show", EXAMPLES, tuple(Line(line.start / 1000, line.end / 1000, line.text) for line in lines)
    )


def test_a_recording_is_heard_as_well_as_whisper_base_hears(captions: list[Caption], show: Show) -> None:
    """Plain faster-whisper makes 10 to 12 % errors on this show with the same weights."""
    assert errors(show.transcript, "".join(c.text for c in captions)).rate < 0.11


def test_nine_captions_in_ten_start_with_their_sound(captions: list[Caption], show: Show) -> None:
    late = late_cues(show.lines, [Cue(c.start, c.end, c.lines) for c in captions])
    assert len(late) >= 20
    assert sum(abs(ms) <= 300 for ms in late) >= 0.9 * len(late)


def test_live_says_what_a_recording_says(
    models: Loaded, sound: list[Audio | Gap], captions: list[Caption], show: Show
) -> None:
    gate, ear = Gate(models.vad, CONFIG.gate), Ear(CONFIG, models, Board(models.glossary))
    said = ""
    for item in sound:
        if item.start < LIVE_MS:
            for made in ear.push_many(list(gate.push(item))):
                said += made.text if isinstance(made, Segment) and made.final else ""
    for made in (*ear.push_many(list(gate.flush())), *ear.flush()):
        said += made.text if isinstance(made, Segment) and made.final else ""
    recorded_text = "".join(c.text for c in captions if c.start < LIVE_MS)
    spoken = "".join(line.text for line in show.lines if line.start < LIVE_MS / 1000)
    assert errors(recorded_text, said).rate < 0.15
    assert errors(spoken, said).rate < 0.15
