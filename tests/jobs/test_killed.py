"""A run that is killed with SIGKILL goes on where it was: no byte differs, hardly a call is made twice."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.programs import PATIENCE_S, ROOT, environment
from tests.jobs.program import record

pytestmark = pytest.mark.ffmpeg
IN_HAND = 8
"""Calls that may be under way when a run is killed: scripted models answer at once."""


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def start(out: Path, show: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.program", str(out), str(show)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def run(out: Path, show: Path) -> list[str]:
    """The calls of a run to the end."""
    with start(out, show) as process:
        said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    return [line for line in said.splitlines() if line in ("heard", "translated")]


def killed(out: Path, show: Path, after: int, said_last: str = "") -> list[str]:
    """The calls of a run that is killed once it has made so many, and then one of the kind `said_last`."""
    with start(out, show) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(after)]
        while said_last and said_last not in said and (line := process.stdout.readline()):
            said.append(line.strip())
        process.kill()
        said += [line.strip() for line in process.stdout]
    assert process.returncode < 0, "it ended before it was killed"
    return [line for line in said if line in ("heard", "translated")]


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("show") / "show.wav")


@pytest.fixture(scope="module")
def whole(show: Path) -> tuple[list[str], dict[str, bytes]]:
    """The calls and the files of a run that nobody disturbs."""
    out = show.parent / "whole"
    return run(out, show), files(out)


def test_a_run_is_killed_again_and_again(
    show: Path, whole: tuple[list[str], dict[str, bytes]], tmp_path: Path
) -> None:
    calls, made = whole
    moments = random.Random(20261123)
    spent: list[str] = []
    kills = 3
    for kill in range(kills):
        last_said = "translated" if kill == kills - 1 else ""  # what it translates was heard, and kept
        spent += killed(tmp_path / "out", show, moments.randint(1, 2), last_said)
        assert [name for name in files(tmp_path / "out") if not name.startswith(".")] == []
    kept = files(tmp_path / "out")[".show.zimu-journal"].count(b"\n")
    last = run(tmp_path / "out", show)
    assert files(tmp_path / "out") == made  # the journal is gone too
    assert 0 < kept == len(calls) - len(last)
    lost = len(spent) - kept
    assert 0 <= lost <= kills * IN_HAND


def test_two_runs_are_the_same(show: Path, whole: tuple[list[str], dict[str, bytes]], tmp_path: Path) -> None:
    assert sorted(run(tmp_path, show)) == sorted(whole[0])
    assert files(tmp_path) == whole[1]
