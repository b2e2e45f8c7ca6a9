"""Names the codecs of a segment as CODECS of a playlist does (RFC 6381), where that is certain."""

from __future__ import annotations

from av.container import InputContainer

_AAC = {"LC": 2, "Main": 1, "HE-AAC": 5, "HE-AACv2": 29}
"""The audio object types of ISO 14496-3 by FFmpeg's names of profiles."""
_SOUND = {"mp3": "mp4a.40.34", "ac3": "ac-3", "eac3": "ec-3", "opus": "Opus", "flac": "fLaC"}
_SEQUENCE_PARAMETERS = 7
"""The type of the H.264 unit that begins with profile, constraints and level."""


def named(container: InputContainer) -> str:
    """As in `avc1.42c00c,mp4a.40.2`; "" where one of its streams is of a kind that is not known here: a list
    that is wrong or lacks one keeps players from playing it."""
    names = []
    for stream in (*container.streams.video, *container.streams.audio):
        context = stream.codec_context
        name = context.codec.canonical_name
        if name == "h264":
            names.append(_h264(context.extradata or b""))
        elif name == "aac":
            names.append(f"mp4a.40.{_AAC[context.profile]}" if context.profile in _AAC else "")
        else:
            names.append(_SOUND.get(name, ""))
    return ",".join(dict.fromkeys(names)) if all(names) else ""


def _h264(described: bytes) -> str:
    """From the decoder's configuration: an avcC box, or units with start codes as MPEG-TS has them."""
    if described[:1] == b"\x01":
        return f"avc1.{described[1:4].hex()}" if len(described) >= 4 else ""
    for unit in described.split(b"\x00\x00\x01")[1:]:
        if len(unit) >= 4 and unit[0] & 31 == _SEQUENCE_PARAMETERS:
            return f"avc1.{unit[1:4].hex()}"
    return ""
