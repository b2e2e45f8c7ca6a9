import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputUnavailable
from pipeline.hls.survey import Found, Survey
from tests.hls.build import names, origin
from tests.hls.test_rules import MAP, TEXTS, master

VIDEO = origin(0, names(0, 2))
SUBTITLES = VIDEO.replace(".ts", ".vtt")
GOOD = {
    "m.m3u8": master(),
    "v.m3u8": VIDEO,
    "e.m3u8": SUBTITLES,
    **{f"a{n}.vtt": MAP for n in range(3)},
}


def survey(files):
    def fetch(address):
        if address not in files:
            raise InputUnavailable(f"{address}: 404")
        found = files[address]
        return Found(address, found if isinstance(found, bytes) else found.encode())

    return Survey(fetch)


def look(files, top="m.m3u8"):
    return list(dict.fromkeys(str(each) for each in survey(files).look(top)))


def test_what_is_right_passes_from_top_to_bottom():
    made = survey(GOOD)
    assert list(made.look("m.m3u8")) == []
    assert (len(made.playlists), len(made.segments)) == (3, 3)


def test_the_playlist_of_one_language_alone():
    made = survey(GOOD)
    assert list(made.look("e.m3u8")) == []
    assert len(made.segments) == 3


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"e.m3u8": None}, "e.m3u8: is listed, but cannot be had: e.m3u8: 404"),
        ({"a1.vtt": None}, "a1.vtt: is listed, but cannot be had: a1.vtt: 404"),
        ({"v.m3u8": master()}, "v.m3u8: a multivariant playlist where a media playlist belongs (4.3.4)"),
        ({"a1.vtt": b""}, "a1.vtt: 0 bytes: an empty segment still has its WEBVTT header (3.5)"),
        (
            {"e.m3u8": SUBTITLES.replace("ION:2", "ION:9")},
            "e.m3u8: target duration 9, the video's is 2 (6.2.4)",
        ),
        ({"e.m3u8": "<html>"}, "e.m3u8: line 1: '<html>': a playlist begins with #EXTM3U"),
    ],
)
def test_what_is_wrong_below_is_found(changed, what):
    files = {name: text for name, text in (GOOD | changed).items() if text is not None}
    assert look(files) == [what]


def test_variants_have_one_target_duration():
    stream = '#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES="s",CLOSED-CAPTIONS=NONE\n{}.m3u8\n'
    files = GOOD | {
        "m.m3u8": master(stream=stream.format("v") + stream.format("w")),
        "w.m3u8": VIDEO.replace("ION:2", "ION:4"),
    }
    assert look(files) == ["w.m3u8: target duration 4, elsewhere 2 (6.2.4)"]


def test_a_second_look_sees_what_may_not_have_changed():
    files = dict(GOOD)
    made = survey(files)
    assert list(made.look("m.m3u8")) == []
    files["v.m3u8"] = files["v.m3u8"].replace("a1", "b1")
    assert [str(each) for each in made.look("m.m3u8")] == [
        "v.m3u8: segment 1: another segment than before (6.2.1)"
    ]


def test_nothing_at_the_address():
    with pytest.raises(InputUnavailable):
        look({})


anything = st.binary(max_size=40) | TEXTS.map(lambda text: ("#EXTM3U\n" + text).encode("utf-8", "replace"))


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), anything, max_size=3))
def test_any_bytes_anywhere(changed):
    found = look(GOOD | changed)
    assert all("\n" not in each for each in found)
