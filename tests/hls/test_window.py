import m3u8
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.hls.listing import subtitles
from pipeline.hls.playlist import parse_media, write
from pipeline.hls.window import Window
from tests.hls.build import BASE, names, origin, playlist
from tests.hls.test_playlist import GOLDEN


def window(*texts, lead=None):
    made = Window(BASE, lead)
    for text in texts:
        made.update(parse_media(text, "origin"))
    return made


def numbers(entries):
    return [(entry.sequence, entry.continuity, entry.uri.rpartition("/")[2]) for entry in entries]


def test_new_segments_come_once_and_with_absolute_addresses():
    followed = Window(BASE)
    assert [e.sequence for e in followed.update(playlist(7, names(7, 9)))] == [7, 8, 9]
    assert followed.update(playlist(7, names(7, 9))) == ()
    new = followed.update(playlist(8, names(8, 10)))
    assert numbers(new) == [(10, 0, "a10.ts")]
    assert new[0].uri == "http://origin.test/hls/show/a10.ts"


def test_a_delayed_playlist_is_as_long_as_the_origins():
    followed = window(*(origin(n, names(n, n + 3)) for n in range(5, 12)))
    assert numbers(followed.shown(12).entries) == [(n, 0, f"a{n}.ts") for n in range(9, 13)]
    assert numbers(followed.shown().entries)[-1] == (14, 0, "a14.ts")
    assert followed.shown(4) is None


def test_a_short_playlist_lasts_three_target_durations():
    followed = window(*(origin(n, names(n, n)) for n in range(5)))
    assert [entry.sequence for entry in followed.shown().entries] == [2, 3, 4]


def test_the_sequence_never_falls_though_the_playlist_grows():
    followed = window(*(origin(n, names(n, n + 2)) for n in range(5, 8)))
    assert followed.shown().sequence == 7
    followed.update(playlist(5, names(5, 9)))
    assert followed.shown().sequence == 7
    assert followed.shown(6) is None


def test_a_cached_text_changes_nothing():
    followed = window(origin(5, names(5, 8)), origin(7, names(7, 10)))
    before = write(followed.shown())
    assert followed.update(playlist(6, names(6, 9))) == ()
    assert write(followed.shown()) == before


@pytest.mark.parametrize("first", [0, 8], ids=["numbers fall", "numbers go on"])
def test_an_origin_that_began_anew_goes_on_behind_a_discontinuity(first):
    followed = window(origin(7, names(7, 9)))
    new = followed.update(playlist(first, names(0, 2, "b")))
    assert numbers(new) == [(10, 1, "b0.ts"), (11, 1, "b1.ts"), (12, 1, "b2.ts")]
    assert new[0].lines[0] == "#EXT-X-DISCONTINUITY"
    assert followed.shift == 10 - first
    assert numbers(followed.update(playlist(first + 1, names(1, 3, "b")))) == [(13, 1, "b3.ts")]


def test_other_queries_are_the_same_segments():
    text = origin(7, ["a7", "a8"])
    followed = window(text.replace(".ts", ".ts?token=1"))
    assert followed.update(parse_media(text.replace(".ts", ".ts?token=2"), "x")) == ()
    assert [entry.uri.partition("?")[2] for entry in followed.shown().entries] == ["token=2", "token=2"]


def test_after_a_hole_the_playlist_begins_anew_once_it_is_shown():
    followed = window(origin(5, names(5, 8), continuity=3), origin(5, names(5, 8), continuity=3))
    new = followed.update(playlist(20, names(20, 22), ["a21"], continuity=6))
    assert numbers(new) == [(20, 6, "a20.ts"), (21, 7, "a21.ts"), (22, 7, "a22.ts")]
    assert [entry.sequence for entry in followed.shown(8).entries] == [6, 7, 8]
    killed = Window(BASE)
    killed.restore(followed.remembered(), followed.shift)
    assert write(killed.shown(8)) == write(followed.shown(8))
    assert [entry.sequence for entry in followed.shown().entries] == [20, 21, 22]
    again = Window(BASE)
    again.restore(followed.remembered(), followed.shift)
    assert numbers(again.entries) == numbers(new)
    assert again.shown(8) is None


