"""The policy for recorded shows: hear whole utterances, as many as fit a window, and decide once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.types import Recogniser
from pipeline.speech.hallucination import doubt, is_missed, is_noise
from pipeline.speech.window import Span, Window, place, share
from pipeline.types import SAMPLES_PER_MS, Gap, Hypothesis, Progress, Speech, Word


@dataclass(frozen=True, slots=True)
class WholeOptions:
    window_ms: int = 29_000
    """Utterances are joined up to this length; Whisper was trained on 30 s and errs least on them."""
    pause_ms: int = 1_500
    """A longer pause than this starts a new window."""
    longest_ms: int = 28_000
    """A speaker who never pauses is cut before this is reached; Whisper hears 30 s."""
    breath_ms: int = 6_000
    """That cut is made at the quietest place of so much sound at the end, so that it falls between words."""


class Whole:
    """Speech | Gap | Progress -> Hypothesis | Gap | Progress; every hypothesis ends an utterance."""

    def __init__(self, recognise: Recogniser, options: WholeOptions = WholeOptions()) -> None:
        self._recognise = recognise
        self._options = options
        self._window = Window()
        self._current = Window()  # the utterance that is being heard

    def push(self, item: Speech | Gap | Progress) -> Iterable[Hypothesis | Gap | Progress]:
        if isinstance(item, Speech):
            if self._current and item.end - self._current.start > self._options.longest_ms:
                yield from self._cut()
            self._current.append(item)
            if item.ends:
                yield from self._close()
            return
        if isinstance(item, Gap):
            yield from self.flush()
        elif self._window and item.upto - self._window.end > self._options.pause_ms:
            yield from self._run()
        if not self._window and not self._current:
            yield item

    def _cut(self) -> Iterable[Hypothesis]:
        """Hear an utterance that has grown too long up to its last breath; the rest begins the next one."""
        utterance = self._current
        at = utterance.quietest(self._options.breath_ms)
        rest = utterance.samples[(at - utterance.start) * SAMPLES_PER_MS :]
        utterance.cut_end(at)
        yield from self._close()
        yield from self._run()
        self._current.append(Speech(at, rest, False))

    def _close(self) -> Iterable[Hypothesis]:
        utterance, self._current = self._current, Window()
        if not utterance.voiced_ms:  # only the pause after a cut
            return
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
        yield from self._close()
        yield from self._run()
