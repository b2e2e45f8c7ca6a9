"""Marks between known words: laws over any expectation, and what is never done."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.marks import MARKS, marked

KNOWN = ",。?!、今天我们来看三百块iPhone15 s\u20ac"
END = len(KNOWN)


class Letters:
    """One token a character of KNOWN."""

    eot = END

    def encode(self, text):
        return [KNOWN.index(character) for character in text]

    def decode(self, tokens):
        return "".join(KNOWN[token] for token in tokens)

    def split_tokens_on_unicode(self, tokens):
        return [self.decode([token]) for token in tokens], [[token] for token in tokens]


def put(text, wanted):
    """`text` with marks where `wanted` says, by (what is before, what is behind), that one is likely."""

    def logits(tokens):
        found = np.full((len(tokens) + 1, END + 1), -9.0, np.float32)
        for at, (before, behind) in enumerate(zip([END, *tokens], [*tokens, END], strict=True)):
            found[at, behind] = 0.0
            letters = [KNOWN[token] if token < END else "" for token in (before, behind)]
            if (mark := wanted.get(tuple(letters))) is not None:
                found[at, KNOWN.index(mark)] = 2.0
        return found

    letters = Letters()
    return letters.decode(marked(letters.encode(text), logits, letters))


@pytest.mark.parametrize(
    ("text", "wanted", "marks"),
    [
        ("今天我们来看", {("天", "我"): ",", ("看", ""): "。"}, "今天,我们来看。"),
        ("今天我们来看", {}, "今天我们来看"),
        ("今天我们来看", {("", "今"): ","}, "今天我们来看"),  # none begins a text
        ("今天,我们来看", {("天", "我"): "。", ("天", ","): "!", (",", "我"): "?"}, "今天,我们来看"),
        (
            "我iPhone15看",
            dict.fromkeys(zip("iPhone15", "Phone15看", strict=True), ","),
            "我iPhone15,看",
        ),
        ("三百块15s", {("百", "块"): "、", ("块", "1"): "、", ("5", "s"): "、"}, "三百、块、15s"),
    ],
)
def test_marks_stand_where_they_are_likely(text, wanted, marks):
    assert put(text, wanted) == marks


def test_what_stands_behind_a_mark_is_judged_anew():
    """The second mark is likely only once the first one is there."""
    seen = []

    def logits(tokens):
        text = Letters().decode(tokens)
        seen.append(text)
        found = np.full((len(tokens) + 1, END + 1), -9.0, np.float32)
        found[np.arange(len(tokens)), tokens] = 0.0
        found[len(tokens), END] = 0.0
        found[text.index("天") + 1, 0] = 2.0
        if "," in text:
            found[text.index("们") + 1, 1] = 2.0
        return found

    letters = Letters()
    assert letters.decode(marked(letters.encode("今天我们来看"), logits, letters)) == "今天,我们。来看"
    assert seen == ["今天我们来看", "今天,我们来看", "今天,我们。来看"]


def test_several_marks_count_together_and_the_likeliest_is_put():
    def logits(tokens):
        found = np.full((len(tokens) + 1, END + 1), -9.0, np.float32)
        found[np.arange(len(tokens)), tokens] = 0.0
        found[len(tokens), END] = 0.0
        found[2, [KNOWN.index(mark) for mark in ",。?"]] = np.log([0.3, 0.5, 0.4])
        return found

    letters = Letters()
    assert letters.decode(marked(letters.encode("今天我"), logits, letters)) == "今天。我"


@given(st.text(alphabet=KNOWN[5:], max_size=30), st.randoms(use_true_random=False))
def test_no_letter_changes_and_no_mark_stands_beside_another(text, random):
    generator = np.random.default_rng(random.randrange(2**32))

    def logits(tokens):
        return generator.normal(0, 3, (len(tokens) + 1, END + 1)).astype(np.float32)

    letters = Letters()
    found = letters.decode(marked(letters.encode(text), logits, letters))
    assert "".join(each for each in found if each not in MARKS) == text
    assert not any(a in MARKS and b in MARKS for a, b in itertools.pairwise(found))
    assert found[:1] not in MARKS
    for at, each in enumerate(found[1:-1], 1):
        around = found[at - 1] + found[at + 1]
        assert each not in MARKS or not (around.isascii() and around.isalnum())