def test_removed_discontinuities_are_counted_though_the_origin_does_not():
    followed = window(origin(0, names(0, 2), ["a1"]))
    for first in range(1, 6):
        followed.update(playlist(first, names(first, first + 2), ["a1", "a5"]))
    shown = followed.shown(7)
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:1" in shown.header
    assert [entry.continuity for entry in shown.entries] == [2, 2, 2]


def test_the_first_segment_shown_has_its_key_and_map():
    head = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI="i.mp4"\n#EXT-X-KEY:METHOD=AES-128,URI="k"\n'
    entries = [f"#EXTINF:2.0,\n{n}.m4s\n" for n in range(10)]
    followed = window(head + "".join(entries[:8]))
    followed.update(parse_media(f"{head}#EXT-X-MEDIA-SEQUENCE:5\n{''.join(entries[5:])}", "x"))
    assert followed.shown(6).sequence == 2
    lines = followed.shown(6).entries[0].lines
    assert lines[0] == '#EXT-X-KEY:METHOD=AES-128,URI="http://origin.test/hls/show/k"'
    assert lines[1] == '#EXT-X-MAP:URI="http://origin.test/hls/show/i.mp4"'


def test_what_only_undelayed_playlists_say_is_left_out_and_the_rest_kept():
    text = (GOLDEN / "origin-fmp4.m3u8").read_text(encoding="utf-8")
    shown = write(window(text).shown(267))
    assert not any(name in shown for name in ("PART", "SERVER-CONTROL", "PRELOAD", "RENDITION-REPORT", "268"))
    for line in ("## made by a packager", "#EXT-X-CUE-OUT:30", "#EXTINF:4.00008,news", "#EXT-X-BITRATE:1800"):
        assert f"{line}\n" in shown
    assert 'X-ASSET-URI="http://origin.test/hls/show/ad.m3u8"' in shown


@pytest.mark.parametrize("name", ["origin-fmp4", "origin-nginx"])
def test_the_playlist_of_a_language_mirrors_the_grid(name):
    text = (GOLDEN / f"{name}.m3u8").read_text(encoding="utf-8")
    made = subtitles(window(text).shown(), "{}.vtt".format)
    assert made == (GOLDEN / f"{name.replace('origin', 'subtitles')}.m3u8").read_text(encoding="utf-8")


def test_a_longer_segment_that_is_still_listed_sets_the_target_duration():
    followed = window(origin(0, names(0, 3), target=5, duration="5.400"))
    followed.update(playlist(4, names(4, 7)))
    assert [followed.shown(n).target_s for n in (5, 7)] == [5, 2]


def dates(shown):
    return [line.partition(":")[2] for entry in shown.entries for line in entry.lines if "DATE-TIME" in line]


def test_where_the_origin_states_no_dates_ours_do():
    """1,795,392,010 s after 1970 it is 2026-11-23T00:00:10Z: then the second of two segments ends."""
    heard = Window(BASE, now_ms=1_795_392_010_000)
    heard.update(playlist(5, names(5, 6)))
    assert dates(heard.shown()) == ["2026-11-23T00:00:06.000Z", "2026-11-23T00:00:08.000Z"]
    heard.update(playlist(6, names(6, 7), ["a7"]))
    assert dates(heard.shown())[-1] == "2026-11-23T00:00:10.000Z"
    assert heard.shown().entries[-1].lines[:2] == (
        "#EXT-X-DISCONTINUITY",
        "#EXT-X-PROGRAM-DATE-TIME:2026-11-23T00:00:10.000Z",
    )
    other = Window(BASE, heard, now_ms=99)
    other.update(playlist(6, names(6, 7, "v"), ["v7"]))
    assert dates(other.shown()) == dates(heard.shown())[-2:]
    again = Window(BASE, now_ms=99)
    again.restore(heard.remembered(), heard.shift)
    again.update(playlist(0, ["b0"]))
    assert dates(again.shown())[-1] == "2026-11-23T00:00:12.000Z"
    assert dates(again.shown())[:-1] == dates(heard.shown())[-2:]


