"""The live policy: when to run the recogniser on what has been heard so far, and which words to commit.

Every pass hears the whole utterance anew, free to change its mind; what is committed is found again in it by
its letters. A clause that is complete is settled by a thorough pass as soon as some sound has followed it:
where that heard something else, a Revision says so, once. Finished text stands before the next window.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from models.han import half_width, to_simplified
from models.types import Recogniser
from pipeline.speech.candidate import Candidate, weighed
from pipeline.speech.commit import CommitOptions, shown, sure
from pipeline.speech.follow import begins
from pipeline.speech.hallucination import judge, weigh
from pipeline.speech.window import Window, place
from pipeline.speech.wording import impossible
from pipeline.types import SAMPLES_PER_MS, Gap, Hypothesis, Ms, Progress, Revision, Speech, Word

Heard = Speech | Gap | Progress
_CLAUSE = tuple("，。！？；,.!?;")


@dataclass(frozen=True, slots=True)
class PolicyOptions:
    commit: CommitOptions = field(default_factory=CommitOptions)
    prompt: str = ""
    """Stands before every window: names that are hard to hear, or how a speaker talks. ASCII marks are what
    Whisper writes itself; full-width ones made it stumble over their bytes."""
    context_chars: int = 40
    """Of what was said before, so much stands there too; longer ones lead into loops."""
    step_ms: Ms = 416
    """New sound that is worth another pass: shorter steps cost more and commit hardly sooner."""
    share: float = 0.67
    """Of real time that one stream's passes may take: on a busy machine steps grow by it."""
    settle_ms: Ms = 1_600
    """Sound that must follow a complete clause before it is heard again for good."""
    trim_ms: Ms = 6_000
    """Past this the window is cut behind a settled clause: every pass decodes the whole window again."""
    longest_ms: Ms = 12_000
    """Past this it is cut behind the last committed word, or, if none is, what was heard is committed."""


