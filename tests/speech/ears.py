"""Recognisers that err as real ones do, over the script of `models.fake`: for tests of the live policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.fake import FakeRecogniser, Line
from models.han import to_traditional
from models.types import Samples, Transcript, Word


@dataclass(frozen=True, slots=True)
class Pass:
    """One call: the window's length in ms, how it was asked, and what the answer said."""

    length: int
    prompt: str
    thorough: bool
    text: str


@dataclass
class Ear:
    """Hears `script`; each way to err is off until it is given. `passes` keeps every call."""

    script: Sequence[Line]
    unsure: int = 0
    """A quick pass mishears a word after which the window ends sooner than this many ms."""
    quick: Mapping[str, str] = field(default_factory=dict)
    """What quick passes hear in place of a word; thorough ones hear it right."""
    likely: Mapping[str, float] = field(default_factory=dict)
    """Probabilities of words, by what is heard; 1.0 for the rest."""
    flips: bool = False
    """Whether every second pass is written in Traditional."""
    loops: Callable[[int, bool], bool] = lambda number, thorough: False
    """Whether the call of that number, thorough or not, answers with `loop` spread over its window."""
    loop: str = ""
    sure_of_loop: float = 1.0
    """Probability of the words of the loop; its log-probability is -0.1 where they are likely, else -0.9."""
    passes: list[Pass] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._exact = FakeRecogniser(self.script, unsure=self.unsure)

    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        number, length = len(self.passes), len(samples) // 16
        transcript = self._exact(samples, thorough=thorough)
        if self.loops(number, thorough):
            transcript = self._looping(length)
        else:
            words = tuple(self._misheard(word, number, thorough) for word in transcript.words)
            transcript = replace(transcript, words=words)
        self.passes.append(Pass(length, prompt, thorough, transcript.text))
        return transcript

    def _misheard(self, word: Word, number: int, thorough: bool) -> Word:
        text = word.text if thorough else self.quick.get(word.text, word.text)
        text = to_traditional(text) if self.flips and number % 2 else text
        return replace(word, text=text, probability=self.likely.get(text, 1.0))

    def _looping(self, length: int) -> Transcript:
        step = length / len(self.loop)
        words = (
            Word(int(n * step), int((n + 1) * step), letter, self.sure_of_loop)
            for n, letter in enumerate(self.loop)
        )
        return Transcript(tuple(words), -0.1 if self.sure_of_loop > 0.5 else -0.9)

    @property
    def longest(self) -> int:
        return max((each.length for each in self.passes), default=0)
