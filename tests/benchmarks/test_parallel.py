"""Tables of parallel text: which column is which language, which lines are taken, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.parallel import sentences, spread
from pipeline.errors import ConfigError


def table(folder: Path, text: str) -> Path:
    path = folder / "lines.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_are_languages_in_any_spelling_and_id_is_the_row(tmp_path: Path) -> None:
    path = table(tmp_path, 'id\tzh\tpt\tid_ID\tnote\tfacts\na1\t這是九塊九\tNove\tSembilan\tx\t["9.9", 1]\n')
    (found,) = sentences(path)
    assert (found.id, found.source) == ("a1", "这是九块九")
    assert found.references == {"pt-BR": "Nove", "id": "Sembilan"}
    assert found.listed == ("9.9", "1")
    assert found.reference("pt-PT") == "Nove"  # another variety is better than nothing
    assert found.reference("id") == "Sembilan"
    assert found.reference("it") is None


def test_id_behind_other_columns_is_indonesian(tmp_path: Path) -> None:
    (found,) = sentences(table(tmp_path, "zh\ten\tid\n好\tgood\tbaik\n"))
    assert (found.id, found.reference("id")) == ("2", "baik")


def test_what_is_empty_is_not_there(tmp_path: Path) -> None:
    found = sentences(table(tmp_path, "id\tzh\ten\na\t好\t\nb\t\tnothing\nc\t行\tfine\n"))
    assert [(each.id, each.reference("en")) for each in found] == [("a", None), ("c", "fine")]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (0, [0, 1, 2, 3, 4, 5, 6]),
        (1, [0]),
        (2, [0, 3]),
        (3, [0, 2, 4]),
        (7, list(range(7))),
        (9, list(range(7))),
    ],
)
def test_a_few_lines_are_spread_over_all(limit: int, expected: list[int]) -> None:
    assert spread(range(7), limit) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has no rows"),
        ("id\ten\na\tgood\n", "has no column zh"),
        ("id\tzh\na\t\n", "no row has a line under zh"),
        ("id\tzh\ten\na\t好\n", "row 2: not as many cells"),
        ("id\tzh\na\t好\textra\n", "row 2: not as many cells"),
        ("id\tzh\tfacts\na\t好\t9.9, 1\n", "row 2: facts '9.9, 1' is not a JSON list"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=says):
        sentences(table(tmp_path, text))


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.tsv: cannot be read"):
        sentences(tmp_path / "none.tsv")


@pytest.mark.data
@pytest.mark.parametrize(("name", "lines"), [("translations.tsv", 44), ("text/flores.tsv", 501)])
def test_the_tables_at_hand(name: str, lines: int, data_dir: Path) -> None:
    found = sentences(data_dir / name)
    assert len(found) == lines
    assert all(each.reference(tag) for each in found for tag in ("en", "pt-BR", "id", "th"))
