"""A glossary is read, refuses what is wrong by its line, and gives the recogniser its words."""

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


def test_the_words_of_later_tables_are_told_first() -> None:
    one, two = Glossary((Term("包邮"), Term("车"))), Glossary((Term("花西子"), Term("车")))
    assert Glossary.joined([one, two]).hotwords() == "花西子,车,包邮"


SHOW = Glossary.parse(
    """zh	keep	en	pt	zh-Hant
小黄车		shopping cart|cart	carrinho	購物車
黄车		yellow car	carro amarelo
车		car
一号链接		link 1
扣1		type 1
Dyson	keep
Type C	keep
花西子	keep	Florasis
粉丝团
粉丝		fans
""",
    "show",
)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("点小黄车，不是黄车，是车", "en", "小黄车=shopping cart 黄车=yellow car 车=car"),
        ("點小黃車", "en", "小黄车=shopping cart"),
        ("点小黄车", "pt", "小黄车=carrinho"),
        ("点小黄车", "pt-PT", ""),
        ("点小黄车", "fr", ""),
        ("点小黄车", "zh-TW", "小黄车=購物車"),
        ("小黄车里上一号链接", "en", "一号链接=link 1 小黄车=shopping cart"),
        ("上十一号链接", "en", ""),
        ("扣1！扣一百，扣10", "en", "扣1=type 1"),
        ("扣10", "en", ""),
        ("DYSON吹风机，dysons不是", "fr", "Dyson=Dyson"),
        ("my dysons", "fr", ""),
        ("type-c接口", "ru", "Type C=Type C"),
        ("TypeC接口", "ru", "Type C=Type C"),
        ("Ｄｙｓｏｎ", "ru", "Dyson=Dyson"),
        ("花西子", "en", "花西子=Florasis"),
        ("花西子", "de", "花西子=花西子"),
        ("加粉丝团", "en", ""),
        ("加粉丝团的粉丝", "en", "粉丝=fans"),
        ("", "en", ""),
    ],
)
def test_the_terms_of_a_line(text: str, language: str, found: str) -> None:
    assert " ".join(f"{term}={way}" for term, way in SHOW.found(text, language)) == found


@given(st.text("小黄车1一十号链接扣 Dyson粉丝团花西子", max_size=30), st.sampled_from(["en", "pt-BR", "de"]))
def test_found_terms_stand_in_the_line_and_saying_them_all_hits_them_all(text: str, language: str) -> None:
    found = SHOW.found(text, language)
    assert all(term in text for term, _ in found if not term.isascii())
    assert [len(term) for term, _ in found] == sorted((len(term) for term, _ in found), reverse=True)
    said = " und ".join(way for _, way in found)
    assert SHOW.hits(text, said, language) == (len(found), len(found))
    assert SHOW.hits(text, "", language) == (0, len(found))


def test_hits_of_a_line() -> None:
    line = "家人们，点小黄车，扣1"
    assert SHOW.hits(line, "Tap the CARTS, everyone, and type 11!", "en") == (1, 2)
    assert SHOW.hits(line, "Tap the shopping cart and type a 1!", "en") == (2, 2)
    assert SHOW.hits("你好", "Hello", "en") == (0, 0)


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
