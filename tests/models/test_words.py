from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words import join_tokens, timed


def texts(*tokens):
    return [word.text for word in join_tokens((i, i + 1, token, 0.9) for i, token in enumerate(tokens))]


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        (("我们",), ["我", "们"]),
        (("你好", "，", "世界", "。"), ["你", "好，", "世", "界。"]),
        (("99", ".", "9", "块"), ["99.9", "块"]),
        (("1,", "200"), ["1,200"]),
        (("买", " i", "Phone", " Pro", "吧"), ["买", " iPhone", " Pro", "吧"]),
        (("don", "’", "t"), ["don’t"]),
        (("你", " 好", " "), ["你，", "好"]),
        (("看", "《", "红楼", "》"), ["看", "《红", "楼》"]),
        (("好，", "“", "来", "”"), ["好，", "“来”"]),
        (("￥", "99"), ["￥99"]),
        ((" ", " "), []),
        (("包邮", "\ufffd", "西"), ["包", "邮", "西"]),
        (("",), []),
        ((), []),
    ],
)
def test_words(tokens, words):
    assert texts(*tokens) == words


def test_a_token_shares_its_time_and_marks_take_none():
    made = join_tokens([(0, 400, "我们", 0.9), (400, 600, "。", 0.5), (600, 900, "好", 0.8)])
    assert [(word.start, word.end) for word in made] == [(0, 200), (200, 400), (600, 900)]
    assert [word.probability for word in made] == [0.9, 0.5, 0.8]


@given(st.lists(st.text(alphabet="我们好aB9 .,，。《》“”'￥", max_size=4), max_size=12))
def test_no_character_is_lost_and_times_are_in_order(tokens):
    made = join_tokens((100 * i, 100 * i + 100, token, 1.0) for i, token in enumerate(tokens))
    # a comma may stand where a space stood between two Han characters
    squeezed = "".join(word.text for word in made).replace(" ", "").replace("，", "")
    assert squeezed == "".join(tokens).replace(" ", "").replace("，", "")
    assert all(word.start <= word.end for word in made)
    assert all(a.end <= b.start for a, b in pairwise(made))


def test_a_piece_lasts_until_the_next_one_and_has_the_mean_probability_of_its_tokens():
    alignments = [(0, 5), (0, 6), (1, 10), (2, 20), (2, 25)]  # 20 ms each; token 3 has none
    pieces = list(timed(alignments, [0.5, 0.7, 1.0], ["我们", "好"], [[1, 2], [3]], fallback=600))
    assert pieces == [(100, 400, "我们", pytest.approx(0.6)), (400, 600, "好", 1.0)]
