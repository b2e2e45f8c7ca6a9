"""A journal gives back what was kept, whatever became of the file; nothing else, and never an error."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SinkError
from pipeline.jobs.journal import Journal, journal_path

KEPT = {f"key{n}": [n, "看这里。", [0.1 * n]] for n in range(6)}


def written(path: Path) -> bytes:
    with Journal(path) as journal:
        for key, value in KEPT.items():
            journal.keep(key, value)
    return path.read_bytes()


def test_what_was_kept_is_found_by_the_next(tmp_path: Path) -> None:
    path = journal_path("show", tmp_path / "new")
    written(path)
    with Journal(path) as journal:
        assert {key: journal.find(key) for key in KEPT} == KEPT
        assert journal.find("other") is None
        assert journal.recalled == len(KEPT)
        journal.remove()
    assert list(path.parent.iterdir()) == []


def test_a_journal_without_a_record_leaves_nothing(tmp_path: Path) -> None:
    with Journal(tmp_path / ".j"):
        pass
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=60)
@given(
    cut=st.integers(0, 400), flips=st.lists(st.tuples(st.integers(0, 399), st.integers(1, 255)), max_size=3)
)
def test_damage_costs_what_it_hits(tmp_path_factory: pytest.TempPathFactory, cut: int, flips: list) -> None:
    path = tmp_path_factory.mktemp("j") / ".j"
    good = written(path)
    bad = bytearray(good[:cut])
    for at, bits in flips:
        if at < len(bad):
            bad[at] ^= bits
    path.write_bytes(bytes(bad))
    with Journal(path) as journal:
        found = {key: journal.find(key) for key in KEPT}
        journal.keep("after", 1)
    lines = good.splitlines(keepends=True)
    for number, (key, value) in enumerate(KEPT.items()):
        whole = bytes(bad).find(lines[number]) >= 0
        assert found[key] in (value, None)
        start = sum(map(len, lines[:number]))
        untouched = bytes(bad[start : start + len(lines[number])]) == lines[number]
        split = any(at == start - 1 for at, _ in flips)  # the line break before it is gone
        if untouched and whole and not split:
            assert found[key] == value
    with Journal(path) as journal:
        assert journal.find("after") == 1


def line(body: bytes) -> bytes:
    return b"%08x %s\n" % (zlib.crc32(body), body)


@pytest.mark.parametrize(
    "content",
    [
        b"\0" * 5000,
        b"\n" * 5000,
        b"no journal at all",
        line(b"key0 " + b"[" * 100_000),
        line(b"key0 {"),
        line(b"key0"),
        line(b"\xff\xfe 1"),
        line(b"key0 " + b"9" * 10_000),
    ],
)
def test_a_hostile_file_is_passed_over_with_a_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ".j"
    path.write_bytes(content)
    with structlog.testing.capture_logs() as logs, Journal(path) as journal:
        assert journal.find("key0") is None
        journal.keep("key0", 1)
    torn = not content.endswith(b"\n")
    assert len(logs) == (0 if torn else 1)
    with Journal(path) as journal:
        assert journal.find("key0") == 1


def test_the_last_record_of_a_key_counts(tmp_path: Path) -> None:
    with Journal(tmp_path / ".j") as journal:
        journal.keep("key", 1)
        journal.keep("key", 2)
    with Journal(tmp_path / ".j") as journal:
        assert journal.find("key") == 2


def test_one_show_is_not_made_by_two(tmp_path: Path) -> None:
    with Journal(tmp_path / ".j"), pytest.raises(SinkError, match="another zimu is making this show"):
        Journal(tmp_path / ".j")


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SinkError, match=r"cannot write .*\.j"):
        Journal(tmp_path / "file" / ".j")


def test_a_full_disk_stops_no_show(tmp_path: Path) -> None:
    link = tmp_path / ".j"
    link.symlink_to("/dev/full")
    with structlog.testing.capture_logs() as logs:
        journal = Journal.__new__(Journal)
        journal._failed, journal.path = False, link
        journal._clock, journal._forced = lambda: 0.0, 0.0
        with link.open("ab", buffering=0) as journal._file:
            journal.keep("key", 1)
            journal.keep("key", 2)
    assert [log["event"] for log in logs] == ["journal cannot be written"]


def test_records_are_forced_to_the_disk_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced: list[int] = []
    monkeypatch.setattr("os.fsync", forced.append)
    now = [0.0]
    with Journal(tmp_path / ".j", lambda: now[0]) as journal:
        for second in range(25):
            now[0] = float(second)
            journal.keep(f"key{second}", json.dumps(second))
    assert len(forced) == 2
