"""TTML in the text profile of IMSC 1.1 (W3C): the file that broadcasters and streaming houses exchange."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import regex

from pipeline.formats import timestamp
from pipeline.formats.cue import visible
from pipeline.formats.track import Track
from pipeline.layout.languages import lookup

_FORBIDDEN = regex.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, escaped or not."""

_HEADER = """\
<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling"
    xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xml:lang={language} ttp:timeBase="media"
    ttp:cellResolution="32 15" ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text">
  <head>
    <styling>
      <style xml:id="caption" tts:fontFamily="proportionalSansSerif" tts:fontSize="100%" tts:color="white"
             tts:textAlign="center" tts:direction="{direction}"/>
      <style xml:id="text" tts:backgroundColor="rgba(0,0,0,192)"/>
      <style xml:id="second" tts:backgroundColor="rgba(0,0,0,192)" tts:fontSize="80%"
             tts:direction="{second}"/>
    </styling>
    <layout>
      <region xml:id="bottom" tts:origin="10% 10%" tts:extent="80% 80%" tts:displayAlign="after"/>
    </layout>
  </head>
  <body style="caption" region="bottom">
    <div>
"""
_FOOTER = "    </div>\n  </body>\n</tt>\n"


def document(track: Track) -> str:
    """A whole file, its language named; the language below stands in spans that name theirs."""
    header = _HEADER.format(
        language=quoteattr(track.language),
        direction=_direction(track.language),
        second=_direction(track.second_language or track.language),
    )
    return header + "".join(_paragraphs(track)) + _FOOTER


def _paragraphs(track: Track) -> list[str]:
    made = []
    for cue, under in track.pairs():
        name = quoteattr(track.second_language)
        texts = [_span('style="text"', cue.lines), _span(f'style="second" xml:lang={name}', under.lines)]
        if any(texts):
            times = f'begin="{timestamp.webvtt(cue.start)}" end="{timestamp.webvtt(cue.end)}"'
            made.append(f"      <p {times}>{'<br/>'.join(filter(None, texts))}</p>\n")
    return made


def _span(attributes: str, lines: tuple[str, ...]) -> str:
    """Lines on a dark ground that is no wider than they are; "" for none."""
    texts = [_text(line) for line in visible(lines)]
    return f"<span {attributes}>{'<br/>'.join(texts)}</span>" if texts else ""


def _text(line: str) -> str:
    return escape(_FORBIDDEN.sub("", line))


def _direction(language: str) -> str:
    return "rtl" if lookup(language).rtl else "ltr"
