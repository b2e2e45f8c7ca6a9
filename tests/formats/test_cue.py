import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.cue import caption_id, clean, from_caption, visible
from pipeline.types import Caption, Cue


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("plain", "plain"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\x85c", "a\nb\nc"),
        ("tab\there", "tab here"),
        ("nul\x00 bell\x07 escape\x1b[31m", "nul bell escape[31m"),
        ("\u202egnirts\u202c \u2066x\u2069", "gnirts x"),
        ("\ufeffmark", "mark"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("شُكْرًا\u200f!", "شُكْرًا\u200f!"),  # diacritics and the right-to-left mark stay
        ("नमस्\u200dते 👩\u200d👧", "नमस्\u200dते 👩\u200d👧"),  # so do joiners
    ],
)
def test_clean(raw, cleaned):
    assert clean(raw) == cleaned


def test_visible_lines_are_trimmed_and_never_empty():
    assert visible((" a ", "", "b\n\n c", "\x00", "\u3000")) == ["a", "b", "c"]


@given(st.text(st.characters()))
def test_cleaning_twice_changes_nothing_and_leaves_text_that_can_be_encoded(text):
    once = clean(text)
    assert clean(once) == once
    once.encode()


def test_ids_are_those_of_the_segment_and_part():
    assert [caption_id(12, 0), caption_id(12, 1)] == ["c12", "c12.1"]
    caption = Caption(12, 1, "en", 5, 9, ("x", "y"), True, 3)
    assert from_caption(caption) == Cue(5, 9, ("x", "y"), "c12.1")
