"""What a further language costs over the same English, counted, and that the event loop goes on meanwhile."""

from __future__ import annotations

import anyio
import pytest

from benchmarks.firefox import MOST, TARGETS, WORDS, beside, opened, sentences, shared
from benchmarks.played import play
from models.fake import FakeTranslator
from models.mt.pivot import Leg, Pivot
from models.store import Store
from pipeline.translate import Translate

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


def test_lanes_that_ask_at_the_same_time_share_the_first_hop() -> None:
    first, tags = FakeTranslator(name="en"), TARGETS[:MOST]
    legs = {tag: Leg(FakeTranslator(name=tag), tag, text_only=True) for tag in tags}
    pivot = Pivot({tag: [[Leg(first, "en", text_only=True), leg]] for tag, leg in legs.items()})
    lines = [f"第{number}行" for number in range(10)]
    made = play({tag: Translate(pivot, [tag]) for tag in tags}, lines)
    assert {tag: [each.text for each in made[tag]] for tag in tags} == {
        tag: [f"{tag}:en:{text}" for text in lines] for tag in tags
    }
    assert [request.text for batch in first.batches for request in batch] == lines


@pytest.mark.weights
def test_the_event_loop_goes_on(pair: str) -> None:
    rounds = 20
    with opened(pair, 1) as (engine,):
        assert anyio.run(beside, engine, rounds) > 20 * rounds
