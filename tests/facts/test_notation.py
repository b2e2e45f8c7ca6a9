# ruff: noqa: E501 -- tables in wide scripts
"""Numbers in the notation of each language, and the words for them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.facts.figures import figures
from pipeline.facts.notation import in_digits, plain, values
from pipeline.facts.spelled import spelled

LANGUAGES = [
    "en",
    "es",
    "es-MX",
    "fr",
    "de",
    "pt-BR",
    "pt-PT",
    "ru",
    "it",
    "ja",
    "ko",
    "ar",
    "vi",
    "id",
    "th",
    "tr",
    "pl",
    "nl",
    "uk",
    "hi",
    "ms",
    "cs",
    "sv",
]


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("en", "1200.5", "1,200.5"), ("de", "1200.5", "1.200,5"), ("fr", "1200.5", "1\u202f200,5"), ("ru", "12000", "12\u00a0000"),
        ("es", "2999", "2999"), ("es", "20000", "20\u00a0000"), ("es-MX", "2999.5", "2999.5"), ("hi", "120000", "1,20,000"),
        ("ja", "8600", "8600"), ("ko", "8600", "8,600"), ("th", "99.90", "99.9"), ("vi", "2000", "2.000"), ("tr", "99.9", "99,9"),
    ],
)  # fmt: skip
def test_written(language: str, value: str, text: str) -> None:
    assert in_digits(Decimal(value), language) == text


@pytest.mark.parametrize(
    ("run", "language", "numbers"),
    [
        ("1.200", "de", ["1200"]), ("1.200", "en", ["1.2"]), ("1,200", "en", ["1200"]), ("1,200", "de", ["1.2"]),
        ("99,9", "en", ["99.9"]), ("99.9", "de", ["99.9"]), ("1.200,50", "pt-BR", ["1200.5"]), ("1,200.50", "th", ["1200.5"]),
        ("1 200,50", "fr", ["1200.5"]), ("1\u202f200,50", "fr", ["1200.5"]), ("1,20,000", "hi", ["120000"]), ("3,2,1", "en", ["3", "2", "1"]),
        ("1.234.567", "it", ["1234567"]), ("0.125", "en", ["0.125"]), ("2'999", "de", ["2999"]), ("2.999", "es", ["2999"]),
    ],
)  # fmt: skip
def test_read(run: str, language: str, numbers: list[str]) -> None:
    assert values(run, language) == [Decimal(number) for number in numbers]


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(LANGUAGES))
def test_what_is_written_is_read(value: Decimal, language: str) -> None:
    assert [figure.value for figure in figures(in_digits(value, language), language)] == [value]


@given(st.text())
def test_plain_keeps_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("٩٩٫٩", "ar", "99.9"), ("١٬٢٠٠", "ar", "1200"), ("๑,๒๐๐", "th", "1200"), ("２０", "ja", "20"), ("१,२०,०००", "hi", "120000"),
        ("1万2000", "ja", "12000"), ("1億2000万", "ja", "120000000"), ("1만 2천", "ko", "12000"), ("3.5 million", "en", "3500000"),
        ("20k", "en", "20000"), ("45 Millionen", "de", "45000000"), ("2 triệu", "vi", "2000000"), ("5 lakh", "en", "5"),
    ],
)  # fmt: skip
def test_scripts_and_scales(text: str, language: str, value: str) -> None:
    assert figures(text, language)[0].value == Decimal(value)


@pytest.mark.parametrize(
    ("words", "language", "value"),
    [
        ("three hundred and twenty-five", "en", 325), ("dos mil quinientos", "es", 2500), ("quatre-vingt-dix-neuf", "fr", 99),
        ("soixante-quinze", "fr", 75), ("fünfundzwanzig", "de", 25), ("zweitausenddreihundert", "de", 2300), ("vinte e cinco", "pt", 25),
        ("двести пятьдесят", "ru", 250), ("ventotto", "it", 28), ("vijfentwintig", "nl", 25), ("dwadzieścia pięć", "pl", 25),
        ("dvě stě", "cs", 200), ("iki yüz elli", "tr", 250), ("hai mươi lăm", "vi", 25), ("lima belas", "id", 15),
        ("dua ratus lima puluh", "ms", 250), ("สองร้อยห้าสิบ", "th", 250), ("खमसे तीन सौ", "hi", 300), ("خمسة وعشرون", "ar", 25),
        ("سبعة عشر", "ar", 17), ("이백오십", "ko", 250), ("二百五十", "ja", 250), ("двадцять п'ять", "uk", 25),
    ],
)  # fmt: skip
def test_number_words(words: str, language: str, value: int) -> None:
    assert Decimal(value) in [each.value for each in spelled(words, language)]


def test_parts_of_a_number_in_words_are_no_numbers() -> None:
    assert [each.value for each in spelled("three hundred", "en")] == [300]
    assert [each.value for each in spelled("สามารถ", "th")] == []
