"""Streams, read through a real ffmpeg on loopback: times, losses, ends."""

from __future__ import annotations

import functools
import http.server
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pipeline.errors import InputUnavailable, InputUnsupported
from pipeline.ingest.ffmpeg import IngestOptions
from pipeline.ingest.live import LiveAudio, RetryDelays
from pipeline.ingest.reader import open_audio
from pipeline.ingest.source import parse_source
from pipeline.ingest.timeline import MPEG_WRAP
from pipeline.types import Audio, Gap

from .media import X264, bursts, make, onsets, picture

pytestmark = pytest.mark.ffmpeg


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address under which the test's folder can be fetched."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path))
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def playlist(ffmpeg: str, folder: Path, seconds: int, *more: str) -> Path:
    hls = ["-c:a", "aac", *more, "-f", "hls", "-hls_time", "2", "-hls_list_size", "0"]
    return make(ffmpeg, folder / "index.m3u8", *bursts(seconds), *hls)


@contextmanager
def publishing(ffmpeg: str, url: str, *arguments: str, tries: int = 40) -> Iterator[subprocess.Popen[bytes]]:
    """An ffmpeg that publishes in real time, started again until somebody listens."""
    script = f'for try in $(seq {tries}); do "$@" && exit 0; sleep 0.1; done'
    command = [ffmpeg, "-v", "quiet", "-nostdin", "-re", *arguments, url]
    publisher = subprocess.Popen(["sh", "-c", script, "publish", *command], start_new_session=True)
    try:
        yield publisher
    finally:
        with suppress(ProcessLookupError):
            os.killpg(publisher.pid, signal.SIGKILL)
        publisher.wait()


def read(url: str, **options: object) -> list[Audio | Gap]:
    with open_audio(parse_source(url), IngestOptions(**options)) as reader:  # type: ignore[arg-type]
        return list(reader)


def test_hls_keeps_the_times_of_its_segments(ffmpeg: str, tmp_path: Path, served: str) -> None:
    playlist(ffmpeg, tmp_path, 6)
    items = read(f"{served}/index.m3u8")
    assert items[0].start == pytest.approx(1400, abs=2)  # ffmpeg's MPEG-TS begins at 1.4 s
    assert onsets(items) == [pytest.approx(1400 + 1000 * n + 23, abs=20) for n in (1, 3, 5)]
    assert all(isinstance(item, Audio) for item in items)


def test_hls_across_the_wrap_of_the_clock(ffmpeg: str, tmp_path: Path, served: str) -> None:
    playlist(ffmpeg, tmp_path, 6, "-output_ts_offset", str(2**33 / 90_000 - 3.4))
    items = read(f"{served}/index.m3u8")
    begin = MPEG_WRAP // 16 - 2000
    assert items[0].start == pytest.approx(begin - 23, abs=3)
    assert onsets(items) == [pytest.approx(begin + 1000 * n, abs=20) for n in (1, 3, 5)]
    assert all(isinstance(item, Audio) for item in items)


def test_a_missing_hls_segment_is_a_gap(ffmpeg: str, tmp_path: Path, served: str) -> None:
    playlist(ffmpeg, tmp_path, 8)
    (tmp_path / "index2.ts").unlink()
    items = read(f"{served}/index.m3u8")
    (gap,) = (item for item in items if isinstance(item, Gap))
    assert gap.end - gap.start == pytest.approx(2000, abs=60)
    assert onsets(items)[-1] == pytest.approx(1400 + 7000 + 23, abs=20)


def test_a_live_playlist_whose_server_leaves_is_lost_not_over(ffmpeg: str, tmp_path: Path) -> None:
    index = playlist(ffmpeg, tmp_path, 4)
    index.write_text(index.read_text().replace("#EXT-X-ENDLIST\n", ""))
    handler = functools.partial(Quiet, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    options = IngestOptions(rw_timeout_s=2, stall_s=8)
    url = f"http://127.0.0.1:{server.server_port}/index.m3u8"
    heard = []
    with (
        open_audio(parse_source(url), options) as reader,
        pytest.raises(InputUnavailable),
    ):
        for item in reader:
            if not heard:
                server.shutdown()
                server.server_close()
            heard.append(item)
    thread.join()
    assert heard


def test_odd_segment_names_need_the_option(ffmpeg: str, tmp_path: Path, served: str) -> None:
    index = playlist(ffmpeg, tmp_path, 4)
    index.write_text(index.read_text().replace(".ts", ".odd"))
    for segment in tmp_path.glob("*.ts"):
        segment.rename(segment.with_suffix(".odd"))
    with pytest.raises(InputUnsupported, match="extension_picky = false"):
        read(f"{served}/index.m3u8")
    assert onsets(read(f"{served}/index.m3u8", extension_picky=False))


def test_a_playlist_from_the_network_never_leads_to_a_file(ffmpeg: str, tmp_path: Path, served: str) -> None:
    secret = make(ffmpeg, tmp_path / "secret.ts", *bursts(2), "-c:a", "aac")
    (tmp_path / "index.m3u8").write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile://{secret}\n#EXT-X-ENDLIST\n"
    )
    with pytest.raises((InputUnsupported, InputUnavailable)):
        read(f"{served}/index.m3u8", stall_s=5)


@pytest.mark.parametrize("name", ["show.flv", "show.mp4", "show"])
def test_http_that_is_no_playlist(ffmpeg: str, tmp_path: Path, served: str, name: str) -> None:
    make(ffmpeg, tmp_path / "a.flv", *bursts(2), "-c:a", "aac").rename(tmp_path / name)
    assert onsets(read(f"{served}/{name}")) == [pytest.approx(1023, abs=20)]


