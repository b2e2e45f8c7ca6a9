"""Someone who publishes a film as a live stream, in real time, without encoding it again."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.process import process


@contextmanager
def publishing(
    ffmpeg: str, film: Path, url: str, log: Path, *, offset_s: float = 0, loops: int = 0
) -> Iterator[subprocess.Popen[bytes]]:
    """Until the film or the block ends; timestamps begin at `offset_s`, the film comes `loops` times more."""
    repeated = ["-re", "-stream_loop", str(loops), "-i", str(film), "-c", "copy"]
    shifted = ["-output_ts_offset", f"{offset_s:g}"] if offset_s else []
    command = [ffmpeg, "-v", "warning", "-nostdin", *repeated, *shifted, "-f", "flv", url]
    with process(command, log) as publisher:
        yield publisher
