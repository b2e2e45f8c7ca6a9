# ruff: noqa: E501 -- tables in wide scripts
"""Translations by people are accepted, and every figure put wrong in them is noticed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.facts import invented, missing, read, repaired
from tests.facts.mutations import MUTATIONS

pytestmark = pytest.mark.data

LANGUAGES = {"id_ID": "id", "pt": "pt-BR"} | {
    tag: tag for tag in ["en", "es", "fr", "ru", "ja", "ko", "de", "ar", "vi", "th"]
}
CAUGHT = {
    "other digit": 0.99, "swapped digits": 1.0, "zero dropped": 1.0, "zero added": 0.99, "point moved": 1.0, "other money": 1.0,
    "money symbol": 1.0, "figure lost": 0.9,
}  # fmt: skip
"""At least; the 1 of 1箱 says no more than a word would, so nothing is missed where it is lost."""


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def live(data_dir: Path) -> list[tuple[str, str, str]]:
    """Chinese, language, translation."""
    rows = _rows(data_dir / "translations.tsv")
    return [(row["zh"], tag, row[column]) for row in rows for column, tag in LANGUAGES.items()]


def test_every_live_commerce_reference_keeps_its_facts(live: list[tuple[str, str, str]]) -> None:
    assert len(live) > 500
    for line, language, text in live:
        assert (missing(read(line), text, language), invented(read(line), text, language)) == ((), ()), text


@pytest.mark.parametrize("name", MUTATIONS)
def test_figures_put_wrong_are_seen(live: list[tuple[str, str, str]], name: str) -> None:
    wrong = [(read(z), t, new) for z, t, text in live if read(z) for new in MUTATIONS[name](text, t)]
    assert len(wrong) > 150
    seen = [(f, t, new) for f, t, new in wrong if missing(f, new, t) or invented(f, new, t)]
    assert len(seen) / len(wrong) >= CAUGHT[name]


def test_mending_a_wrong_figure_brings_back_the_reference(live: list[tuple[str, str, str]]) -> None:
    """Or leaves it alone; never a third figure. Only the grouping may differ."""
    mended = same = 0
    for line, language, text in live:
        for new in MUTATIONS["swapped digits"](text, language):
            result = repaired(read(line), new, language)
            mended += result is not None
            same += result is not None and _bare(result) == _bare(text)
    assert mended == same > 100


def _bare(text: str) -> str:
    return "".join(c for c in text if c not in " .,\u00a0\u202f")


@pytest.mark.parametrize("column", LANGUAGES)
def test_few_references_of_general_text_are_suspected(data_dir: Path, column: str) -> None:
    rows = _rows(data_dir / "text" / "flores.tsv")
    suspected = [
        row for row in rows
        if missing(read(row["zh"]), row[column], LANGUAGES[column]) or invented(read(row["zh"]), row[column], LANGUAGES[column])
    ]  # fmt: skip
    assert len(suspected) / len(rows) < 0.04
