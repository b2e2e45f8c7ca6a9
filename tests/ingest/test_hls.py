"""An HLS origin as it is heard: times after restarts and wraps, what is missing, what stalls, what ends."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from pipeline.errors import InputUnsupported
from pipeline.hls.grid import MPEG_TURN, GridSegment
from pipeline.ingest.fetch import FetchOptions
from pipeline.ingest.hls import HlsAudio
from pipeline.ingest.live import RetryDelays
from pipeline.ingest.origin import Origin
from pipeline.ingest.pull import PullOptions
from pipeline.types import Audio, Gap
from tests.ingest.media import X264, bursts, make, onsets, picture
from tests.ingest.packaged import Content, Playlist, Server, named, segments, serving

PRIMING_MS = 24
"""An encoder's silence before the first sample: the tone is that much later than its time stamp says."""
ALL = PullOptions(back_ms=3_600_000)


class Heard:
    """A listener that remembers."""

    def __init__(self, *known: GridSegment, wanted: int | None = None) -> None:
        self.segments = list(known)
        self._wanted = wanted

    def grid(self, segment: GridSegment, age_ms: int) -> None:
        self.segments.append(segment)

    def placed(self, sequence: int) -> GridSegment | None:
        return next((each for each in self.segments if each.sequence == sequence), None)

    def newest(self) -> GridSegment | None:
        return self.segments[-1] if self.segments else None

    def wanted(self) -> int | None:
        return self._wanted


def sound(server: Server, listener: Heard, options: PullOptions = ALL) -> HlsAudio:
    origin = Origin(f"{server.url}/live.m3u8", FetchOptions(timeout_s=5))
    return HlsAudio(origin, listener, options, delays=RetryDelays(longest_s=0.1))


def heard(
    files: dict[str, Content],
    names: list[str],
    listener: Heard | None = None,
    first: int = 0,
    options: PullOptions = ALL,
) -> tuple[list[Audio | Gap], list[GridSegment]]:
    """All of a playlist that has ended."""
    listener = listener or Heard()
    before = len(listener.segments)
    with serving({**files, "live.m3u8": Playlist(names, first, ended=True)}) as server:
        items = list(sound(server, listener, options))
    ends: int | None = None
    for item in items:
        assert ends is None or item.start == ends, "what is handed out touches"
        ends = item.end
    return items, listener.segments[before:]


def gaps(items: list[Audio | Gap]) -> list[tuple[int, int]]:
    return [(item.start, item.end) for item in items if isinstance(item, Gap)]


@pytest.fixture(scope="module")
def ts() -> list[bytes]:
    return segments(8, first=10.0)


def near(found: list[int], wanted: list[int]) -> None:
    assert found == pytest.approx(wanted, abs=15)


def test_sound_and_grid_stand_at_the_segments_own_time(ts: list[bytes]) -> None:
    items, grid = heard(named(ts), ["s0.ts", "s1.ts", "s2.ts", "s3.ts"], first=7)
    near(onsets(items), [11_000, 13_000, 15_000, 17_000])
    assert gaps(items) == []
    assert [each.sequence for each in grid] == [7, 8, 9, 10]
    assert [each.mpegts / 90 for each in grid] == pytest.approx([each.start for each in grid], abs=1)
    assert grid[0].start == pytest.approx(10_000, abs=PRIMING_MS)
    assert all(one.end == pytest.approx(two.start, abs=60) for one, two in itertools.pairwise(grid))


def test_a_publisher_that_began_anew_with_another_rate_goes_on_in_media_time(ts: list[bytes]) -> None:
    files = named(ts) | named(segments(4, first=0.7, rate=48000), "n")
    items, grid = heard(files, ["s0.ts", "s1.ts", "#EXT-X-DISCONTINUITY", "n0.ts", "n1.ts"])
    assert [each.continuity for each in grid] == [0, 0, 1, 1]
    assert grid[2].start == grid[1].end
    assert grid[2].mpegts == pytest.approx(0.7 * 90_000, abs=PRIMING_MS * 90)
    near(onsets(items), [11_000, 13_000, grid[2].start + 1000 + 22, grid[2].start + 3000 + 22])
    marks = [each for each in items if isinstance(each, Gap)]
    assert [each.end - each.start for each in marks] == [0]


