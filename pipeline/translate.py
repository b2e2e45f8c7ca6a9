"""A segment becomes its text in every language: Chinese at once, all other languages in one batch.

The first language to leave is the source itself, then Traditional Chinese by OpenCC, then what the engine
answers. A language that fails or has no acceptable answer loses this segment only; the others do not wait for
it.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from models import han
from models.errors import InferenceFailed
from models.mt.types import Request, Translator
from pipeline.types import Progress, Segment, Translation


@dataclass(frozen=True, slots=True)
class TranslateOptions:
    drafts: bool = False
    """Whether drafts go to the engine too; Chinese ones always leave. On CPU an LLM cannot keep up."""
    context_lines: int = 2
    """Finished sentences before a line that the engine is shown, at most."""
    cache_lines: int = 256
    """Answers kept, so that what a host repeats word for word is translated once and the same."""
    failures_in_a_row: int = 3
    """Failures of one language after which the stage raises, so that its session is restarted."""


Loss = Callable[[Segment, str, str], None]
"""Called with (segment, language, reason) for every translation that will not come."""


class Translate:
    """`push(Segment | Progress) -> Translation | Progress`; finals of one language leave in order.

    `languages` are BCP 47 tags; those of `zh` need no engine, and `engine` may be None when there are no
    others. `on_loss` hears of each translation that is lost; `losses` counts them by language.
    """

    def __init__(
        self,
        engine: Translator | None,
        languages: Sequence[str],
        source: str = "zh-Hans",
        options: TranslateOptions | None = None,
        on_loss: Loss | None = None,
    ) -> None:
        self._options = options or TranslateOptions()
        self._engine = engine
        chosen = list(dict.fromkeys(languages))
        self._chinese = sorted((tag for tag in chosen if _is_chinese(tag)), key=lambda tag: tag != source)
        self._others = [tag for tag in chosen if not _is_chinese(tag)]
        if self._others and engine is None:
            raise ValueError(f"no engine for {', '.join(self._others)}")
        self._before: deque[str] = deque(maxlen=max(0, self._options.context_lines))
        self._answers: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._failures: Counter[str] = Counter()
        self._on_loss = on_loss
        self.losses: Counter[str] = Counter()

    def push(self, item: Segment | Progress, /) -> Iterable[Translation | Progress]:
        return self.push_many([item])

    def push_many(self, items: Sequence[Segment | Progress], /) -> Iterator[Translation | Progress]:
        """What waits, as one batch: the latest of each segment, the last progress.

        Chinese leaves before the engine is asked, `Progress` after everything. Raises InferenceFailed when a
        language failed `failures_in_a_row` times.
        """
        segments = _latest([item for item in items if isinstance(item, Segment)])
        for segment in segments:
            for tag in self._chinese:
                yield Translation(segment, tag, han.regional(segment.text, tag))
        yield from self._translate([s for s in segments if s.final or s.closed or self._options.drafts])
        progress = [item for item in items if isinstance(item, Progress)]
        if progress:
            yield progress[-1]

    def flush(self) -> Iterable[Translation | Progress]:
        """Nothing is held between pushes."""
        return ()

    def _translate(self, segments: Sequence[Segment]) -> Iterator[Translation]:
        wanted = []
        for segment in segments:
            context = tuple(self._before)
            if segment.final:
                self._before.append(segment.text)
            wanted += [(segment, Request(segment.text, tag, context)) for tag in self._others]
        known = {key: self._answers[key] for _, r in wanted if (key := (r.text, r.target)) in self._answers}
        unique = {(r.text, r.target): r for _, r in wanted if (r.text, r.target) not in known}
        answers, failed = self._ask(list(unique.values()))
        for segment, request in wanted:
            key = (request.text, request.target)
            text = known.get(key) or answers.get(key, "")
            if text:
                self._remember(key, text)
                yield Translation(segment, request.target, text)
            elif segment.final:
                self._lose(segment, request.target, failed.get(request.target, "no acceptable translation"))
        for tag, reason in failed.items():
            if self._failures[tag] >= self._options.failures_in_a_row:
                raise InferenceFailed(f"{tag}: {self._failures[tag]} failures in a row; the last: {reason}")

    def _ask(self, requests: list[Request]) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
        """Answers by (text, language), and the languages that failed with the reason.

        When the one batch of all languages fails, each language is asked alone: only the broken one is lost.
        """
        answers: dict[tuple[str, str], str] = {}
        failed: dict[str, str] = {}
        if not requests or self._engine is None:
            return answers, failed
        tags = list(dict.fromkeys(r.target for r in requests))
        batches = [requests]
        while batches:
            batch = batches.pop()
            try:
                found = self._engine(batch)
            except InferenceFailed as error:
                if batch is requests and len(tags) > 1:
                    batches = [[r for r in requests if r.target == tag] for tag in tags]
                    continue
                failed[batch[0].target] = str(error)
                self._failures[batch[0].target] += 1
                continue
            for request, answer in zip(batch, found, strict=True):
                answers[request.text, request.target] = answer.text
                self._failures[request.target] = 0
        return answers, failed

    def _remember(self, key: tuple[str, str], text: str) -> None:
        self._answers[key] = text
        self._answers.move_to_end(key)
        while len(self._answers) > self._options.cache_lines:
            self._answers.popitem(last=False)

    def _lose(self, segment: Segment, language: str, reason: str) -> None:
        self.losses[language] += 1
        if self._on_loss is not None:
            self._on_loss(segment, language, reason)


def _is_chinese(tag: str) -> bool:
    return tag.split("-", 1)[0].lower() == "zh"


def _latest(segments: Sequence[Segment]) -> list[Segment]:
    """Of each segment its last revision, in the order in which the segments first came."""
    last: dict[int, Segment] = {}
    for segment in segments:
        last[segment.id] = segment
    return list(last.values())
