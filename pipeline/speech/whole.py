"""The policy for recorded shows: hear a chunk of whole utterances, decide once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from models.types import Recogniser, Transcript
from pipeline.speech.chunks import Chunk, Chunks, WholeOptions
from pipeline.speech.hallucination import Evidence, doubt, judge, weigh
from pipeline.speech.window import AHEAD, LEAD, Span, Window, holes, place, share
from pipeline.types import SAMPLES_PER_MS, Gap, Hypothesis, Progress, Speech, Word


class Whole:
    """Speech | Gap | Progress -> Hypothesis | Gap | Progress; every hypothesis ends an utterance.

    One chunk is heard after another; pipeline.recorded hears many at once.
    """

    def __init__(self, recognise: Recogniser, options: WholeOptions = WholeOptions()) -> None:
        self._hear = Hear(recognise, options)
        self._chunks = Chunks(options)

    def push(self, item: Speech | Gap | Progress) -> Iterable[Hypothesis | Gap | Progress]:
        return self._heard(self._chunks.push(item))

    def flush(self) -> Iterable[Hypothesis | Gap | Progress]:
        return self._heard(self._chunks.flush())

    def _heard(self, items: Iterable[Chunk | Gap | Progress]) -> Iterator[Hypothesis | Gap | Progress]:
        for item in items:
            if isinstance(item, Chunk):
                yield from self._hear(item)
            else:
                yield item


class Hear:
    """What is said in a chunk, a hypothesis for each utterance. It remembers nothing, so that calls may come
    from any thread if those of `recognise` may."""

    def __init__(self, recognise: Recogniser, options: WholeOptions = WholeOptions()) -> None:
        self._recognise = recognise
        self._hole_ms = options.hole_ms

    def __call__(self, chunk: Chunk) -> list[Hypothesis]:
        """Raises models.errors.InferenceFailed."""
        spans = zip(chunk.window.voiced, self._utterances(chunk.window), strict=True)
        return [Hypothesis(tuple(words), (), span[1], ends=True) for span, words in spans if words]

    def _utterances(self, window: Window) -> list[list[Word]]:
        """The words of each utterance of a window. Where somebody spoke and no word was heard, it listens
        again.

        Whisper loses the ends of utterances, or whole ones, in a long window; the gate knows that there were
        any.
        """
        transcript = self._recognise(window.samples, thorough=True)
        several = len(window.voiced) > 1
        wrong = several and doubt(transcript, window.voiced_ms)
        said = () if wrong else judge(weigh(transcript, window)).words
        heard = share(place(said, window.start, window.voiced, AHEAD), window.voiced)
        for words, span in zip(heard, window.voiced, strict=True):
            if several:
                words[:] = _of_utterance(replace(transcript, words=tuple(words)), window, span)
            if words or several:
                for hole in holes(words, span, self._hole_ms):
                    words += self._hole(window, hole, alone=hole == span)
                words.sort(key=lambda word: word.start)
        return heard

    def _hole(self, window: Window, hole: Span, alone: bool) -> list[Word]:
        """The words of a stretch; at its edges no sound of neighbouring words is taken along."""
        start, samples = window.slice(hole, LEAD if alone else 0)
        transcript = self._recognise(samples, thorough=True)
        voice = window.voice(start, start + len(samples) // SAMPLES_PER_MS)
        said = judge(Evidence(transcript, hole[1] - hole[0], voice, contested=not alone)).words
        return place(said, start, [hole], AHEAD)


def _of_utterance(transcript: Transcript, window: Window, span: Span) -> tuple[Word, ...]:
    """Those of the words that a window was heard to hold in one utterance which stand up to its own sound."""
    onset, end = span
    return judge(Evidence(transcript, end - onset, window.voice(onset, end), onset)).words