def test_a_count_that_falls_without_a_tag_is_a_new_one(ts: list[bytes]) -> None:
    files = named(ts) | named(segments(2, first=0.7), "n")
    _, grid = heard(files, ["s0.ts", "s1.ts", "n0.ts"])
    assert grid[2].start == grid[1].end
    assert grid[2].mpegts == pytest.approx(0.7 * 90_000, abs=PRIMING_MS * 90)


def test_the_clock_wraps_and_media_time_runs_on() -> None:
    turn = MPEG_TURN / 90_000
    items, grid = heard(named(segments(8, first=turn - 3)), ["s0.ts", "s1.ts", "s2.ts", "s3.ts"])
    begin = round(1000 * turn) - 3000
    near(onsets(items), [begin + 1000, begin + 3000, begin + 5000, begin + 7000])
    assert grid[0].mpegts > MPEG_TURN - 4 * 90_000 and grid[2].mpegts < 2 * 90_000
    assert grid[2].start == pytest.approx(begin + 4000, abs=60)
    assert gaps(items) == []


def test_a_segment_that_is_missing_is_a_gap_at_once(ts: list[bytes]) -> None:
    items, grid = heard({**named(ts), "s1.ts": 404}, ["s0.ts", "s1.ts", "s2.ts", "s3.ts"])
    near(onsets(items), [11_000, 15_000, 17_000])
    ((start, end),) = gaps(items)
    assert (start, end) == pytest.approx((12_000, 14_000), abs=60)
    assert len(grid) == 4 and grid[1].mpegts / 90 == pytest.approx(grid[1].start, abs=1)


def test_a_segment_that_is_rubbish_is_a_gap(ts: list[bytes]) -> None:
    items, grid = heard({**named(ts), "s1.ts": b"<html>oops</html>" * 50}, ["s0.ts", "s1.ts", "s2.ts"])
    near(onsets(items), [11_000, 15_000])
    assert len(gaps(items)) == 1 and len(grid) == 3


def test_cut_and_damaged_segments_never_harm(ts: list[bytes]) -> None:
    damaged = bytes(byte ^ (0x55 if n % 211 == 7 else 0) for n, byte in enumerate(ts[1]))
    items, grid = heard(
        {**named(ts), "s1.ts": damaged, "s2.ts": ts[2][:5000]}, [f"s{n}.ts" for n in range(4)]
    )
    assert len(grid) == 4
    assert onsets(items)[-1] == pytest.approx(17_000, abs=60)


@pytest.mark.ffmpeg
@pytest.mark.parametrize("kind", ["mpegts", "fmp4"])
def test_segments_with_pictures_as_a_packager_writes_them(ffmpeg: str, tmp_path: Path, kind: str) -> None:
    """Pictures are shown in another order than they are sent; the grid is theirs, not that of the sound."""
    coded = [*X264, "-bf", "2", "-g", "20", "-sc_threshold", "0", "-c:a", "aac"]
    cut = ["-f", "hls", "-hls_time", "2", "-hls_list_size", "0", "-hls_segment_type", kind]
    make(ffmpeg, tmp_path / "live.m3u8", *picture(6), *bursts(6), *coded, "-output_ts_offset", "20", *cut)
    files: dict[str, Content] = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    listener = Heard()
    with serving(files) as server:
        items = list(sound(server, listener))
    begin = listener.segments[0].start
    near(onsets(items), [begin + 1000, begin + 3000, begin + 5000])
    assert [each.start - begin for each in listener.segments] == [0, 2000, 4000]
    assert 19_700 <= begin <= 22_000 and gaps(items) == []