def test_sound_that_begins_long_after_the_picture_of_a_stream(
    ffmpeg: str, tmp_path: Path, served: str
) -> None:
    late = [*picture(5), "-itsoffset", "3", *bursts(2), *X264, "-c:a", "aac"]
    make(ffmpeg, tmp_path / "late.flv", *late)
    assert onsets(read(f"{served}/late.flv")) == [pytest.approx(4023, abs=60)]


def test_addresses_that_do_not_answer(served: str) -> None:
    closed = free_port()
    for url, reason in (
        (f"{served}/none.m3u8", "the server answered 404"),
        (f"http://127.0.0.1:{closed}/a.m3u8", "refused"),
        (f"rtmp://127.0.0.1:{closed}/live/a", "refused"),
        (f"rtsp://127.0.0.1:{closed}/a", "refused"),
        ("http://nosuch.invalid/a?key=hidden", "name of the host"),
    ):
        with pytest.raises(InputUnavailable, match=reason) as caught:
            read(url)
        assert "hidden" not in str(caught.value)


FLV = ["-c:a", "aac", "-f", "flv"]
TS = ["-c:a", "aac", "-f", "mpegts"]
RTP = ["-c:a", "aac", "-f", "rtsp", "-rtsp_transport", "tcp"]


@pytest.mark.parametrize(
    ("scheme", "output", "begin"), [("rtmp", FLV, 0), ("srt", TS, 1400), ("rtsp", RTP, 0)]
)
def test_a_publisher_comes_and_leaves(ffmpeg: str, scheme: str, output: list[str], begin: int) -> None:
    port = free_port(socket.SOCK_DGRAM if scheme == "srt" else socket.SOCK_STREAM)
    url = f"{scheme}://127.0.0.1:{port}" + ("" if scheme == "srt" else "/live/demo")
    source = parse_source(url, listen=True)
    with publishing(ffmpeg, url, *bursts(2.5), *output), LiveAudio(source, IngestOptions()) as live:
        items = list(live)
    assert onsets(items) == [pytest.approx(begin + 1000, abs=60)]
    assert begin + 1500 < items[-1].end < begin + 2600


def test_a_publisher_that_falls_silent(ffmpeg: str) -> None:
    url = f"rtmp://127.0.0.1:{free_port()}/live/demo"
    with publishing(ffmpeg, url, *bursts(30), *FLV) as publisher:
        options = IngestOptions(stall_s=0.5)
        with (
            open_audio(parse_source(url, listen=True), options) as reader,
            pytest.raises(InputUnavailable, match=r"sent nothing for 0\.5 s"),
        ):
            for number, _ in enumerate(reader):
                if number == 3:
                    os.killpg(publisher.pid, signal.SIGSTOP)


def test_close_from_another_thread_ends_the_wait_and_leaves_no_child(ffmpeg: str) -> None:
    source = parse_source(f"rtmp://127.0.0.1:{free_port()}/live/demo", listen=True)
    reader = open_audio(source, IngestOptions())
    items: list[Audio | Gap] = []
    thread = threading.Thread(target=lambda: items.extend(reader))
    thread.start()
    reader.close()
    thread.join(10)
    assert not thread.is_alive() and items == []
    with pytest.raises(ChildProcessError):
        os.waitpid(reader._child._process.pid, os.WNOHANG)
    reader.close()


class NoDelays(RetryDelays):
    def __init__(self, wanted: int, then: Callable[[], None]) -> None:
        super().__init__()
        self.good: list[float] = []
        self.left, self.then = wanted, then

    def after(self, good_s: float) -> float:
        self.good.append(good_s)
        self.left -= 1
        if self.left == 0:
            self.then()
        return 0.0


def test_a_lost_source_is_opened_again_until_closed() -> None:
    source = parse_source(f"rtmp://127.0.0.1:{free_port()}/live/demo")
    delays = NoDelays(3, lambda: live.close())
    live = LiveAudio(source, IngestOptions(), delays=delays)
    assert list(live) == []
    assert delays.good == [0.0, 0.0, 0.0]


def test_a_source_that_never_answers_is_given_up() -> None:
    source = parse_source(f"rtmp://127.0.0.1:{free_port()}/live/demo")
    times = iter(range(0, 1000, 10))
    live = LiveAudio(
        source,
        IngestOptions(give_up_after_s=25),
        delays=NoDelays(-1, lambda: None),
        clock=lambda: next(times),
    )
    with pytest.raises(InputUnavailable, match="refused"):
        list(live)


def test_without_reconnecting_the_first_failure_is_raised() -> None:
    source = parse_source(f"rtmp://127.0.0.1:{free_port()}/live/demo")
    with pytest.raises(InputUnavailable), LiveAudio(source, IngestOptions(reconnect=False)) as live:
        list(live)


def test_a_stream_that_ended_is_asked_for_again_and_what_comes_twice_is_dropped(
    ffmpeg: str, tmp_path: Path, served: str
) -> None:
    make(ffmpeg, tmp_path / "show.flv", *bursts(4), "-c:a", "aac")
    delays = NoDelays(2, lambda: live.close())
    live = LiveAudio(parse_source(f"{served}/show.flv"), IngestOptions(), delays=delays)
    items = list(live)
    assert onsets(items) == [pytest.approx(1023, abs=20), pytest.approx(3023, abs=20)]
    assert len(delays.good) == 2


def test_hls_with_an_end_mark_is_over(ffmpeg: str, tmp_path: Path, served: str) -> None:
    playlist(ffmpeg, tmp_path, 4)
    delays = NoDelays(1, lambda: live.close())
    live = LiveAudio(parse_source(f"{served}/index.m3u8"), IngestOptions(), delays=delays)
    assert len(onsets(live)) == 2
    assert delays.good == []
