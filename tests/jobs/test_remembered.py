"""What a journal gives back is what was answered; whatever changes an answer changes its key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import types as hearing
from models.fake import FakeTranslator
from models.mt.types import Answer, Request
from models.types import Transcript, Word
from pipeline.jobs.journal import Journal
from pipeline.jobs.remembered import (
    RememberedRecogniser,
    RememberedTranslator,
    answers,
    remembered_shots,
    transcript,
)
from tests.scripted import Hears, spoken

SOUND = spoken(0, 1).samples


def test_the_same_is_heard_once_and_alike(tmp_path: Path) -> None:
    with Journal(tmp_path / ".j") as journal:
        first = RememberedRecogniser(Hears(), journal, "a")(SOUND, prompt="你", thorough=True)
    hears = Hears()
    with Journal(tmp_path / ".j") as journal:
        again = RememberedRecogniser(hears, journal, "a")(SOUND, prompt="你", thorough=True)
    assert again == first == Hears()(SOUND)
    assert hears.calls == 0


def test_of_a_batch_only_what_is_new_is_heard_however_it_was_batched(tmp_path: Path) -> None:
    sounds = [spoken(0, line).samples for line in (1, 2, 3)]
    asked = [hearing.Request(sound, thorough=True) for sound in sounds]
    with Journal(tmp_path / ".j") as journal:
        RememberedRecogniser(Hears(), journal, "a").hear([asked[2], asked[0]])
    hears = Hears()
    with Journal(tmp_path / ".j") as journal:
        found = RememberedRecogniser(hears, journal, "a").hear(asked)
    assert found == [Hears()(sound) for sound in sounds]
    assert hears.calls == 1


CHANGES: list[dict[str, Any]] = [
    {"prompt": "们"},
    {"prefix": "你"},
    {"thorough": False},
    {"samples": SOUND[:-16]},
    {"samples": SOUND + np.float32(1e-6)},
    {"fingerprint": "b"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: "-".join(change))
def test_another_call_is_made(tmp_path: Path, change: dict[str, Any]) -> None:
    call = {"samples": SOUND, "prefix": "", "prompt": "你", "thorough": True, "fingerprint": "a"}
    hears = Hears()
    for each in (call, call | change):
        with Journal(tmp_path / ".j") as journal:
            asked = dict(each)
            remembered = RememberedRecogniser(hears, journal, asked.pop("fingerprint"))
            remembered(asked.pop("samples"), **asked)
    assert hears.calls == 2


def test_lines_are_remembered_with_those_they_were_asked_with(tmp_path: Path) -> None:
    one, two = Request("你好", "en"), Request("再见", "en")
    engine = FakeTranslator()
    for asked in ([one, two], [one, two], [one], [two, one], [replace(one, facts=(("99", "99"),)), two]):
        with Journal(tmp_path / ".j") as journal:
            made = RememberedTranslator(engine, journal, "a")(asked)
        assert made == FakeTranslator()(asked)
    assert engine.batches.count([one, two]) == 1
    assert len(engine.batches) == 4


def test_closing_it_leaves_the_engine_open(tmp_path: Path) -> None:
    engine = FakeTranslator()
    with Journal(tmp_path / ".j") as journal:
        RememberedTranslator(engine, journal, "a").close()
    assert not engine.closed


def test_the_cuts_of_a_picture_are_looked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []

    def find(program: str, show: Path) -> list[int]:
        asked.append(show)
        return [1000, 2000]

    monkeypatch.setattr("pipeline.jobs.remembered.find_shots", find)
    show = tmp_path / "show.mp4"
    for content in (b"1", b"1", b"22"):
        if not show.exists() or show.read_bytes() != content:
            show.write_bytes(content)
        with Journal(tmp_path / ".j") as journal:
            assert remembered_shots("ffmpeg", show, journal) == [1000, 2000]
    assert len(asked) == 2


WORD = [0, 5, "你", 0.5]
GOOD = [-0.1, 0.0, [WORD]]
BAD: list[Any] = [
    None,
    1,
    {},
    [],
    [GOOD],
    [-0.1, 0.0],
    [float("nan"), 0.0, []],
    ["-0.1", 0.0, []],
    [-0.1, 0.0, [[5, 0, "你", 0.5]]],
    [-0.1, 0.0, [[0, 5, 7, 0.5]]],
    [-0.1, 0.0, [[0, 5, "你", 7.5]]],
    [-0.1, 0.0, {"0": WORD}],
]


@pytest.mark.parametrize("value", BAD, ids=repr)
def test_what_is_no_transcript_is_none(value: Any) -> None:
    assert transcript(GOOD) == Transcript((Word(0, 5, "你", 0.5),), -0.1, 0.0)
    assert transcript(value) is None


@pytest.mark.parametrize("value", [None, [], [["a"]], [[1, None, "x"]], [["a", float("inf"), "x"]], ["abc"]])
def test_what_is_no_answer_is_none(value: Any) -> None:
    assert answers([["a", None, "x"]], 1) == [Answer("a", None, "x")]
    assert answers(value, 1) is None


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=12))
def test_whatever_json_says_is_no_error(value: Any) -> None:
    assert transcript(value) is None or isinstance(value, list)
    assert len(answers(value, 1) or [""]) == 1
