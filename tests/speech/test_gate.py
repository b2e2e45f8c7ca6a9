import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fake import FakeVad, Line, sound
from pipeline.speech.gate import FRAME, FRAME_MS, Gate, GateOptions
from pipeline.types import Audio, Gap, Progress, Speech
from tests import laws
from tests.speech.scripts import audio, heard_in, scripts


class Scripted:
    """A VAD that gives these probabilities, one a frame; its state is how many it has given."""

    def __init__(self, probabilities):
        self._probabilities = np.array(probabilities, np.float32)

    def initial(self):
        return 0

    def __call__(self, samples, state):
        frames = len(samples) // FRAME
        return self._probabilities[state : state + frames], state + frames


def gate(**options):
    return Gate(FakeVad(), GateOptions(**options))


def utterances(records):
    """(start, end, onset, last voice) of each utterance, its pieces joined."""
    found, pieces = [], []
    for record in records:
        if isinstance(record, Speech):
            pieces.append(record)
            if record.ends:
                first = pieces[0]
                found.append((first.start, record.end, first.start + first.lead, record.end - record.trail))
                pieces = []
    assert not pieces, "an utterance was left open"
    return found


def plain(record):
    """A record that compares by its samples too."""
    if isinstance(record, Speech):
        return record.start, record.samples.tobytes(), record.ends, record.lead, record.trail, record.voice
    return record


class Plain:
    def __init__(self, stage):
        self._stage = stage

    def push(self, item):
        return map(plain, self._stage.push(item))

    def flush(self):
        return map(plain, self._stage.flush())


def test_an_utterance_has_its_lead_and_its_trail():
    made = laws.run(gate(), audio(sound([Line(1024, 2048, "好")], 4096)))
    assert utterances(made) == [(1024 - 512, 2048 + 480, 1024, 2048)]


def test_a_breath_does_not_end_an_utterance_and_a_pause_does():
    breath = [Line(1024, 2048, "好"), Line(2048 + 512, 3200, "的")]
    pause = [Line(1024, 2048, "好"), Line(2048 + 544, 3200, "的")]
    assert len(utterances(laws.run(gate(), audio(sound(breath, 5000))))) == 1
    assert len(utterances(laws.run(gate(), audio(sound(pause, 5000))))) == 2


@pytest.mark.parametrize(
    ("case", "probabilities", "speech"),
    [
        ("too low to begin", [0.49] * 30, []),
        ("goes on under the threshold", [0.6, *[0.4] * 29], [(0, 30)]),
        ("a pause needs to fall under the release", [0.6, *[0.34] * 29], [(0, 1)]),
        ("in a pause only the threshold resumes", [0.6, 0.3, *[0.45] * 28], [(0, 1)]),
        ("a pause that is resumed", [0.6, 0.3, 0.45, 0.5, *[0.1] * 26], [(0, 4)]),
    ],
)
def test_hysteresis(case, probabilities, speech):
    stage = Gate(Scripted(probabilities))
    made = laws.run(stage, [Audio(0, np.zeros(30 * FRAME, np.float32))])
    found = [(onset // FRAME_MS, end // FRAME_MS) for _, _, onset, end in utterances(made)]
    assert found == speech


def test_speech_carries_what_the_gate_thought_of_each_frame():
    heard = [0.1, 0.2, 0.6, 0.3, 0.9, *[0.1] * 25]
    made = laws.run(Gate(Scripted(heard)), [Audio(0, np.zeros(30 * FRAME, np.float32))])
    speech = [record for record in made if isinstance(record, Speech)]
    assert [record.start for record in speech] == [0, 3 * FRAME_MS, 5 * FRAME_MS]
    assert np.allclose([p for record in speech for p in record.voice], heard[: 5 + 15])


def test_no_sound_is_given_twice_and_none_of_the_speech_is_lost():
    script = [Line(100, 900, "一"), Line(1600, 1700, "二"), Line(2400, 2500, "三")]
    given_on = [r for r in laws.run(gate(), audio(sound(script, 4000))) if isinstance(r, Speech)]
    whole = sound(script, 4000)
    for record in given_on:
        at = record.start * 16
        assert np.array_equal(record.samples, whole[at : at + len(record.samples)])
    for before, after in itertools.pairwise(given_on):
        assert after.start >= before.end
    assert sum(np.count_nonzero(r.samples) for r in given_on) == np.count_nonzero(whole)


def test_a_part_of_a_frame_at_the_end_is_passed_on_as_it_is():
    made = laws.run(gate(), audio(sound([Line(960, 1010, "好")], 1010)))
    assert utterances(made)[-1][1] == 1010
    assert made[-1] == Progress(1010)


def test_a_gap_ends_the_utterance_where_the_sound_does():
    before = audio(sound([Line(500, 1010, "好")], 1010))
    after = audio(sound([Line(0, 300, "的")], 2000), start=1015)
    made = laws.run(gate(), [*before, Gap(1010, 1015, "lost"), *after])
    first, second = utterances(made)
    assert first[1] == 1010
    assert second[0] == 1015
    laws.progress_is_kept(made)


def test_the_lead_does_not_reach_back_over_a_gap():
    silence = audio(sound([], 1000))
    after = audio(sound([Line(96, 300, "的")], 2000), start=9000)
    made = laws.run(gate(), [*silence, Gap(1000, 9000, "lost"), *after])
    assert utterances(made)[0][0] == 9000


def test_silence_is_told_while_it_lasts():
    told = [r.upto for r in laws.run(gate(), audio(sound([], 10_000))) if isinstance(r, Progress)]
    assert len(told) > 25
    assert told[-1] == 10_000


@pytest.mark.parametrize("items", [[], [Gap(0, 500, "lost")], [Gap(0, 5, "a"), Gap(5, 9, "b")]])
def test_without_sound_there_is_no_speech(items):
    made = laws.run(gate(), items)
    assert [record for record in made if isinstance(record, Gap)] == items
    assert not [record for record in made if isinstance(record, Speech)]
    laws.progress_is_kept(made)


def test_what_is_held_stays_bounded_in_a_long_silence():
    stage = gate()
    for record in audio(sound([], 60_000)):
        list(stage.push(record))
    assert sum(map(len, stage._lead)) + len(stage._pending) <= 17 * FRAME


@given(scripts(), st.sampled_from([1, 7, 32, 33, 500, 10_000]), st.integers(0, 90_000))
def test_laws(script, block, start):
    items = heard_in(script, start)
    laws.same_whatever_the_chunking(
        lambda: Plain(gate()), items, lambda _: heard_in(script, start, max(block, 20))
    )
    made = laws.run(gate(), items)
    laws.progress_is_kept(made)
    inside = [(o - start, e - start) for _, _, o, e in utterances(made)]
    for line in script:
        assert any(onset <= line.start and line.end <= end for onset, end in inside)


def test_flush_leaves_no_speech_behind():
    stage = gate()
    for item in audio(sound([Line(0, 990, "好")], 990)):
        list(stage.push(item))
    assert list(stage.flush())[-2].ends
    assert not [record for record in stage.flush() if isinstance(record, Speech)]
