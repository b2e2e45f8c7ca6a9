"""The laws of the pipeline, each one reusable test over the records that a stage emitted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pipeline.stage import Stage
from pipeline.types import Caption, Hypothesis, Progress, Revision, Segment, Word


def run(stage: Stage[Any, Any], items: Iterable[Any]) -> list[Any]:
    """Everything that a stage emits for these items, flush included."""
    made: list[Any] = []
    for item in items:
        made.extend(stage.push(item))
    made.extend(stage.flush())
    return made


def progress_is_kept(records: Iterable[Any]) -> None:
    """`Progress.upto` never falls, and nothing that starts before it comes later."""
    upto: int | None = None
    for record in records:
        if isinstance(record, Progress):
            assert upto is None or record.upto >= upto, f"progress fell from {upto}: {record}"
            upto = record.upto
        else:
            start = _start(record)
            assert upto is None or start is None or start >= upto, f"{record} starts before {upto}"


def captions_do_not_overlap(captions: Iterable[Any]) -> None:
    """Final captions of a language come in order, have a duration and do not overlap. The rest is skipped."""
    free: dict[str, int] = {}
    for caption in captions:
        if isinstance(caption, Caption) and caption.final:
            assert caption.start < caption.end, f"{caption} has no duration"
            assert caption.start >= free.get(caption.language, caption.start), f"{caption} overlaps"
            free[caption.language] = caption.end


def revisions_keep_their_segment(segments: Iterable[Any]) -> None:
    """Revisions of a segment count up, and none follows the final one."""
    newest: dict[int, Segment] = {}
    for segment in segments:
        if isinstance(segment, Segment):
            before = newest.get(segment.id)
            if before is not None:
                assert not before.final, f"{segment} follows its final revision"
                assert segment.revision > before.revision, (
                    f"{segment} does not count up from {before.revision}"
                )
            newest[segment.id] = segment


def committed_is_append_only(hypotheses: Iterable[Any]) -> None:
    """Committed words come in the order they were said, and the tail after them. Other records are skipped.

    Each record holds only its newly committed words: a word said twice or taken back shows as out of order.
    """
    last: int | None = None
    for hypothesis in hypotheses:
        if isinstance(hypothesis, Hypothesis):
            for word in hypothesis.committed:
                assert last is None or word.start >= last, f"{word} comes after one at {last}"
                last = word.start
            for word in hypothesis.tail[:1]:
                assert last is None or word.start >= last, f"the tail {word} starts inside the committed text"


def revised(records: Iterable[Any]) -> list[Word]:
    """The committed words after all revisions, each of which replaces those whose middle lies in its span."""
    said: list[Word] = []
    for record in records:
        if isinstance(record, Hypothesis):
            said += record.committed
        elif isinstance(record, Revision):
            first = sum(_middle(word) < record.start for word in said)
            last = sum(_middle(word) < record.end for word in said)
            said[first:last] = record.words
    return said


def a_span_is_revised_once(records: Iterable[Any]) -> None:
    """Spans of revisions rise and do not overlap. Each holds committed words and its own ones, and comes
    before the end of the utterance that it is of."""
    settled: int | None = None
    committed: list[Word] = []
    for record in records:
        if isinstance(record, Hypothesis):
            committed += record.committed
            if record.ends:
                committed = []
        elif isinstance(record, Revision):
            assert settled is None or record.start >= settled, f"{record} starts before {settled}"
            assert any(record.start <= _middle(word) < record.end for word in committed), (
                f"{record} is of nothing that this utterance committed"
            )
            for word in record.words:
                assert record.start <= _middle(word) < record.end, f"{word} lies outside of {record}"
            starts = [word.start for word in record.words]
            assert starts == sorted(starts), f"{record} is not in order"
            settled = record.end


def closed_segments_become_final(segments: Iterable[Any]) -> None:
    """A closed segment stays closed, says the same until it is final, and becomes that in the end."""
    closed: dict[int, Segment] = {}
    for segment in segments:
        if isinstance(segment, Segment):
            before = closed.get(segment.id)
            assert segment.closed or not segment.final, f"{segment} is final but not closed"
            if before is not None:
                assert segment.closed, f"{segment} was closed"
                assert segment.final or segment.text == before.text, f"{segment} said {before.text}"
            if segment.closed:
                closed[segment.id] = segment
    assert all(segment.final for segment in closed.values()), f"not final: {closed}"


def nothing_left(stage: Stage[Any, Any]) -> list[Any]:
    """`flush` leaves nothing behind; returns what it gave."""
    last = list(stage.flush())
    again = list(stage.flush())
    assert again == [], f"a second flush still gave {again}"
    return last


def same_whatever_the_chunking(
    make_stage: Callable[[], Stage[Any, Any]],
    items: Sequence[Any],
    rechunk: Callable[[Sequence[Any]], Iterable[Any]],
) -> None:
    """The same records for the same input cut differently. When a stage tells its progress may differ."""
    whole = [record for record in run(make_stage(), items) if not isinstance(record, Progress)]
    cut = [record for record in run(make_stage(), rechunk(items)) if not isinstance(record, Progress)]
    assert whole == cut


def _middle(word: Word) -> float:
    return (word.start + word.end) / 2


def _start(record: Any) -> int | None:
    segment = getattr(record, "segment", None)
    start = getattr(segment if isinstance(segment, Segment) else record, "start", None)
    return start if isinstance(start, int) else None
