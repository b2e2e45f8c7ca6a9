"""Which file of a drop folder is taken when: stories of sizes over time."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.jobs.drop import Drop, stamp_of

A, B = Path("a.mp4"), Path("b.mp4")


class Folder:
    """Sizes that the test sets, looked at every second."""

    def __init__(self, still_s: float = 3) -> None:
        self.sizes: dict[Path, int] = {}
        self.now = 0.0
        self.drop = Drop(still_s, lambda path: (self.sizes[path], 0) if path in self.sizes else None)

    def after(self, seconds: int) -> Path | None:
        found = None
        for _ in range(seconds):
            self.now += 1
            found = self.drop.look(self.sizes, self.now)
        return found


def test_a_file_is_taken_when_it_has_stood_still() -> None:
    folder = Folder()
    for size in (1, 2, 3, 4):
        folder.sizes[A] = size
        assert folder.after(2) is None
    assert folder.drop.count("growing") == 1
    assert folder.after(1) is None
    assert folder.after(1) == A
    assert folder.drop.count("ready") == 1


def test_an_empty_file_is_still_to_be_filled() -> None:
    folder = Folder()
    folder.sizes[A] = 0
    assert folder.after(50) is None


def test_what_is_done_is_not_taken_again_unless_it_changes() -> None:
    folder = Folder()
    folder.sizes |= {A: 1, B: 1}
    assert folder.after(4) == A
    folder.drop.done(A)
    assert folder.after(1) == B
    folder.drop.done(B)
    assert folder.after(500) is None
    folder.sizes[A] = 2
    assert folder.after(3) is None
    assert folder.after(1) == A


def test_what_failed_for_good_waits_for_a_change() -> None:
    folder = Folder()
    folder.sizes[A] = 1
    assert folder.after(4) == A
    folder.drop.failed(A, folder.now, passing=False)
    assert folder.after(1000) is None
    assert folder.drop.count("failed") == 1
    folder.sizes[A] = 2
    assert folder.after(4) == A


def test_what_failed_in_passing_is_tried_three_times_with_rests() -> None:
    folder = Folder()
    folder.sizes[A] = 1
    taken = []
    for _ in range(1000):
        if folder.after(1) == A:
            taken.append(folder.now)
            folder.drop.failed(A, folder.now, passing=True)
    assert taken == [4, 64, 184]
    assert folder.drop.count("failed") == 1


def test_one_that_rests_holds_up_no_other() -> None:
    folder = Folder()
    folder.sizes[A] = 1
    assert folder.after(4) == A
    folder.drop.failed(A, folder.now, passing=True)
    folder.sizes[B] = 1
    assert folder.after(4) == B


def test_what_is_gone_is_forgotten() -> None:
    folder = Folder()
    folder.sizes[A] = 1
    assert folder.after(4) == A
    del folder.sizes[A]
    assert folder.after(1) is None
    folder.drop.done(A)
    assert [folder.drop.count(state) for state in ("growing", "ready", "done", "failed")] == [0] * 4


def test_the_stamp_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert stamp_of(path) is None
    path.write_bytes(b"12345")
    stamp = stamp_of(path)
    assert stamp is not None
    assert stamp[0] == 5


@pytest.mark.parametrize("still_s", [0.1, 10])
def test_a_file_is_seen_twice_before_it_is_taken(still_s: float) -> None:
    drop = Drop(still_s, lambda path: (1, 0))
    assert drop.look([A], 1000.0) is None
    assert drop.look([A], 1000.0 + still_s) == A
