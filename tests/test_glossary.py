"""A glossary is read, refuses what is wrong by its line, and gives the recogniser its words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.glossary import Glossary, Term, biased

TABLE = """\ufeff# the show of Monday
zh\tkeep\ten\tpt

Dyson\tkeep
小黃車\t\tcart\tcarrinho
 包邮 \t\t\tfrete grátis\t
"""


def test_a_table_is_read() -> None:
    assert Glossary.parse(TABLE, "show.tsv").terms == (
        Term("Dyson", {}, True),
        Term("小黄车", {"en": "cart", "pt-BR": "carrinho"}),
        Term("包邮", {"pt-BR": "frete grátis"}),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "show.tsv: no line that names the columns; begin with zh, a tab and a language"),
        ("# nothing\n\n", "show.tsv: no line that names the columns; begin with zh, a tab and a language"),
        ("term\ten\n", "show.tsv:1: the first column is 'term'; it holds the spoken term: name it zh"),
        ("\nzh\tklingon\n", "show.tsv:2: column 2: unknown language 'klingon'"),
        ("zh\t\ten\n", "show.tsv:1: column 2: unknown language ''"),
        ("zh\ten\ten-GB\n", "show.tsv:1: two columns for en; join them"),
        ("zh\ten\n\tcart\n", "show.tsv:2: no term in the first column; write it there or delete the line"),
        (
            "zh\ten\n车\tcart\tcoche\n",
            "show.tsv:2: 3 cells under 2 columns; name them all in the first line",
        ),
        ("zh\tkeep\nDyson\tyes\n", "show.tsv:2: 'yes' under keep; write keep there or nothing"),
        ("zh\n車\n# x\n车\n", "show.tsv:4: 车 is there twice; delete one"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        Glossary.parse(text, "show.tsv")
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_of_several_tables_the_last_one_counts() -> None:
    one = Glossary((Term("车", {"en": "car"}), Term("包邮")))
    two = Glossary((Term("车", {"en": "cart"}),))
    assert Glossary.joined([one, two]).terms == (Term("车", {"en": "cart"}), Term("包邮"))
    assert Glossary.joined([]).terms == ()


@given(st.lists(st.text("小黄车Dyson包邮", min_size=1, max_size=9), unique=True), st.integers(0, 40))
def test_hot_words_fit_and_keep_their_order(words: list[str], limit: int) -> None:
    text = Glossary(tuple(Term(word) for word in words)).hotwords(limit)
    assert len(text) <= limit
    told = text.split(",") if text else []
    assert told == [word for word in words if word in told]
    assert len(words) == len(told) or len(text) + 2 + max(map(len, words)) > limit


def test_the_host_still_speaks_last() -> None:
    assert biased("大家好,来啦!", "Dyson,小黄车") == "Dyson,小黄车. 大家好,来啦!"
    assert biased("大家好!", "") == "大家好!"
    assert biased("", "Dyson") == "Dyson."


@pytest.mark.parametrize("path", sorted(Path("configs/glossary").glob("*.tsv")), ids=lambda path: path.name)
def test_the_tables_that_are_shipped_can_be_read(path: Path) -> None:
    glossary = Glossary.parse(path.read_text(encoding="utf-8"), path.name)
    assert len(glossary.terms) > 20
    assert all(term.keep or "en" in term.renderings for term in glossary.terms)
