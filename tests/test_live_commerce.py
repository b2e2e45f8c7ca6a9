"""The table that is shipped: whole, written in each language's own script, and ordered for the recogniser."""

import csv
from pathlib import Path

import pytest
import regex

from pipeline.glossary import Glossary
from pipeline.terms import says, ways

LANGUAGES = ("en", "es", "fr", "de", "pt-BR", "ru", "it", "ja", "ko", "ar", "vi", "id", "th")
TABLES = sorted(Path("configs/glossary").glob("*.tsv"))
TABLE = Glossary.parse(
    Path("configs/glossary/live-commerce.tsv").read_text(encoding="utf-8"), "live-commerce"
)
SCRIPTS = {"ru": "Cyrillic", "ar": "Arabic", "th": "Thai", "ko": "Hangul"}
CELLS = [(term.source, tag, term.renderings.get(tag, "")) for term in TABLE.terms for tag in LANGUAGES]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_a_table_can_be_read_and_says_every_term_at_least_in_english(path: Path) -> None:
    terms = Glossary.parse(path.read_text(encoding="utf-8"), path.name).terms
    assert len(terms) > 20
    assert all(term.keep or "en" in term.renderings for term in terms)


def test_every_cell_is_filled_and_its_ways_differ() -> None:
    assert len(TABLE.terms) >= 100
    for source, tag, cell in CELLS:
        said = ways(cell)
        assert said and len(set(said)) == len(said), (source, tag)
        assert "|".join(said) == cell, (source, tag)


def test_each_language_is_written_in_its_own_script() -> None:
    for source, tag, cell in CELLS:
        if tag != "ja":
            assert not regex.search(r"[\p{Han}\p{Hiragana}\p{Katakana}]", cell), (source, tag, cell)
        foreign = regex.search(r"[\p{Cyrillic}\p{Arabic}\p{Thai}\p{Hangul}]", cell)
        assert tag in SCRIPTS or not foreign, (source, tag, cell)
        if tag in SCRIPTS and source != "顺丰":
            assert regex.search(rf"\p{{{SCRIPTS[tag]}}}", ways(cell)[0]), (source, tag, cell)


def test_japanese_has_no_character_of_simplified_chinese() -> None:
    for source, tag, cell in CELLS:
        if tag == "ja":
            assert cell.encode("shift_jis", "replace").decode("shift_jis") == cell, source


def test_no_cell_has_what_reorders_or_hides() -> None:
    for source, tag, cell in CELLS:
        assert not regex.search(r"[\p{Cc}\p{Cf}\u00a0]", cell), (source, tag)
        assert says(cell.replace("|", " · "), cell, tag), (source, tag)


def test_the_recogniser_hears_the_most_useful_words() -> None:
    told = TABLE.hotwords().split(",")
    assert {"家人们", "小黄车", "上链接", "秒杀", "包邮", "到手价"} <= set(told)


@pytest.mark.data
@pytest.mark.parametrize("tag", LANGUAGES)
def test_good_translations_say_most_of_the_terms(tag: str, data_dir: Path) -> None:
    """How the renderings and their matching hold against sentences that people wrote."""
    column = {"pt-BR": "pt", "id": "id_ID"}.get(tag, tag)
    with (data_dir / "translations.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    if column not in rows[0]:
        pytest.skip(f"no {tag} in the table")
    counts = [TABLE.hits(row["zh"], row[column], tag) for row in rows]
    said, wanted = map(sum, zip(*counts, strict=True))
    assert wanted > 25 and said >= 0.85 * wanted
