"""What can be given to a report, and how it says what cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.report.runs import read
from pipeline.errors import ConfigError, exit_code
from tests.benchmarks.report import small

LINES = [json.dumps(row) for row in small.rows()]
END = next(number for number, line in enumerate(LINES) if '"event": "end"' in line)


def test_folders_and_the_folders_in_them_are_runs(tmp_path: Path) -> None:
    small.write(tmp_path / "a")
    small.write(tmp_path / "a" / "peer")
    small.write(tmp_path / "other" / "a")
    runs = read([tmp_path / "a", tmp_path / "other" / "a", tmp_path / "a" / "show.jsonl"])
    assert [run.name for run in runs] == ["a", "a/peer", "a (2)", "show"]
    assert [len(run.sessions) for run in runs] == [1, 1, 1, 1]


def test_a_saved_report_is_a_run_without_logs(tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    path.write_text(json.dumps({"signature": {"commit": "x"}, "total": {"cer": 0.1}}))
    (run,) = read([path])
    assert run.name == "saved" and run.signature == {"commit": "x"} and not run.sessions


@pytest.mark.parametrize(
    ("lines", "line", "why"),
    [
        ([], 1, "empty"),
        (["hello"], 1, "no JSON"),
        (["[1]"], 1, "no event"),
        (['{"at": 1}'], 1, "no event"),
        (['{"event": "heard", "at": 1}'], 1, "not of type stream"),
        ([LINES[0], '{"event": "hypothesis", "at": 1}'], 2, "has no 'committed'"),
        ([LINES[0], '{"event": "gap", "at": "soon", "start": 0, "end": 1, "reason": "x"}'], 2, "no number"),
        ([LINES[0], '{"event": "stre'], 2, "no JSON"),
        (LINES[:END], END, "breaks off"),
    ],
)
def test_a_damaged_log_is_told_by_file_line_and_fix(
    tmp_path: Path, lines: list[str], line: int, why: str
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(lines))
    with pytest.raises(ConfigError, match=why) as raised:
        read([path])
    said = str(raised.value)
    assert said.startswith(f"{path}: line {line}: ") and "\n" not in said and (";" in said)
    assert exit_code(raised.value) == 2


def test_what_is_not_text_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(LINES[0].encode() + b"\n\xff\xfe")
    with pytest.raises(ConfigError, match="line 2: is not UTF-8"):
        read([path])
    for absent in (tmp_path / "no.jsonl", tmp_path / "no"):
        with pytest.raises(ConfigError, match="cannot be read"):
            read([absent])
    (tmp_path / "bare").mkdir()
    with pytest.raises(ConfigError, match=r"holds no logs"):
        read([tmp_path / "bare"])


def test_a_line_of_another_shape(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    wrong = json.dumps({"event": "hypothesis", "at": 1, "committed": 5, "tail": [], "upto": 0, "ends": False})
    path.write_text("\n".join([LINES[0], wrong, *LINES[1:]]))
    with pytest.raises(ConfigError, match="another shape") as raised:
        read([path])
    assert f"{path}: line 2: " in str(raised.value)
