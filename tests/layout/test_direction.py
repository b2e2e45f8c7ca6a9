import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats import srt
from pipeline.layout.direction import LRM, RLM, directed, plain, runs_left
from pipeline.layout.options import LayoutOptions
from pipeline.layout.timing import Layout
from pipeline.types import Cue, Segment, Translation


@pytest.mark.parametrize(
    ("line", "rtl", "mark"),
    [
        ("مساء الخير!", True, ""),
        ("iPhone 15 بسعر 99 يوان!", True, RLM),
        ("iPhone 15 Pro!", True, RLM),
        ("99.9!", True, RLM),
        ("99.9 يوان", True, ""),
        ("Dyson בחינם!", True, RLM),
        ("Only 99.9!", False, ""),
        ("99.9!", False, ""),
        ("زارا costs 99!", False, LRM),
    ],
)
def test_a_line_runs_its_languages_way(line, rtl, mark):
    assert directed(line, rtl) == mark + line


@given(st.text(max_size=40), st.booleans())
def test_marks_are_few_and_enough(line, rtl):
    made = directed(line, rtl)
    assert runs_left(made) == rtl
    assert directed(made, rtl) == made
    assert made.removeprefix(RLM if rtl else LRM) == line.removeprefix(RLM if rtl else LRM)


def test_what_came_in_is_not_trusted():
    assert plain("\u202epay\u202c \u2067x\u2069 \u200e5\u200f\u061c") == "pay x 5"
    assert plain("می\u200cخواهم 👩\u200d👧") == "می\u200cخواهم 👩\u200d👧"  # joiners are spelling


@pytest.mark.parametrize(
    ("language", "text", "line"),
    [
        ("ar", "\u200eiPhone 15 بسعر \u202a99\u202c يوان!", RLM + "iPhone 15 بسعر 99 يوان!"),
        ("he", "Dyson במבצע!", RLM + "Dyson במבצע!"),
        ("en", "\u200fHello!", "Hello!"),
    ],
)
def test_captions_carry_our_marks_and_no_others(language, text, line):
    stage = Layout(LayoutOptions(), language)
    said = Translation(Segment(0, 0, 3000, "…", True, 0, True), language, text)
    (draft, *_), (final,) = list(stage.push(said)), list(stage.flush())
    assert draft.lines == final.lines == (line,)


def test_srt_encloses_lines_for_players_that_know_no_direction_only_when_asked():
    cue = Cue(0, 1000, ("مساء الخير!", "Hello!", RLM + "Dyson!"))
    assert "\u202b" not in srt.cue(1, cue)
    assert srt.cue(1, cue, embed=True).split("\n")[2:5] == [
        "\u202bمساء الخير!\u202c",
        "Hello!",
        f"\u202b{RLM}Dyson!\u202c",
    ]
    assert srt.document([cue], embed=True) == srt.cue(1, cue, embed=True)
