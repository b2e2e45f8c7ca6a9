"""Reads TTML, IMSC and DFXP: the paragraphs with their times, whatever holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import regex

from pipeline.formats.read.times import milliseconds
from pipeline.types import Cue, Ms

_OFFSET = regex.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|f|t)")
_FRAMES = regex.compile(r"(\d+:\d+:\d+):(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class _Rates:
    """Frames and ticks in a second."""

    frames: float
    ticks: float


def parse(text: str) -> list[Cue]:
    """The cues of a file. Raises ValueError for what is not XML, or declares entities of its own."""
    if "<!DOCTYPE" in text:  # no subtitle needs one, and entities can grow without bound
        raise ValueError("it declares a document type; remove that line")
    try:
        root = ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as error:
        raise ValueError(f"it is not XML: {error}") from error
    cues = sorted(_cues(root, 0, _rates(root)), key=lambda cue: cue.start)
    return [Cue(cue.start, cue.end, cue.lines, cue.id or f"{n}") for n, cue in enumerate(cues, 1)]


def _cues(element: Element, base: Ms, rates: _Rates) -> Iterator[Cue]:
    begin = base + _time(element.get("begin", "0s"), rates)
    if _name(element) != "p":
        for child in element:
            if _name(child) != "head":
                yield from _cues(child, begin, rates)
        return
    if element.get("dur"):
        end = begin + _time(element.get("dur", ""), rates)
    elif element.get("end"):
        end = base + _time(element.get("end", ""), rates)
    else:
        return  # shown for ever: no caption
    lines = (" ".join(line.split()) for line in "".join(_texts(element)).split("\v"))
    name = element.get("{http://www.w3.org/XML/1998/namespace}id", "")
    yield Cue(begin, max(end, begin + 1), tuple(filter(None, lines)), name)


def _texts(element: Element) -> Iterator[str]:
    """The text with a vertical tab for each break; XML cannot hold one."""
    yield element.text or ""
    for child in element:
        if _name(child) == "br":
            yield "\v"
        elif _name(child) != "metadata":
            yield from _texts(child)
        yield child.tail or ""


def _time(text: str, rates: _Rates) -> Ms:
    if match := _OFFSET.fullmatch(text.strip()):
        unit = {"h": 3.6e6, "m": 6e4, "s": 1e3, "ms": 1, "f": 1e3 / rates.frames, "t": 1e3 / rates.ticks}
        return round(float(match[1]) * unit[match[2]])
    if match := _FRAMES.fullmatch(text.strip()):
        return milliseconds(match[1]) + round(float(match[2]) * 1000 / rates.frames)
    return milliseconds(text)


def _rates(root: Element) -> _Rates:
    values = {key.rpartition("}")[2]: value for key, value in root.items()}
    above, below = (float(part) for part in values.get("frameRateMultiplier", "1 1").split())
    frames = float(values.get("frameRate", "30")) * above / below
    return _Rates(frames, float(values.get("tickRate", frames if "frameRate" in values else 1)))


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
