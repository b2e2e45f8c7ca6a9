import csv

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.layout.breaks import NO_END, NO_START
from pipeline.layout.languages import LANGUAGES, width
from pipeline.layout.wrap import wrap

TAGS = st.sampled_from(sorted(LANGUAGES))


@pytest.mark.parametrize(
    ("language", "text", "captions"),
    [
        ("en", "It fits on one line, so it stays there.", [("It fits on one line, so it stays there.",)]),
        ("en", "", []),
        ("en", " \n\t ", []),
        (
            "en",
            "Today in my livestream, it's 99.9 yuan, and you get two boxes!",
            [("Today in my livestream,", "it's 99.9 yuan, and you get two boxes!")],
        ),
        (
            "en",
            "I suggest you get two boxes: one for yourself and one for your parents.",
            [("I suggest you get two boxes:", "one for yourself and one for your parents.")],
        ),
        (
            "en",
            "There are 10 sheets in a box, so two boxes make 20, which works out to less than 5 yuan each.",
            [
                ("There are 10 sheets in a box,", "so two boxes make 20,"),
                ("which works out to less than 5 yuan each.",),
            ],
        ),
        (
            "pt-BR",
            "Boa noite, pessoal! Bem-vindos à nossa live!",
            [("Boa noite, pessoal!", "Bem-vindos à nossa live!")],
        ),
        (
            "fr",
            "Le prix est de 1 234 567 € : c'est « très » cher ! Non ?",
            [("Le prix est de 1 234 567 € :", "c'est « très » cher ! Non ?")],
        ),
        ("zh-Hans", "家人们晚上好，欢迎来到我们的直播间！", [("家人们晚上好，", "欢迎来到我们的直播间！")]),
        (
            "zh-Hans",
            "他说：“我们的直播间里真的很便宜……”——然后就卖完了。",
            [("他说：“我们的直播间里真的很", "便宜……”——然后就卖完了。")],
        ),
        (
            "ja",
            "今日は私のライブなら、99.9元で2箱お届けします！",
            [("今日は私のライブなら、", "99.9元で2箱お届けします！")],
        ),
        (
            "ar",
            "مساء الخير جميعًا، أهلًا بكم في بثنا المباشر!",
            [("مساء الخير جميعًا،", "أهلًا بكم في بثنا المباشر!")],
        ),
        (
            "th",
            "วันนี้ในไลฟ์ของฉัน 99.9 หยวน ได้ไปเลย 2 กล่อง!",
            [("วันนี้ในไลฟ์ของฉัน 99.9 หยวน", "ได้ไปเลย 2 กล่อง!")],
        ),
        (
            "de",
            "Donaudampfschifffahrtsgesellschaftskapitänsmütze ab",
            [("Donaudampfschifffahrtsgesellschaftskapitänsmütze", "ab")],
        ),
    ],
)
def test_a_viewer_reads(language, text, captions):
    assert wrap(text, language) == captions


