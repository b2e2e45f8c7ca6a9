"""Which playlist is heard, and what is known of an origin that is away."""

from __future__ import annotations

import json

import pytest

from pipeline.errors import InputUnavailable
from pipeline.ingest.origin import Origin
from tests.ingest.packaged import Content, Playlist, serving

HEAD = "#EXTM3U\n"
HIGH = '#EXT-X-STREAM-INF:BANDWIDTH=3000000,CODECS="avc1.64001f,mp4a.40.2"{more}\nhigh.m3u8\n'
LOW = '#EXT-X-STREAM-INF:BANDWIDTH=800000,CODECS="avc1.64001f,mp4a.40.2"{more}\nlow.m3u8\n'
MUTE = '#EXT-X-STREAM-INF:BANDWIDTH=100000,CODECS="avc1.64001f"\nmute.m3u8\n'
AUDIO = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{group}",NAME="{name}",DEFAULT={default}{uri}\n'


def audio(group: str, name: str, default: str = "NO", uri: str = "") -> str:
    return AUDIO.format(group=group, name=name, default=default, uri=f',URI="{uri}"' if uri else "")


@pytest.mark.parametrize(
    ("text", "track", "heard"),
    [
        (Playlist(["s0.ts"]).text(), 0, "master.m3u8"),
        (HEAD + HIGH.format(more="") + LOW.format(more=""), 0, "low.m3u8"),
        (HEAD + MUTE + HIGH.format(more="") + LOW.format(more=""), 0, "low.m3u8"),
        (HEAD + HIGH.replace("CODECS", "X-CODECS").format(more=""), 0, "high.m3u8"),
        (HEAD + audio("a", "zh", uri="zh.m3u8") + LOW.format(more=',AUDIO="a"'), 0, "zh.m3u8"),
        (HEAD + audio("a", "zh") + LOW.format(more=',AUDIO="a"'), 0, "low.m3u8"),
        (HEAD + audio("b", "zh", uri="zh.m3u8") + LOW.format(more=',AUDIO="a"'), 0, "low.m3u8"),
        (
            HEAD
            + audio("a", "en", uri="en.m3u8")
            + audio("a", "zh", "YES", uri="zh.m3u8")
            + LOW.format(more=',AUDIO="a"'),
            0,
            "zh.m3u8",
        ),
        (
            HEAD
            + audio("a", "en", uri="en.m3u8")
            + audio("a", "zh", "YES", uri="zh.m3u8")
            + LOW.format(more=',AUDIO="a"'),
            1,
            "en.m3u8",
        ),
    ],
)
def test_what_is_heard(text: str, track: int, heard: str) -> None:
    with serving({"master.m3u8": text.encode()}) as server:
        top = Origin(f"{server.url}/master.m3u8", track=track).top()
    assert top.addresses[top.lead] == f"{server.url}/{heard}"


def test_ids_stay_when_addresses_change() -> None:
    """Tokens in addresses are made anew with every multivariant playlist."""
    now = [0.0]
    files: dict[str, Content] = {"master.m3u8": (HEAD + LOW.format(more="")).encode()}
    with serving(files) as server:
        origin = Origin(f"{server.url}/master.m3u8", clock=lambda: now[0])
        assert origin.top().addresses == {"v0": f"{server.url}/low.m3u8"}
        server.files["master.m3u8"] = (
            HEAD + LOW.replace("low.m3u8", "low.m3u8?t=2").format(more="")
        ).encode()
        assert origin.top().addresses["v0"].endswith("low.m3u8")
        now[0] = 60.0
        assert origin.top().addresses == {"v0": f"{server.url}/low.m3u8?t=2"}


def test_an_origin_that_goes_away_is_known_on_and_asked_again_in_a_while() -> None:
    now = [0.0]
    files: dict[str, Content] = {"live.m3u8": Playlist(["s0.ts"])}
    with serving(files) as server:
        origin = Origin(f"{server.url}/live.m3u8", clock=lambda: now[0])
        origin.refresh()
        now[0] = 60.0
        server.files["live.m3u8"] = 500
        assert origin.top().lead == "v0"
        with pytest.raises(InputUnavailable, match="500"):
            origin.refresh()
        assert [entry.uri for entry in origin.entries] == [f"{server.url}/s0.ts"]
        before = server.count("live.m3u8")
        origin.top()
        assert server.count("live.m3u8") == before


def test_an_origin_that_was_never_there_is_not_asked_by_everybody() -> None:
    now = [0.0]
    with serving({}) as server:
        origin = Origin(f"{server.url}/live.m3u8", clock=lambda: now[0])
        for _ in range(5):
            with pytest.raises(InputUnavailable, match="404"):
                origin.top()
        assert server.count("live.m3u8") == 1
        now[0] = 2.0
        with pytest.raises(InputUnavailable):
            origin.top()
        assert server.count("live.m3u8") == 2


