"""The policy for recorded shows: hear a chunk of whole utterances, decide once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from models.types import Recogniser, Request, Samples, Transcript, hear
from pipeline.speech.chunks import Chunk, Chunks, WholeOptions
from pipeline.speech.hallucination import Evidence, doubt, judge, weigh
from pipeline.speech.window import AHEAD, LEAD, Span, Window, holes, place, share
from pipeline.types import Gap, Hypothesis, Ms, Progress, Speech, Word


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
                yield from self._hear([item])[0]
            else:
                yield item


class Hear:
    """What is said in chunks, for each a hypothesis for each utterance. It remembers nothing, so that calls
    may come from any thread if those of `recognise` may."""

    def __init__(
        self, recognise: Recogniser, options: WholeOptions = WholeOptions(), prompt: str = ""
    ) -> None:
        self._recognise = recognise
        self._hole_ms = options.hole_ms
        self._prompt = prompt

    def __call__(self, chunks: Sequence[Chunk]) -> list[list[Hypothesis]]:
        """Raises models.errors.InferenceFailed.

        Whisper loses the ends of utterances, or whole ones, in a long window; the gate knows that there were
        any. Where somebody spoke and no word was heard, it listens again.
        """
        transcripts = self._hear(chunk.window.samples for chunk in chunks)
        words = [self._shared(*each) for each in zip(transcripts, chunks, strict=True)]
        gaps = [gap for found, chunk in zip(words, chunks, strict=True) for gap in self._gaps(found, chunk)]
        for gap, transcript in zip(gaps, self._hear(gap.samples for gap in gaps), strict=True):
            gap.fill(transcript)
        return [_hypotheses(*each) for each in zip(words, chunks, strict=True)]

    def _hear(self, windows: Iterable[Samples]) -> list[Transcript]:
        requests = [Request(samples, prompt=self._prompt, thorough=True) for samples in windows]
        return hear(self._recognise, requests) if requests else []

    def _shared(self, transcript: Transcript, chunk: Chunk) -> list[list[Word]]:
        """The words of each utterance, in the window's time."""
        window = chunk.window
        several = len(window.voiced) > 1
        wrong = several and doubt(transcript, window.voiced_ms)
        said = () if wrong else judge(weigh(transcript, window)).words
        heard = share(place(said, window.start, window.voiced, AHEAD), window.voiced)
        if several:
            for words, span in zip(heard, window.voiced, strict=True):
                words[:] = _of_utterance(replace(transcript, words=tuple(words)), window, span)
        return heard

    def _gaps(self, heard: Sequence[list[Word]], chunk: Chunk) -> Iterator[_Gap]:
        """Speech without words; of a window with one utterance, only beside words."""
        for words, span, piece in zip(heard, chunk.window.voiced, chunk.pieces, strict=True):
            if words or len(heard) > 1:
                for hole in holes(words, span, self._hole_ms):
                    yield _Gap(chunk.window, words, hole, piece.span if hole == span else hole)


@dataclass(frozen=True, slots=True, eq=False)
class _Gap:
    """A stretch of speech in which no word was heard."""

    window: Window
    words: list[Word]
    """Of its utterance."""
    hole: Span
    around: Span
    """What may be heard with it: sound that is no other word's."""

    @property
    def span(self) -> Span:
        return max(self.around[0], self.hole[0] - LEAD), min(self.around[1], self.hole[1] + LEAD)

    @property
    def samples(self) -> Samples:
        return self.window.slice(self.span, 0)[1]

    def fill(self, transcript: Transcript) -> None:
        """Put what was heard in it beside the words of its utterance."""
        voice = self.window.voice(*self.span)
        length, contested = self.hole[1] - self.hole[0], self.around == self.hole
        said = judge(Evidence(transcript, length, voice, contested=contested)).words
        self.words.extend(place(said, self.span[0], [self.hole], AHEAD))
        self.words.sort(key=lambda word: word.start)


def _hypotheses(heard: Sequence[list[Word]], chunk: Chunk) -> list[Hypothesis]:
    """In media time."""
    return [
        Hypothesis(tuple(_moved(words, piece.shift)), (), end + piece.shift, ends=True)
        for words, (_, end), piece in zip(heard, chunk.window.voiced, chunk.pieces, strict=True)
        if words
    ]


def _moved(words: Iterable[Word], shift: Ms) -> Iterator[Word]:
    return (replace(word, start=word.start + shift, end=word.end + shift) for word in words)


def _of_utterance(transcript: Transcript, window: Window, span: Span) -> tuple[Word, ...]:
    """Those of the words that a window was heard to hold in one utterance which stand up to its own sound."""
    onset, end = span
    return judge(Evidence(transcript, end - onset, window.voice(onset, end), onset)).words
