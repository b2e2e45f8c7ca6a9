import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.mt.search import Found, Item, SearchOptions, loops, search

END, SIZE = 0, 4


class Table:
    """Log-probabilities by the tokens so far, from a seed; it remembers how many rows each step had."""

    def __init__(self, seed, items):
        self.seed, self.rows, self.widths = seed, [()] * items, []

    def logprobs(self, item, tokens):
        random = np.random.default_rng([self.seed, item, len(tokens), *tokens])
        logits = random.normal(0, 2, SIZE).astype(np.float32)
        return logits - np.log(np.exp(logits).sum())

    def __call__(self, tokens, parents, best):
        if self.widths:
            self.rows = [(*self.rows[p], int(t)) for p, (t,) in zip(parents, tokens, strict=True)]
        else:
            self.rows = [(i,) for i in range(len(tokens))]
        self.widths.append(len(tokens))
        found = np.stack([self.logprobs(row[0], row[1:]) for row in self.rows])
        order = np.argsort(-found, axis=1, kind="stable")[:, :best]
        return np.take_along_axis(found, order, 1), order


def total(table, item, tokens):
    return sum(float(table.logprobs(item, tokens[:i])[token]) for i, token in enumerate(tokens))


@given(st.integers(0, 10_000), st.integers(1, 4))
def test_enough_beams_find_the_best_of_all(seed, limit):
    """With as many beams as there are hypotheses nothing is pruned, so the best by the formula comes out."""
    table = Table(seed, 1)
    options = SearchOptions(beams=SIZE**limit, length_penalty=0.0, repeats=0)
    (found,) = search(table, [Item((9,), limit)], END, options)
    every = [
        tokens
        for length in range(1, limit + 1)
        for tokens in itertools.product(range(SIZE), repeat=length)
        if END not in tokens[:-1] and (tokens[-1] == END or length == limit)
    ]
    best = max(every, key=lambda tokens: total(table, 0, tokens))
    assert found.tokens == tuple(token for token in best if token != END)
    assert found.score == pytest.approx(total(table, 0, best) / len(best), abs=1e-5)


@given(
    st.integers(0, 10_000), st.lists(st.integers(1, 6), min_size=1, max_size=5), st.sampled_from([1, 2, 3])
)
def test_items_do_not_know_of_one_another(seed, limits, beams):
    options = SearchOptions(beams=beams, repeats=0)
    batch = search(Table(seed, len(limits)), [Item((9,), limit) for limit in limits], END, options)

    class Only(Table):
        def logprobs(self, item, tokens):
            return super().logprobs(self.item, tokens)

    for i, limit in enumerate(limits):
        alone = Only(seed, 1)
        alone.item = i
        assert search(alone, [Item((9,), limit)], END, options) == [batch[i]]
        assert len(batch[i].tokens) <= limit


def test_rows_of_what_is_finished_are_not_decoded():
    limits = (1, 4, 2)

    class Endless(Table):
        def logprobs(self, item, tokens):
            return np.log(np.array([1e-9, 0.6, 0.3, 0.1], np.float32))

    table = Endless(0, 3)
    search(table, [Item((9,), limit) for limit in limits], END, SearchOptions(repeats=0))
    assert table.widths == [3, 2, 1, 1]


def test_a_loop_is_stopped_and_said():
    class Stuck(Table):
        def logprobs(self, item, tokens):
            shares = np.full(SIZE, 1e-6, np.float32)
            shares[1 + len(tokens) % 2] = 1
            return np.log(shares)

    for beams in (1, 3):
        (found,) = search(Stuck(0, 1), [Item((9,), 500)], END, SearchOptions(beams=beams))
        assert found.looped
        assert len(found.tokens) < 30
        (endless,) = search(Stuck(0, 1), [Item((9,), 40)], END, SearchOptions(beams=beams, repeats=0))
        assert endless == Found((1, 2) * 20, endless.score)


@pytest.mark.parametrize(
    ("tokens", "looping"),
    [
        ([1] * 12, False),
        ([1] * 13, True),
        ([5, 6, *[1, 2] * 7], True),
        ([1, 2, 3] * 4, False),
        ([1, 2, 3] * 5, True),
        ([*[1, 2, 3] * 5, 4], False),
        (list(range(8)) * 5, True),
        (list(range(9)) * 5, False),
        (list(range(60)), False),
        ([], False),
    ],
)
def test_loops(tokens, looping):
    assert loops(tokens, 4) is looping