@pytest.mark.parametrize(
    ("language", "whole"),
    [
        ("zh-Hans", "99.9元"),
        ("zh-Hans", "第3款"),
        ("zh-Hans", "50 ml"),
        ("zh-Hans", "iPhone 15 Pro"),
        ("zh-Hans", "九十九"),
        ("zh-Hans", "50毫升"),
        ("ja", "100円"),
        ("en", "$19.99"),
        ("en", "50 ml"),
        ("en", "20 %"),
        ("en", "US$ 5"),
        ("pt-BR", "R$ 99,90"),
        ("de", "19,99 €"),
        ("ru", "20 000"),
        ("ar", "Galaxy S25 Ultra"),
        ("th", "200 หยวน"),
        ("zh-Hans", "两万毫安"),
        ("zh-Hans", "九十九元"),
        ("zh-Hans", "¥99"),
        ("zh-Hans", "5 kg"),
        ("ja", "1.5メートル"),
        ("ja", "20パーセント"),
        ("ko", "99.9 위안"),
        ("ko", "5 kg"),
        ("es", "20 por ciento"),
        ("fr", "20 pour cent"),
        ("it", "20 per cento"),
        ("vi", "20 phần trăm"),
        ("vi", "99,9 nhân dân tệ"),
        ("id", "Rp 99.000"),
        ("ru", "1 200,50 юаня"),
        ("ar", "99.9 يوان"),
        ("he", "99.9 ₪"),
        ("th", "20 เปอร์เซ็นต์"),
        ("en", "99\u00a0pairs\u202fonly"),
        ("fr", "« Suivre »"),
        ("fr", "Vraiment ?"),
    ],
)
def test_numbers_prices_and_brands_stay_whole(language, whole):
    """Wherever in a sentence they stand, and however the words before them push them to a line's end."""
    filler = {"zh-Hans": "好看", "ja": "です", "th": "ดี ", "ar": "جدا ", "ko": "말이 "}.get(language, "word ")
    for before in range(1, 24):
        text = filler * before + whole + " " + filler * 12
        assert any(whole in line for lines in wrap(text, language) for line in lines), text


def test_fewer_columns_and_lines_can_be_asked_for():
    text = "one two three four five six seven eight nine ten"
    assert all(len(line) <= 12 for lines in wrap(text, "en", columns=12) for line in lines)
    assert [len(lines) for lines in wrap(text, "en", max_lines=3, columns=20)] == [3]
    assert all(len(lines) == 1 for lines in wrap(text, "en", max_lines=1, columns=12))


WORDS = {
    "latin": st.text("abcdefgABC0123456789éß'-", min_size=1, max_size=12),
    "cyrillic": st.text("абвгдежз", min_size=1, max_size=12),
    "arabic": st.lists(st.sampled_from(["ا", "ب", "تَ", "ثّ", "جَّ"]), min_size=1, max_size=10).map("".join),
    "punctuation": st.sampled_from(
        [",", ".", "!", "?", "…", ":", ";", "—", "%", "»", "«", "$", '"', "(", ")"]
    ),
    "thai": st.sampled_from(["สวัสดี", "ตอนค่ำ", "น้ำ", "ที่นี่", "ๆ"]),
    "thai letters": st.lists(st.sampled_from(["ก", "น้ำ", "ที่", "เ", "สุ", "ว", "า"]), min_size=1).map("".join),
    "hindi": st.sampled_from(["नमस्ते", "है", "में", "।"]),
    "han": st.text("家人们晚上好欢迎来到直播间一二三，。！？、：“”（）《》…—", min_size=1, max_size=12),
    "kana": st.text("ありがとうございますッャーカタ、。「」っょ", min_size=1, max_size=12),
    "hangul": st.text("안녕하세요저희라이브", min_size=1, max_size=6),
    "emoji": st.sampled_from(["🎉", "👩‍👧", "👍🏽"]),
}
sentences = st.lists(
    st.tuples(st.one_of(*WORDS.values()), st.sampled_from([" ", " ", "", "\u00a0", "\n"])), max_size=40
).map(lambda pairs: "".join(word + gap for word, gap in pairs))


def solid(text):
    """The text without the spaces that a break may swallow."""
    return regex.sub(r"[^\S\u00a0\u2007\u202f]", "", text)


@given(st.one_of(sentences, st.text(max_size=120)), TAGS, st.integers(1, 3))
@example("a—b c", "en", 2)
def test_nothing_is_lost_or_reordered(text, language, max_lines):
    captions = wrap(text, language, max_lines)
    assert solid("".join(line for lines in captions for line in lines)) == solid(text)
    for lines in captions:
        assert 1 <= len(lines) <= max_lines
        assert all(line and line == line.strip(" ") for line in lines)


