"""How many streams are kept up with, and the sound that they play."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from benchmarks.airing import Airing
from benchmarks.scaling import limit


@pytest.mark.parametrize(
    ("carried", "most", "found", "tried"),
    [
        (0, 8, 0, [1]),
        (1, 8, 1, [1, 2]),
        (5, 16, 5, [1, 2, 4, 8, 6, 5]),
        (7, 7, 7, [1, 2, 4, 7]),
        (6, 7, 6, [1, 2, 4, 7, 5, 6]),
        (99, 1, 1, [1]),
        (99, 4, 4, [1, 2, 4]),
    ],
)
def test_the_limit(carried: int, most: int, found: int, tried: list[int]) -> None:
    asked: list[int] = []

    def keeps_up(count: int) -> bool:
        asked.append(count)
        return count <= carried

    assert limit(keeps_up, most) == found
    assert asked == tried


def test_a_recording_goes_round_from_its_place() -> None:
    samples = np.repeat(np.arange(5, dtype=np.float32), 1600)  # 100 ms each of 0, 1, ... 4
    airing = Airing(np.concatenate((samples, samples[:7])), 0.4, paced=False, block_ms=100)
    found = list(islice(airing, 7))
    assert [float(audio.samples[0]) for audio in found] == [2, 3, 4, 0, 1, 2, 3]
    assert [(audio.start, audio.end) for audio in found] == [(n * 100, n * 100 + 100) for n in range(7)]


def test_a_paced_recording_ends_when_it_is_closed() -> None:
    airing = Airing(np.zeros(16 * 10**6, np.float32), 0, paced=True, block_ms=10**6)
    airing.close()
    assert list(airing) == []
