"""Someone who publishes a film as a live stream, in real time, without encoding it again."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.process import process


@contextmanager
def publishing(
    ffmpeg: str, film: Path, url: str, log: Path, *, offset_s: float = 0
) -> Iterator[subprocess.Popen[bytes]]:
    """Until the film or the block ends; timestamps begin at `offset_s`."""
    shifted = ["-output_ts_offset", f"{offset_s:g}"] if offset_s else []
    source = ["-v", "warning", "-nostdin", "-re", "-i", str(film), "-c", "copy"]
    with process([ffmpeg, *source, *shifted, "-f", "flv", url], log) as publisher:
        yield publisher
