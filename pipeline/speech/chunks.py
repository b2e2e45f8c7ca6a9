"""What of a recorded show is heard at once: as many whole utterances as fit a window, each chunk alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.speech.window import Span, Window
from pipeline.types import SAMPLES_PER_MS, Gap, Ms, Progress, Speech


@dataclass(frozen=True, slots=True)
class WholeOptions:
    window_ms: int = 29_500
    """Utterances are joined up to this length; Whisper was trained on 30 s and errs least on them."""
    pause_ms: int = 10_000
    """A longer pause than this starts a new window; the silence of shorter ones is left out."""
    longest_ms: int = 28_000
    """A speaker who never pauses is cut before this is reached; Whisper hears 30 s."""
    hole_ms: int = 900
    """Speech without a word for this long is heard again by itself."""
    breath_ms: int = 6_000
    """That cut is made at the quietest place of so much sound at the end, so that it falls between words."""
    batch: int = 6
    """Windows that are decoded together, for each that may be heard at the same time (asr.workers); three
    such rounds are held at most: 17 minutes of speech on two cores."""
    beam: int = 3
    """Beam width in a recording, in place of asr.beam: over whole windows a wider one hears no better."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The sound of one utterance in a window that leaves silence out."""

    span: Span
    shift: Ms
    """Media time less time in the window."""


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Sound that is heard without knowing any other: what is heard in it depends on nothing else, so chunks
    may be heard in any order, side by side or on other machines. Nobody adds to its window any more.

    The window starts when its first utterance does, and has the utterances one behind the other.
    """

    window: Window
    pieces: tuple[Piece, ...]
    """One for each utterance."""

    @property
    def start(self) -> Ms:
        return self.window.start

    @property
    def end(self) -> Ms:
        return self.window.end + self.pieces[-1].shift

    @property
    def id(self) -> int:
        """Its first sample in media time: the same in every run over the same sound, and no other has it."""
        return self.start * SAMPLES_PER_MS


class Chunks:
    """Speech | Gap | Progress -> Chunk | Gap | Progress."""

    def __init__(self, options: WholeOptions = WholeOptions()) -> None:
        self._options = options
        self._window = Window()
        self._pieces: list[Piece] = []
        self._upto: Ms = 0  # of the media timeline
        self._current = Window()  # the utterance that is being spoken

    def push(self, item: Speech | Gap | Progress) -> Iterable[Chunk | Gap | Progress]:
        if isinstance(item, Speech):
            if self._current and item.end - self._current.start > self._options.longest_ms:
                yield from self._cut()
            self._current.append(item)
            if item.ends:
                yield from self._close()
            return
        if isinstance(item, Gap):
            yield from self.flush()
        elif self._window and item.upto - self._upto > self._options.pause_ms:
            yield from self._leave()
        if not self._window and not self._current:
            yield item

    def _cut(self) -> Iterable[Chunk]:
        """End an utterance that has grown too long at its last breath; the rest begins the next one."""
        utterance = self._current
        at = utterance.quietest(self._options.breath_ms)
        samples = utterance.samples[(at - utterance.start) * SAMPLES_PER_MS :]
        rest = Speech(at, samples, False, voice=tuple(utterance.voice(at, utterance.end)))
        utterance.cut_end(at)
        yield from self._close()
        yield from self._leave()
        self._current.append(rest)

    def _close(self) -> Iterable[Chunk]:
        utterance, self._current = self._current, Window()
        if not utterance.voiced_ms:  # only the pause after a cut
            return
        window = self._window
        if window and (
            utterance.end - utterance.start > self._options.window_ms - (window.end - window.start)
            or utterance.start - self._upto > self._options.pause_ms
        ):
            yield from self._leave()
        self._add(utterance)

    def _add(self, utterance: Window) -> None:
        onset, end = utterance.voiced[0]
        start = self._window.end if self._window else utterance.start
        self._window.append(
            Speech(
                start,
                utterance.samples,
                True,
                lead=onset - utterance.start,
                trail=utterance.end - end,
                voice=tuple(utterance.voice(utterance.start, utterance.end)),
            )
        )
        self._pieces.append(Piece((start, self._window.end), utterance.start - start))
        self._upto = utterance.end

    def _leave(self) -> Iterable[Chunk]:
        window, pieces, self._window, self._pieces = self._window, self._pieces, Window(), []
        if window:
            yield Chunk(window, tuple(pieces))

    def flush(self) -> Iterable[Chunk]:
        yield from self._close()
        yield from self._leave()
