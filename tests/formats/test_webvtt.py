import html
import io
from pathlib import Path

import pytest
import webvtt as webvtt_py
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats import webvtt
from pipeline.formats.cue import visible
from pipeline.types import Cue

GOLDEN = Path(__file__).parent.parent / "golden"

SHOW = [
    Cue(0, 1500, ("家人们晚上好，", "欢迎来到我们的直播间！"), "c0"),
    Cue(1583, 4000, ("It's $19.99 & 20 % off --> today <b>only</b>",), "c1"),
    Cue(4000, 7000, ("\u202eمساء الخير جميعًا،", "", "أهلًا بكم!\r"), "c2"),
    Cue(7000, 7500, ("\x00",), "c3"),
    Cue(95_443_700, 95_445_000, ("สวัสดีตอนค่ำทุกคน",)),
]


def test_a_file_is_what_the_golden_file_says():
    header = ["X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000"]
    assert webvtt.document(SHOW, header) == (GOLDEN / "show.vtt").read_text(encoding="utf-8")


def test_a_segment_without_cues_still_has_its_header():
    assert webvtt.document([]) == "WEBVTT\n\n"


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ("R&D &amp;", "R&amp;D &amp;amp;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("a --> b", "a --&gt; b"),
        ("{\\an8}", "{\\an8}"),
    ],
)
def test_syntax_becomes_text(raw, written):
    assert webvtt.cue(Cue(0, 1, (raw,))) == f"00:00:00.000 --> 00:00:00.001\n{written}\n\n"


@pytest.mark.parametrize("name", ["a --> b", "two\nlines", "x\r\n\r\ny", "<b>"])
def test_an_id_is_one_line_and_cannot_be_a_timing(name):
    first, second, _ = webvtt.cue(Cue(0, 1, ("t",), name)).split("\n", 2)
    assert "-->" not in first and second.startswith("00:00:00.000 -->")


def test_an_invisible_cue_is_left_out():
    assert webvtt.cue(Cue(0, 1, ("\u202e", " \t"), "c1")) == ""


text = st.text(st.characters(), max_size=20)


@st.composite
def shows(draw):
    times = sorted(draw(st.sets(st.integers(0, 400_000_000), min_size=2, max_size=12)))
    names = st.from_regex(r"c[0-9]{1,6}(\.[0-9])?", fullmatch=True) | st.just("")
    return [
        Cue(a, b, tuple(draw(st.lists(text, min_size=1, max_size=3))), draw(names))
        for a, b in zip(times[::2], times[1::2], strict=False)
    ]


@given(shows())
def test_webvtt_py_reads_what_was_meant(cues):
    seen = [cue for cue in cues if visible(cue.lines)]
    read = list(webvtt_py.WebVTT.from_buffer(io.StringIO(webvtt.document(cues))))
    assert [(c.start, c.end) for c in read] == [(_dotted(cue.start), _dotted(cue.end)) for cue in seen]
    assert [c.identifier or "" for c in read] == [cue.id for cue in seen]
    assert [html.unescape(c.raw_text) for c in read] == ["\n".join(visible(cue.lines)) for cue in seen]


def _dotted(time):
    seconds, millis = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{millis:03}"
