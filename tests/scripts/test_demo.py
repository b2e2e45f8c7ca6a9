"""The player of the demo, against an RTMP listener that stands for zimu."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "demo.py"


@pytest.fixture
def demo() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("demo", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield module
    for number, handler in before.items():
        signal.signal(number, handler)


def record(ffmpeg: str, *arguments: str) -> None:
    subprocess.run([ffmpeg, "-hide_banner", "-loglevel", "error", "-y", *arguments], check=True)


@pytest.fixture
def show(ffmpeg: str, tmp_path: Path) -> Path:
    """Half a second of sound that FLV cannot hold as it is."""
    file = tmp_path / "show.flac"
    record(ffmpeg, "-f", "lavfi", "-i", "sine=duration=0.5", str(file))
    return file


@pytest.mark.ffmpeg
def test_the_show_reaches_the_listener(demo: ModuleType, ffmpeg: str, show: Path, tmp_path: Path) -> None:
    address = f"rtmp://127.0.0.1:{demo._free_port()}/live/show"
    heard = tmp_path / "heard.flv"
    first = demo.publication(ffmpeg, show, address)
    refused = subprocess.run(first, capture_output=True, text=True, errors="replace")
    assert refused.returncode
    assert "refused" in refused.stderr  # what `play` goes by when it tries again
    listener = [ffmpeg, "-hide_banner", "-loglevel", "error", "-nostdin", "-listen", "1", "-i", address]
    assert demo.play(first, demo.Live([*listener, "-c", "copy", str(heard)])) == 0
    assert heard.stat().st_size > 1000


def test_a_refused_connection_is_tried_again(demo: ModuleType, tmp_path: Path) -> None:
    tried = tmp_path / "tried"
    late = (
        f'test -e {tried} && exec touch {tried}.again; touch {tried}; echo "Connection refused" >&2; exit 1'
    )
    wait = f"while not __import__('os').path.exists('{tried}.again'): pass"
    assert demo.play(["sh", "-c", late], demo.Live([sys.executable, "-c", wait])) == 0


@pytest.mark.ffmpeg
def test_zimus_own_end_is_the_end(demo: ModuleType, ffmpeg: str, show: Path) -> None:
    address = f"rtmp://127.0.0.1:{demo._free_port()}/live/show"
    live = demo.Live([sys.executable, "-c", "import sys; sys.exit(4)"])
    assert demo.play(demo.publication(ffmpeg, show, address), live) == 4


@pytest.mark.ffmpeg
def test_a_show_that_cannot_be_played_stops_zimu(
    demo: ModuleType, ffmpeg: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "show.mp4"
    broken.write_text("not a film")
    live = demo.Live([sys.executable, "-c", "import signal; signal.pause()"])
    assert demo.play(demo.publication(ffmpeg, broken, "rtmp://127.0.0.1:1/live/show"), live) != 0
    assert "could not be played" in capfd.readouterr().err


@pytest.mark.ffmpeg
@pytest.mark.parametrize(("sound", "kept"), [("aac", True), ("flac", False)])
def test_only_what_flv_cannot_hold_is_coded_again(
    demo: ModuleType, ffmpeg: str, tmp_path: Path, sound: str, kept: bool
) -> None:
    file = tmp_path / "show.mkv"
    record(ffmpeg, "-f", "lavfi", "-i", "sine=duration=0.1", "-c:a", sound, str(file))
    command = demo.publication(ffmpeg, file, "rtmp://127.0.0.1/live/show")
    assert command[command.index("-c:a") + 1] == ("copy" if kept else "aac")
    assert "-c:v" not in command
