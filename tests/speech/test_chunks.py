"""Chunks know where they are on the media timeline, whatever stood before them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from models.fake import FakeRecogniser, FakeVad
from pipeline.speech.chunks import Chunk, Chunks
from pipeline.speech.gate import Gate
from pipeline.speech.whole import Hear
from tests import laws
from tests.speech.scripts import heard_in, scripts


def chunks(script, start=0, block=100):
    speech = laws.run(Gate(FakeVad()), heard_in(script, start, block))
    return [each for each in laws.run(Chunks(), speech) if isinstance(each, Chunk)]


@settings(max_examples=25)
@given(scripts(), st.sampled_from([20, 1000]), st.integers(0, 90_000))
def test_ids_are_of_the_sound_alone(script, block, start):
    found = chunks(script, start)
    assert [each.id for each in found] == [each.id for each in chunks(script, start, block)]
    assert [each.id - start * 16 for each in found] == [each.id for each in chunks(script)]
    assert len({each.id for each in found}) == len(found)
    assert all(each.start < each.end for each in found)


@settings(max_examples=25)
@given(scripts(), st.randoms())
def test_the_order_in_which_they_are_heard_changes_nothing(script, random):
    found = chunks(script)
    in_order = [said for each in found for said in Hear(FakeRecogniser(script))([each])]
    hear, shuffled = Hear(FakeRecogniser(script)), list(enumerate(chunks(script)))
    random.shuffle(shuffled)
    heard = {}
    while shuffled:
        some = [shuffled.pop() for _ in range(min(random.randint(1, 4), len(shuffled)))]
        heard.update(zip((index for index, _ in some), hear([each for _, each in some]), strict=True))
    assert [heard[index] for index in range(len(found))] == in_order
