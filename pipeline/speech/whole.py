"""The policy for recorded shows: hear whole utterances, as many as fit a window, and decide once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from models.types import Recogniser, Transcript
from pipeline.speech.hallucination import Evidence, doubt, judge, weigh
from pipeline.speech.window import LEAD, Span, Window, holes, place, share
from pipeline.types import SAMPLES_PER_MS, Gap, Hypothesis, Progress, Speech, Word


@dataclass(frozen=True, slots=True)
class WholeOptions:
    window_ms: int = 29_000
    """Utterances are joined up to this length; Whisper was trained on 30 s and errs least on them."""
    pause_ms: int = 1_500
    """A longer pause than this starts a new window."""
    longest_ms: int = 28_000
    """A speaker who never pauses is cut before this is reached; Whisper hears 30 s."""
    hole_ms: int = 900
    """Speech without a word for this long is heard again by itself."""
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
        samples = utterance.samples[(at - utterance.start) * SAMPLES_PER_MS :]
        rest = Speech(at, samples, False, voice=tuple(utterance.voice(at, utterance.end)))
        utterance.cut_end(at)
        yield from self._close()
        yield from self._run()
        self._current.append(rest)

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
                voice=tuple(utterance.voice(utterance.start, utterance.end)),
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
        """The words of each utterance of a window. Where somebody spoke and no word was heard, it listens
        again.

        Whisper loses the ends of utterances, or whole ones, in a long window; the gate knows that there were
        any.
        """
        transcript = self._recognise(window.samples, thorough=True)
        several = len(window.voiced) > 1
        wrong = several and doubt(transcript, window.voiced_ms)
        said = () if wrong else judge(weigh(transcript, window)).words
        heard = share(place(said, window.start, window.voiced), window.voiced)
        for words, span in zip(heard, window.voiced, strict=True):
            if several:
                words[:] = _of_utterance(replace(transcript, words=tuple(words)), window, span)
            if words or several:
                for hole in holes(words, span, self._options.hole_ms):
                    words += self._hear_hole(window, hole, alone=hole == span)
                words.sort(key=lambda word: word.start)
        return heard

    def _hear_hole(self, window: Window, hole: Span, alone: bool) -> list[Word]:
        """The words of a stretch; at its edges no sound of neighbouring words is taken along."""
        start, samples = window.slice(hole, LEAD if alone else 0)
        transcript = self._recognise(samples, thorough=True)
        voice = window.voice(start, start + len(samples) // SAMPLES_PER_MS)
        said = judge(Evidence(transcript, hole[1] - hole[0], voice, contested=not alone)).words
        return place(said, start, [hole])

    def flush(self) -> Iterable[Hypothesis]:
        yield from self._close()
        yield from self._run()


def _of_utterance(transcript: Transcript, window: Window, span: Span) -> tuple[Word, ...]:
    """Those of the words that a window was heard to hold in one utterance which stand up to its own sound."""
    onset, end = span
    return judge(Evidence(transcript, end - onset, window.voice(onset, end), onset)).words
