import io
from pathlib import Path

import pysubs2
import pytest
import webvtt as webvtt_py
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats import srt
from pipeline.formats.cue import visible
from pipeline.types import Cue

GOLDEN = Path(__file__).parent.parent / "golden"

SHOW = [
    Cue(0, 1500, ("家人们晚上好，", "欢迎来到我们的直播间！"), "c0"),
    Cue(1583, 4000, ("It's $19.99 & 20 % off --> today <b>only</b>",), "c1"),
    Cue(4000, 7000, ("\u202eمساء الخير جميعًا،", "", "أهلًا بكم!\r"), "c2"),
    Cue(7000, 7500, ("\x00",), "c3"),
    Cue(3_599_999, 3_601_000, ("สวัสดีตอนค่ำทุกคน",), "c4"),
]


def test_a_file_is_what_the_golden_file_says():
    assert srt.document(SHOW) == (GOLDEN / "show.srt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ("a --> b", "a → b"),
        ("----> x", "--→ x"),
        ("<i>x</i>", "‹i›x‹/i›"),
        ("x <font size=9", "x ‹font size=9"),
        ("I <3 you, 2 > 1", "I ‹3 you, 2 › 1"),  # some readers strip this too
        ("I <3 you", "I <3 you"),
        ("2 > 1, 1 < 2", "2 > 1, 1 < 2"),
        ("<<a>>", "‹‹a››"),
        ("{\\an8}top", "{＼an8}top"),
        ("{plain}", "{plain}"),
        ("Tom & Jerry", "Tom & Jerry"),
    ],
)
def test_syntax_becomes_text(raw, written):
    assert srt.cue(1, Cue(0, 1, (raw,))).split("\n")[2] == written


def test_an_invisible_cue_takes_no_number():
    assert srt.cue(7, Cue(0, 1, ("\x07", " "))) == ""
    assert srt.document([Cue(0, 1, ("",)), Cue(1, 2, ("a",))]).startswith("1\n00:00:00,001")


def test_no_cues_no_text():
    assert srt.document([]) == ""


lines = st.lists(st.text(st.characters(), max_size=20), min_size=1, max_size=3).map(tuple)


@st.composite
def shows(draw):
    times = sorted(draw(st.sets(st.integers(0, 40_000_000), min_size=2, max_size=12)))
    return [Cue(a, b, draw(lines)) for a, b in zip(times[::2], times[1::2], strict=False)]


@given(shows())
def test_webvtt_py_reads_what_was_meant(cues):
    seen = [cue for cue in cues if visible(cue.lines)]
    read = list(webvtt_py.WebVTT.from_buffer(io.StringIO(srt.document(cues)), format="srt")) if seen else []
    assert [(caption.start, caption.end) for caption in read] == [
        (_dotted(cue.start), _dotted(cue.end)) for cue in seen
    ]
    assert [caption.text for caption in read] == [_plain(cue) for cue in seen]


@given(shows())
def test_pysubs2_reads_what_was_meant(cues):
    # pysubs2 takes a last line of digits for the number of the next cue, so every cue ends in a word here.
    cues = [Cue(cue.start, cue.end, (*cue.lines, "end.")) for cue in cues]
    read = pysubs2.SSAFile.from_string(srt.document(cues), format_="srt", keep_unknown_html_tags=True)
    assert [(event.start, event.end) for event in read] == [(cue.start, cue.end) for cue in cues]
    assert [event.text.replace("\\N", "\n") for event in read] == [_plain(cue) for cue in cues]


def _plain(cue):
    return srt.cue(1, cue).split("\n", 2)[2].rstrip("\n")


def _dotted(time):
    seconds, millis = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{millis:03}"
