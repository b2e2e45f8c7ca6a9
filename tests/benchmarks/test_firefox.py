"""What a further language costs over the same English, counted, and that the event loop goes on meanwhile."""

from __future__ import annotations

import anyio
import pytest

from benchmarks.firefox import MOST, WORDS, beside, opened, sentences, shared
from models.fake import FakeTranslator
from models.store import Store

PAIR = "firefox-en-pt"


@pytest.fixture
def pair(store: Store) -> str:
    if store.find(PAIR) is None:
        pytest.skip(f"no {PAIR}: pip install 'zimu[embedded]'")
    return PAIR


def test_sentences_have_twelve_words_and_none_comes_twice() -> None:
    found = sentences(50)
    assert {len(each.split()) for each in found} == {12}
    assert len(set(found)) == 50
    assert len(WORDS) > 1


@pytest.mark.parametrize("languages", [1, 2, MOST])
def test_a_language_adds_its_second_hop_and_nothing_else(languages: int) -> None:
    first, second = FakeTranslator(name="en"), [FakeTranslator(name=f"pair {n}") for n in range(languages)]
    took, once, each = shared(first, second, rounds=5)
    assert (len(took), once, each) == (5, 5, 5 * languages)
    assert [len(engine.batches) for engine in (first, *second)] == [5] * (1 + languages)


@pytest.mark.weights
def test_the_event_loop_goes_on(pair: str) -> None:
    rounds = 20
    with opened(pair, 1) as (engine,):
        assert anyio.run(beside, engine, rounds) > 20 * rounds