def test_packed_audio_has_its_time_in_a_tag() -> None:
    stamps = segments(4, first=0.0, form="adts")
    tag = b"com.apple.streaming.transportStreamTimestamp\0"

    def packed(piece: bytes, at: int) -> bytes:
        frame = b"PRIV" + (len(tag) + 8).to_bytes(4, "big") + b"\0\0" + tag + at.to_bytes(8, "big")
        return b"ID3\4\0\0" + bytes([0, 0, 0, len(frame)]) + frame + piece

    files: dict[str, Content] = {
        f"s{n}.aac": packed(piece, 900_000 + n * 180_000) for n, piece in enumerate(stamps)
    }
    items, grid = heard(files, ["s0.aac", "s1.aac"])
    assert [each.mpegts for each in grid] == [900_000, 1_080_000]
    assert onsets(items) == pytest.approx([11_000, 13_000], abs=40)


def test_byte_ranges_of_one_file(ts: list[bytes]) -> None:
    one, two = len(ts[0]), len(ts[1])
    names = [f"#EXT-X-BYTERANGE:{one}@0", "all.ts", f"#EXT-X-BYTERANGE:{two}", "all.ts"]
    items, _ = heard({"all.ts": ts[0] + ts[1]}, names)
    near(onsets(items), [11_000, 13_000])


@pytest.mark.ffmpeg
def test_sound_that_begins_long_before_the_picture_is_heard(ffmpeg: str, tmp_path: Path) -> None:
    """As nginx-rtmp begins a stream; EXTINF counts the picture alone."""
    late = ["-itsoffset", "2", *picture(2)]
    make(ffmpeg, tmp_path / "s0.ts", *late, *bursts(4), *X264, "-c:a", "aac", "-output_ts_offset", "10")
    make(ffmpeg, tmp_path / "s1.ts", *picture(2), *bursts(2), *X264, "-c:a", "aac", "-output_ts_offset", "14")
    files: dict[str, Content] = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    items, grid = heard(files, ["s0.ts", "s1.ts"])
    wanted = [grid[0].start + at for at in (1000, 3000, 5000)]
    assert onsets(items) == pytest.approx(wanted, abs=2 * PRIMING_MS)
    assert grid[0].end - grid[0].start == pytest.approx(4000, abs=100)
    assert grid[1].start - grid[0].start == pytest.approx(4000, abs=100)


@pytest.mark.parametrize("method", ["AES-128", "SAMPLE-AES"])
def test_what_is_encrypted_is_refused(ts: list[bytes], method: str) -> None:
    with pytest.raises(InputUnsupported, match="encrypted"):
        heard(named(ts), [f'#EXT-X-KEY:METHOD={method},URI="key"', "s0.ts"])


def test_a_session_goes_on_where_captions_stopped_and_in_the_same_time(ts: list[bytes]) -> None:
    """The first session had placed the segments an hour later than their stamps say, by its history."""
    _, first = heard(named(ts), [f"s{n}.ts" for n in range(4)])
    moved = [
        GridSegment(each.sequence, each.start + 3_600_000, each.end + 3_600_000, each.mpegts)
        for each in first[:3]
    ]
    options = PullOptions(resume_ms=60_000)
    items, grid = heard(named(ts), [f"s{n}.ts" for n in range(4)], Heard(*moved, wanted=1), 0, options)
    assert [each.sequence for each in grid] == [1, 2, 3]
    assert grid[0].start == moved[1].start
    near(onsets(items), [3_613_000, 3_615_000, 3_617_000])


@pytest.mark.parametrize(
    ("options", "wanted", "begins"),
    [
        (PullOptions(back_ms=0), None, 3),
        (PullOptions(back_ms=4000), None, 2),
        (PullOptions(resume_ms=4000), 0, 2),
        (PullOptions(resume_ms=60_000), 3, 3),
    ],
)
def test_where_hearing_begins(ts: list[bytes], options: PullOptions, wanted: int | None, begins: int) -> None:
    _, grid = heard(named(ts), [f"s{n}.ts" for n in range(4)], Heard(wanted=wanted), 0, options)
    assert grid[0].sequence == begins


