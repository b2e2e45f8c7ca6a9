"""The laws themselves: each one must notice a breach."""

import pytest

from pipeline.types import Caption, Hypothesis, Progress, Revision, Segment, Translation, Word
from tests import laws


def caption(start, end, language="en", final=True):
    return Caption(0, 0, language, start, end, ("x",), final, 0)


def segment(number, revision, final=False, start=0, closed=False, text="x"):
    return Segment(number, start, start + 9, text, final, revision, closed)


def words(*starts):
    return tuple(Word(t, t + 5, "字", 1.0) for t in starts)


def heard(*starts, tail=(), ends=False):
    return Hypothesis(words(*starts), words(*tail), 99, ends)


def better(start, end, *starts):
    return Revision(start, end, words(*starts))


class Leaky:
    """A stage that gives its last item twice."""

    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)
        return []

    def flush(self):
        return self.items[-1:]


BREACHES = [
    (laws.progress_is_kept, [Progress(5), Progress(4)]),
    (laws.progress_is_kept, [Progress(5), caption(4, 9)]),
    (laws.progress_is_kept, [Progress(5), Translation(segment(0, 0, start=4), "en", "x")]),
    (laws.captions_do_not_overlap, [caption(0, 5), caption(4, 9)]),
    (laws.captions_do_not_overlap, [caption(5, 5)]),
    (laws.revisions_keep_their_segment, [segment(0, 0, final=True), segment(0, 1)]),
    (laws.revisions_keep_their_segment, [segment(0, 1), segment(1, 0), segment(0, 1)]),
    (laws.committed_is_append_only, [heard(0, 5), heard(3)]),
    (laws.committed_is_append_only, [heard(5, tail=(3,))]),
    (laws.a_span_is_revised_once, [heard(0, 5), better(0, 5, 0), better(4, 10, 5)]),
    (laws.a_span_is_revised_once, [heard(0, 5), better(5, 10, 5), better(0, 5, 0)]),
    (laws.a_span_is_revised_once, [heard(0, 5), better(0, 5, 5)]),
    (laws.a_span_is_revised_once, [heard(0, 5), better(0, 10, 5, 0)]),
    (laws.a_span_is_revised_once, [heard(0), better(5, 10)]),
    (laws.a_span_is_revised_once, [heard(0, ends=True), better(0, 5)]),
    (laws.closed_segments_become_final, [segment(0, 1, closed=True)]),
    (laws.closed_segments_become_final, [segment(0, 1, final=True)]),
    (
        laws.closed_segments_become_final,
        [segment(0, 1, closed=True), segment(0, 2), segment(0, 3, final=True, closed=True)],
    ),
    (
        laws.closed_segments_become_final,
        [segment(0, n, closed=True, text=t, final=n == 3) for n, t in enumerate("abc", 1)],
    ),
]

KEPT = [
    (laws.progress_is_kept, [Progress(5), caption(5, 9), Progress(5), Progress(9)]),
    (
        laws.captions_do_not_overlap,
        [caption(0, 5), caption(0, 5, "ja"), caption(5, 9), caption(0, 9, final=False)],
    ),
    (laws.revisions_keep_their_segment, [segment(0, 0), segment(1, 0), segment(0, 1, final=True)]),
    (laws.committed_is_append_only, [heard(0, 5, tail=(9,)), heard(5, tail=(9,)), heard()]),
    (laws.a_span_is_revised_once, [heard(0, 5), better(0, 5, 0), heard(10), better(5, 15), heard(ends=True)]),
    (
        laws.closed_segments_become_final,
        [segment(0, 1), segment(0, 2, closed=True), segment(0, 3, final=True, closed=True, text="y")],
    ),
]


@pytest.mark.parametrize(("law", "records"), BREACHES)
def test_a_breach_is_noticed(law, records):
    with pytest.raises(AssertionError):
        law(records)


@pytest.mark.parametrize(("law", "records"), KEPT)
def test_what_is_lawful_passes(law, records):
    law(records)


def test_a_revision_takes_the_place_of_the_words_of_its_span():
    records = [heard(0, 5, 10), better(5, 10, 5, 6), heard(20), better(10, 25)]
    assert [word.start for word in laws.revised(records)] == [0, 5, 6]


def test_what_is_left_is_noticed():
    stage = Leaky()
    assert laws.nothing_left(stage) == []
    stage.push(1)
    with pytest.raises(AssertionError):
        laws.nothing_left(stage)


def test_a_stage_that_minds_the_chunking_is_noticed():
    laws.same_whatever_the_chunking(Leaky, [1, 2], lambda items: [1, 1, *items])
    with pytest.raises(AssertionError):
        laws.same_whatever_the_chunking(Leaky, [1, 2], lambda items: [*items, 3])
