from pathlib import Path

import m3u8
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputUnavailable
from pipeline.hls.lines import absolute, attributes
from pipeline.hls.playlist import MediaPlaylist, Multivariant, parse, parse_media, write
from tests.hls.build import names, origin

GOLDEN = Path(__file__).parent.parent / "golden" / "hls"


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("origin-*.m3u8")), ids=lambda path: path.name)
def test_every_line_is_kept(path):
    text = path.read_text(encoding="utf-8")
    assert write(parse(text.encode(), path.name)) == text


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("origin-*.m3u8")), ids=lambda path: path.name)
def test_an_independent_parser_reads_the_same(path):
    text = path.read_text(encoding="utf-8")
    ours, theirs = parse(text, path.name), m3u8.loads(text)
    if isinstance(ours, Multivariant):
        assert [each.uri for each in ours.variants] == [each.uri for each in theirs.playlists]
        assert [each.attributes["NAME"] for each in ours.renditions] == [each.name for each in theirs.media]
    else:
        segments = [each for each in theirs.segments if each.uri]
        assert [each.uri for each in ours.entries] == [each.uri for each in segments]
        assert [each.seconds for each in ours.entries] == [each.duration for each in segments]
        assert [each.discontinuity for each in ours.entries] == [each.discontinuity for each in segments]
        assert (ours.sequence, ours.target_s) == (theirs.media_sequence or 0, theirs.target_duration)
        assert ours.ended == theirs.is_endlist


def test_what_a_playlist_says():
    text = origin(7, names(7, 9), breaks=["a8"], continuity=3, ended=True)
    read = parse_media(text.encode(), "x")
    assert [(e.sequence, e.continuity, e.duration, e.uri) for e in read.entries] == [
        (7, 3, "2.000", "a7.ts"),
        (8, 4, "2.000", "a8.ts"),
        (9, 4, "2.000", "a9.ts"),
    ]
    assert (read.target_s, read.sequence, read.continuity, read.ended) == (2, 7, 3, True)


def test_the_key_and_the_map_in_force():
    read = parse_media(
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n"
        '#EXT-X-MAP:URI="i.mp4"\n#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:2,\na\n'
        '#EXTINF:2,\nb\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple"\n#EXTINF:2,\nc\n'
        "#EXT-X-KEY:METHOD=NONE\n#EXT-X-BYTERANGE:10@5\n#EXTINF:2,\nd\n",
        "x",
    )
    assert [entry.key.count("#EXT-X-KEY") for entry in read.entries] == [1, 1, 2, 0]
    assert {entry.map for entry in read.entries} == {'#EXT-X-MAP:URI="i.mp4"'}
    assert [entry.byterange for entry in read.entries] == ["", "", "", "10@5"]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "x: line 1: '': a playlist begins with #EXTM3U"),
        (b"<html>", "x: line 1: '<html>': a playlist begins with #EXTM3U"),
        (b"#EXTM3U\n\xff", "x: not a playlist: byte 8 is not UTF-8"),
        (b"#EXTM3U\na.ts\n", "x: no EXT-X-TARGETDURATION, so not a media playlist"),
        (
            b"#EXTM3U\n#EXT-X-TARGETDURATION:2\na.ts\n",
            "x: line 3: 'a.ts': no EXTINF stands before this URI",
        ),
        (
            b"#EXTM3U\n#EXT-X-TARGETDURATION:2.5\n",
            "x: line 2: '#EXT-X-TARGETDURATION:2.5': not a whole number below 2**64",
        ),
        (
            b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:nan,\na\n",
            "x: line 3: '#EXTINF:nan,': not a duration in seconds",
        ),
        (
            b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n",
            "x: line 3: '#EXT-X-SKIP:SKIPPED-SEGMENTS=3': a delta update, which nobody asked for",
        ),
        (
            b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n",
            "x: line 2: '#EXT-X-STREAM-INF:BANDWIDTH=1': no URI follows it",
        ),
        (
            b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv\n#EXTINF:2,\na\n",
            "x: media and multivariant playlist at once: it has #EXTINF too",
        ),
    ],
)
def test_what_is_no_playlist_is_named(data, line):
    with pytest.raises(InputUnavailable) as raised:
        parse(data, "x")
    assert str(raised.value) == line


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("s/1.ts?t=9", "http://h/a/s/1.ts?t=9"),
        ("/1.ts", "http://h/1.ts"),
        ("//cdn/1.ts", "http://cdn/1.ts"),
        ("https://cdn/../1.ts?", "https://cdn/../1.ts?"),
        ("//[", "//["),
        ("", ""),
        ('# URI="x"', '# URI="x"'),
        ('#EXT-X-MAP:URI="i.mp4",BYTERANGE="9@0"', '#EXT-X-MAP:URI="http://h/a/i.mp4",BYTERANGE="9@0"'),
        (
            '#EXT-X-KEY:METHOD=AES-128,URI="data:x,y",IV=0x1',
            '#EXT-X-KEY:METHOD=AES-128,URI="data:x,y",IV=0x1',
        ),
        ('#EXT-X-MEDIA:NAME="a,URI=b",URI="c"', '#EXT-X-MEDIA:NAME="a,URI=b",URI="http://h/a/c"'),
        ('#EXTINF:2.000,URI="x"', '#EXTINF:2.000,URI="x"'),
    ],
)
def test_addresses_become_absolute(line, made):
    assert absolute(line, "http://h/a/index.m3u8?k=1") == made


def test_attributes_of_a_tag():
    line = '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1,mp4a",RESOLUTION=1x2, FRAME-RATE=25.0'
    assert attributes(line) == {
        "BANDWIDTH": "1",
        "CODECS": "avc1,mp4a",
        "RESOLUTION": "1x2",
        "FRAME-RATE": "25.0",
    }


LINES = st.sampled_from(
    [
        *(
            "#EXTM3U",
            "#EXT-X-TARGETDURATION:2",
            "#EXT-X-MEDIA-SEQUENCE:",
            "#EXTINF:2.0,t",
            "#EXTINF:-1",
            "a.ts",
        ),
        *("#EXT-X-DISCONTINUITY", "#EXT-X-ENDLIST", '#EXT-X-MAP:URI="', "#EXT-X-STREAM-INF:BANDWIDTH=1"),
        *('#EXT-X-MEDIA:TYPE=SUBTITLES,URI="//[",NAME="', "#EXT-X-KEY:METHOD", "", "#", " ", "\r", "\x00"),
        *(
            "#EXT-X-MEDIA-SEQUENCE:99999999999999999999999",
            "#EXT-X-DISCONTINUITY-SEQUENCE:٣",
            "#EXT-X-BYTERANGE",
        ),
    ]
)
TEXTS = st.lists(LINES | st.text(max_size=12)).map("\n".join)


@given(st.binary(max_size=80) | TEXTS | TEXTS.map(lambda text: "#EXTM3U\n#EXT-X-TARGETDURATION:2\n" + text))
def test_any_bytes_are_read_or_refused_in_one_line(data):
    try:
        read = parse(data, "x")
    except InputUnavailable as error:
        assert str(error).startswith("x: ") and "\n" not in str(error)
        return
    again = parse(write(read), "x")
    assert write(again) == write(read)
    if isinstance(read, MediaPlaylist):
        assert isinstance(again, MediaPlaylist)
        assert again.entries == read.entries
        for line in (line for entry in read.entries for line in (*entry.lines, entry.uri)):
            assert absolute(absolute(line, "http://h/"), "http://h/") == absolute(line, "http://h/")
