import json

from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats import jsonl
from pipeline.types import Caption


def test_the_message_has_the_documented_shape():
    caption = Caption(12, 0, "en", 12_340, 14_200, ("Good evening,", "everyone!"), True, 3, True)
    assert jsonl.line(caption, 12, "大家晚上好") == (
        '{"v":1,"seq":12,"id":"c12","lang":"en","start":12.34,"end":14.2,'
        '"text":"Good evening,\\neveryone!","final":true,"src":"大家晚上好"}'
    )


def test_a_final_caption_has_the_id_of_its_drafts():
    draft = jsonl.message(Caption(7, 1, "th", 0, 1, ("ก",), False, 0), 1)
    final = jsonl.message(Caption(7, 1, "th", 0, 9, ("ข",), True, 4, True), 2)
    assert draft["id"] == final["id"] == "c7.1"
    assert not draft["final"] and final["final"]


def test_words_that_will_not_change_are_final_to_a_reader_though_the_end_may_move():
    assert jsonl.message(Caption(7, 0, "th", 0, 1, ("ก",), False, 4, True), 1)["final"]


@given(st.text(st.characters()), st.integers(0, 10**9))
def test_any_caption_is_one_line_of_json_with_exact_times(text, start):
    line = jsonl.line(Caption(0, 0, "en", start, start + 7, (text,), True, 0), 1, text)
    assert line.splitlines() == [line]
    read = json.loads(line.encode())
    assert round(read["start"] * 1000) == start and round(read["end"] * 1000) == start + 7
