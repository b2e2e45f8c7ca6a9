"""Manifests: what may be left out, and one clear line for what may not be there."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.data import Clip, Line, clips, lines_beside
from pipeline.errors import ConfigError


def written(folder: Path, text: str, name: str = "m.tsv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_only_three_columns_are_needed(tmp_path: Path) -> None:
    manifest = written(tmp_path, "transcript\tid\tpath\n你好\ta\tx/a.flac\n\tb\t/abs/b.wav\n")
    assert clips(manifest) == [
        Clip("a", tmp_path / "x/a.flac", "你好"),
        Clip("b", Path("/abs/b.wav"), ""),
    ]


def test_all_columns_of_several_manifests(tmp_path: Path) -> None:
    first = written(
        tmp_path, "\ufeffid\tpath\tseconds\ttranscript\tkind\tlang\tx\na\ta.wav\t1.5\tHi\tdemo\ten\t\n"
    )
    second = written(tmp_path, "id\tpath\ttranscript\nb\tb.wav\t嗯\n", "n.tsv")
    assert clips(first, second) == [
        Clip("a", tmp_path / "a.wav", "Hi", "en", "demo", 1.5),
        Clip("b", tmp_path / "b.wav", "嗯"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has no rows"),
        ("id\tpath\ttranscript\n", "has no rows"),
        ("id,path,transcript\na,b,c\n", "no column id, path, transcript"),
        ("id\tpath\na\tb\n", "no column transcript"),
        ("id\tpath\ttranscript\na\tb.wav\n", "row 2: needs"),
        ("id\tpath\ttranscript\nx\ty\tz\n\tb.wav\tz\n", "row 3: needs"),
        ("id\tpath\ttranscript\n../a\tb.wav\tz\n", "row 2: '../a' cannot"),
        ("id\tpath\ttranscript\na\tb\tc\na\tb\tc\n", "row 3: id a stands there twice"),
        ("id\tpath\ttranscript\tseconds\na\tb\tc\tlong\n", "row 2: seconds 'long' is not a number"),
    ],
)
def test_bad_manifests(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=r"m\.tsv") as raised:
        clips(written(tmp_path, text))
    assert says in str(raised.value)


def test_a_manifest_that_is_no_text_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "m.tsv").write_bytes(b"\xff\xfe\x00id")
    with pytest.raises(ConfigError, match="not a tab-separated table in UTF-8"):
        clips(tmp_path / "m.tsv")
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        clips(tmp_path / "none.tsv")


@pytest.mark.parametrize(
    ("transcript", "language", "reference"),
    [("你好", "zh", "你好"), ("", "zh", ""), ("", "en", ""), ("hello", "en", None)],
)
def test_what_a_text_is_compared_with(transcript: str, language: str, reference: str | None) -> None:
    assert Clip("a", Path("a"), transcript, language).reference == reference


def test_lines_beside_a_show_and_what_was_made_of_it(tmp_path: Path) -> None:
    written(tmp_path, "id\tstart\tend\tzh\n1\t0.5\t2\t你好。\n", "show.tsv")
    written(tmp_path, "a\tb\n1\t2\n", "other.tsv")
    lines = (Line(0.5, 2.0, "你好。"),)
    assert lines_beside(tmp_path / "show.flac") == lines
    assert lines_beside(tmp_path / "show_music.flac") == lines
    assert lines_beside(tmp_path / "other.flac") == ()
    assert lines_beside(tmp_path / "none.flac") == ()
