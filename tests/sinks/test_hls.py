"""What players get of a stream: on one grid, in time, never backwards, and the same after a restart."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import InputUnavailable
from pipeline.hls.delay import DelayOptions
from pipeline.hls.grid import GridSegment
from pipeline.ingest.origin import Origin
from pipeline.sinks.hls import HlsOptions, Packager
from pipeline.sinks.journal import Journal
from pipeline.types import Caption, Reached, Segment, Shown
from tests.ingest.packaged import Content, Playlist, Server, serving

LANGUAGES = ("zh-Hans", "en")
DELAY = DelayOptions(first_ms=6000, most_ms=12_000, stretch_ms=2000)
MASTER = """#EXTM3U
#EXT-X-VERSION:6
#EXT-X-SESSION-DATA:DATA-ID="org.example",VALUE="kept"
#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720,CODECS="avc1.64001f,mp4a.40.2"
high/index.m3u8?token=a
#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360,CODECS="avc1.64001f,mp4a.40.2"
low/index.m3u8?token=a
"""


class Stage:
    """An origin that lists a segment every two seconds, a packager, and a clock that the test moves."""

    def __init__(self, server: Server, journal: Path | None = None, mode: str = "synced") -> None:
        self.server = server
        self.now = 1000.0
        self.low = server.files["low/index.m3u8"]
        self.high = server.files["high/index.m3u8"]
        self.journal = journal
        self.mode = mode
        self.open()

    def open(self) -> None:
        """A process with nothing in its memory."""
        self.origin = Origin(f"{self.server.url}/master.m3u8", clock=lambda: self.now)
        delay = replace(DELAY, mode=self.mode)
        journal = Journal(self.journal) if self.journal else None
        options = HlsOptions(delay=delay)
        self.packager = Packager(self.origin, LANGUAGES, options, journal, clock=lambda: self.now)

    def lists(self, count: int = 1) -> None:
        """The origin lists segments, two seconds each, and drops the oldest of more than six."""
        for _ in range(count):
            self.now += 2.0
            for playlist in (self.low, self.high):
                assert isinstance(playlist, Playlist)
                number = playlist.first + len(playlist.names)
                playlist.names.append(f"s{number}.ts")
                if len(playlist.names) > 6:
                    playlist.names.pop(0)
                    playlist.first += 1
            self.origin.refresh(fresh_s=0)

    def hears(self, *sequences: int) -> None:
        for n in sequences:
            placed = GridSegment(n, 10_000 + 2000 * n, 12_000 + 2000 * n, 900_000 + 180_000 * n)
            self.packager.grid(placed, self.origin.age_ms(n))

    def says(
        self, id: int, start: int, end: int, text: str = "hello", languages: tuple[str, ...] = LANGUAGES
    ) -> None:
        for tag in languages:
            caption = Caption(id, 0, tag, start, end, (f"{tag} {text}",), True, 0, True)
            self.packager.write(Shown(caption, Segment(id, start, end, "…", True, 0, True)))

    def reaches(self, upto: int, *languages: str) -> None:
        for tag in languages or LANGUAGES:
            self.packager.reached(Reached(tag, upto))

    def shown(self, id: str = "v1") -> list[int]:
        return listed(self.packager.video(id) or "")


def listed(text: str) -> list[int]:
    first = re.search(r"MEDIA-SEQUENCE:(\d+)", text)
    names = re.findall(r"(\d+)\.(?:ts|vtt)\b", text)
    numbers = [int(name) for name in names]
    assert first is not None and numbers[0] == int(first[1])
    return numbers


@pytest.fixture
def server() -> Iterator[Server]:
    files: dict[str, Content] = {
        "master.m3u8": MASTER.encode(),
        "low/index.m3u8": Playlist(),
        "high/index.m3u8": Playlist(),
    }
    with serving(files) as server:
        yield server


@pytest.fixture
def stage(server: Server, tmp_path: Path) -> Stage:
    return Stage(server, tmp_path / "show.json")


def test_the_menu_of_languages_stands_beside_what_the_origin_says(stage: Stage) -> None:
    stage.lists(4)
    lines = stage.packager.master().splitlines()
    assert '#EXT-X-SESSION-DATA:DATA-ID="org.example",VALUE="kept"' in lines
    media = [line for line in lines if line.startswith("#EXT-X-MEDIA")]
    assert ['URI="zh-Hans/index.m3u8"' in media[0], 'URI="en/index.m3u8"' in media[1]] == [True, True]
    assert ["CHARACTERISTICS" in line for line in media] == [True, False]
    assert [line for line in lines if not line.startswith("#")] == ["video/v0.m3u8", "video/v1.m3u8"]


def test_an_origin_with_one_playlist_gets_a_menu_too(server: Server) -> None:
    server.files["master.m3u8"] = Playlist(["s0.ts"])
    origin = Origin(f"{server.url}/master.m3u8")
    packager = Packager(origin, LANGUAGES, HlsOptions(delay=DelayOptions("asap")))
    origin.refresh()
    packager.grid(GridSegment(0, 0, 2000, 0), 0)
    assert "video/v0.m3u8" in packager.master().splitlines()
    assert "CODECS" not in packager.master()
    origin.codecs = "avc1.42c00a,mp4a.40.2"
    assert ',CODECS="avc1.42c00a,mp4a.40.2"' in packager.master()


def test_a_segment_is_listed_when_all_its_captions_are_there(stage: Stage) -> None:
    stage.lists(4)
    stage.hears(0, 1, 2, 3)
    stage.says(0, 10_500, 13_500)
    stage.reaches(14_000)
    stage.now += 0.5
    assert stage.shown() == [0, 1][: len(stage.shown())]
    stage.lists(1)
    stage.hears(4)
    stage.reaches(14_000, "zh-Hans")
    assert stage.shown()[-1] == 1
    for language in LANGUAGES:
        text = stage.packager.subtitles(language) or ""
        assert listed(text) == stage.shown()
        assert "#EXT-X-TARGETDURATION:2" in text
        first, second = (stage.packager.segment(language, n) or "" for n in (0, 1))
        cue = f"00:00:10.500 --> 00:00:13.500\n{language} hello"
        assert cue in first and cue in second
        assert "MPEGTS:900000,LOCAL:00:00:10.000" in first


def test_all_variants_stop_at_the_same_segment_and_name_the_origin_s_files(stage: Stage) -> None:
    stage.lists(5)
    stage.hears(0, 1, 2, 3, 4)
    stage.reaches(14_000)
    assert stage.shown("v0") == stage.shown("v1")
    text = stage.packager.video("v0") or ""
    assert f"{stage.server.url}/high/s0.ts" in text.splitlines()
    assert stage.packager.video("v7") is None


def test_a_variant_that_nobody_asked_for_is_as_long_as_the_others(stage: Stage) -> None:
    """The origin lists less than the delay: who asks first finds what was followed until then."""
    for n in range(8):
        stage.lists(1)
        for playlist in (stage.low, stage.high):
            assert isinstance(playlist, Playlist)
            playlist.first += len(playlist.names[:-2])
            del playlist.names[:-2]
        stage.hears(n)
        stage.origin.refresh_all()
    stage.reaches(30_000)
    assert len(stage.shown("v0")) == 3 and stage.shown("v0") == stage.shown("v1")


def test_playlists_are_followed_until_the_stream_ends(stage: Stage) -> None:
    stage.lists(1)
    stage.origin.watch()
    stage.server.wait_for("high/index.m3u8")
    stage.packager.close()
    assert stage.origin._watching is not None
    stage.origin._watching.join(20)
    assert not stage.origin._watching.is_alive()


def test_what_is_not_listed_yet_cannot_be_had(stage: Stage) -> None:
    stage.lists(4)
    stage.hears(0, 1, 2, 3)
    stage.reaches(12_000)
    newest = stage.shown()[-1]
    assert stage.packager.segment("en", newest) is not None
    assert stage.packager.segment("en", newest + 1) is None
    assert stage.packager.segment("fr", newest) is None and stage.packager.subtitles("fr") is None


def test_before_there_is_anything_players_are_told_to_wait(stage: Stage) -> None:
    asked = (
        stage.packager.master,
        lambda: stage.packager.video("v1"),
        lambda: stage.packager.subtitles("en"),
    )
    for ask in asked:
        with pytest.raises(InputUnavailable):
            ask()


def test_an_origin_that_does_not_answer_is_unavailable(server: Server) -> None:
    server.files["master.m3u8"] = 500
    packager = Packager(Origin(f"{server.url}/master.m3u8"), LANGUAGES)
    with pytest.raises(InputUnavailable, match="500"):
        packager.master()


def test_without_a_session_the_picture_goes_on_and_segments_are_empty(stage: Stage) -> None:
    stage.lists(6)
    found = stage.shown()
    assert found, "those as old as the delay are listed though nobody hears"
    for language in LANGUAGES:
        for number in found:
            text = stage.packager.segment(language, number) or ""
            assert text.startswith("WEBVTT\nX-TIMESTAMP-MAP=") and "-->" not in text
    stage.lists(3)
    assert stage.shown()[-1] == found[-1] + 3


def test_the_picture_goes_on_when_captions_die(stage: Stage) -> None:
    stage.lists(5)
    stage.hears(0, 1, 2, 3, 4)
    stage.reaches(16_000)
    before = stage.shown()
    stage.lists(8)
    assert stage.shown()[-1] >= before[-1] + 7
    assert all("-->" not in (stage.packager.segment("en", n) or "-->") for n in stage.shown())


def test_a_language_that_fails_holds_up_nobody(stage: Stage) -> None:
    stage.packager.failing("en", "its engine died")
    stage.lists(5)
    stage.hears(0, 1, 2, 3, 4)
    stage.reaches(20_000, "zh-Hans")
    assert stage.shown()[-1] >= 1


def test_undelayed_video_when_asked_for(server: Server) -> None:
    stage = Stage(server, mode="asap")
    stage.lists(3)
    stage.hears(0, 1, 2)
    assert stage.shown() == [0, 1, 2]
    assert stage.packager.delay_ms == 0


def test_captions_are_counted_by_whether_they_came_in_time(stage: Stage) -> None:
    stage.lists(4)
    stage.hears(0, 1, 2, 3)
    stage.says(0, 10_100, 11_000)
    stage.reaches(12_000)
    assert stage.shown() == [0]
    stage.says(1, 11_500, 11_900)
    assert (stage.packager.in_time, stage.packager.late) == (2, 2)


def test_after_a_kill_players_find_the_same(stage: Stage) -> None:
    """A new process goes on from the journal alone, though the origin is away."""
    stage.origin.codecs = "mp4a.40.2"
    stage.lists(5)
    stage.hears(0, 1, 2, 3, 4)
    stage.says(0, 10_500, 13_500)
    stage.reaches(14_000)
    before = {tag: stage.packager.subtitles(tag) for tag in LANGUAGES}
    numbers = stage.shown()
    texts = {(tag, n): stage.packager.segment(tag, n) for tag in LANGUAGES for n in numbers}
    video, master = stage.packager.video("v1"), stage.packager.master()
    away, stage.server.files = stage.server.files, {}
    stage.open()
    assert stage.origin.codecs == "mp4a.40.2"
    assert stage.packager.master() == master and stage.packager.video("v1") == video
    assert {tag: stage.packager.subtitles(tag) for tag in LANGUAGES} == before
    assert {(tag, n): stage.packager.segment(tag, n) for tag in LANGUAGES for n in numbers} == texts
    stage.server.files = away
    stage.lists(4)
    assert stage.shown()[0] >= numbers[0] and stage.shown()[-1] > numbers[-1]
    assert stage.packager.newest() is not None and stage.packager.wanted() is not None


def test_a_journal_of_another_stream_and_an_old_or_broken_one_are_left(stage: Stage, tmp_path: Path) -> None:
    stage.lists(5)
    stage.hears(0, 1, 2, 3, 4)
    stage.reaches(14_000)
    stage.shown()
    path = tmp_path / "show.json"
    good = path.read_text()
    os.utime(path, (0, 0))
    stage.open()
    assert stage.packager.newest() is None
    for text in (
        "",
        "[]",
        "{}",
        good[:-20],
        good.replace("master.m3u8", "other.m3u8"),
        good.replace('"start":', '"starts":'),
    ):
        path.write_text(text)
        stage.open()
        assert stage.packager.newest() is None, text[:40]
    path.write_text(good)
    stage.open()
    assert stage.packager.newest() is not None


def test_a_full_disk_stops_nothing(server: Server, tmp_path: Path) -> None:
    stage = Stage(server, tmp_path / "show.json")
    (tmp_path / ".show.json.part").mkdir()
    stage.lists(4)
    stage.hears(0, 1, 2, 3)
    stage.reaches(14_000)
    assert stage.shown()


def test_a_hole_in_what_was_heard_costs_no_segment_that_is_listed(stage: Stage) -> None:
    stage.lists(3)
    stage.hears(0, 1)
    stage.says(0, 10_500, 11_500)
    stage.reaches(14_000)
    stage.lists(2)
    assert stage.shown() == [0, 1]
    stage.lists(1)
    stage.hears(5)
    assert "-->" in (stage.packager.segment("en", 0) or "")


def test_languages_change_while_it_runs(stage: Stage) -> None:
    stage.lists(5)
    stage.hears(0, 1, 2, 3, 4)
    stage.reaches(12_000)
    stage.packager.languages(("zh-Hans", "ja"))
    stage.reaches(14_000, "zh-Hans", "ja")
    assert stage.shown()[-1] >= 1
    assert 'LANGUAGE="ja"' in stage.packager.master() and 'LANGUAGE="en"' not in stage.packager.master()
    assert stage.packager.subtitles("en") is not None and stage.packager.subtitles("ja") is not None


def test_the_end_shows_everything_and_says_so(stage: Stage) -> None:
    stage.lists(4)
    stage.hears(0, 1, 2, 3)
    stage.says(0, 16_500, 17_000)
    stage.packager.close()
    text = stage.packager.video("v1") or ""
    assert listed(text) == [0, 1, 2, 3] and text.endswith("#EXT-X-ENDLIST\n")
    assert (stage.packager.subtitles("en") or "").endswith("#EXT-X-ENDLIST\n")
    assert "en hello" in (stage.packager.segment("en", 3) or "")
    stage.packager.close()


def test_the_journal_is_on_disk_before_a_segment_is_seen(stage: Stage, tmp_path: Path) -> None:
    stage.lists(4)
    stage.hears(0, 1, 2, 3)
    stage.says(0, 10_500, 11_500)
    stage.reaches(12_000)
    assert stage.shown() == [0]
    kept = json.loads((tmp_path / "show.json").read_text())
    assert kept["renditions"]["listed"] == 0 and kept["renditions"]["cutters"]["en"]["cues"][0]["lines"] == [
        "en hello"
    ]


def test_hearing_anew_holds_up_no_segment_and_asks_for_no_longer_delay(stage: Stage) -> None:
    """A session dies, and the next begins later: what it jumps over is shown in time."""
    stage.lists(3)
    stage.hears(0, 1, 2)
    stage.reaches(12_000)
    stage.lists(3)
    assert stage.packager.wanted() == 4
    stage.hears(4, 5)
    stage.reaches(18_000)
    assert stage.packager.delay_ms == DELAY.first_ms
    stage.lists(1)
    assert stage.shown()[-1] == 3
