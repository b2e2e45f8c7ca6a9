"""`make demo`: a show played in real time to `zimu live`, which subtitles it while it plays.

A file is published as a live RTMP stream on this machine; an address is given to zimu as it is. Ctrl-C ends
it. The exit code is zimu's own.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import socket
import subprocess
import sys
from pathlib import Path

from pipeline.errors import ProgramMissing
from pipeline.ingest.ffmpeg import find_ffmpeg

ROOT = Path(__file__).resolve().parent.parent
SHOW = ROOT / "examples" / "show.mp4"
OUT = "demo-out"
RETRY_S = 0.5
"""Between two attempts to publish, unless zimu ends first: it listens once its models are loaded."""
FLV_VIDEO = "h264"
"""What every FLV reader can hold; other pictures are left out, subtitles need only the sound."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", default="en,pt-BR,zh-Hant", help="languages, by commas")
    parser.add_argument("source", nargs="?", default="", help="file or address; none: the sample show")
    chosen = parser.parse_args()
    source = chosen.source or str(SHOW)
    zimu = [str(Path(sys.executable).with_name("zimu")), "live"]
    options = ["--to", chosen.to, "--out", OUT, "--overwrite"]
    if "://" in source:
        return Live([*zimu, source, *options]).code
    if not Path(source).is_file():
        print(f"demo: {source}: no such file", file=sys.stderr)
        return 2
    try:
        ffmpeg = find_ffmpeg()
    except ProgramMissing as error:
        print(f"demo: {error}", file=sys.stderr)
        return 4
    address = f"rtmp://127.0.0.1:{_free_port()}/live/show"
    print(f"Playing {Path(source).name} in real time to {address}; Ctrl-C ends it", file=sys.stderr)
    return play(publication(ffmpeg, Path(source), address), Live([*zimu, address, "--listen", *options]))


def publication(ffmpeg: str, file: Path, address: str) -> list[str]:
    """The command that plays a file at its own speed as a live stream that FLV can carry."""
    probe = subprocess.run(
        [ffmpeg, "-hide_banner", "-i", f"file:{file}"], capture_output=True, text=True, errors="replace"
    ).stderr
    streams = [line for line in probe.splitlines() if line.lstrip().startswith("Stream #")]
    picture = any(f"Video: {FLV_VIDEO}" in line for line in streams)
    sound = any("Audio: aac" in line for line in streams)
    return [
        *(ffmpeg, "-hide_banner", "-nostdin", "-loglevel", "error", "-re", "-i", f"file:{file}"),
        *(("-map", "0:v:0", "-c:v", "copy") if picture else ()),
        *("-map", "0:a:0", "-c:a", *(("copy",) if sound else ("aac", "-b:a", "128k"))),
        *("-f", "flv", address),
    ]


class Live:
    """The child `zimu live`. It shares the terminal, so Ctrl-C reaches it and the player without our help."""

    def __init__(self, command: list[str]) -> None:
        self.interrupted = False
        signal.signal(signal.SIGINT, self._noted)
        self.process = subprocess.Popen(command)
        signal.signal(signal.SIGTERM, lambda *_: self.stop())

    def stop(self) -> None:
        """Ask for what Ctrl-C asks for, once: finish the files, then end."""
        if not self.interrupted:
            self.interrupted = True
            self.process.send_signal(signal.SIGINT)

    def ended(self, within: float | None = None) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(within)
        return self.process.returncode is not None

    @property
    def code(self) -> int:
        """Its exit code, once it has ended; a signal counts as the shell does."""
        code = self.process.wait()
        return code if code >= 0 else 128 - code

    def _noted(self, *_: object) -> None:
        self.interrupted = True


def play(command: list[str], live: Live) -> int:
    """Publish as soon as zimu listens, until the show is over; zimu then finishes its files and ends.

    A connection that is refused is tried again: zimu opens its port once its models are loaded. Knocking on
    the port by other means would take the publisher's place.
    """
    while not live.ended(within=RETRY_S):
        player = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, errors="replace")
        said = player.communicate()[1]
        if player.returncode and "refused" in said:
            continue
        if player.returncode and not live.interrupted and not live.ended(within=RETRY_S):
            print(f"demo: the show could not be played: {said.strip()}", file=sys.stderr)
            live.stop()
        break
    return live.code


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


if __name__ == "__main__":
    sys.exit(main())
