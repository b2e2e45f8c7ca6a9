"""What stood on the screen at a time is what the log says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.events import Event, plain
from benchmarks.metrics import revised
from benchmarks.report.timeline import held, shown, steps, timeline
from benchmarks.session import Session
from pipeline.types import Hypothesis, Revision, Word
from tests.benchmarks.report import small
from tests.benchmarks.scripted import revision, said, stream

texts = st.text(alphabet="今天abc😀𠀀", min_size=1, max_size=3)
words = st.lists(
    st.builds(Word, st.integers(0, 50), st.integers(50, 99), texts, st.just(1.0)), max_size=3
).map(tuple)
outputs = st.one_of(
    st.builds(Hypothesis, words, words, st.just(0), st.just(False)),
    st.builds(Revision, st.integers(0, 40), st.integers(41, 99), words),
)


def session(*events: Event) -> Session:
    ended = {"event": "end", "at": 0, "cpu_s": 0, "late_ms": [], "skipped": []}
    return Session(({"event": "stream", "id": "x", "seconds": 9.0}, *map(plain, events), ended))


@given(st.lists(outputs, max_size=6))
def test_the_committed_text_is_that_of_the_metrics(made: list[Hypothesis | Revision]) -> None:
    events = [Event(1000.0 * number, output) for number, output in enumerate(made)]
    found = steps(session(*events))
    for number in range(len(events)):
        words, _, _ = revised(stream(*events[: number + 1]))
        assert shown(found, number)[0] == "".join(word.text for word in words)


def test_drafts_are_replaced_and_commits_stay() -> None:
    found = steps(
        session(said(500, "今", "田"), said(900, "天", "", start=100), revision(1500, 100, 200, "夜"))
    )
    assert [shown(found, at) for at in (0.4, 0.5, 0.8, 0.9, 1.5)] == [
        ("", ""),
        ("今", "田"),
        ("今", "田"),
        ("今天", ""),
        ("今夜", ""),
    ]


def test_translations_come_when_they_are_published() -> None:
    whole = timeline(Session(tuple(small.rows(late=100))))
    assert whole["languages"] == {"en": [(2.03, 2, f"10% off today {small.HOSTILE}")]}
    assert whole["commits"][0] == [1.0, 0.0, "今天九"]


def test_a_page_has_the_first_streams_of_every_run() -> None:
    long = session(*[said(number, "今") for number in range(25_000)])
    found = list(held([("a", long), ("a", long), ("b", long)]))
    assert [name for name, _ in found] == ["a", "b"]
