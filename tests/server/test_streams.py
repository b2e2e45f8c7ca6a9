"""What was on the air is on the air again after a restart, words and languages included."""

from __future__ import annotations

import json
import os
from pathlib import Path

import anyio
import pytest

from pipeline.config import Config
from pipeline.server.saved import forget_old
from pipeline.server.stream import Stream, Surroundings
from pipeline.server.streams import StayOptions, Streams
from pipeline.server.templates import Wanted
from tests.server.house import Clock, Feed, models

TSV = "zh\ten\n小黄车\tcart\n"


def kept(path: Path, most: int = 8) -> list[Wanted]:
    """What a restart finds, after streams a and b were started and changed if there was nothing."""
    clock, scripted, fresh = Clock(), models(), not path.exists()

    def opened(wanted: Wanted) -> Stream:
        around = Surroundings(scripted, Config, clock)
        return Stream(wanted, ("zh-Hans", *wanted.languages), Feed(None), around)

    async def main() -> list[Wanted]:
        async with anyio.create_task_group() as group:
            streams = Streams(group, opened, lambda: most, lambda: StayOptions(30, 300, 60), clock, path)
            streams.restore()
            if fresh:
                for name in "abc":
                    streams.start(Wanted(name, "live", f"http://h/{name}.m3u8", "", ("en",)))
                streams.get("a").speak(("zh-Hans", "es"))
                streams.get("a").put("show", TSV)
                streams.get("a").put("item", TSV)
                streams.changed()
                streams.end("c")
            await streams.save()
            found = [stream.wanted for stream in streams]
            assert all(stream.board.now.terms for stream in streams if stream.wanted.item)
            streams.end_all()
            return found

    return anyio.run(main)


def test_a_restart_finds_its_streams(tmp_path: Path) -> None:
    path = tmp_path / "state" / "streams.json"
    kept(path)
    a, b = kept(path)
    assert (a.name, a.app, a.hls, a.show, a.item) == ("a", "live", "http://h/a.m3u8", TSV, TSV)
    assert a.languages == ("zh-Hans", "es")
    assert (b.name, b.languages) == ("b", ("en",))
    assert a.resumed and b.resumed
    assert [each.name for each in kept(path, most=1)] == ["a"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "[1]", '[{"name": "a"}]', '[{"nme": 1, "languages": []}]', "null"]
)
def test_a_file_that_is_none_keeps_nobody_from_starting(tmp_path: Path, text: str) -> None:
    path = tmp_path / "streams.json"
    path.write_text(text)
    assert kept(path) == []


def test_a_folder_that_cannot_be_written_costs_only_the_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert [each.name for each in kept(tmp_path / "file" / "streams.json")] == ["a", "b", "c"]
    assert "streams not saved" in capsys.readouterr().out


def test_names_in_the_file_are_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "streams.json"
    row = {
        "name": "../x",
        "app": "",
        "hls": "",
        "source": "rtmp://h/x",
        "languages": [],
        "show": "",
        "item": "",
    }
    path.write_text(json.dumps([row]))
    assert kept(path) == []


def test_journals_that_nobody_needs_are_deleted(tmp_path: Path) -> None:
    path = tmp_path / "streams.json"
    for name in ("streams.json", "old.json", "new.json", "old.txt"):
        (tmp_path / name).touch()
        if not name.startswith("new"):
            os.utime(tmp_path / name, (1000, 1000))
    forget_old(path, lambda: (tmp_path / "new.json").stat().st_mtime + 60)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["new.json", "old.txt", "streams.json"]
