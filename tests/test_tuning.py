"""What is chosen, given timings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tuning import Cost, Measured, choose, rough, streams


def measured(
    compute_type: str = "int8", threads: int = 1, wall: float = 0.2, cpu: float | None = None
) -> Measured:
    """A window takes `wall` alone, half of it to encode; in a batch its tokens take half as long."""
    each = Cost(wall, wall if cpu is None else cpu)
    encode = each * 0.5
    token = each * (0.4 / 20)
    return Measured(compute_type, threads, each, (encode,) * 3, token, token * 0.5, each * 0.1)


def test_a_window_is_its_parts() -> None:
    one = measured(wall=0.2)
    assert one.alone.wall == pytest.approx(0.2)
    assert one.together.wall == pytest.approx(0.1 + 0.04 + 0.02)


@pytest.mark.parametrize(
    ("one", "cores", "gpu", "expected"),
    [
        (measured(wall=0.19), 2, False, 5),  # 0.8 * 2 * 0.5 / 0.152
        (measured(wall=0.2), 1, False, 2),
        (measured(wall=0.6), 16, False, 0),  # not even one is followed
        (measured(wall=0.45), 2, False, 2),
        (measured(threads=4, wall=0.2, cpu=0.78), 16, False, 10),  # spinning threads count
        (measured(wall=0.9, cpu=0.19), 2, False, 5),  # another program had the cores
        (measured(wall=0.02, cpu=0.1), 16, True, 25),  # a GPU is one, however many cores
    ],
)
def test_streams(one: Measured, cores: int, gpu: bool, expected: int) -> None:
    assert streams(one, 0.5, cores, gpu) == expected


@given(st.floats(0.01, 1), st.integers(1, 64))
def test_more_cores_never_carry_fewer(wall: float, cores: int) -> None:
    one = measured(wall=wall)
    assert streams(one, 0.5, cores) <= streams(one, 0.5, cores + 1)
    assert streams(measured(wall=wall * 2), 0.5, cores) <= streams(one, 0.5, cores)


@pytest.mark.parametrize(
    ("table", "cores", "expected"),
    [
        ([measured("int8"), measured("float32", wall=0.35)], 2, ("int8", 1, 2)),
        ([measured("int8", wall=3.0), measured("float32", wall=0.35)], 2, ("float32", 1, 2)),
        # more threads: sooner, but fewer streams
        ([measured(), measured(threads=2, wall=0.15, cpu=0.3)], 2, ("int8", 1, 2)),
        # a larger model keeps up on several threads only
        (
            [
                measured(wall=0.9),
                measured(threads=4, wall=0.3, cpu=1.2),
                measured(threads=8, wall=0.25, cpu=2),
            ],
            16,
            ("int8", 4, 4),
        ),
        # equally many streams: the quicker one
        ([measured(wall=0.24), measured("float32", wall=0.23)], 1, ("float32", 1, 1)),
        # none keeps up: the quickest
        ([measured(wall=4), measured(threads=2, wall=2.5, cpu=5)], 2, ("int8", 2, 1)),
    ],
)
def test_the_choice(table: list[Measured], cores: int, expected: tuple[str, int, int]) -> None:
    for rows in (table, table[::-1]):
        choice = choose(rows, 0.5, cores)
        assert (choice.compute_type, choice.threads, choice.workers) == expected


def test_a_gpu_has_one_worker() -> None:
    choice = choose([measured("float16", wall=0.02)], 0.5, 32, gpu=True)
    assert (choice.compute_type, choice.workers, choice.streams) == ("float16", 1, 25)
    assert choice.window == pytest.approx(0.02)


BOTH = ("int8", "float32")


@pytest.mark.parametrize(
    ("costs", "types", "threads", "cores", "expected", "glances"),
    [
        ({"int8": 0.2}, BOTH, 0, 2, ("int8", 1), ["int8"]),
        ({"int8": 3.0, "float32": 0.3}, BOTH, 0, 2, ("float32", 1), ["int8", "float32"]),
        ({"int8": 0.5, "float32": 0.3}, BOTH, 0, 2, ("int8", 2), ["int8", "float32"]),  # too rough to tell
        ({"int8": 3.0, "float32": 1.0}, BOTH, 0, 16, ("float32", 4), ["int8", "float32"]),
        ({"int8": 3.0, "float32": 4.0}, BOTH, 0, 1, ("int8", 1), ["int8", "float32"]),
        ({"int8": 3.0, "float32": 0.3}, BOTH, 2, 16, ("float32", 2), ["int8", "float32"]),
        ({"float32": 0.6}, ("float32",), 0, 2, ("float32", 2), ["float32"]),
    ],
)
def test_a_rough_choice_looks_no_further_than_it_must(
    costs: dict[str, float],
    types: tuple[str, ...],
    threads: int,
    cores: int,
    expected: tuple[str, int],
    glances: list[str],
) -> None:
    looked = []

    def glance(compute_type: str, count: int) -> Cost:
        assert count == (threads or 1)
        looked.append(compute_type)
        return Cost(9.0, costs[compute_type])

    assert rough(glance, types, threads, cores) == expected
    assert looked == glances


def test_costs_add_up() -> None:
    assert Cost(1, 2) + Cost(3, 4) * 2 == Cost(7, 10)
    assert replace(measured(), align=Cost(0, 0)).alone.wall < measured().alone.wall
