"""The file of what was accepted, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.guard import guard, told, verdict
from benchmarks.guard.baseline import FILE, GROUPS, Baseline, cpu, place
from benchmarks.guard.children import read, written
from pipeline.errors import ConfigError

FOUND = guard.Found(
    [{"decode": [2.0, 2.2, 2.4]}, {"decode": [3.0]}, {"decode": [2.1]}],
    {group.name: {"x": 100.0} for group in GROUPS[1:]},
    {},
)


def test_what_is_accepted_holds_from_then_on_and_a_fifth_more_fails(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    accepted = Baseline.read(file)
    guard.accept(FOUND, accepted, {"commit": "abc"}, "the first one")
    accepted.write(file)
    again = Baseline.read(file)
    assert again.values(guard.TIME) == {"decode": 2.2}  # of processes and of rounds the median
    assert not any(each.fails for each in guard.judge(FOUND, again))
    slower = guard.Found([{"decode": [2.64] * 3}], {name: {"x": 120.0} for name in FOUND.counts}, {})
    assert all(each.fails for each in guard.judge(slower, again))
    entry = json.loads(file.read_text(encoding="utf-8"))["calls"][place("machine")]
    assert entry == {"reason": "the first one", "signature": {"commit": "abc"}, "values": {"x": 100.0}}


def test_an_unknown_machine_is_told_so_and_fails_nothing() -> None:
    verdicts = guard.judge(FOUND, Baseline({"time": {"another CPU": {"values": {"decode": 1.0}}}}))
    assert told.failures(verdicts) == []
    (time, *_) = told.remarks(verdicts, Baseline({"time": {"another CPU": {"values": {"decode": 1.0}}}}))
    assert time.startswith(
        f"time not judged: no baseline for {place('machine')} (there is one for: another CPU)"
    )
    assert "make bench-guard-baseline" in time


def test_a_failure_names_the_kernel_by_how_much_and_what_to_do() -> None:
    verdicts = verdict.times([{"decode": [2.4] * 9}], {"decode": 2.0}, guard.TIME)
    (line,) = told.failures(verdicts)
    assert line.startswith(
        "FAILED: decode: CPU time, in that of the calibration: 2.400 instead of 2, +20.0% where 10%"
    )
    assert "make bench-guard-baseline" in line
    assert (
        "| decode | CPU time, in that of the calibration | 2.400 | 2 | 1.200 | 1.200-1.200 |"
        in told.table(verdicts)
    )


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text("[]")
    with pytest.raises(ConfigError, match=r"baseline\.json: not a baseline"):
        Baseline.read(file)


def test_cpus_that_clouds_name_alike_are_told_apart(tmp_path: Path) -> None:
    info = tmp_path / "cpuinfo"
    info.write_text(
        "processor\t: 0\ncpu family\t: 26\nmodel\t\t: 2\nmodel name\t: AMD EPYC\n\nprocessor\t: 1\n"
    )
    assert cpu(info).endswith("AMD EPYC 26/2")
    assert cpu(tmp_path / "absent")


def test_the_committed_baseline_holds_every_group_and_says_why() -> None:
    entries = json.loads(FILE.read_text(encoding="utf-8"))
    assert set(entries) == {group.name for group in GROUPS}
    assert all(entries[name] for name in ("bytecodes", "memory", "calls", "queues"))
    for group in entries.values():
        for entry in group.values():
            assert entry["reason"]
            assert entry["signature"]["commit"]
            assert entry["values"]


def test_shares_reach_a_measuring_process_as_they_are() -> None:
    shares = {"WebVTT cut": 0.2, "mel+encode": 0.4}
    assert read([option.removeprefix("--slower=") for option in written(shares)]) == shares
