"""A log can be read back as what was written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.events import Event, Events, lines, parse
from pipeline.types import Gap, Hypothesis, Revision, Word

times = st.integers(0, 10**6)
moments = st.floats(0, 10**6).map(lambda ms: round(ms, 1))
texts = st.text(min_size=1, max_size=4)
words = st.lists(
    st.builds(Word, times, times, texts, st.floats(0, 1).map(lambda p: round(p, 4))), max_size=4
).map(tuple)
gaps = st.builds(Gap, times, times, texts)
outputs = st.one_of(
    st.builds(Hypothesis, words, words, times, st.booleans()), st.builds(Revision, times, times, words), gaps
)


@given(
    st.builds(
        Events,
        st.lists(st.builds(Event, moments, outputs, st.none() | times), max_size=5).map(tuple),
        moments,
        moments,
        st.lists(moments, max_size=3).map(tuple),
        st.lists(gaps, max_size=2).map(tuple),
        st.none() | moments,
    )
)
def test_what_is_written_is_read(events: Events) -> None:
    text = list(lines(events))
    assert parse(['{"event": "stream", "id": "x"}', *text, '{"event": "reference"}']) == events
    assert all(isinstance(json.loads(line), dict) and "\n" not in line for line in text)


def test_a_log_without_its_end() -> None:
    with pytest.raises(ValueError, match="interrupted"):
        parse(list(lines(Events((), 1.0, 1.0)))[:-1])
