"""The live policy: when to run the recogniser on what has been heard so far, and which words to commit.

LocalAgreement-2 (Liu et al. 2020, "Low-latency sequence-to-sequence speech recognition and translation by
partial hypothesis selection"): a word is committed when two passes in a row agree on it and on all before
it. What is committed is forced as the prefix of later passes, so it can never change.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from models.types import Recogniser, Transcript
from pipeline.speech.hallucination import doubt, is_noise
from pipeline.speech.window import Window, place
from pipeline.types import Gap, Hypothesis, Ms, Progress, Speech, Word

_CLAUSE = tuple("，。！？；,.!?;")


@dataclass(frozen=True, slots=True)
class PolicyOptions:
    prompt: str = "大家好,欢迎来到直播间!这款只要99.9元,全国包邮,拍一号链接下单吧。"
    """Stands before every window: a short one does not tell Whisper how a host talks, and in which script.
    ASCII marks are what it writes itself; full-width ones made it stumble over their bytes."""
    step_ms: int = 500
    """New sound that is worth another pass: shorter steps cost more and commit hardly sooner."""
    hold_ms: int = 200
    """Words that end this close to the edge wait: more sound often changes them."""
    number_ms: int = 900
    """A number waits this much longer: 三百九十 is 390 until 八 is heard, and a price must not be wrong."""
    trim_ms: int = 6_000
    """Past this the window is cut behind a committed clause: every pass decodes the whole window again."""
    longest_ms: int = 12_000
    """Past this it is cut behind the last committed word, or, if none agreed, what was heard is committed."""


class LocalAgreement:
    """Speech | Gap | Progress -> Hypothesis | Gap | Progress."""

    def __init__(self, recognise: Recogniser, options: PolicyOptions = PolicyOptions()) -> None:
        self._recognise = recognise
        self._options = options
        self._reset()

    def _reset(self) -> None:
        self._window = Window()
        self._committed: list[Word] = []  # those that are still inside the window
        self._previous: list[Word] = []  # what the last pass heard after them
        self._heard: Ms = 0  # end of the window at the last pass

    def push(self, item: Speech | Gap | Progress) -> Iterable[Hypothesis | Gap | Progress]:
        return self.push_many((item,))

    def push_many(self, items: Sequence[Speech | Gap | Progress]) -> Iterable[Hypothesis | Gap | Progress]:
        """Take all that waits; however much sound that is, it gets one pass, or one an utterance."""
        for index, item in enumerate(items):
            if isinstance(item, Gap):
                yield from self.flush()
                yield item
            elif isinstance(item, Progress):
                if not self._window:
                    yield item
            else:
                yield from self._speech(item, index + 1 < len(items))

    def _speech(self, item: Speech, more: bool) -> Iterable[Hypothesis]:
        if not self._window:
            self._heard = item.start + item.lead
        self._window.append(item)
        due = self._window.end - self._heard >= self._options.step_ms
        full = self._window.end - self._window.start >= 2 * self._options.longest_ms
        if item.ends:
            yield self._last_pass()
        elif due and (full or not more):
            yield self._pass()

    def _hear(self, thorough: bool) -> tuple[Transcript, list[Word]]:
        """One pass over the window: what it heard, and the words after those that are committed."""
        prefix = "".join(word.text for word in self._committed)
        transcript = self._recognise(
            self._window.samples, prefix=prefix, prompt=self._options.prompt, thorough=thorough
        )
        words = place(transcript.words, self._window.start, self._window.voiced)
        words = _after(words, len(prefix.replace(" ", "")))
        floor = self._floor()
        return transcript, [w if w.start >= floor else _not_before(w, floor) for w in words]

    def _floor(self) -> Ms:
        """No word starts before this any more: the end of what is committed."""
        return self._committed[-1].end if self._committed else self._window.start

    def _pass(self) -> Hypothesis:
        self._heard = self._window.end
        transcript, words = self._hear(thorough=False)
        if doubt(transcript, self._window.voiced_ms) in (
            "repeats itself",
            "faster than anybody speaks",
            "unsure",
        ):
            words = []
        same = takewhile(
            lambda pair: _key(pair[0]) == _key(pair[1]), zip(words, self._previous, strict=False)
        )
        agreed = [word for word, _ in same]
        sure = list(takewhile(self._settled, agreed))
        length, longest = self._window.end - self._window.start, self._options.longest_ms
        stuck = length > longest and not sure and not self._committed
        if stuck or length > longest + self._options.trim_ms:
            sure = list(takewhile(self._settled, words))
        self._previous = words[len(sure) :]
        self._committed += sure
        self._trim()
        if self._window.end - self._window.start > longest + self._options.trim_ms:
            self._give_up()
        return Hypothesis(tuple(sure), tuple(self._previous), self._floor())

    def _settled(self, word: Word) -> bool:
        """Whether so much sound has followed a word that more would hardly change it."""
        wait = self._options.hold_ms + self._options.number_ms * any(map(str.isdigit, word.text))
        return word.end <= self._window.end - wait

    def _last_pass(self) -> Hypothesis:
        """The utterance is over: whatever is heard now is all there is."""
        voiced, end = self._window.voiced_ms, self._window.voiced[-1][1]
        if not voiced:  # what is left after a skip: the pause that ended an utterance
            self._reset()
            return Hypothesis((), (), end, ends=True)
        transcript, words = self._hear(thorough=True)
        reason = doubt(transcript, voiced)
        if not self._committed and is_noise(transcript):
            words = []
        elif reason in ("repeats itself", "faster than anybody speaks"):
            words = self._previous
        self._reset()
        return Hypothesis(tuple(words), (), end, ends=True)

    def _trim(self) -> None:
        """Cut the window behind the last committed clause, or word, when it has grown too long."""
        length = self._window.end - self._window.start
        if length < self._options.trim_ms or not self._committed:
            return
        clauses = [index for index, word in enumerate(self._committed) if word.text.endswith(_CLAUSE)]
        if clauses:
            last = clauses[-1]
        elif length >= self._options.longest_ms:
            last = len(self._committed) - 1
        else:
            return
        self._window.cut(self._committed[last].end)
        self._committed = self._committed[last + 1 :]

    def _give_up(self) -> None:
        """Drop old sound that no pass made words of, music say, before the window outgrows the recogniser."""
        self._window.cut(max(self._floor(), self._window.end - self._options.trim_ms))
        self._committed, self._previous = [], []

    def flush(self) -> Iterable[Hypothesis]:
        if self._window:
            yield self._last_pass()


def _key(word: Word) -> str:
    """What two passes must agree on: letters and digits, not punctuation or case."""
    return "".join(c for c in word.text.lower() if unicodedata.category(c)[0] in "LN")


def _after(words: Sequence[Word], characters: int) -> list[Word]:
    """The words that follow the first `characters` characters, spaces not counted."""
    rest: list[Word] = []
    for word in words:
        text = word.text.strip()
        size = len(text.replace(" ", ""))
        if characters >= size:
            characters -= size
        elif characters:
            rest.append(Word(word.end, word.end, text.replace(" ", "")[characters:], word.probability))
            characters = 0
        else:
            rest.append(word)
    return rest


def _not_before(word: Word, floor: Ms) -> Word:
    return Word(floor, max(floor, word.end), word.text, word.probability)