def test_ages_tell_when_segments_were_listed_as_far_as_can_be_known() -> None:
    now = [100.0]
    files: dict[str, Content] = {"live.m3u8": Playlist(["s0.ts", "s1.ts", "s2.ts"])}
    with serving(files) as server:
        origin = Origin(f"{server.url}/live.m3u8", clock=lambda: now[0])
        origin.refresh()
        assert [origin.age_ms(n) for n in range(3)] == [4000, 2000, 0]
        now[0] = 101.0
        kept = json.loads(json.dumps(origin.remembered()))
        now[0] = 101.5
        again = Origin(f"{server.url}/live.m3u8", clock=lambda: now[0])
        again.restore(kept, 0.5)
        assert [again.age_ms(n) for n in range(3)] == [5500, 3500, 1500]
        assert again.entries == origin.entries


@pytest.mark.parametrize(
    ("looked", "now", "ages"),
    [
        pytest.param(101.0, 105.0, [3000, 1000], id="as the last one was listed at 100"),
        pytest.param(101.0, 103.5, [2000, 0], id="sooner than was to be expected"),
        pytest.param(101.0, 107.0, [4000, 2000], id="an origin that had stalled: the next one is not there"),
        pytest.param(104.5, 105.0, [2500, 500], id="they were not there at the last look"),
    ],
)
def test_when_segments_were_listed_while_nobody_looked(looked: float, now: float, ages: list[int]) -> None:
    clock = [100.0]
    playlist = Playlist(["s0.ts", "s1.ts", "s2.ts"])
    with serving({"live.m3u8": playlist}) as server:
        origin = Origin(f"{server.url}/live.m3u8", clock=lambda: clock[0])
        for clock[0] in (100.0, looked):
            origin.refresh(fresh_s=0)
        playlist.names += ["s3.ts", "s4.ts"]
        clock[0] = now
        origin.refresh(fresh_s=0)
        assert [origin.age_ms(n) for n in (3, 4)] == ages


@pytest.mark.parametrize("kept", [{}, {"top": 3}, {"top": None, "windows": {"v0": {}}}])
def test_what_is_no_memory_is_refused(kept: dict[str, object]) -> None:
    origin = Origin("http://127.0.0.1:9/live.m3u8")
    with pytest.raises((KeyError, TypeError, ValueError, InputUnavailable)):
        origin.restore(kept, 0.0)
    assert origin.entries == ()


def test_players_are_sent_to_more_places_than_are_heard() -> None:
    segment = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n{more}#EXTINF:2,\n{uri}\n"
    files: dict[str, Content] = {
        "master.m3u8": (HEAD + HIGH.format(more="") + LOW.format(more="")).encode(),
        "low.m3u8": segment.format(more="", uri="https://a.example:8443/1.ts").encode(),
        "high.m3u8": segment.format(
            more='#EXT-X-KEY:METHOD=AES-128,URI="https://keys.example/k"\n#EXT-X-MAP:URI="https://b.example/i"\n',
            uri="//c.example/1.m4s",
        ).encode(),
    }
    with serving(files) as server:
        origin = Origin(f"{server.url}/master.m3u8")
        assert origin.places == {f"{server.url}/master.m3u8"}
        origin.refresh_all()
        assert origin.places == {
            *(f"{server.url}/{name}" for name in files),
            "https://a.example:8443/1.ts",
            "http://c.example/1.m4s",
            "https://keys.example/k",
            "https://b.example/i",
        }


def test_variables_of_an_origin_are_put_in_place() -> None:
    define = '#EXT-X-DEFINE:NAME="cdn",VALUE="https://cdn.example"\n#EXT-X-DEFINE:QUERYPARAM="t"\n'
    low = '#EXT-X-DEFINE:IMPORT="cdn"\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{$cdn}/1.ts\n'
    files: dict[str, Content] = {
        "master.m3u8": (HEAD + define + LOW.format(more="").replace("low.m3u8", "{$t}.m3u8")).encode(),
        "low.m3u8": (HEAD + low).encode(),
    }
    with serving(files) as server:
        origin = Origin(f"{server.url}/master.m3u8?t=low")
        origin.refresh()
        assert [entry.uri for entry in origin.entries] == ["https://cdn.example/1.ts"]
        again = Origin(origin.url)
        again.restore(json.loads(json.dumps(origin.remembered())), 0.0)
        assert again.top().variables == {"cdn": "https://cdn.example", "t": "low"}
        shown = again.shown("v0", None)
        assert shown is not None
        assert not any("DEFINE" in line for line in shown.header)
