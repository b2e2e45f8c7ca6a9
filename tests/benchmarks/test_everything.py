"""What `zimu bench all` runs, and what it makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.data import Clip
from benchmarks.everything import EACH, LONGEST_S, Data, commands, run, selection


def clip(name: str, kind: str, seconds: float = 5.0) -> Clip:
    return Clip(name, Path(f"{name}.flac"), "你好", "zh", kind, seconds)


def test_a_few_short_clips_of_each_kind() -> None:
    found = [clip(f"r{n}", "read") for n in range(9)] + [
        clip("m", "music"),
        clip("long", "music", LONGEST_S + 1),
    ]
    assert [each.id for each in selection(found)] == ["r0", "r3", "r6", "m"]
    assert EACH == 3


def test_what_is_not_there_is_left_out(tmp_path: Path) -> None:
    show = tmp_path / "show.mp4"
    assert [name for name, _ in commands(Data.found(show, None), tmp_path, "en")] == ["live", "scale"]
    (tmp_path / "mandarin.tsv").write_text("id\tpath\ttranscript\tkind\na\ta.flac\t你好\tread\n")
    (tmp_path / "translations.tsv").write_text("zh\ten\n你好\tHello\n")
    assert Data.found(show, tmp_path).show == show
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "realsiA_tts.flac").touch()
    assert Data.found(show, tmp_path).show == tmp_path / "live" / "realsiA_tts.flac"
    parts = dict(commands(Data.found(show, tmp_path), tmp_path / "out", "en,es"))
    assert list(parts) == ["stream", "live", "scale", "translate"]
    assert parts["stream"][3:5] == ["--only", "a"]
    assert parts["live"][1].endswith("realsiA_tts.flac")
    for name, arguments in parts.items():
        out = tmp_path / "out"
        assert arguments[-4:] == ["--log", str(out / name), "--json", str(out / f"{name}.json")]


def test_every_table_stands_below_its_command() -> None:
    asked: list[list[str]] = []

    def bench(arguments: list[str]) -> str:
        asked.append(arguments)
        return f"| {arguments[0]} |\n\ncommit=1\n"

    parts = [("live", ["live", "/some/where/show.mp4", "--to", "en"]), ("scale", ["scale", "x" * 99])]
    table = run(iter(parts), bench, lambda line: None)
    assert table.startswith(
        "## live\n\n    zimu bench live show.mp4 --to en\n\n| live |\n\ncommit=1\n\n## scale\n"
    )
    assert f"zimu bench scale {'x' * 57}...\n" in table
    assert asked == [arguments for _, arguments in parts]


def test_nothing_after_a_part_that_fails() -> None:
    def bench(arguments: list[str]) -> str:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        run(iter([("live", ["live"])]), bench, lambda line: None)
