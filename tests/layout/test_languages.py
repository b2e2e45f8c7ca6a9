import langcodes
import pytest

from pipeline.errors import ConfigError
from pipeline.layout.languages import LANGUAGES, canonical, lookup, width


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh_SG", "zh-Hans"),
        ("chi", "zh-Hans"),
        ("cmn", "zh-Hans"),
        ("zh_TW", "zh-Hant-TW"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("zh-HK", "zh-Hant-HK"),
        ("zh-MO", "zh-Hant-HK"),
        ("zh-Hant", "zh-Hant"),
        ("pt", "pt-BR"),
        ("PT_br", "pt-BR"),
        ("pt-AO", "pt-PT"),
        ("en-GB", "en"),
        ("es-419", "es"),
        ("iw", "he"),
        ("in", "id"),
        ("tl", "fil"),
        ("no", "nb"),
        ("arb", "ar"),
        ("jpn", "ja"),
        (" ko ", "ko"),
    ],
)
def test_what_users_write_is_understood(given, tag):
    assert canonical(given) == tag
    assert lookup(given).tag == tag


@pytest.mark.parametrize(
    "given", ["", "xx-bogus", "klingon", "tlh", "und", "sr-Latn", "zh-Latn", "en_", "all"]
)
def test_an_unknown_language_is_the_operators_to_correct(given):
    with pytest.raises(ConfigError, match="nearest") as caught:
        canonical(given)
    assert repr(given) in str(caught.value)


@pytest.mark.parametrize(
    ("given", "near"), [("english", "en "), ("汉语", "zh-Hans "), ("sr-Latn", "sr "), ("Deutsh", "de ")]
)
def test_the_nearest_languages_are_named(given, near):
    with pytest.raises(ConfigError, match=f"nearest are {near}"):
        canonical(given)


def test_the_table_is_whole():
    assert len(LANGUAGES) >= 40
    for tag, language in LANGUAGES.items():
        assert canonical(tag) == tag == langcodes.standardize_tag(tag)
        assert language.autonym and language.english
        assert language.columns > 0 and language.cps > 0 and language.terminal
        assert language.rtl == (tag in ("ar", "he", "fa", "ur"))
    assert len({language.autonym for language in LANGUAGES.values()}) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "language", "columns"),
    [
        ("Hello!", "en", 6),
        ("it’s “so”…", "en", 10),
        ("中文。", "zh-Hans", 3),
        ("iPhone 15 手机", "zh-Hans", 7),
        ("“好”……", "zh-Hans", 5),
        ("한국어 text", "ko", 5.5),
        ("ｶﾀｶﾅ", "ja", 2),
        ("中 text", "en", 7),
        ("é", "fr", 1),
        ("شُكْرًا", "ar", 4),
        ("น้ำ", "th", 1),
        ("ที่นี่", "th", 2),
        ("नमस्ते", "hi", 3),
        ("a\u200b\u200f\u2060b", "en", 2),
        ("👩‍👧", "en", 2),
        ("", "en", 0),
    ],
)
def test_width(text, language, columns):
    assert width(text, language) == columns
