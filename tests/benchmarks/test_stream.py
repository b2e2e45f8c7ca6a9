"""The replay with stages whose compute is known: what arrives when, what waits, what is skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pytest

from benchmarks.events import Event, Events
from benchmarks.stream import PIECE_MS, POLICIES, named, replay
from models.fake import FakeRecogniser, FakeVad, Line, sound
from pipeline.channels import Heard
from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.speech.gate import GateOptions
from pipeline.types import Gap, Hypothesis, Ms, Progress, Revision, Speech, Word

SCRIPT = [Line(1000 + 200 * n, 1200 + 200 * n, text) for n, text in enumerate("今天的天气真不错啊")]
LENGTH = 4000


class Compute:
    """A measure that only stands where the policy moves it."""

    def __init__(self) -> None:
        self.spent = 0.0

    def __call__(self) -> float:
        return self.spent


class Slow:
    """Says of each batch of speech where it began and ended, after `seconds` of compute."""

    def __init__(self, compute: Compute, seconds: float) -> None:
        self._compute = compute
        self._seconds = seconds
        self.batches: list[list[Heard]] = []

    def push_many(self, items: Sequence[Heard], /) -> Iterator[Hypothesis | Gap | Progress | Revision]:
        self.batches.append(list(items))
        for item in items:
            if isinstance(item, Gap):
                yield item
        speech = [item for item in items if isinstance(item, Speech)]
        if speech:
            self._compute.spent += self._seconds
            span = Word(speech[0].start, speech[-1].end, "话", 1.0)
            yield Hypothesis((span,), (), span.end)
            yield Revision(span.start, span.end, (span,))
            yield Progress(span.end)

    def flush(self) -> Iterable[Hypothesis]:
        """The end, said once more: a policy may hold words until then."""
        return (Hypothesis((), (), -1, ends=True),)


def played(
    seconds: float, shift_ms: Ms = 0, bound_ms: Ms = 30_000
) -> tuple[Events, list[tuple[float, Word]]]:
    compute = Compute()
    events = replay(
        np.full(LENGTH * 16, 0.1, np.float32),
        lambda: Slow(compute, seconds),
        FakeVad(),
        GateOptions(),
        clock=compute,
        shift_ms=shift_ms,
        bound_ms=bound_ms,
    )
    said = [
        (e.at, word)
        for e in events.outputs
        if isinstance(e.output, Hypothesis)
        for word in e.output.committed
    ]
    return events, said


def test_without_compute_everything_is_out_when_its_sound_is() -> None:
    events, said = played(0.0)
    assert [(at, word.start, word.end) for at, word in said] == [
        (at + PIECE_MS, at, at + PIECE_MS) for at in range(0, LENGTH, PIECE_MS)
    ] + [(LENGTH, LENGTH, LENGTH)]
    assert events.ended == LENGTH
    assert events.outputs[-1] == Event(LENGTH, Hypothesis((), (), -1, ends=True), LENGTH)
    assert set(events.late_ms) == {0.0}


def test_what_arrives_while_the_policy_computes_is_handed_over_together() -> None:
    events, said = played(0.5)
    ends = [word.end for _, word in said]
    assert ends[0] == 32
    assert said[0][0] == 532  # heard at 32 ms, out half a second later
    assert ends[1] == 512  # all whole pieces that had come by 532 ms
    assert said[1][0] == 1032
    assert [word.start for _, word in said[1:]] == ends[:-1]  # nothing twice, nothing lost
    assert events.late_ms[1] == 532 - 64  # the first of them had come at 64 ms
    assert {(532, 32), (1032, 512)} <= {(event.at, event.heard) for event in events.outputs}
    assert events.skipped == ()


def test_sound_beyond_the_bound_is_skipped_and_said_so() -> None:
    events, said = played(1.0, bound_ms=480)
    assert events.skipped
    assert [e.output for e in events.outputs if isinstance(e.output, Gap)] == list(events.skipped)
    heard = sum(word.end - word.start for _, word in said)
    assert heard + sum(gap.end - gap.start for gap in events.skipped) <= LENGTH


@pytest.mark.parametrize("shift", [7, 32, 250])
def test_a_shift_moves_the_pieces_and_is_taken_off_again(shift: Ms) -> None:
    events, said = played(0.0, shift_ms=shift)
    assert events.ended == LENGTH
    first = said[0][1]
    assert first.end % PIECE_MS == -shift % PIECE_MS
    assert said[-1][1].end == LENGTH
    assert all(at - word.end < PIECE_MS for at, word in said)


def test_the_words_of_a_real_policy_and_when_they_were_sure() -> None:
    compute = Compute()
    events = replay(
        sound(SCRIPT, LENGTH),
        lambda: POLICIES[named("", Config())](FakeRecogniser(SCRIPT), Config()),
        FakeVad(),
        GateOptions(),
        clock=compute,
    )
    said = [(e.at, w) for e in events.outputs if isinstance(e.output, Hypothesis) for w in e.output.committed]
    assert "".join(word.text for _, word in said) == "今天的天气真不错啊"
    assert all(at >= word.end for at, word in said)
    assert not any(isinstance(e.output, Progress) for e in events.outputs)


def test_a_part_of_a_millisecond_at_the_end_is_filled_up() -> None:
    replay(np.full(1601, 0.1, np.float32), lambda: Slow(Compute(), 0), FakeVad(), GateOptions())


def test_names_of_policies() -> None:
    assert named("", Config()) == Config().policy.commit.rule
    assert named(list(POLICIES)[-1], Config()) == list(POLICIES)[-1]
    with pytest.raises(ConfigError, match="--policy nearest: choose one of "):
        named("nearest", Config())
