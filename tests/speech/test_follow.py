from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.han import to_traditional
from pipeline.speech.follow import alike, begins, carried, key
from pipeline.types import Word
from tests.speech.scripts import HAN

DAYS = "天地玄黄宇宙洪荒"


def words(text, start=0, each=200):
    """A word for each character, or each part where parts are given."""
    return [Word(start + n * each, start + (n + 1) * each, part, 1.0) for n, part in enumerate(text)]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("OK，", "ok"),
        ("ＯＫ", "ok"),
        ("這個", "这个"),
        ("这个。", "这个"),
        (" 99.9 ", "999"),
        ("。", ""),
        ("", ""),
    ],
)
def test_hearings_agree_on_letters_and_digits(text, same):
    assert key(text) == same


@pytest.mark.parametrize(
    ("case", "heard", "said", "count"),
    [
        ("the same", DAYS, DAYS, 8),
        ("more has come", DAYS + "日月", DAYS, 8),
        ("nothing was said", DAYS, "", 0),
        ("nothing is heard", "", DAYS, 0),
        ("one is heard otherwise", "天地宣黄宇宙洪荒日月", DAYS, 8),
        ("one is left out", "天玄黄宇宙洪荒日月", DAYS, 7),
        ("one is put in", "天啊地玄黄宇宙洪荒日月", DAYS, 9),
        ("another cut", ["天地", "玄黄宇宙", "洪荒", "日月"], DAYS, 3),
        ("marks", ["天", "地，", "玄", "黄。", "宇"], "天地玄黄", 4),
        ("the other script", to_traditional("这个价钱我们"), "这个价钱", 4),
        ("a word that grew", ["iPhone", "好"], ["iPh"], 1),
        ("less is heard", "天地玄", DAYS, 3),
    ],
)
def test_where_a_hearing_has_said_as_much(case, heard, said, count):
    assert begins(words(heard), words(said)) == count, case


@pytest.mark.parametrize(("each", "count"), [(200, 2), (100, 1)])
def test_what_reads_as_well_is_told_by_its_time(each, count):
    """天 and 天地 are as far from 天啊; the sound that was committed tells which it is."""
    assert begins(words("天地玄"), words("天啊", each=each)) == count


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_hearing_is_found_again_wherever_it_stood(count, more):
    text = (HAN * 2)[: count + more]
    assert begins(words(text), words(text[:count])) == count


@pytest.mark.parametrize(
    ("one", "two", "count"), [("你好吗", "你好啊", 2), ("你好", "你好吗", 2), ("我", "你", 0), ("", "你", 0)]
)
def test_alike_counts_from_the_first_word(one, two, count):
    assert alike(words(one), words(two)) == alike(words(two), words(one)) == count


@pytest.mark.parametrize(
    ("case", "old", "new", "cuts", "moved"),
    [
        ("nothing changed", DAYS, DAYS, [2, 4], [2, 4]),
        ("one word was another", DAYS, "天地宣黄宇宙洪荒", [2, 4], [2, 4]),
        ("one before was left out", DAYS, "天玄黄宇宙洪荒", [2, 4], [1, 3]),
        ("one before was put in", DAYS, "天啊地玄黄宇宙洪荒", [2, 4], [3, 5]),
        ("one behind was put in", DAYS, "天地玄黄宇啊宙洪荒", [2, 4], [2, 4]),
        ("another cut into words", DAYS, ["天地", "玄黄", "宇宙洪荒"], [2, 4], [1, 2]),
        ("marks go with what they follow", ["天", "地，", "玄"], ["天", "地", "，", "玄"], [2], [3]),
        ("all is gone", DAYS, "", [2, 4], [0, 0]),
        ("all is new", "天地玄黄", "日月盈昃", [1, 2], [1, 2]),
        ("from nothing", "", DAYS, [0], [8]),
        ("the end", DAYS, "日月", [8], [2]),
    ],
)
def test_a_cut_stays_between_the_same_words(case, old, new, cuts, moved):
    assert carried(cuts, words(old), words(new)) == moved, case


texts = st.text(alphabet=DAYS + "，", max_size=12)


@given(texts, texts, st.data())
def test_cuts_stay_in_order_and_inside(old, new, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(old)), max_size=4)))
    moved = carried(cuts, words(old), words(new))
    assert all(0 <= place <= len(new) for place in moved)
    assert all(a <= b for a, b in pairwise(moved))
