"""JSON in the shape of Whisper's own program, for what was written to read that. Times are seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NotRequired, TypedDict

from pipeline.formats.cue import visible
from pipeline.formats.track import Track, sentence
from pipeline.types import Cue, Word


class JsonWord(TypedDict):
    word: str
    start: float
    end: float
    probability: float


class JsonSegment(TypedDict):
    id: int
    start: float
    end: float
    text: str
    words: NotRequired[list[JsonWord]]
    """Where somebody listened: as they were heard, numbers still in words."""
    translation: NotRequired[str]
    """Where the track has two languages."""


class Document(TypedDict):
    text: str
    segments: list[JsonSegment]
    language: str
    """BCP 47, where Whisper writes `zh`."""


def document(track: Track) -> str:
    """A whole file. A word belongs to the first cue that ends after the word's middle."""
    segments: list[JsonSegment] = []
    words = list(track.words)
    for cue, under in track.pairs():
        text = sentence(cue.lines, track.language)
        heard = list(_taken(words, cue))
        if not text:
            continue
        segment = JsonSegment(id=len(segments), start=cue.start / 1000, end=cue.end / 1000, text=text)
        if track.words:
            segment["words"] = heard
        if track.second_language:
            segment["translation"] = " ".join(visible(under.lines))
        segments.append(segment)
    if segments and track.words:
        segments[-1]["words"] += [_word(word) for word in words]
    whole = sentence(tuple(segment["text"] for segment in segments), track.language)
    made = Document(text=whole, segments=segments, language=track.language)
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _taken(words: list[Word], cue: Cue) -> Iterator[JsonWord]:
    while words and (words[0].start + words[0].end) / 2 < cue.end:
        yield _word(words.pop(0))


def _word(word: Word) -> JsonWord:
    return JsonWord(
        word=word.text,
        start=word.start / 1000,
        end=word.end / 1000,
        probability=round(word.probability, 4),
    )
