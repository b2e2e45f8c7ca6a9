"""Each kind of file against its golden file, and against readers that are not ours."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pysubs2
import pytest
from hypothesis import given
from ttconv.imsc import reader as imsc
from ttconv.model import Br, P, Text

from pipeline.errors import ConfigError
from pipeline.formats import ass, plain, srt, ttml, whisper_json
from pipeline.formats.cue import visible
from pipeline.formats.documents import DOCUMENTS, KINDS, kinds
from pipeline.formats.track import Track
from pipeline.types import Cue
from tests.formats.shows import ARABIC, BILINGUAL, CHINESE, tracks
from tests.ingest.media import make

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "track"), [("clip.zh", CHINESE), ("clip.zh+en", BILINGUAL)])
def test_a_file_is_what_the_golden_file_says(kind, name, track):
    path = GOLDEN / f"{name}.{kind}"
    assert DOCUMENTS[kind](track) == path.read_text(encoding="utf-8")


def test_an_empty_show_is_a_valid_file_of_each_kind():
    empty = Track("en", ())
    assert pysubs2.SSAFile.from_string(ass.document(empty)).events == []
    assert list(_paragraphs(ttml.document(empty))) == []
    assert json.loads(whisper_json.document(empty)) == {"text": "", "segments": [], "language": "en"}
    assert (plain.text(empty), plain.tsv(empty)) == ("", "start\tend\ttext\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("srt", ("srt",)),
        ("TSV, vtt", ("vtt", "tsv")),
        ("all", KINDS),
        ("srt,all", KINDS),
    ],
)
def test_kinds_by_name(text, found):
    assert kinds(text) == found


@pytest.mark.parametrize("text", ["stl", "", "srt,docx"])
def test_an_unknown_kind_is_named_with_the_known_ones(text):
    with pytest.raises(ConfigError, match="choose from srt, vtt, ttml, txt, tsv, json, ass, or all"):
        kinds(text)


@pytest.mark.ffmpeg
@pytest.mark.parametrize("kind", ["srt", "vtt", "ass"])
@pytest.mark.parametrize("track", [CHINESE, BILINGUAL])
def test_ffmpeg_reads_what_was_meant(kind, track, ffmpeg, tmp_path):
    (tmp_path / f"in.{kind}").write_text(DOCUMENTS[kind](track), encoding="utf-8")
    made = make(ffmpeg, tmp_path / "out.ass", "-i", str(tmp_path / f"in.{kind}")).read_text(encoding="utf-8")
    read = pysubs2.SSAFile.from_string(made, format_="ass")
    assert [(event.start // 10, event.end // 10) for event in read] == [
        (int(cue.start / 10 + 0.5), int(cue.end / 10 + 0.5)) for cue in track.cues
    ]
    assert read[0].plaintext.split("\n") == list(track.merged()[0].lines)
    assert "99.9元 & 打8折" in read[1].plaintext


# ASS


@given(tracks())
def test_pysubs2_reads_our_ass(track):
    read = pysubs2.SSAFile.from_string(ass.document(track), format_="ass")
    seen = [cue for cue in track.cues if visible(cue.lines)]
    assert len(read) == len(seen)
    for event, cue in zip(read, seen, strict=True):
        assert abs(event.start - cue.start) <= 5
        assert abs(event.end - cue.end) <= 15
        assert event.start < event.end
        assert not any("{" in line or "}" in line for line in event.plaintext.split("\n"))
        assert _plain(event.plaintext) == _plain("\n".join(visible(cue.lines)))


def test_of_two_languages_the_lower_has_its_own_style():
    read = pysubs2.SSAFile.from_string(ass.document(BILINGUAL), format_="ass")
    assert set(read.styles) == {"Default", "Second"}
    assert read[0].plaintext.split("\n")[2:] == ["Good evening, everyone,", "and welcome to our stream!"]
    assert "{\\rSecond}Good evening" in read[0].text
    assert "Second" not in read[2].text


@pytest.mark.parametrize(("end", "fits"), [(35_999_990, True), (35_999_991, False)])
def test_ass_ends_before_ten_hours_and_says_so(end, fits):
    track = Track("en", (Cue(end - 1000, end, ("Late.",)),))
    if fits:
        assert "9:59:59.99" in ass.document(track)
    else:
        with pytest.raises(ConfigError, match=r"ends at 09:59:59,991.*write srt, vtt or ttml"):
            ass.document(track)


def test_what_touches_still_touches_in_hundredths():
    cues = (Cue(0, 1005, ("a",)), Cue(1005, 1006, ("b",)), Cue(1006, 2000, ("c",)))
    read = pysubs2.SSAFile.from_string(ass.document(Track("en", cues)), format_="ass")
    assert [(event.start, event.end) for event in read] == [(0, 1010), (1010, 1020), (1010, 2000)]


# TTML


@given(tracks())
def test_ttconv_reads_our_ttml(track):
    read = list(_paragraphs(ttml.document(track)))
    seen = [cue for cue in track.cues if visible(cue.lines)]
    assert [(start, end) for start, end, _ in read] == [(cue.start, cue.end) for cue in seen]
    for (_, _, text), cue in zip(read, seen, strict=True):
        wanted = "\n".join(" ".join(_xml(line).split(" ")) for line in visible(cue.lines))
        assert text == wanted


def test_the_languages_are_named():
    root = ElementTree.fromstring(ttml.document(BILINGUAL).encode())
    names = [each.get("{http://www.w3.org/XML/1998/namespace}lang") for each in root.iter()]
    assert [name for name in names if name] == ["zh-Hans", "en", "en", "en"]
    assert imsc.to_model(ElementTree.ElementTree(root)).get_lang() == "zh-Hans"


def test_arabic_runs_from_the_right():
    assert 'tts:direction="rtl"' in ttml.document(ARABIC)
    assert "\u202e" not in ttml.document(ARABIC)


def _paragraphs(document):
    model = imsc.to_model(ElementTree.ElementTree(ElementTree.fromstring(document.encode())))
    for paragraph in _descendants(model.get_body(), P):
        text = "".join(
            "\n" if isinstance(e, Br) else e.get_text() for e in _descendants(paragraph, (Br, Text))
        )
        yield round((paragraph.get_begin() or 0) * 1000), round(paragraph.get_end() * 1000), text


def _descendants(element, kind):
    if isinstance(element, kind):
        yield element
    else:
        for child in element or ():
            yield from _descendants(child, kind)


def _xml(line):
    return "".join(c for c in line if c not in "\ufffe\uffff")


# JSON, TSV, text


def test_json_has_every_word_once_and_times_to_the_millisecond():
    made = json.loads(whisper_json.document(CHINESE))
    heard = [word for segment in made["segments"] for word in segment["words"]]
    assert "".join(word["word"] for word in heard) == "家人们只见"
    assert [len(segment["words"]) for segment in made["segments"]] == [3, 1, 0, 1]
    assert made["segments"][0]["text"] == "家人们晚上好，欢迎来到我们的直播间！"
    assert (made["segments"][1]["start"], made["segments"][1]["end"]) == (1.583, 4.0)


def test_json_without_words_does_not_claim_any():
    made = json.loads(whisper_json.document(Track("en", CHINESE.cues)))
    assert all("words" not in segment for segment in made["segments"])


def test_a_row_stays_one_row():
    rows = plain.tsv(Track("en", (Cue(0, 1, ("a\tb", "c")),))).splitlines()
    assert rows == ["start\tend\ttext", "0\t1\ta b c"]


def test_thai_and_chinese_lines_join_without_a_space():
    assert plain.text(Track("zh-Hans", (Cue(0, 1, ("你好，", "再见")),))) == "你好，再见\n"
    assert srt.document(Track("en", ()).merged()) == ""


def _plain(text):
    table = str.maketrans({"＼": "\\", "｛": "{", "｝": "}"})
    return text.translate(table)
