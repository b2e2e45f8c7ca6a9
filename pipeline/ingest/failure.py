"""Decides what a failure means: ffmpeg's complaints become one InputError, with one plain line. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.errors import InputUnavailable, InputUnsupported, ProgramMissing, ZimuError
from pipeline.ingest.source import Source

_NO_AUDIO = "has no audio track"
_GONE = InputUnavailable
_NEVER = InputUnsupported

# The first row that any line matches decides; more telling ones stand first. {0} is the first group.
_MEANINGS: tuple[tuple[re.Pattern[str], type[ZimuError], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), error, text)
    for pattern, error, text in (
        (
            r"Option (\S+) not found|Unrecognized option '(\S+?)'",
            ProgramMissing,
            "needs an ffmpeg that knows the option {0}; install ffmpeg 5.1 or newer",
        ),
        (r"Stream map '.*' matches no streams|does not contain any stream", _NEVER, _NO_AUDIO),
        (r"Server returned (\d\d\d[^(\n]*)", _GONE, "the server answered {0}"),
        (r"Failed to resolve hostname", _GONE, "the name of the host is not known"),
        (r"Address already in use", _GONE, "the port is in use; choose another or stop the other program"),
        (r"Connection refused", _GONE, "the connection was refused; nothing listens there"),
        (r"timed out", _GONE, "the connection timed out"),
        (r"No route to host|Network is unreachable", _GONE, "the host cannot be reached"),
        (r"Connection reset|Broken pipe|Connection to .* failed", _GONE, "the connection was lost"),
        (r"No such file or directory", _GONE, "there is no such file"),
        (r"Permission denied", _GONE, "permission was denied"),
        (r"Empty (playlist|segment)", _GONE, "the playlist holds no segments yet"),
        (r"SAMPLE-AES|encrypted", _NEVER, "is encrypted"),
        (
            r"Protocol '(\S+?)' not on whitelist|Not allowed to load|unsafe file name",
            _NEVER,
            "points to an address that zimu does not follow",
        ),
        (
            r"Format not on whitelist|Not detecting m3u8",
            _NEVER,
            "is a playlist or a list of files, or no kind of media that zimu opens",
        ),
        (
            r"not in allowed_segment_extensions",
            _NEVER,
            "has segments with odd names; set extension_picky = false",
        ),
        (r"Decoder .* not found|no decoder", _NEVER, "has sound in a format that this ffmpeg cannot decode"),
        (
            r"Invalid data found|moov atom not found|could not find codec parameters",
            _NEVER,
            "is not media that ffmpeg can read, or is cut short",
        ),
        (r"Input/output error|I/O error", _GONE, "the connection failed"),
    )
)

_CUT_OFF = re.compile(
    r"Failed to reload playlist|timed out|Connection reset|Error during demuxing: (?!Input/output error)"
)  # an RTMP or SRT peer that leaves in good order is an "Input/output error"
_LAST_LINES = 3


def cut_off(complaints: Sequence[str]) -> bool:
    """Whether a live source was lost, where ffmpeg takes that for its end and exits with 0."""
    return any(_CUT_OFF.search(line) for line in complaints[-_LAST_LINES:])


def lacks_audio(error: ZimuError) -> bool:
    """Whether the source was understood, but no audio track was seen in what was probed."""
    return str(error).endswith(_NO_AUDIO)


def explain(source: Source, complaints: Sequence[str]) -> ZimuError:
    """The error that a failed ffmpeg stands for. A live source that fails in an unknown way may come back."""
    for pattern, error, text in _MEANINGS:
        for line in complaints:
            if found := pattern.search(line):
                detail = next((group for group in found.groups() if group), "").strip()
                return error(f"{source.name}: {text.format(detail)}")
    last = complaints[-1] if complaints else "it gave no reason"
    plain = re.sub(r"^(\[[^]]*\] )+", "", last).replace(source.address, source.name)
    return (_GONE if source.live else _NEVER)(f"{source.name}: ffmpeg failed: {plain[:200]}")
