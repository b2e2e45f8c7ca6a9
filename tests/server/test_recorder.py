"""Files of served streams: none written over, none missing a line, and none in the way of the stream."""

from __future__ import annotations

from pathlib import Path

import pysubs2
import pytest
import webvtt

from pipeline.server.recorder import Recorder
from pipeline.types import Caption, Segment, Shown


def said(text: str, start: int, language: str = "en", final: bool = True) -> Shown:
    caption = Caption(start, 0, language, start, start + 1000, (text,), final, 0, final)
    return Shown(caption, Segment(start, start, start + 1000, "你好", final, 0))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def texts(path: Path) -> list[str]:
    if path.suffix == ".vtt":
        return [caption.text for caption in webvtt.read(str(path))]
    return [event.plaintext for event in pysubs2.load(str(path))]


def test_each_language_from_its_first_caption_on(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, "show")
    recorder.write(said("no", 0, final=False))
    assert names(tmp_path) == []
    recorder.write(said("one", 1000))
    recorder.write(said("uno", 1000, "es"))
    recorder.write(said("two", 2000))
    recorder.close()
    assert names(tmp_path) == ["show.en.srt", "show.en.vtt", "show.es.srt", "show.es.vtt"]
    assert texts(tmp_path / "show.en.srt") == texts(tmp_path / "show.en.vtt") == ["one", "two"]


def test_the_next_stream_of_that_name_has_files_of_its_own(tmp_path: Path) -> None:
    for text in ("one", "two", "three"):
        recorder = Recorder(tmp_path, "show")
        recorder.write(said(text, 0))
        recorder.close()
    Recorder(tmp_path, "show-case").write(said("other", 0))
    assert [texts(tmp_path / f"{name}.en.srt") for name in ("show", "show-2", "show-3", "show-case")] == [
        *(["one"], ["two"], ["three"], ["other"])
    ]


def test_a_restart_goes_on_and_repeats_nothing(tmp_path: Path) -> None:
    before = Recorder(tmp_path, "show")
    before.write(said("one", 1000))
    before.write(said("two", 2000))
    after = Recorder(tmp_path, "show", resumed=True)  # the one before was killed
    for text, start in (("one", 1000), ("two", 2000), ("three", 3000)):
        after.write(said(text, start))
    after.close()
    assert texts(tmp_path / "show.en.srt") == ["one", "two", "three"]
    assert names(tmp_path) == ["show.en.srt", "show.en.vtt"]


def test_where_the_time_begins_anew_so_do_the_files(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, "show")
    recorder.write(said("late", 3_600_000))
    recorder.write(said("tarde", 3_600_000, "es"))
    recorder.write(said("new", 0))
    recorder.write(said("nuevo", 0, "es"))
    recorder.close()
    assert texts(tmp_path / "show.es.srt") == ["tarde"]
    assert texts(tmp_path / "show-2.es.srt") == ["nuevo"]


def test_a_folder_that_cannot_be_written_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    recorder = Recorder(tmp_path / "file", "show")
    recorder.write(said("one", 0))
    recorder.write(said("two", 1000))
    recorder.close()
    assert capsys.readouterr().out.count("recording fails") == 1
