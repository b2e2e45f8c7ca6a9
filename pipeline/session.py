"""One stream's stages, in the order in which sound passes them; live and batch drive the same ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from models.mt.types import Translator
from models.types import Transcript
from pipeline.board import Board
from pipeline.config import Config
from pipeline.glossary import Glossary, biased
from pipeline.ladder import Step
from pipeline.layout.timing import Layout
from pipeline.loaded import Loaded
from pipeline.speech.policy import Streaming
from pipeline.speech.segment import Segmenter
from pipeline.translate import Loss, Outage, Translate
from pipeline.translation.counts import Counts
from pipeline.types import (
    Caption,
    Gap,
    Hypothesis,
    Progress,
    Reached,
    Revision,
    Samples,
    Segment,
    Shown,
    Speech,
    Translation,
)

In = TypeVar("In")
Out = TypeVar("Out")
OnHeard = Callable[[Hypothesis | Revision | Gap | Progress], None]
_REMEMBERED = 64
"""Segments whose source text is kept for the captions that are still to come of them."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Who hears of what goes wrong with a language; called in the thread of its lane."""

    loss: Loss = lambda segment, language, reason: None
    outage: Outage = lambda language, reason: None
    made: Callable[[Translation], None] = lambda translation: None
    """Hears of every translation, drafts too, before it is laid out."""


class Lane:
    """Segment | Progress -> Shown | Reached: some languages that wait for one another and for no others."""

    def __init__(
        self,
        config: Config,
        engine: Translator | None,
        languages: Sequence[str],
        tell: Tell = Tell(),
        glossary: Callable[[], Glossary] = Glossary,
    ) -> None:
        self.languages = tuple(languages)
        self._made = tell.made
        self._translate = Translate(
            engine,
            languages,
            languages[0],
            config.translate,
            tell.loss,
            tell.outage,
            terms=glossary,
        )
        self._layouts = {language: Layout(config.layout, language) for language in self.languages}
        self._segments: OrderedDict[int, Segment] = OrderedDict()

    @property
    def counts(self) -> Counts:
        return self._translate.counts

    @property
    def failing(self) -> frozenset[str]:
        """Languages whose engine does not answer."""
        return self._translate.failing

    def give_up(self, language: str, step: Step) -> None:
        """What a language goes without from the next push on."""
        self._translate.steps[language] = step

    def push_many(self, items: Sequence[Segment | Progress]) -> Iterator[Shown | Reached]:
        return self._laid_out(self._translate.push_many(items))

    def _laid_out(self, made: Iterable[Translation | Progress]) -> Iterator[Shown | Reached]:
        for out in made:
            if isinstance(out, Translation):
                self._segments[out.segment.id] = out.segment
                self._made(out)
            for language, layout in self._layouts.items():
                yield from self._shown(language, layout.push(out))
        while len(self._segments) > _REMEMBERED:
            self._segments.popitem(last=False)

    def push(self, item: Segment | Progress) -> Iterator[Shown | Reached]:
        return self.push_many((item,))

    def flush(self) -> Iterator[Shown | Reached]:
        yield from self._laid_out(self._translate.flush())
        for language, layout in self._layouts.items():
            yield from self._shown(language, layout.flush())

    def _shown(self, language: str, made: Iterable[Caption | Progress]) -> Iterator[Shown | Reached]:
        for each in made:
            if isinstance(each, Caption):
                yield Shown(each, self._segments[each.segment])
            else:
                yield Reached(language, each.upto)


def lanes(
    config: Config, loaded: Loaded, board: Board, tell: Tell = Tell(), together: bool = False
) -> list[Lane]:
    """Chinese in a lane of its own, so that the source never waits for a translator; then every other
    language, or all of them `together`, as the languages of a recording may wait for one another."""
    chinese = [tag for tag in loaded.languages if tag.startswith("zh")]
    others = [tag for tag in loaded.languages if not tag.startswith("zh")]
    shares = [others] if together and others else [[tag] for tag in others]
    engines = [(None, chinese), *((loaded.engine, share) for share in shares)]
    return [Lane(config, engine, tags, tell, lambda: board.now) for engine, tags in engines]


def told(config: Config, glossary: Glossary) -> Config:
    """`config` with the hot words of a glossary in the prompt of the live policy, for good."""
    hotwords = glossary.hotwords(config.glossary.hotword_chars)
    return replace(config, policy=replace(config.policy, prompt=biased(config.policy.prompt, hotwords)))


class Ear:
    """Speech | Gap | Progress -> Segment | Progress: the policy and the segmenter of a live stream.

    Every pass hears of the words that are on the `board` when it begins. `on_heard` hears of what the policy
    makes, in the thread of whoever pushes, once it is done with all that was pushed.
    """

    def __init__(
        self, config: Config, loaded: Loaded, board: Board, on_heard: OnHeard = lambda output: None
    ) -> None:
        self._recognise = loaded.recognise
        self._on_heard = on_heard
        self._board = board
        self._hotword_chars = config.glossary.hotword_chars
        self.passes = 0
        """Passes of the recogniser that have returned."""
        self._new_policy = partial(Streaming, self._counted, config.policy)
        self._policy = self._new_policy()
        self._segmenter = Segmenter(config.segment, revisable=True)
        self._heard: list[Hypothesis | Revision | Gap | Progress] = []
        self._made: list[Segment | Progress] = []

    def push_many(self, items: Sequence[Speech | Gap | Progress]) -> Iterator[Segment | Progress]:
        """Raises InferenceFailed before it gives anything; what was certain by then comes from `recover`."""
        for heard in self._policy.push_many(items):
            self._heard.append(heard)
            self._made += self._segmenter.push(heard)
        return iter(self._done())

    def _done(self) -> list[Segment | Progress]:
        """What is handed on."""
        for output in self._heard:
            self._on_heard(output)
        made, self._heard, self._made = self._made, [], []
        return made

    def _counted(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        words = biased("", self._board.now.hotwords(self._hotword_chars))
        transcript = self._recognise(samples, prefix=prefix, prompt=words + prompt, thorough=thorough)
        self.passes += 1
        return transcript

    def recover(self) -> Iterator[Segment | Progress]:
        """Go on after a failed pass: what was committed is published, what was waiting is given up."""
        self._policy = self._new_policy()
        yield from self._done()
        yield from self._segmenter.flush()

    def flush(self) -> Iterator[Segment | Progress]:
        for heard in self._policy.flush():
            self._heard.append(heard)
            self._made += self._segmenter.push(heard)
        yield from self._done()
        yield from self._segmenter.flush()
