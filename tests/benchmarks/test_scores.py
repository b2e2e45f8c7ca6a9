"""chrF and BLEU: which lines count, how text is split, what a figure depends on."""

from __future__ import annotations

import sys

import pytest

from benchmarks.scores import scores, signatures, tokenizer
from pipeline.errors import ProgramMissing

pytest.importorskip("sacrebleu", reason="sacrebleu is in the extra bench")

TEXTS = ["the price is nine today", "sold out in a minute", "see you all tomorrow night"]


def test_what_is_the_same_is_all_right() -> None:
    found = scores(TEXTS, list(TEXTS), "en")
    assert found is not None
    assert (found.chrf.value, found.bleu.value) == (100, 100)
    assert (found.chrf.within, found.bleu.within) == (0, 0)


def test_lines_without_a_reference_do_not_count_and_lost_ones_do() -> None:
    whole = scores(TEXTS, [TEXTS[0], TEXTS[1], None], "en")
    lost = scores([TEXTS[0], "", ""], [TEXTS[0], TEXTS[1], None], "en")
    assert whole is not None and whole.chrf.value == 100
    assert lost is not None and 0 < lost.chrf.value < 100
    assert lost.chrf.within is None  # some resamples hold the lost line alone
    assert scores(["a"], [None], "en") is None
    assert scores([], [], "en") is None


def test_more_lines_are_surer() -> None:
    half = [TEXTS[0], "it is gone in minutes", "see you"]
    few, many = (scores(half * times, TEXTS * times, "en") for times in (1, 20))
    assert few is not None and many is not None
    assert few.chrf.value == many.chrf.value
    assert few.chrf.within is not None and many.chrf.within is not None
    assert few.chrf.within > many.chrf.within > 0


def test_nothing_right() -> None:
    found = scores(["", ""], ["some words", "of a table"], "en")
    assert found is not None
    assert (found.chrf.value, found.chrf.within, found.bleu.value) == (0, None, 0)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "13a"),
        ("pt-BR", "13a"),
        ("ar", "13a"),
        ("ja", "char"),
        ("ko", "char"),
        ("th", "char"),
        ("zh-Hant-TW", "zh"),
    ],
)
def test_how_words_are_found(language: str, expected: str) -> None:
    assert tokenizer(language) == expected


def test_where_no_spaces_are_characters_count() -> None:
    found = scores(["今日は九十九元です"], ["今日は九十八元です"], "ja")
    assert found is not None
    assert 20 < found.bleu.value < 100  # as one word it would be nearly 0


def test_a_signature_for_each_tokenizer() -> None:
    signed = signatures(["en", "ja", "fr"])
    assert sorted(signed) == ["bleu_13a", "bleu_char", "chrf"]
    assert "tok:char" in signed["bleu_char"] and "version:" in signed["chrf"]


def test_without_sacrebleu_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sacrebleu", None)
    with pytest.raises(ProgramMissing, match=r"pip install 'zimu\[bench\]'"):
        scores(["a"], ["a"], "en")