class Streaming:
    """Speech | Gap | Progress -> Hypothesis | Revision | Gap | Progress."""

    def __init__(self, recognise: Recogniser, options: PolicyOptions = PolicyOptions()) -> None:
        self._recognise = recognise
        self._options = options
        self._context = ""
        self._step = options.step_ms
        self._passed = True
        self._reset()

    def _reset(self) -> None:
        self._window = Window()
        self._committed: list[Word] = []  # those that are still inside the window
        self._settled = 0  # so many of them
        self._revised: Ms = 0  # end of the last span that a revision was of
        self._tail: list[Candidate] = []  # what the last pass heard after them
        self._heard: Ms = 0  # end of the window at the last pass

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What the last pass heard that is not committed, shown or not."""
        return tuple(self._tail)

    def push(self, item: Heard) -> Iterable[Hypothesis | Revision | Gap | Progress]:
        return self.push_many((item,))

    def push_many(self, items: Sequence[Heard]) -> Iterator[Hypothesis | Revision | Gap | Progress]:
        """Take all that waits; however much sound that is, it gets one pass, or one an utterance."""
        if self._passed:  # what came while that pass ran
            waited = sum(len(item.samples) for item in items if isinstance(item, Speech)) // SAMPLES_PER_MS
            self._step = max(self._options.step_ms, int(waited / self._options.share))
            self._passed = False
        for index, item in enumerate(items):
            if isinstance(item, Gap):
                yield from self.flush()
                self._context = ""
                yield item
            elif isinstance(item, Progress):
                if not self._window:
                    yield item
            else:
                yield from self._speech(item, index + 1 < len(items))

    def _speech(self, item: Speech, more: bool) -> Iterator[Hypothesis | Revision]:
        if not self._window:
            self._heard = item.start + item.lead
        self._window.append(item)
        due = self._window.end - self._heard >= self._step
        full = self._length >= 2 * self._options.longest_ms
        if item.ends:
            yield from self._last_pass()
        elif full or (due and not more):
            yield from self._pass()

    @property
    def _length(self) -> Ms:
        return self._window.end - self._window.start

    def _hear(self, thorough: bool) -> tuple[list[Word], bool]:
        """One pass over the window: the words that stand, and whether it looped and tells nothing."""
        prompt = self._options.prompt + self._context
        self._passed = True
        transcript = self._recognise(self._window.samples, prompt=prompt, thorough=thorough)
        looped = impossible(transcript.text, self._window.voiced_ms) is not None
        words = judge(weigh(transcript, self._window)).words
        return place(words, self._window.start, self._window.voiced), looped

    def _pass(self) -> Iterator[Hypothesis | Revision]:
        self._heard = self._window.end
        complete = self._complete()
        words, looped = self._hear(thorough=complete > 0)
        after = begins(words, self._committed)
        tail = _not_before(words[after:], self._floor)
        self._tail = weighed(tail, self._tail, self._window.end)
        count = sure(self._tail, self._options.commit)
        if not count and self._length > self._options.longest_ms and not self._committed:
            count = sum(it.behind >= self._options.commit.hold_ms for it in self._tail)
        committed = tuple(it.word for it in self._tail[:count])
        self._tail = self._tail[count:]
        if complete and not looped:
            yield from self._settle(words[:after], complete)
        self._committed += committed
        draft = self._tail[: shown(self._tail, self._options.commit)]
        yield Hypothesis(committed, tuple(it.word for it in draft), self._floor)
        self._trim()

    @property
    def _floor(self) -> Ms:
        """No word starts before this any more: the end of what was committed, though it be revised since."""
        return max(self._window.start, self._revised, *(word.end for word in self._committed[-1:]))

    def _complete(self) -> int:
        """How many committed words make clauses that can be settled now; 0: none that is not settled yet."""
        edge = self._window.end - self._options.settle_ms
        anywhere = self._length > self._options.longest_ms
        for count in range(len(self._committed), self._settled, -1):
            word = self._committed[count - 1]
            if word.end <= edge and (anywhere or word.text.endswith(_CLAUSE)):
                return count
        return 0

    def _settle(self, words: Sequence[Word], complete: int) -> Iterator[Revision]:
        """Put the words of a thorough pass in place of the first `complete` committed ones."""
        first = begins(words, self._committed[: self._settled])
        last = max(first, begins(words, self._committed[:complete]))
        yield from self._revise(words[first:last], complete)

    def _revise(self, words: Sequence[Word], complete: int) -> Iterator[Revision]:
        """Say what is now heard in place of the committed words that are not settled, up to `complete`."""
        old = self._committed[self._settled : complete]
        if not old:
            return
        start, end = old[0].start, old[-1].end
        found = _within(words, start, end)
        if "".join(word.text for word in found) == "".join(word.text for word in old):
            found = old
        yield Revision(start, end, tuple(found))
        self._revised = end
        self._committed[self._settled : complete] = found
        self._settled += len(found)

    def _last_pass(self) -> Iterator[Hypothesis | Revision]:
        """The utterance is over: whatever is heard now is all there is."""
        voiced, end = self._window.voiced_ms, self._window.voiced[-1][1]
        if not voiced:  # what is left after a skip: the pause that ended an utterance
            self._reset()
            yield Hypothesis((), (), end, ends=True)
            return
        words, looped = self._hear(thorough=True)
        if looped and (self._committed or self._tail):
            words = [*self._committed, *(it.word for it in self._tail)]
        after = begins(words, self._committed)
        tail = _not_before(words[after:], self._floor)
        first = begins(words, self._committed[: self._settled])
        yield from self._revise(words[min(first, after) : after], len(self._committed))
        self._remember([*self._committed, *tail])
        self._reset()
        yield Hypothesis(tuple(tail), (), end, ends=True)

    def _remember(self, words: Sequence[Word]) -> None:
        """Keep the end of what was said, in one script and with marks: that is how Whisper will go on."""
        said = half_width(to_simplified("".join(word.text for word in words))).strip()
        if said and not said.endswith(_CLAUSE):
            said += ","
        size = self._options.context_chars
        self._context = (self._context + said)[-size:] if size else ""

    def _trim(self) -> None:
        """Cut the window behind what is settled when it has grown too long."""
        if self._length > self._options.trim_ms and self._settled:
            done = self._committed[: self._settled]
            self._remember(done)
            self._window.cut(done[-1].end)
            self._committed = self._committed[self._settled :]
            self._settled = 0
        elif self._length > self._options.longest_ms + self._options.trim_ms:
            # Old sound that no pass made words of, music say, must not outgrow the recogniser.
            self._window.cut(max(self._floor, self._window.end - self._options.trim_ms))
            self._committed, self._settled, self._tail = [], 0, []

    def flush(self) -> Iterator[Hypothesis | Revision]:
        if self._window:
            yield from self._last_pass()


def _not_before(words: Sequence[Word], floor: Ms) -> list[Word]:
    """The words one after the other from `floor` on, each 1 ms long at least."""
    found: list[Word] = []
    for word in words:
        start = max(word.start, floor)
        floor = max(word.end, start + 1)
        found.append(replace(word, start=start, end=floor))
    return found


def _within(words: Sequence[Word], start: Ms, end: Ms) -> list[Word]:
    """The words with their times brought into [start, end), each 1 ms at least: its middle must lie there."""
    found = []
    for word in words:
        begin = min(max(word.start, start), end - 1)
        found.append(replace(word, start=begin, end=min(max(word.end, begin + 1), end)))
    return found
