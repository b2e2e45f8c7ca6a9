"""Readers: what we wrote comes back, what others read is what we read, and files as they are found."""

from __future__ import annotations

import html
import io

import pysubs2
import pytest
import webvtt as webvtt_py
from hypothesis import given

from pipeline.errors import InputUnsupported
from pipeline.formats import ass, srt, ttml, webvtt
from pipeline.formats.cue import visible
from pipeline.formats.read.detect import parse
from tests.formats.shows import CHINESE, tracks


def shown(track):
    return [(cue.start, cue.end, visible(cue.lines)) for cue in track.cues if visible(cue.lines)]


def read(text):
    return [(cue.start, cue.end, list(cue.lines)) for cue in parse(text, "x")]


@given(tracks())
def test_our_webvtt_comes_back(track):
    if shown(track):
        assert read(webvtt.document(track.cues)) == [
            (start, end, [line.strip() for line in lines]) for start, end, lines in shown(track)
        ]


@given(tracks())
def test_our_ttml_comes_back(track):
    if shown(track):
        wanted = [
            (start, end, [" ".join(_xml(line).split()) for line in lines])
            for start, end, lines in shown(track)
        ]
        wanted = [(start, end, [line for line in lines if line]) for start, end, lines in wanted]
        assert read(ttml.document(track)) == [each for each in wanted if each[2]]


@given(tracks())
def test_our_srt_and_ass_come_back_at_their_times(track):
    if shown(track):
        wanted = [each[:2] for each in shown(track)]
        assert [each[:2] for each in read(srt.document(track.cues))] == wanted
        close = [each[:2] for each in read(ass.document(track))]
        assert all(abs(a - c) <= 5 for (a, _), (c, _) in zip(wanted, close, strict=True))


def _xml(line):
    return "".join(c for c in line if c not in "\ufffe\uffff")


def test_pysubs2_and_webvtt_py_read_the_same():
    ours = read(srt.document(CHINESE.cues))
    theirs = pysubs2.SSAFile.from_string(srt.document(CHINESE.cues), format_="srt")
    assert [(e.start, e.end) for e in theirs] == [each[:2] for each in ours]
    text = webvtt.document(CHINESE.cues)
    theirs = webvtt_py.WebVTT.from_buffer(io.StringIO(text), format="vtt")
    assert [html.unescape(caption.text).split("\n") for caption in theirs] == [each[2] for each in read(text)]


SRT = """\ufeff1\r
00:00:01,000 --> 00:00:02,500 X1:10 X2:20\r
<i>大家好</i>\r
<font color="#ff0000">Tom &amp; Jerry</font>\r
\r
\r
2\r
0:00:03.5 --> 0:00:03.5\r
{\\an8}100\r
3\r
00:00:04,000-->00:00:05,000\r
I <3 you\r
\r
99\r
"""


def test_srt_as_it_is_found():
    assert read(SRT) == [
        (1000, 2500, ["大家好", "Tom &amp; Jerry"]),
        (3500, 3501, ["100", "3"]),
        (4000, 5000, ["I <3 you", "99"]),
    ]


VTT = """WEBVTT - a film
X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0

NOTE
not said --> ever

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.000 line:0 align:start
<v Anna>Tom &amp; <b>Jerry</b></v>
a &lt; b&nbsp;!

NOTE after

01:00:00.000 --> 01:00:01.000
<00:00:00.500><c.yellow>Late</c>
"""


def test_webvtt_as_it_is_found():
    assert read(VTT) == [
        (1000, 2000, ["Tom & Jerry", "a < b\xa0!"]),
        (3_600_000, 3_601_000, ["Late"]),
    ]
    assert parse(VTT, "x")[0].id == "intro"


ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,a note
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,second, with a comma
Dialogue: 0,0:00:01.50,0:00:02.00,Default,,0,0,0,,{\\i1}first{\\i0}\\Nline\\htwo
Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}
"""


def test_ass_as_it_is_found():
    assert read(ASS) == [(1500, 2000, ["first", "line two"]), (3000, 4000, ["second, with a comma"])]


TTML = """<?xml version="1.0"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
    ttp:frameRate="25" ttp:tickRate="10000000" xml:lang="zh">
 <head><metadata><p begin="0s" end="1s">no</p></metadata></head>
 <body><div begin="10s">
  <p begin="1s" dur="2s" xml:id="a">One<br/>two  <span>three</span>
     four</p>
  <p begin="00:00:05:05" end="00:00:06:00">AT&amp;T</p>
  <p begin="80000000t" end="90000000t"> </p>
  <p begin="7s">for ever</p>
 </div></body></tt>
"""


def test_ttml_as_it_is_found():
    assert read(TTML) == [(11_000, 13_000, ["One", "two three four"]), (15_200, 16_000, ["AT&T"])]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no subtitle in it"),
        ("hello", "no subtitle in it"),
        ("WEBVTT\n\n", "no subtitle in it"),
        ("<tt><p>", "not XML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><tt/>', "document type"),
        ("[Script Info]\n[Events]\nDialogue: 0,soon,later,Default,,0,0,0,,x", "'soon' is no time"),
    ],
)
def test_what_is_no_subtitle_file_is_one_line(text, says):
    with pytest.raises(InputUnsupported, match=says) as raised:
        parse(text, "film.srt")
    assert str(raised.value).startswith("film.srt: ")
    assert "\n" not in str(raised.value)