def test_dates_of_the_origin_are_left_alone():
    text = (GOLDEN / "origin-fmp4.m3u8").read_text(encoding="utf-8")
    followed = Window(BASE, now_ms=1_795_392_010_000)
    followed.update(parse_media(text, "x"))
    assert dates(followed.shown()) == ["2026-11-23T10:00:00.000+08:00", "2026-11-23T10:00:08.000+08:00"]


@pytest.mark.parametrize(("upto", "over"), [(8, False), (9, True), (None, True)])
def test_the_end_is_marked_where_the_last_segment_stands(upto, over):
    followed = window(origin(7, names(7, 9), ended=True))
    assert followed.shown(upto).ended is over
    assert write(followed.shown(upto)).endswith("#EXT-X-ENDLIST\n") is over
    assert followed.shown(8, ended=True).footer == ("#EXT-X-ENDLIST",)


def test_other_variants_are_numbered_like_the_heard_one():
    heard = window(origin(5, names(5, 9), ["a6"]), origin(7, names(7, 10)))
    late = window(origin(8, names(8, 10, "v")), lead=heard)
    assert [entry.continuity for entry in late.shown().entries] == [1, 1, 1]
    before_it_is_heard = playlist(0, names(0, 1, "w"))
    assert late.update(before_it_is_heard) == ()
    heard.update(playlist(0, names(0, 1, "b")))
    assert numbers(late.update(before_it_is_heard)) == [(11, 2, "w0.ts"), (12, 2, "w1.ts")]
    assert late.update(playlist(8, names(8, 10, "v"))) == ()


def test_what_is_remembered_goes_on():
    followed = window(*(origin(n, names(n, n + 3), ["a7", "a10"]) for n in range(5, 10)))
    shown = followed.shown(11)
    again = Window(BASE)
    again.restore(followed.remembered(), followed.shift)
    assert write(again.shown(11)) == write(shown)
    assert numbers(again.update(playlist(10, names(10, 13), ["a10"]))) == [(13, 3 - 1, "a13.ts")]
    assert again.shown(12).sequence >= shown.sequence


def test_nothing_is_remembered_of_nothing():
    again = Window(BASE)
    again.restore(Window(BASE).remembered(), 0)
    assert again.shown() is None


@given(
    st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.booleans()), min_size=1, max_size=30), st.data()
)
def test_whatever_the_origin_does_ours_is_in_order(steps, data):
    """Numbers are continuous, and what a number means never changes; m3u8 reads the same."""
    followed, meaning, first, last, generation = Window(BASE), {}, 0, -1, 0
    breaks = []
    for added, anew, broken in steps:
        if anew:
            generation, first, last = generation + 1, 0, -1
        last += added + (last < first)
        first = max(first, last - 3)
        listed = [f"{generation}x{n}" for n in range(first, last + 1)]
        breaks += [listed[-1]] if broken and added else []
        followed.update(playlist(first, listed, breaks))
        shown = followed.shown()
        for entry in shown.entries:
            assert meaning.setdefault(entry.sequence, (entry.uri, entry.continuity)) == (
                entry.uri,
                entry.continuity,
            )
        sequence = [entry.sequence for entry in shown.entries]
        assert sequence == list(range(shown.sequence, shown.sequence + len(sequence)))
        theirs = m3u8.loads(write(shown))
        assert theirs.media_sequence == shown.sequence
        assert parse_media(write(shown), "ours").entries == shown.entries