def test_a_playlist_that_stalls_and_an_origin_that_is_away_are_outlasted(ts: list[bytes]) -> None:
    """Stepped: the test changes what the server has whenever the puller has seen what it had."""
    files = named(ts) | {"live.m3u8": Playlist(["s0.ts"], seconds=2)}
    now = [0.0]
    with serving(files) as server:
        listener = Heard()
        origin = Origin(f"{server.url}/live.m3u8")
        audio = HlsAudio(origin, listener, ALL, delays=RetryDelays(longest_s=0.1), clock=lambda: now[0])
        items: list[Audio | Gap] = []
        thread = threading.Thread(target=lambda: items.extend(audio))
        thread.start()
        server.wait_for("s0.ts")
        now[0] = 7.0
        server.wait_for("live.m3u8", server.count("live.m3u8") + 3)
        assert audio.state == "stalled"
        with server.changed:
            server.files["live.m3u8"] = 503
        server.wait_for("live.m3u8", server.count("live.m3u8") + 2)
        with server.changed:
            server.files["live.m3u8"] = Playlist(["s0.ts", "s1.ts"], ended=True)
        thread.join(20)
        assert not thread.is_alive()
    near(onsets(items), [11_000, 13_000])
    assert audio.state == "ended" and server.count("s0.ts") == 1


@pytest.mark.parametrize(("after_s", "delay_s"), [(29.0, 1.0), (31.0, 5.0)])
def test_an_origin_that_is_starting_is_asked_every_second(after_s: float, delay_s: float) -> None:
    now = [0.0]

    class Long(RetryDelays):
        def after(self, good_s: float) -> float:
            audio.close()
            return 5.0

    audio = HlsAudio(
        Origin("http://127.0.0.1:9/live.m3u8"), Heard(), ALL, delays=Long(), clock=lambda: now[0]
    )
    now[0] = after_s
    with capture_logs() as logs:
        assert list(audio) == []
    assert [log["retry_in_s"] for log in logs if "retry_in_s" in log] == [delay_s]


def test_closing_ends_a_wait_at_once(ts: list[bytes]) -> None:
    with serving(named(ts) | {"live.m3u8": Playlist(["s0.ts"])}) as server:
        audio = sound(server, Heard())
        thread = threading.Thread(target=lambda: list(audio))
        thread.start()
        server.wait_for("s0.ts")
        audio.close()
        thread.join(20)
        assert not thread.is_alive()
        audio.close()


def test_a_download_that_is_cut_off_at_the_end_is_no_lost_segment(ts: list[bytes]) -> None:
    """The server holds the segment back until the session is closed."""
    listener, held = Heard(), threading.Event()
    files: dict[str, Content] = {"s0.ts": held, "live.m3u8": Playlist(["s0.ts"])}
    with serving(files) as server:
        audio = sound(server, listener)
        items: list[Audio | Gap] = []
        thread = threading.Thread(target=lambda: items.extend(audio))
        thread.start()
        server.wait_for("s0.ts")
        audio.close()
        thread.join(20)
        held.set()
    assert not thread.is_alive()
    assert listener.segments == [] and items == []


def test_segments_that_overlap_shift_nothing(ts: list[bytes]) -> None:
    """The second one begins 0.9 s before the end of the first, and the third where it should."""
    files = named([ts[0], segments(2, first=11.1)[0], ts[2]])
    items, _ = heard(files, ["s0.ts", "s1.ts", "s2.ts"])
    assert onsets(items)[-1] == pytest.approx(15_000, abs=15)


def test_a_source_without_sound_is_refused() -> None:
    import io

    import av
    import numpy as np

    pieces = []
    for number in range(3):
        out = io.BytesIO()
        with av.open(out, "w", format="mpegts") as container:
            stream = container.add_stream("mpeg2video", rate=25)
            stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
            for at in range(50):
                frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
                frame.pts = number * 50 + at
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        pieces.append(out.getvalue())
    with pytest.raises(InputUnsupported, match="no audio"):
        heard(named(pieces), ["s0.ts", "s1.ts", "s2.ts"])
