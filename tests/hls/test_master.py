import m3u8
import pytest

from pipeline.errors import ConfigError
from pipeline.hls import rules
from pipeline.hls.master import MasterOptions, Subtitles, made, multivariant
from pipeline.hls.playlist import parse
from tests.hls.build import playlist
from tests.hls.test_playlist import GOLDEN

LANGUAGES = [
    Subtitles("zh-Hans", "zh-Hans/index.m3u8", spoken=True),
    Subtitles("en", "en/index.m3u8"),
    Subtitles("ar", "ar/index.m3u8"),
]
BASE = "https://cdn.test/live/show/master.m3u8?t=1"
OURS = {
    "https://cdn.test/live/show/720p/index.m3u8?t=1": "video/v0.m3u8",
    "https://cdn.test/live/show/360p/index.m3u8?t=1": "video/v1.m3u8",
    "https://cdn.test/live/show/audio/zh.m3u8?t=1": "video/r0.m3u8",
}


def with_ours(text, languages=LANGUAGES, **options):
    return multivariant(
        parse(text, "x"), BASE, languages, lambda uri: OURS.get(uri, uri), MasterOptions(**options)
    )


def test_the_whole_is_what_the_golden_file_says():
    text = (GOLDEN / "origin-master.m3u8").read_text(encoding="utf-8")
    assert with_ours(text, default="en") == (GOLDEN / "master.m3u8").read_text(encoding="utf-8")


def test_ours_breaks_no_rule_and_m3u8_reads_it():
    text = with_ours((GOLDEN / "origin-master.m3u8").read_text(encoding="utf-8"))
    assert rules.read(text.encode(), "x")[1] == []
    read = m3u8.loads(text)
    subtitles = [each for each in read.media if each.type == "SUBTITLES"]
    assert [each.language for each in subtitles] == ["zh-Hans", "en", "ar"]
    assert {each.stream_info.subtitles for each in read.playlists} == {"zimu"}


def test_lines_of_the_origin_stay_in_their_order():
    text = (GOLDEN / "origin-master.m3u8").read_text(encoding="utf-8")
    kept = [line for line in with_ours(text).splitlines() if "SUBTITLES,GROUP" not in line]
    for theirs, ours in zip(text.splitlines(), kept, strict=True):
        if "URI=" not in theirs and theirs.startswith("#"):
            assert ours.startswith(theirs)


def test_ours_join_the_groups_that_the_origin_has():
    text = (
        '#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="e.m3u8"\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES="s",CLOSED-CAPTIONS="cc"\nv.m3u8\n'
    )
    made = with_ours(text, default="ar")
    assert '#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES="s",CLOSED-CAPTIONS="cc"\n' in made
    assert 'GROUP-ID="s",NAME="English (zimu)",LANGUAGE="en"' in made
    assert made.count("DEFAULT=YES") == 1
    assert rules.read(made.encode(), "x")[1] == []


def test_a_menu_has_an_end_and_may_be_empty():
    text = (GOLDEN / "origin-master.m3u8").read_text(encoding="utf-8")
    assert with_ours(text, most_languages=2).count("TYPE=SUBTITLES") == 2
    assert "SUBTITLES" not in with_ours(text, languages=[])


def test_one_is_made_for_an_origin_that_has_none():
    text = made(playlist(0, ["a0"]), "video/v0.m3u8", LANGUAGES[:2], 1_234_567, "avc1.42c00c,mp4a.40.2")
    assert text == (GOLDEN / "made.m3u8").read_text(encoding="utf-8")
    assert rules.read(text.encode(), "x")[1] == []
    fmp4 = parse((GOLDEN / "origin-fmp4.m3u8").read_text(encoding="utf-8"), "x")
    assert made(fmp4, "v.m3u8", [], 0).splitlines()[:3] == [
        "#EXTM3U",
        "#EXT-X-VERSION:9",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]


def test_an_unknown_language_is_refused():
    with pytest.raises(ConfigError, match="unknown language"):
        with_ours("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv\n", [Subtitles("xx-bogus", "x")])
