"""The policy for recorded shows: hear whole utterances, as many as fit a window, and decide once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.types import Recogniser
from pipeline.speech.hallucination import doubt, is_missed, is_noise
from pipeline.speech.window import Span, Window, place, share
from pipeline.types import Gap, Hypothesis, Progress, Speech, Word


@dataclass(frozen=True, slots=True)
class WholeOptions:
    window_ms: int = 15_000
    """Utterances are joined up to this length: context halves the errors of short ones."""
    pause_ms: int = 1_500
    """A longer pause than this starts a new window."""
    longest_ms: int = 28_000
    """A speaker who never pauses is cut here; Whisper hears 30 s."""


class Whole:
    """Speech | Gap | Progress -> Hypothesis | Gap | Progress; every hypothesis ends an utterance."""

    def __init__(self, recognise: Recogniser, options: WholeOptions = WholeOptions()) -> None:
        self._recognise = recognise
        self._options = options
        self._window = Window()
        self._current = Window()  # the utterance that is being heard

    def push(self, item: Speech | Gap | Progress) -> Iterable[Hypothesis | Gap | Progress]:
        if isinstance(item, Speech):
            self._current.append(item)
            if item.ends or self._current.end - self._current.start >= self._options.longest_ms:
                yield from self._close(item)
            return
        if isinstance(item, Gap) or (self._window and item.upto - self._window.end > self._options.pause_ms):
            yield from self._run()
        if isinstance(item, Gap) or (not self._window and not self._current):
            yield item

    def _close(self, last: Speech) -> Iterable[Hypothesis]:
        utterance, self._current = self._current, Window()
        window = self._window
        if window and (
            utterance.end - window.start > self._options.window_ms
            or utterance.start - window.end > self._options.pause_ms
        ):
            yield from self._run()
        onset, end = utterance.voiced[0]
        self._window.append(
            Speech(
                utterance.start,
                utterance.samples,
                True,
                lead=onset - utterance.start,
                trail=utterance.end - end,
            )
        )
        if not last.ends:
            yield from self._run()

    def _run(self) -> Iterable[Hypothesis]:
        window, self._window = self._window, Window()
        if not window:
            return
        for span, words in zip(window.voiced, self._hear(window), strict=True):
            if words:
                yield Hypothesis(tuple(words), (), span[1], ends=True)

    def _hear(self, window: Window) -> list[list[Word]]:
        """The words of each utterance of a window. Those in doubt are heard again by themselves.

        Whisper loses or repeats whole utterances of a long window; the gate knows that somebody spoke there.
        """
        transcript = self._recognise(window.samples, thorough=True)
        alone = len(window.voiced) == 1
        if doubt(transcript, window.voiced_ms) is None:
            heard = share(place(transcript.words, window.start, window.voiced), window.voiced)
            bad = [] if alone else [i for i, span in enumerate(window.voiced) if is_missed(heard[i], span)]
        elif alone:
            return [[] if is_noise(transcript) else place(transcript.words, window.start, window.voiced)]
        else:
            heard = [[] for _ in window.voiced]
            bad = list(range(len(window.voiced)))
        for index in bad:
            again = self._hear_span(window, window.voiced[index])
            heard[index] = max(heard[index], again, key=lambda words: sum(len(word.text) for word in words))
        return heard

    def _hear_span(self, window: Window, span: Span) -> list[Word]:
        start, samples = window.slice(span)
        transcript = self._recognise(samples, thorough=True)
        if is_noise(transcript) or doubt(transcript, span[1] - span[0]):
            return []
        return place(transcript.words, start, [span])

    def flush(self) -> Iterable[Hypothesis]:
        if self._current:
            last = Speech(self._current.end, self._current.samples[:0], True)
            yield from self._close(last)
        yield from self._run()
