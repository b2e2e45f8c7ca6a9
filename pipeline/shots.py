"""Where the picture of a recording changes, by ffmpeg's scene scores."""

from __future__ import annotations

import subprocess
from pathlib import Path

import ffmpeg
import regex

from pipeline.errors import InputUnsupported, ProgramMissing
from pipeline.types import Ms

THRESHOLD = 10.0
"""The score from which on a frame begins a shot: ffmpeg's own, tuned on feature films."""
_WIDE = 320
"""Scores are taken of a picture this wide: a cut shows in any size, and decoding is what costs."""
_TIME = regex.compile(rb"lavfi\.scd\.time=(\d+(?:\.\d+)?)")


def shots_command(program: str, show: Path) -> list[str]:
    """The command that prints the time of each cut of the first video track on stdout."""
    picture = (
        ffmpeg.input(f"file:{show}", an=None, sn=None, protocol_whitelist="file")
        .filter("scale", _WIDE, -2)
        .filter("scdet", threshold=THRESHOLD)
        .filter("metadata", mode="print", key="lavfi.scd.time", file="pipe:1")
        .output("-", format="null")
    )
    quiet = [program, "-hide_banner", "-nostdin", "-nostats", "-loglevel", "error"]
    return [str(word) for word in picture.compile(cmd=quiet)]


def find_shots(program: str, show: Path) -> list[Ms]:
    """The first frames of new shots, rising, in milliseconds from the start of the recording.

    Empty where there is no picture. Raises InputUnsupported where it cannot be decoded, ProgramMissing.
    """
    try:
        done = subprocess.run(
            shots_command(program, show), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError as error:
        raise ProgramMissing(f"{program} cannot be run: {error.strerror}; install ffmpeg again") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        if any("matches no streams" in line or "does not contain any stream" in line for line in said):
            return []
        reason = said[-1][:200] if said else "it gave no reason"
        raise InputUnsupported(f"{show.name}: its picture cannot be read: {reason}; go without --shots")
    return [round(float(time) * 1000) for time in _TIME.findall(done.stdout)]
