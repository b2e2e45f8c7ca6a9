"""Builds the ffmpeg command of a source.

The child writes mono 16 kHz s16le to stdout. A bare pipe of samples would lose time wherever packets are
lost, so the filter `ashowinfo` also states the presentation time and length of every frame on stderr. A
container on the pipe would not do: for every muxer that keeps timestamps, ffmpeg flattens those that go
backwards, as they do after a publisher restart.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import ffmpeg

from models.types import SAMPLE_RATE
from pipeline.errors import ProgramMissing
from pipeline.ingest.source import Source

_FILE_FORMATS = (
    "aac,ac3,aiff,amr,asf,ass,avi,caf,dts,eac3,flac,flv,live_flv,matroska,mov,mp3,mpeg,mpegts,mxf,ogg,wav,w64"
)
_FORMATS = {  # what a source may turn out to be; a playlist is followed only where it came over the network
    "file": _FILE_FORMATS,
    "http": _FILE_FORMATS + ",hls,webvtt",
    "hls": _FILE_FORMATS + ",hls,webvtt",
    "flv": "flv,live_flv",
    "rtmp": "flv,live_flv",
    "rtsp": "rtsp,sdp,rtp,mpegts",
    "srt": _FILE_FORMATS,
}
_HTTP = "http,https,httpproxy,tls,tcp,crypto"
_PROTOCOLS = {
    "file": "file",
    "http": _HTTP,
    "hls": _HTTP,
    "flv": _HTTP,
    "rtmp": "rtmp,rtmps,tls,tcp",
    "rtsp": "rtsp,rtsps,rtp,srtp,tls,tcp,udp",
    "srt": "srt",
}
_MICROS = 1_000_000
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How sources are opened, watched and opened again."""

    ffmpeg: str = ""
    """Path or name of the ffmpeg program; empty: look on PATH, then in the imageio-ffmpeg package."""
    block_ms: int = 100
    """Length of the blocks of sound that are handed on, milliseconds."""
    audio_track: int = 0
    """Which audio track, counted from 0."""
    rw_timeout_s: float = 10.0
    """A network read that takes longer fails, seconds."""
    stall_s: float = 15.0
    """A network source without new sound for this long is unavailable, seconds; above the segment length."""
    reconnect: bool = True
    """Open a live source again when it is lost."""
    keep: bool = False
    """Listening: wait for the next publisher when one leaves, instead of ending."""
    give_up_after_s: float = 300.0
    """Stop opening a lost source again after this long, seconds; 0: never."""
    extension_picky: bool = True
    """Refuse HLS segments with file names of an unusual kind, as ffmpeg does by default."""
    roots: tuple[str, ...] = ()
    """Folders that files may be read from; empty: any."""


def find_ffmpeg(wanted: str = "") -> str:
    """The ffmpeg program to run: `wanted`, else the one on PATH, else the one in the imageio-ffmpeg package.

    Raises ProgramMissing with the line that installs it.
    """
    if wanted:
        found = shutil.which(str(Path(wanted).expanduser()))
        if found is None:
            raise ProgramMissing(f"{wanted}: no such program; point ingest.ffmpeg or $FFMPEG at an ffmpeg")
        return found
    found = shutil.which("ffmpeg") or _packaged()
    if found is None:
        raise ProgramMissing(
            "ffmpeg is not installed: run 'apt install ffmpeg' or 'pip install imageio-ffmpeg'"
        )
    return found


def _packaged() -> str | None:
    try:
        import imageio_ffmpeg  # optional: only in the extra `embedded`
    except ImportError:
        return None
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:  # the wheel for this platform carries no program
        return None


def decode_command(
    program: str, source: Source, options: IngestOptions, *, label: str, quick: bool
) -> list[str]:
    """The command that decodes one audio track of `source`.

    `label` names the filter that states times on stderr; unguessable, so that no stream can imitate it.
    `quick` probes as little as the container allows, for the first caption to come early.
    """
    filters = ",".join(
        (
            f"aresample={SAMPLE_RATE}",
            "aformat=sample_fmts=s16:channel_layouts=mono",
            f"ashowinfo@{label}",
            "asetpts=N",  # the muxer wants times that only rise; the true ones were stated just before
        )
    )
    address = f"file:{source.address}" if source.kind == "file" else source.address
    decoded = ffmpeg.input(address, **_input_options(source, options, quick))[
        f"a:{options.audio_track}"
    ].output("pipe:1", format="s16le", acodec="pcm_s16le", af=filters, flush_packets=1)
    program_options = [program, "-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info"]
    return [str(word) for word in decoded.compile(cmd=program_options)]


def _input_options(source: Source, options: IngestOptions, quick: bool) -> dict[str, str | int | None]:
    chosen: dict[str, str | int | None] = {
        "copyts": None,
        "threads": 1,
        "vn": None,
        "protocol_whitelist": _PROTOCOLS[source.kind],
        "format_whitelist": _FORMATS[source.kind],
    }
    if source.paced:
        chosen["re"] = None
    return chosen | _probe(source, quick) | _transport(source, options)


def _probe(source: Source, quick: bool) -> dict[str, str | int | None]:
    """How much is read before the first sound. Nothing read here is lost, and the steady lag stays the same.

    FLV needs next to nothing; MPEG-TS opens with half a second, and shows no streams if it gets too little.
    """
    if not source.live:
        return {"probesize": 32 * 1024 * 1024, "analyzeduration": 20 * _MICROS}
    if not quick:
        return {"analyzeduration": 5 * _MICROS}
    if source.kind in ("flv", "rtmp") and not source.listen:
        return {"probesize": 32, "analyzeduration": 0}
    if source.listen:  # a publisher cannot be asked to come twice
        return {"analyzeduration": 2 * _MICROS}
    return {"analyzeduration": _MICROS // 2}


def _transport(source: Source, options: IngestOptions) -> dict[str, str | int | None]:
    patience = round(options.rw_timeout_s * _MICROS)
    match source.kind:
        case "http" | "hls" | "flv":
            chosen: dict[str, str | int | None] = {"rw_timeout": patience}
            chosen |= {"reconnect": 1, "reconnect_streamed": 1, "reconnect_delay_max": 5}
            if source.kind == "flv":
                chosen["format"] = "flv"
            if source.kind == "hls" and not options.extension_picky:
                chosen["extension_picky"] = 0
            return chosen
        case "rtmp":
            return {"listen": 1} if source.listen else {"rw_timeout": patience}
        case "rtsp":
            if source.listen:  # ffmpeg 9 refuses its own default, "no limit"
                return {"rtsp_flags": "listen", "listen_timeout": _DAY_S}
            return {"rtsp_transport": "tcp", "timeout": patience}
        case "srt":
            return {"mode": "listener"} if source.listen else {"timeout": patience}
    return {}
