"""A segment becomes its text in every language: Chinese at once, the others as their engine makes them.

The first language to leave is the source itself, then Traditional Chinese by OpenCC, then what the engine
answers: closed lines before drafts, each checked for its figures. A language that fails or has no acceptable
answer keeps no other from leaving, and no line is lost without being told.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from models import han
from models.mt.types import Request, Translator
from pipeline import facts
from pipeline.glossary import Glossary
from pipeline.ladder import LadderOptions, Step
from pipeline.translation.answers import Answers, Terms
from pipeline.translation.backlog import Backlog, BacklogOptions, Line
from pipeline.translation.counts import Counts
from pipeline.translation.rounds import Figures, Outcome, Rounds
from pipeline.types import Ms, Progress, Segment, Translation


@dataclass(frozen=True, slots=True)
class TranslateOptions:
    drafts: bool = False
    """Whether drafts go to the engine too; Chinese ones always leave. On CPU an LLM cannot keep up."""
    context_lines: int = 2
    """Finished sentences before a line that the engine is shown, at most."""
    cache_lines: int = 256
    """Answers kept, so that what a host repeats word for word is translated once and the same."""
    backlog: BacklogOptions = field(default_factory=BacklogOptions)
    ladder: LadderOptions = field(default_factory=LadderOptions)


Loss = Callable[[Segment, str, str], None]
"""Called with (segment, language, reason) for every translation that will not come."""
Outage = Callable[[str, str], None]
"""Called with (language, reason) when the engine of a language fails, with (language, "") when it is back."""


class Translate:
    """`push(Segment | Progress) -> Translation | Progress`; finals of one language leave in order.

    `languages` are BCP 47 tags; those of `zh` need no engine, and `engine` may be None when there are no
    others. A translation of "" takes back what was shown of its segment: nothing came of the final text.
    Progress waits for the lines that a failing engine still owes. `on_loss` and `on_outage` hear of what
    goes wrong, `counts` counts it. `terms` gives the glossary of the moment.
    """

    def __init__(
        self,
        engine: Translator | None,
        languages: Sequence[str],
        source: str = "zh-Hans",
        options: TranslateOptions | None = None,
        on_loss: Loss = lambda segment, language, reason: None,
        on_outage: Outage = lambda language, reason: None,
        *,
        figures: Figures = facts,
        terms: Callable[[], Terms] = Glossary,
    ) -> None:
        self._options = options or TranslateOptions()
        chosen = list(dict.fromkeys(languages))
        self._chinese = sorted((tag for tag in chosen if _is_chinese(tag)), key=lambda tag: tag != source)
        others = [tag for tag in chosen if not _is_chinese(tag)]
        if others and engine is None:
            raise ValueError(f"no engine for {', '.join(others)}")
        self.counts = Counts()
        self.steps: dict[str, Step] = dict.fromkeys(others, Step.ALL)
        """What each language gives up; read at each push."""
        self._backlogs = {tag: Backlog(self._options.backlog) for tag in others}
        self._terms = terms
        self._glossary: Terms = terms()
        """The same one throughout a push, though the show may change it meanwhile."""
        self._before: deque[str] = deque(maxlen=max(0, self._options.context_lines))
        rounds = Rounds(engine, figures, self.counts) if engine else None
        self._answers = Answers(rounds, terms, self.counts, self._options.cache_lines)
        self._shown: set[tuple[int, str]] = set()
        """Segments of which something was shown in a language, though not the final text."""
        self._on_loss = on_loss
        self._on_outage = on_outage
        self._now: Ms = 0
        self._told: Ms | None = None

    @property
    def failing(self) -> frozenset[str]:
        """Languages whose engine does not answer."""
        return frozenset(tag for tag, backlog in self._backlogs.items() if backlog.failing)

    def push(self, item: Segment | Progress, /) -> Iterable[Translation | Progress]:
        return self.push_many([item])

    def push_many(self, items: Sequence[Segment | Progress], /) -> Iterator[Translation | Progress]:
        """What waits, together: the latest of each segment, the last progress.

        Chinese leaves before the engine is asked, `Progress` after everything.
        """
        self._glossary = self._terms()
        segments = _latest([item for item in items if isinstance(item, Segment)])
        progress = [item for item in items if isinstance(item, Progress)]
        self._now = max([self._now, *(s.end for s in segments), *(p.upto for p in progress)])
        for segment in segments:
            for tag in self._chinese:
                yield Translation(segment, tag, han.regional(segment.text, tag))
        if self._backlogs:
            yield from self._closed([s for s in segments if s.final or s.closed])
            yield from self._drafts([s for s in segments if not (s.final or s.closed)])
        if progress:
            yield from self._progress(progress[-1].upto)

    def flush(self) -> Iterator[Translation | Progress]:
        """A failing engine is asked a last time; what it owes then is lost."""
        for _ in range(self._options.backlog.tries):
            for backlog in self._backlogs.values():
                backlog.retry(self._now)
            yield from self._work()
        for tag, backlog in self._backlogs.items():
            for line in backlog.drain():
                yield from self._lose(line, tag, "its engine did not answer until the end")

    def _closed(self, segments: Sequence[Segment]) -> Iterator[Translation]:
        for segment in sorted(segments, key=lambda each: each.id):
            line = Line(segment, tuple(self._before))
            if segment.final and segment.text:
                self._before.append(segment.text)
            for tag, step in self.steps.items():
                if not segment.text:  # it turned out that nothing was said
                    yield from self._show(segment, tag, "")
                elif step >= Step.SHED and not self._known(tag, line):
                    yield from self._lose(line, tag, "shed: its engine cannot keep up")
                elif segment.final or step < Step.JOINED:
                    for lost in self._backlogs[tag].add(line):
                        yield from self._lose(lost, tag, "its engine fails and too many lines wait")
        yield from self._work()

    def _work(self) -> Iterator[Translation]:
        """Ask for what waits, a few lines of every language at a time, until nothing does or may be asked."""
        while True:
            asked: dict[str, list[Line]] = {}
            for tag, backlog in self._backlogs.items():
                if self.steps[tag] >= Step.JOINED:
                    backlog.join(partial(self._apart, tag))
                for line in backlog.ready(partial(self._known, tag)):
                    yield from self._show(
                        line.segment, tag, self._answers.known(self._request(line, tag)) or ""
                    )
                if lines := backlog.next(self._now):
                    asked[tag] = lines
            if not asked:
                return
            outcomes = self._answers.ask(
                [self._request(line, tag) for tag, lines in asked.items() for line in lines]
            )
            for tag, lines in asked.items():
                mine = [outcomes.pop(0) for _ in lines]
                yield from self._heed(tag, lines, mine)

    def _heed(self, tag: str, lines: Sequence[Line], outcomes: Sequence[Outcome]) -> Iterator[Translation]:
        backlog = self._backlogs[tag]
        failing = backlog.failing
        done = backlog.heed(lines, outcomes, self._now)
        if backlog.failing != failing:
            self._on_outage(tag, next((o.reason for o in outcomes if o.failed), "") if not failing else "")
        for line, outcome in done:
            if outcome.text:
                yield from self._show(line.segment, tag, outcome.text)
            else:
                yield from self._lose(line, tag, outcome.reason)

    def _drafts(self, segments: Sequence[Segment]) -> Iterator[Translation]:
        for segment in segments:
            tags = [
                tag
                for tag, step in self.steps.items()
                if not segment.text or (step == Step.ALL and not self._backlogs[tag].failing)
            ]
            if not segment.text:
                for tag in tags:
                    yield from self._show(segment, tag, "")
            elif self._options.drafts:
                line = Line(segment, tuple(self._before))
                outcomes = self._answers.ask([self._request(line, tag, draft=True) for tag in tags])
                for tag, outcome in zip(tags, outcomes, strict=True):
                    if outcome.failed:
                        self._backlogs[tag].failed(self._now)
                        self._on_outage(tag, outcome.reason)
                    elif outcome.text:
                        yield from self._show(segment, tag, outcome.text)

    def _request(self, line: Line, tag: str, draft: bool = False) -> Request:
        text = line.segment.text
        terms = self._glossary.found(text, tag)
        english = () if tag.partition("-")[0] == "en" else self._glossary.found(text, "en")
        return Request(text, tag, line.context, terms, english=english, draft=draft)

    def _known(self, tag: str, line: Line) -> bool:
        return self._answers.known(self._request(line, tag)) is not None

    def _apart(self, tag: str, line: Line) -> bool:
        return self._known(tag, line) or (line.segment.id, tag) in self._shown

    def _show(self, segment: Segment, tag: str, text: str) -> Iterator[Translation]:
        """Nothing is shown of a segment of which nothing was shown and nothing is to be."""
        was = (segment.id, tag) in self._shown
        self._shown.discard((segment.id, tag))
        if text and not segment.final:
            self._shown.add((segment.id, tag))
        if text and segment.final:
            self.counts.shown[tag] += 1
        if text or was:
            yield Translation(segment, tag, text)

    def _lose(self, line: Line, tag: str, reason: str) -> Iterator[Translation]:
        """A final line is lost; what is not final is told when it is. What was shown of it is taken back."""
        if line.segment.final:
            self.counts.lost[tag] += 1
            self._on_loss(line.segment, tag, reason)
            yield from self._show(line.segment, tag, "")

    def _progress(self, upto: Ms) -> Iterator[Progress]:
        starts = [backlog.start for backlog in self._backlogs.values()]
        upto = min([upto, *(start for start in starts if start is not None)])
        if self._told is None or upto >= self._told:
            self._told = upto
            yield Progress(upto)


def _is_chinese(tag: str) -> bool:
    return tag.split("-", 1)[0].lower() == "zh"


def _latest(segments: Sequence[Segment]) -> list[Segment]:
    """Of each segment its last revision, in the order in which the segments first came."""
    last: dict[int, Segment] = {}
    for segment in segments:
        last[segment.id] = segment
    return list(last.values())
