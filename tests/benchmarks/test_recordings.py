"""Recordings heard whole: every figure from what was heard alone, on worked examples."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.cer import Errors
from benchmarks.data import Line
from benchmarks.peers.errors import PeerUnavailable
from benchmarks.recordings import log as logs
from benchmarks.recordings.figures import (
    Bounded,
    Figures,
    Recording,
    compared,
    figures,
    laid_out,
    late_cues,
    merged,
    summary,
)
from benchmarks.recordings.known import Known, borders, late, words_beside
from benchmarks.recordings.listener import Heard, listening
from benchmarks.recordings.run import PEERS, chosen, report
from benchmarks.recordings.table import tables
from pipeline.errors import ConfigError
from pipeline.types import Cue

SAID = "家人们晚上好，九十九块九。"
HEARD = Heard(
    segments=((1000, 2500, "家人们晚上号，"), (2600, 4000, "99.9元。")),
    words=(
        *((1000, 1200, "家"), (1200, 1400, "人"), (1400, 1600, "们"), (1620, 1800, "晚")),
        *((1800, 2000, "上"), (2000, 2500, "号，"), (2600, 3600, "99.9"), (3600, 4000, "元。")),
    ),
    wall_s=2.0,
    cpu_s=3.0,
    memory_mb=500.0,
    others_s=0.1,
)
KNOWN = Known({0: 950, 3: 1700}, {10: 4100})
LINES = (Line(0.9, 2.4, "家人们晚上好，"), Line(2.5, 4.0, "九十九块九。"))
SHOW = Recording("s", "show", 10.0, SAID, LINES, "家人们晚上好九十九块九", KNOWN)


def test_a_recording_is_scored_from_what_was_heard() -> None:
    found = figures(SHOW, HEARD, own=False)
    assert found.errors == Errors(3, 11)  # 号 for 好, and 九十九点九元 for 九十九块九
    assert found.subtitled == Errors(1, 12)  # 99.9元 is how a subtitle writes it
    assert found.cue_ms == (100,)  # the second line begins with a number that is written otherwise
    assert found.starts_ms == (50, -80)
    assert (found.cues["netflix"], found.silent, found.invented) == (2, False, False)


def test_words_where_nobody_speaks_are_invented_and_rate_nothing() -> None:
    silent = Recording("m", "music", 5.0, "")
    found = figures(silent, HEARD, own=False)
    assert (found.silent, found.invented, found.errors.length) == (True, True, 0)
    nothing = figures(silent, replace(HEARD, segments=((0, 900, "。"),), words=()), own=False)
    assert not nothing.invented


def test_our_own_sentences_are_laid_out_by_each_house_and_those_of_others_are_cues() -> None:
    long = "家人们晚上好，欢迎来到我们的直播间，今天给大家带来的是一款特别好用的吹风机。"
    heard = replace(HEARD, segments=((0, 9000, long),))
    own, other = figures(SHOW, heard, own=True), figures(SHOW, heard, own=False)
    assert own.broken == {"netflix": 0, "bbc": 0, "social": 0}
    assert other.broken["netflix"] == 2  # too wide, and too long on screen
    assert all(len(line) <= 16 for cue in laid_out(heard.segments, "netflix") for line in cue.lines)
    assert laid_out([], "bbc") == []


def test_a_cue_is_late_where_it_begins_with_a_line() -> None:
    cues = [Cue(1100, 2000, ("家人们",)), Cue(2000, 2500, ("晚上好，",)), Cue(2450, 4000, ("九十九块九。",))]
    assert late_cues(LINES, cues) == [200, -50]


def test_only_the_borders_of_words_that_were_heard_right_are_known() -> None:
    text, known = "你好世界", Known({0: 100, 2: 500, 3: 800}, {1: 400, 3: 900})
    words = [(120, 480, "你好"), (470, 700, "是"), (700, 950, "界")]
    assert late(text, known, words) == ([20, -100], [80, 50])


def tone(*spans: tuple[int, int], length: int = 4000, noise: float = 0.0) -> np.ndarray:
    sound = np.full(length * 16, noise, np.float32)
    for start, end in spans:
        sound[start * 16 : end * 16] = 0.5
    return sound


def test_lines_begin_with_their_sound_and_pauses_are_borders_of_clauses() -> None:
    line = Line(0.5, 3.5, "你好，99.9块。")
    text, known = borders(tone((600, 1000), (1300, 3000)), [line])
    assert text == "你好九十九点九块"
    assert (dict(known.starts), dict(known.ends)) == ({0: 600, 2: 1300}, {1: 1000, 7: 3000})


@pytest.mark.parametrize(
    ("case", "sound"),
    [
        ("a stop consonant is no pause", tone((600, 1000), (1100, 3000))),
        ("a click is no sound", tone((500, 520), (600, 3000))),
    ],
)
def test_without_as_many_pauses_only_the_ends_are_known(case: str, sound: np.ndarray) -> None:
    _, known = borders(sound, [Line(0.5, 3.5, "你好，再见。")])
    assert (dict(known.starts), dict(known.ends)) == ({0: 600}, {3: 3000}), case


@pytest.mark.parametrize("noise", [0.05, 0.012])
def test_lines_over_other_sound_tell_nothing(noise: float) -> None:
    """At 20 dB below there is no silence; at 32 dB it depends on what is called silence."""
    assert borders(tone((600, 3000), noise=noise), [Line(0.5, 3.5, "你好。")]) == ("你好", Known())


def test_words_that_are_known_stand_beside_their_sound(tmp_path) -> None:
    assert words_beside(tmp_path / "a.flac") is None
    table = "start\tend\tword\n0.5\t0.7\t你\n0.7\t1.0\t99.\n"
    (tmp_path / "a.words.tsv").write_text(table, encoding="utf-8")
    found = words_beside(tmp_path / "a.flac")
    assert found == ("你九十九", Known({0: 500, 1: 700}, {0: 700, 3: 1000}))


def some(**more: object) -> Figures:
    return replace(figures(SHOW, HEARD, own=False), **more)  # type: ignore[arg-type]


def test_rates_of_many_are_sums_over_sums() -> None:
    both = [some(errors=Errors(1, 10)), some(errors=Errors(0, 30), seconds=30.0, wall_s=6.0)]
    found = summary(both)
    assert found["cer"] == 0.025
    assert found["speed"] == 5.0
    assert found["cpu_per_audio_s"] == 0.15
    assert (found["word_start_p50_ms"], found["words_timed"]) == (65.0, 4)
    assert found["word_starts_within_100_ms"] == 1.0
    assert found["peak_memory_mb"] == 500.0
    assert summary([])["cer"] is None


def test_ratios_are_bounded_over_recordings() -> None:
    own = [some(wall_s=1.0), some(wall_s=2.0), some(wall_s=3.0)]
    twice = [some(wall_s=2.0), some(wall_s=4.0), some(wall_s=6.0)]
    assert compared(own, twice)["speed"] == Bounded(2.0, 2.0, 2.0)
    mixed = compared(own, [some(wall_s=4.0), some(wall_s=2.0), some(wall_s=3.0)])["speed"]
    assert (mixed.value, mixed.low, mixed.high) == (1.5, 1.0, 4.0)
    assert compared(own, twice)["cer"] == Bounded(0.0, 0.0, 0.0)


def test_of_several_rounds_the_median_counts() -> None:
    rounds = [replace(HEARD, wall_s=wall, memory_mb=wall) for wall in (3.0, 1.0, 9.0)]
    assert (merged(rounds).wall_s, merged(rounds).memory_mb) == (3.0, 9.0)


def test_the_report_comes_again_from_its_log(tmp_path) -> None:
    heards = {"zimu": HEARD, "faster-whisper": replace(HEARD, words=(), wall_s=4.0)}
    clip = Recording("c", "read", 10.0, SAID)
    for recording in (SHOW, clip):
        logs.write(tmp_path, recording, heards, {"zimu": "0"})
    again = [logs.read((tmp_path / f"{name}.jsonl").open(encoding="utf-8")) for name in ("s", "c")]
    assert again == [(SHOW, heards), (clip, heards)]
    made = report([SHOW, clip], {"s": heards, "c": heards})
    assert made == report([r for r, _ in again], {r.id: h for r, h in again})
    assert made["compared"]["faster-whisper"]["clips"]["speed"]["value"] == 2.0
    shown = tables(json.loads(json.dumps(made)))
    assert "| zimu | 27.27% | 8.33% | - | 5.0 | 0.300 | 500 |" in shown
    assert "| faster-whisper | 2.00 (2.00 to 2.00) |" in shown


def test_peers_are_named() -> None:
    assert chosen("all") == list(PEERS)
    assert chosen("none") == []
    assert chosen("faster-whisper,faster-whisper") == ["faster-whisper"]
    with pytest.raises(ConfigError, match="--peers whisper: choose among faster-whisper"):
        chosen("whisper")


ECHO = """
import sys
print("{}", flush=True)
for line in sys.stdin:
    if "bad" in line: sys.exit("no such sound")
    print('{"segments": [[0, 900, "好"]], "words": []}', flush=True)
"""


def test_a_listener_answers_until_it_ends(tmp_path) -> None:
    import os
    import sys

    with listening("echo", [sys.executable, "-c", ECHO], os.environ, tmp_path) as listener:
        heard = listener.hear(tmp_path / "good.flac")
        assert heard.segments == ((0, 900, "好"),)
        assert heard.memory_mb > 1
        with pytest.raises(PeerUnavailable, match=r"echo: ended unasked; it said last: no such sound"):
            listener.hear(tmp_path / "bad.flac")
