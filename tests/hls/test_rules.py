"""Each rule catches what breaks it, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.hls import pair_rules, rules, vtt_rules
from pipeline.hls.playlist import parse_media
from tests.hls.build import names, origin, playlist
from tests.hls.test_playlist import GOLDEN, TEXTS

HEAD = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n"
MEDIA = '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",URI="e.m3u8"'
OTHER = MEDIA.replace("English", "B").replace('"s"', '"t"')
STREAM = '#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES="s",CLOSED-CAPTIONS=NONE\nv.m3u8\n'
MAP = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n"


def broken(text):
    found = rules.read(text if isinstance(text, bytes) else text.encode(), "x")[1]
    return [str(each) for each in found]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"\xef\xbb\xbf" + HEAD.encode(), "x:1: a playlist must not begin with a byte-order mark (4.1)"),
        ("<html>", "x: line 1: '<html>': a playlist begins with #EXTM3U"),
        (HEAD + "#EXT-X-TARGETDURATION:2\n", "x:4: EXT-X-TARGETDURATION stands more than once (4.3)"),
        (
            HEAD + "#EXTINF:2,\na\n#EXT-X-MEDIA-SEQUENCE:2\n",
            "x:6: EXT-X-MEDIA-SEQUENCE must come before the first segment (4.3.3)",
        ),
        (
            HEAD + "#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:2.5,\na\n",
            "x: segment 7: 2.5 s rounds to more than the target duration 2 (4.3.3.1)",
        ),
        (HEAD + "#EXTINF:0,\na\n", "x: segment 0: lasts no time (4.3.2.1)"),
        (
            HEAD.replace(":3", ":2") + "#EXTINF:1.5,\na\n",
            "x: durations with a fraction need EXT-X-VERSION:3 (4.3.2.1)",
        ),
        (
            HEAD + "#EXT-X-BYTERANGE:1@0\n#EXTINF:1.5,\na\n",
            "x: EXT-X-BYTERANGE needs EXT-X-VERSION:4 (4.3.2.2)",
        ),
    ],
)
def test_rules_of_a_media_playlist(text, what):
    assert broken(text) == [what]


def master(media=MEDIA, stream=STREAM):
    return f"#EXTM3U\n{media}\n{stream}"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (master(MEDIA.replace('NAME="English",', "")), "x:2: EXT-X-MEDIA needs NAME (4.3.4.1)"),
        (master(MEDIA.replace(',URI="e.m3u8"', "")), "x:2: TYPE=SUBTITLES needs a URI (4.3.4.1)"),
        (master(MEDIA + ",FORCED=MAYBE"), "x:2: FORCED must be YES or NO (4.3.4.1)"),
        (
            master(MEDIA + ",DEFAULT=YES,AUTOSELECT=NO"),
            "x:2: DEFAULT=YES needs AUTOSELECT=YES (4.3.4.1)",
        ),
        (
            master(MEDIA + ',CHARACTERISTICS="public.accessibility.describes-spoken-dialog"'),
            "x:2: CHARACTERISTICS: describes- must be transcribes-spoken-dialog (4.3.4.1)",
        ),
        (
            master(MEDIA.replace('"en"', '"en_US"')),
            "x:2: LANGUAGE 'en_US' is not a language tag of BCP 47 (4.3.4.1)",
        ),
        (
            master(MEDIA + '\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",FORCED=NO'),
            "x:3: FORCED is of TYPE=SUBTITLES only (4.3.4.1)",
        ),
        (
            master(MEDIA + '\n#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",NAME="x",URI="x"'),
            "x:3: TYPE=CLOSED-CAPTIONS must have no URI (4.3.4.1)",
        ),
        (master(f"{MEDIA}\n{MEDIA}"), "x:2: two renditions of group 's' are named 'English' (4.3.4.1.1)"),
        (
            master(f"{MEDIA},DEFAULT=YES\n{MEDIA.replace('English', 'B')},DEFAULT=YES"),
            "x:2: group 's' has more than one DEFAULT=YES (4.3.4.1.1)",
        ),
        (
            master(f"{MEDIA}\n{OTHER}"),
            "x:3: group 't' offers other renditions than the first SUBTITLES group (4.3.4.2)",
        ),
        (
            master(stream=STREAM.replace("BANDWIDTH=1,", "")),
            "x:3: EXT-X-STREAM-INF needs a BANDWIDTH (4.3.4.2)",
        ),
        (
            master(stream=STREAM.replace('SUBTITLES="s",', "")),
            "x:3: this variant has no SUBTITLES group though others have one (4.3.4.2)",
        ),
        (
            master(stream=STREAM.replace('"s"', '"t"')),
            "x:3: no EXT-X-MEDIA of TYPE=SUBTITLES has GROUP-ID 't' (4.3.4.2)",
        ),
        (
            master(stream=STREAM + STREAM.replace(",CLOSED-CAPTIONS=NONE", "")),
            "x:5: CLOSED-CAPTIONS=NONE must stand on every variant or on none (4.3.4.2)",
        ),
    ],
)
def test_rules_of_a_multivariant_playlist(text, what):
    assert broken(text) == [what]


def test_what_is_right_passes():
    assert broken(master()) == []
    for path in GOLDEN.glob("*.m3u8"):
        assert broken(path.read_bytes()) == []


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "x: 0 bytes: an empty segment still has its WEBVTT header (3.5)"),
        (b"WEBVTT\n\xff\n\n", "x: byte 7 is not UTF-8 (WebVTT)"),
        ("WEBVTTX\n\n", "x:1: a segment begins with WEBVTT (3.5)"),
        ("WEBVTT\n", "x: the header must be followed by an empty line (WebVTT)"),
        ("WEBVTT\n\n", "x: no X-TIMESTAMP-MAP: players take time 0 for time stamp 0 (3.5)"),
        (
            MAP.replace("WEBVTT\n", "WEBVTT\nX:1\n"),
            "x:3: X-TIMESTAMP-MAP belongs directly below WEBVTT (3.5)",
        ),
        (MAP.replace("00:00:00", "-1:59:57"), "x:2: LOCAL is not a time like 00:00:00.000 (3.5)"),
        (MAP.replace("900000", "x"), "x:2: MPEGTS is not a time stamp (3.5)"),
        (MAP.replace("900000", str(2**33)), "x:2: MPEGTS has 33 bits: it counts modulo 2**33 (3.5)"),
        (MAP + "00:00:01.000 -> 00:00:02.000\nx\n", "x:4: neither a cue nor a NOTE (WebVTT)"),
        (MAP + "00:01.000 --> 2\nx\n", "x:4: not `start --> end` (WebVTT)"),
        (MAP + "00:02.000 --> 00:01.000\nx\n", "x:4: the cue ends before it starts (WebVTT)"),
        (MAP + "00:01.000 --> 00:02.000\na --> b\n", "x:4: --> must not stand in a text (WebVTT)"),
        (
            MAP + "00:03.000 --> 00:04.000\na\n\n00:01.000 --> 00:02.000\nb\n",
            "x:7: the cue starts before the one above it (WebVTT)",
        ),
        (
            MAP + "a\n00:01.000 --> 00:02.000\na\n\na\n00:03.000 --> 00:04.000\nb\n",
            "x:9: the id 'a' stands twice in one segment (WebVTT)",
        ),
    ],
)
def test_rules_of_a_segment(data, what):
    found = vtt_rules.read(data if isinstance(data, bytes) else data.encode(), "x")[1]
    assert [str(each) for each in found] == [what]


def test_notes_settings_and_line_ends_are_fine():
    text = (
        "\ufeffWEBVTT - a title\r\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\r\n\r\nNOTE x\r\ny\r\n\r\n"
        "STYLE\r\n::cue{}\r\n\r\n1\r\n00:01.000 --> 100:00:02.000 align:start\r\na\r\nb"
    )
    read, found = vtt_rules.read(text.encode(), "x")
    assert found == []
    assert [(cue.id, cue.start, cue.end, cue.text) for cue in read.cues] == [("1", 1000, 360002000, "a\nb")]


def rendition(*texts, breaks=()):
    entries = playlist(0, names(0, len(texts) - 1), breaks).entries
    read = [vtt_rules.read(text.encode(), f"{n}.vtt")[0] for n, text in enumerate(texts)]
    return [str(each) for each in vtt_rules.rendition(list(zip(entries, read, strict=True)))]


def text(start, *cues, mpegts=None):
    ticks = 90000 * start if mpegts is None else mpegts
    head = f"WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:{ticks},LOCAL:00:00:{start:02}.000\n\n"
    return head + "".join(f"c\n00:{a:06.3f} --> 00:{b:06.3f}\n{words}\n\n" for a, b, words in cues)


def test_cues_that_cross_as_they_should_pass():
    assert rendition(text(0, (1, 3, "a")), text(2, (1, 3, "a")), text(4)) == []


@pytest.mark.parametrize(
    ("texts", "breaks", "what"),
    [
        (
            [text(0, (1, 3, "a")), text(2)],
            (),
            "0.vtt:5: the cue goes on in the next segment, but does not stand there (3.5)",
        ),
        (
            [text(0, (1, 3, "a")), text(2, (1, 3, "b"))],
            (),
            "1.vtt:5: the cue 'c' differs from the copy that came before it (3.5)",
        ),
        (
            [text(0), text(2, (2, 5, "a")), text(4, (2, 5, "a"))],
            ["a2"],
            "1.vtt:5: the cue goes on beyond a discontinuity",
        ),
        (
            [text(0, (5, 6, "a")), text(2), text(4, (5, 6, "a"))],
            (),
            "0.vtt:5: the cue lies outside of its segment (3.5)",
        ),
        (
            [text(0), text(2, mpegts=200000)],
            (),
            "1.vtt: X-TIMESTAMP-MAP is -0.222 s off that of the segment before (3.5)",
        ),
    ],
)
def test_rules_between_segments(texts, breaks, what):
    assert what in rendition(*texts, breaks=breaks)


def test_maps_agree_across_the_wrap():
    assert rendition(text(0, mpegts=2**33 - 90000), text(2, mpegts=90000)) == []


def test_segments_without_a_grid_of_their_own_are_not_placed():
    constant = [text(0, (1, 9, "a"), mpegts=900000), text(0, (1, 9, "a"), mpegts=900000)]
    assert rendition(*constant) == []


def beside(theirs, ours):
    return [str(each) for each in pair_rules.beside(parse_media(theirs, "v"), parse_media(ours, "s"), "s")]


LIVE = origin(5, names(5, 9), ["a7"])


@pytest.mark.parametrize(
    ("ours", "what"),
    [
        (LIVE.replace("TARGETDURATION:2", "TARGETDURATION:6"), "target duration 6, the video's is 2 (6.2.4)"),
        (LIVE.replace("2.000", "1.900", 1), "segment 5: lasts 1.900 s, the video's 2.000 s (6.2.4)"),
        (
            origin(5, names(5, 9)),
            "segment 7: discontinuity sequence number 0, the video's is 1 (6.2.4)",
        ),
        (LIVE + "#EXT-X-ENDLIST\n", "EXT-X-ENDLIST stands in only one of video and subtitles (6.2.4)"),
        (
            LIVE.replace("#EXTINF", "#EXT-X-PROGRAM-DATE-TIME:2026-11-23T00:00:00Z\n#EXTINF", 1),
            "EXT-X-PROGRAM-DATE-TIME must stand in all media playlists or in none (6.2.4)",
        ),
        (
            LIVE.replace("#EXT-X-VERSION:3", "#EXT-X-PLAYLIST-TYPE:EVENT"),
            "EXT-X-PLAYLIST-TYPE is EVENT, the video's is live (6.2.4)",
        ),
        (origin(5, names(5, 7), ["a7"]), "only the video have the 4.0 s at the end (6.2.4)"),
        (
            origin(50, names(50, 53)),
            "lists no segment that the video lists: they are of different times (6.2.4)",
        ),
    ],
)
def test_rules_of_subtitles_beside_a_video(ours, what):
    assert any(what in each for each in beside(LIVE, ours))


def test_one_file_for_a_whole_recording_is_fine():
    video = origin(0, names(0, 9), ended=True)
    whole = origin(0, ["a"], target=20, duration="20.000", ended=True)
    assert beside(video, whole) == []
    assert beside(video, whole.replace("20.000", "15.000")) == ["s: lasts 15.0 s, the video 20.0 s (6.2.4)"]


@pytest.mark.parametrize(
    ("after", "what"),
    [
        (origin(4, names(4, 9), ["a7"]), "EXT-X-MEDIA-SEQUENCE fell from 5 to 4 (6.2.2)"),
        (origin(5, names(5, 8), ["a7"]), "segments at the end were taken back (6.2.1)"),
        (LIVE.replace("a9", "b9"), "segment 9: another segment than before (6.2.1)"),
        (
            LIVE.replace("TARGETDURATION:2", "TARGETDURATION:3"),
            "the target duration changed from 2 to 3 (6.2.1)",
        ),
        (
            origin(8, names(8, 10)),
            "segment 8: its discontinuity sequence number changed from 1 to 0",
        ),
    ],
)
def test_rules_of_an_update(after, what):
    found = [str(each) for each in pair_rules.update(parse_media(LIVE, "x"), parse_media(after, "x"), "x")]
    assert any(what in each for each in found)


def test_what_may_change_passes():
    after = origin(8, names(8, 11), continuity=1)
    assert list(pair_rules.update(parse_media(LIVE, "x"), parse_media(after, "x"), "x")) == []
    ended = parse_media(LIVE + "#EXT-X-ENDLIST\n", "x")
    assert [each.rule for each in pair_rules.update(ended, parse_media(LIVE, "x"), "x")] == [
        "the playlist changed after its EXT-X-ENDLIST (6.2.1)"
    ]


VTT_LINES = st.sampled_from(
    [
        "WEBVTT",
        "X-TIMESTAMP-MAP=MPEGTS:1,LOCAL:00:00:00.000",
        "",
        "00:01.000 --> 00:02.000",
        "NOTE",
        "-->",
        "id",
    ]
)


@given(
    st.binary(max_size=60) | st.lists(VTT_LINES | st.text(max_size=9)).map(lambda x: "\n".join(x).encode())
)
def test_any_bytes_as_a_segment(data):
    segment, found = vtt_rules.read(data, "x")
    assert segment is not None or found
    assert all(str(each).startswith("x") and "\n" not in str(each) for each in found)


@given(
    st.binary(max_size=60)
    | TEXTS.map(lambda x: ("#EXTM3U\n#EXT-X-TARGETDURATION:2\n" + x).encode("utf-8", "replace"))
)
def test_any_bytes_as_a_playlist(data):
    parsed, found = rules.read(data, "x")
    assert parsed is not None or found
    assert all(str(each).startswith("x") and "\n" not in str(each) for each in found)
