"""Lagging on examples worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance.Levenshtein import distance

from benchmarks.lagging import Sentence, Unit, laal, long_yaal, resegmented, stream_laal, yaal


@pytest.mark.parametrize(
    ("delays", "source", "reference", "value"),
    [
        # wait-1 of four words in 4 s: gamma = 4/4000, so unit i is due at (i - 1) * 1000; tau = 4.
        # (1000 - 0) + (2000 - 1000) + (3000 - 2000) + (4000 - 3000) = 4000, over 4.
        ((1000, 2000, 3000, 4000), 4000, 4, 1000),
        # All at the end: only the first unit counts, tau = 1.
        ((4000, 4000, 4000), 4000, 3, 4000),
        # Twice as many words as the reference: gamma = 8/4000, due every 500 ms; tau = 7, the first at 4000:
        # 1000 + 500 + 1000 + 500 + 1000 + 500 + 1000 = 5500. By the reference's gamma (plain AL) it would be
        # 1000 + 0 + 0 - 1000 - 1000 - 2000 - 2000 < 0: over-generation rewarded, which LAAL is against.
        ((1000, 1000, 2000, 2000, 3000, 3000, 4000, 4000), 4000, 4, 5500 / 7),
        # Half as many: gamma is the reference's, due every 1000 ms: (3000 - 0 + 4000 - 1000) / 2.
        ((3000, 4000), 4000, 4, 3000),
        # Later than the end: (5000 - 0) / 1.
        ((5000, 6000), 4000, 2, 5000),
        # Never at the end: all count: (1000 + (1500 - 1000)) / 2.
        ((1000, 1500), 2000, 2, 750),
    ],
)
def test_laal(delays: tuple[float, ...], source: float, reference: int, value: float) -> None:
    assert laal(delays, source, reference) == pytest.approx(value)


@pytest.mark.parametrize(
    ("delays", "source", "reference", "until", "value"),
    [
        # As above, but the unit at the very end does not count: (1000 + 1000 + 1000) / 3.
        ((1000, 2000, 3000, 4000), 4000, 4, None, 1000),
        # (1000 - 0 + 3000 - 1000) / 2; LAAL takes the third too: (1000 + 2000 + 5000 - 2000) / 3 = 3000.
        ((1000, 3000, 5000, 5000), 4000, 4, None, 1500),
        ((4000, 4000), 4000, 2, None, None),
        # In a stream that goes on for 10 s all of them count: (1000 + 2000 + 3000 + 2000) / 4.
        ((1000, 3000, 5000, 5000), 4000, 4, 10_000, 2000),
        # In one that ends at 5 s the last two do not.
        ((1000, 3000, 5000, 5000), 4000, 4, 5000, 1500),
    ],
)
def test_yaal(
    delays: tuple[float, ...], source: float, reference: int, until: float | None, value: float | None
) -> None:
    assert yaal(delays, source, reference, until) == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("units", "sentences", "cuts"),
    [
        ("abcdef", ("ab", "xd", "ef"), [(0, 2), (2, 4), (4, 6)]),
        ("abzc", ("ab", "c"), [(0, 3), (3, 4)]),  # what is inserted at a border belongs to what is before it
        ("ac", ("a", "b", "c"), [(0, 1), (1, 1), (1, 2)]),
        ("zab", ("a", "b"), [(0, 2), (2, 3)]),
        ("abz", ("a", "b"), [(0, 1), (1, 3)]),
        ("", ("a", "b"), [(0, 0), (0, 0)]),
    ],
)
def test_resegmentation(units: str, sentences: tuple[str, ...], cuts: list[tuple[int, int]]) -> None:
    assert resegmented(units, sentences) == cuts


@given(st.text("abc", max_size=12), st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_cut_has_fewer_errors(units: str, sentences: list[str]) -> None:
    cuts = resegmented(units, sentences)
    assert (cuts[0][0], cuts[-1][1]) == (0, len(units))
    errors = sum(distance(units[a:b], ref) for (a, b), ref in zip(cuts, sentences, strict=True))
    assert errors == distance(units, "".join(sentences))


def test_a_stream_is_the_sentences_of_its_reference() -> None:
    # The first sentence is said in [0, 2000), the second in [3000, 5000); b comes during the second.
    units = [Unit("a", 1000), Unit("b", 3500), Unit("c", 4000), Unit("d", 6000)]
    sentences = [Sentence(0, 2000, ("a", "b")), Sentence(3000, 5000, ("c", "d"))]
    # First: (1000 - 0 + 3500 - 1000) / 2. Second, from 3000 on: (1000 - 0 + 3000 - 1000) / 2.
    assert stream_laal(units, sentences) == [1750, 1500]
    # LongYAAL counts what comes before the end of the stream: at 6000 the last unit does not.
    assert long_yaal(units, sentences, 7000) == [1750, 1500]
    assert long_yaal(units, sentences, 6000) == [1750, 1000]


def test_a_sentence_that_got_nothing_does_not_count() -> None:
    sentences = [Sentence(0, 1000, ("a",)), Sentence(1000, 2000, ("b",))]
    assert stream_laal([Unit("b", 2500)], sentences) == [1500]
    assert long_yaal([], sentences, 2000) == []
