"""Advanced SubStation Alpha: styled text, two languages one under the other. Exact to the hundredth second.

What a player would take for an override is written with full-width look-alikes: renderers differ in how a
brace can be escaped, if at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from pipeline.errors import ConfigError
from pipeline.formats import timestamp
from pipeline.formats.cue import visible
from pipeline.formats.track import Track
from pipeline.types import Ms

LAST = ((9 * 60 + 59) * 60 + 59) * 1000 + 990
"""9:59:59.99, the last time that the format can write, in milliseconds."""

_LOOK = {"{": "｛", "}": "｝"}
_OVERRIDE = regex.compile(r"\\(?=[Nnh{}])")


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks, in a picture of 1920 by 1080 that players scale."""

    font: str = "Noto Sans CJK SC"
    """Players take another where it is not installed."""
    second_font: str = ""
    """Of the language below; empty: the same."""
    size: int = 60
    second_size: int = 48
    """Of the language below."""
    margin: int = 54
    """From the lower edge: a twentieth of the height."""


_HEADER = """\
[Script Info]
ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080
WrapStyle: 0
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709
{info}
[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, \
MarginR, MarginV, Encoding
{styles}
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
_STYLE = (
    "Style: {name},{font},{size},{colour},&H000000FF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,"
    "96,96,{margin},1\n"
)


def document(track: Track, style: Style = Style()) -> str:
    """A whole file. Raises ConfigError for a cue beyond 9:59:59.99, which the format cannot say."""
    late = next((cue for cue in track.cues if cue.end > LAST), None)
    if late is not None:
        raise ConfigError(
            f"a caption ends at {timestamp.srt(late.end)}: ASS ends at 9:59:59.99; write srt, vtt or ttml"
        )
    styles = _STYLE.format(
        name="Default", font=style.font, size=style.size, colour="&H00FFFFFF", margin=style.margin
    )
    if track.second_language:
        styles += _STYLE.format(
            name="Second",
            font=style.second_font or style.font,
            size=style.second_size,
            colour="&H00D0F0FF",
            margin=style.margin,
        )
    info = f"Language: {track.language}\n"
    events = []
    for cue, under in track.pairs():
        text = "\\N".join(map(_escaped, visible(cue.lines)))
        below = "\\N".join(map(_escaped, visible(under.lines)))
        if below:
            text += ("\\N" if text else "") + "{\\rSecond}" + below
        if text:
            start, end = _centis(cue.start), max(_centis(cue.end), _centis(cue.start) + 1)
            events.append(f"Dialogue: 0,{_clock(start)},{_clock(end)},Default,,0,0,0,,{text}\n")
    return _HEADER.format(info=info, styles=styles) + "".join(events)


def _escaped(line: str) -> str:
    text = str(_OVERRIDE.sub("＼", line))
    return "".join(_LOOK.get(character, character) for character in text)


def _centis(time: Ms) -> int:
    """Nearest, so that what touched still does; never beyond what can be written."""
    return min((time + 5) // 10, LAST // 10)


def _clock(centis: int) -> str:
    minutes, rest = divmod(centis, 6000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest // 100:02}.{rest % 100:02}"
