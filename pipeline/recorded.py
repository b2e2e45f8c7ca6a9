"""A recorded show: nested generators over the stages; chunks of it are heard side by side, minutes ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from models.asr import workers_of
from pipeline.ahead import heard_ahead
from pipeline.board import Board
from pipeline.config import Config
from pipeline.glossary import biased
from pipeline.loaded import Loaded
from pipeline.session import Tell, lanes
from pipeline.speech.chunks import Chunk, Chunks
from pipeline.speech.gate import Gate
from pipeline.speech.segment import Segmenter
from pipeline.speech.whole import Hear
from pipeline.stage import Stage
from pipeline.translate import Loss
from pipeline.types import Audio, Gap, Hypothesis, Progress, Reached, Segment, Shown

In = TypeVar("In")
Out = TypeVar("Out")
_LINES = 16
"""Sentences that are translated together: batches gain little beyond, and a killed run loses few."""


def recorded(
    sound: Iterable[Audio | Gap],
    config: Config,
    loaded: Loaded,
    on_loss: Loss = lambda segment, language, reason: None,
    on_heard: Callable[[Hypothesis], None] = lambda heard: None,
) -> Iterator[Shown]:
    """Every caption of a show. `on_heard` hears the words of each utterance before its captions come."""
    hotwords = loaded.glossary.hotwords(config.glossary.hotword_chars)
    speech = _through(Gate(loaded.vad, config.gate), sound)
    chunks: Iterator[Chunk | Gap | Progress] = _through(Chunks(config.whole), speech)
    hear = Hear(loaded.recognise, config.whole, biased("", hotwords))
    heard = heard_ahead(chunks, hear, workers_of(loaded.asr), config.whole.batch)
    segments: Iterator[Segment | Progress] = _through(Segmenter(config.segment), _overheard(heard, on_heard))
    backlog = replace(config.translate.backlog, batch_lines=_LINES)
    wide = replace(config, translate=replace(config.translate, backlog=backlog))
    outlets = lanes(wide, loaded, Board(loaded.glossary), Tell(loss=on_loss), together=True)
    for several in _together(segments):
        for lane in outlets:
            yield from _captions(lane.push_many(several))
    for lane in outlets:
        yield from _captions(lane.flush())


def _together(segments: Iterable[Segment | Progress]) -> Iterator[list[Segment | Progress]]:
    """All of them in order, so many sentences at a time as an engine is asked for at once."""
    several: list[Segment | Progress] = []
    sentences = 0
    for item in segments:
        several.append(item)
        sentences += isinstance(item, Segment) and item.final
        if sentences == _LINES:
            yield several
            several, sentences = [], 0
    if several:
        yield several


def _overheard(
    items: Iterable[Hypothesis | Gap | Progress], on_heard: Callable[[Hypothesis], None]
) -> Iterator[Hypothesis | Gap | Progress]:
    for item in items:
        if isinstance(item, Hypothesis):
            on_heard(item)
        yield item


def _captions(made: Iterable[Shown | Reached]) -> Iterator[Shown]:
    """A file is written once all is known."""
    return (each for each in made if isinstance(each, Shown))


def _through(stage: Stage[In, Out], items: Iterable[In]) -> Iterator[Out]:
    for item in items:
        yield from stage.push(item)
    yield from stage.flush()