@given(sentences, TAGS)
def test_no_break_enters_a_grapheme(text, language):
    whole = regex.findall(r"\X", solid(text))
    cut = [g for lines in wrap(text, language) for line in lines for g in regex.findall(r"\X", solid(line))]
    assert cut == whole


@given(
    st.lists(st.text("abcdefg", min_size=1, max_size=20), min_size=1, max_size=40),
    st.sampled_from(["en", "vi", "tr"]),
)
def test_lines_are_within_the_limit_when_every_word_fits(words, language):
    for lines in wrap(" ".join(words), language):
        assert all(width(line, language) <= LANGUAGES[language].columns for line in lines)


@given(st.lists(st.text("abcdefg", min_size=1, max_size=20), min_size=1, max_size=40))
def test_breaks_are_between_words_only(words):
    assert [word for lines in wrap(" ".join(words), "en") for line in lines for word in line.split()] == words


@given(st.text("好的家人们晚上", min_size=1, max_size=120), st.sampled_from(["zh-Hans", "zh-Hant-TW", "ja"]))
def test_lines_of_han_are_within_the_limit(text, language):
    for lines in wrap(text, language):
        assert all(width(line, language) <= LANGUAGES[language].columns for line in lines)


clauses = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "（", "「", "《", "“"]),
    st.text("好的家人们晚上来到直播间カタっーありが", min_size=1, max_size=9),
    st.sampled_from(["", "）", "」", "》", "”"]),
    st.sampled_from(["，", "。", "！", "？", "、", "……", "！？", "”。", "——"]),
)


@given(
    st.lists(clauses, min_size=1, max_size=12).map("".join), st.sampled_from(["zh-Hans", "zh-Hant-HK", "ja"])
)
def test_kinsoku_holds(text, language):
    # A run of characters of which none may begin a line has no lawful break; the next test has one.
    lines = [line for caption in wrap(text, language) for line in caption]
    for line in lines[1:]:
        assert line[0] not in NO_START, lines
    for line in lines[:-1]:
        assert line[-1] not in NO_END, lines
    for line in lines:
        assert width(line, language) <= LANGUAGES[language].columns, lines


def test_a_run_without_any_lawful_break_is_still_cut_to_the_limit():
    lines = [line for caption in wrap("！" * 40, "zh-Hans") for line in caption]
    assert "".join(lines) == "！" * 40 and max(map(len, lines)) <= 16


@given(st.text("abcd efgh,.", min_size=1, max_size=84), TAGS)
def test_one_line_if_it_fits(text, language):
    folded = " ".join(text.split())
    if folded and width(folded, language) <= LANGUAGES[language].columns:
        assert wrap(text, language) == [(folded,)]


@given(st.lists(st.text("안녕하세요저희라이브99%", min_size=1, max_size=15), min_size=1, max_size=30))
def test_korean_breaks_at_spaces_only(words):
    lines = [line for caption in wrap(" ".join(words), "ko") for line in caption]
    assert " ".join(lines).split() == words


@given(st.lists(st.text("abcdefg", min_size=5, max_size=6), min_size=8, max_size=11))
def test_two_lines_are_balanced(words):
    """With nothing but alike words, the lines differ by about one word at most."""
    (lines,) = wrap(" ".join(words), "vi")
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 12


@pytest.mark.data
@pytest.mark.parametrize(
    "column", ["zh", "en", "es", "fr", "ru", "pt", "ja", "ko", "de", "ar", "vi", "id_ID", "th"]
)
def test_real_translations_fit(column, data_dir):
    language = {"zh": "zh-Hans", "pt": "pt-BR", "id_ID": "id"}.get(column, column)
    with (data_dir / "translations.tsv").open(encoding="utf-8", newline="") as file:
        texts = [row[column] for row in csv.DictReader(file, delimiter="\t")]
    assert texts
    for text in texts:
        for lines in wrap(text, language):
            assert all(width(line, language) <= LANGUAGES[language].columns for line in lines), lines
