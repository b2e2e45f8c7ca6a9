"""`zimu check` as a shell runs it."""

from __future__ import annotations

import json

import pytest

from tests.commands.programs import assert_one_line, zimu

GOOD = "1\n00:00:01,000 --> 00:00:03,000\nGood evening.\n"
BAD = GOOD + "\n2\n00:00:03,000 --> 00:00:03,500\nAnd welcome to our live stream tonight!\n"


def test_what_is_right_is_silent_on_stdout(tmp_path):
    (tmp_path / "show.en.srt").write_text(GOOD)
    done = zimu("check", "show.en.srt", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 cues, 0 violations of netflix (en)" in done.stderr


def test_every_breach_has_time_number_rule_measure_and_bound(tmp_path):
    (tmp_path / "show.en.srt").write_text(BAD)
    done = zimu("check", "show.en.srt", "--preset", "netflix", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "show.en.srt: 00:00:03.000 #2 short: 500 ms on screen, at least 833",
        "show.en.srt: 00:00:03.000 #2 fast: 78 columns a second, at most 20",
        "show.en.srt: 00:00:03.000 #2 gap: 0 ms after the one before, at least 83",
    ]


def test_json_is_one_line_a_breach(tmp_path):
    (tmp_path / "show.srt").write_text(BAD)
    done = zimu("check", "show.srt", "--preset", "bbc", "--lang", "en", "--json", folder=tmp_path)
    assert done.returncode == 1
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["rule"] for each in found] == ["columns", "short", "fast"]
    assert found[0] == {
        "file": "show.srt", "cue": 2, "time": 3.0, "rule": "columns", "measured": 39, "allowed": 37,
    }  # fmt: skip
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["show.srt"], 2, "pass --lang en"),
        (["show.srt", "--preset", "bcc"], 2, "did you mean bbc"),
        (["show.srt", "--lang", "qqq"], 2, "unknown language"),
        (["show.srt", "--lang", "en", "--fps", "0"], 2, "--fps 0"),
        (["none.en.srt"], 1, "cannot be read"),
        (["text.en.srt"], 2, "no subtitle in it"),
    ],
)
def test_bad_input_is_one_line_and_a_code(arguments, code, says, tmp_path):
    (tmp_path / "show.srt").write_text(GOOD)
    (tmp_path / "text.en.srt").write_text("hello")
    assert_one_line(zimu("check", *arguments, folder=tmp_path), code, says)
