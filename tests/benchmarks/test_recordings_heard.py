"""The error rate of a peer is the one that a few lines written for nothing else give, to the last digit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.peers.process import environment
from models.store import Store
from tests.commands.programs import zimu

pytestmark = [pytest.mark.weights, pytest.mark.data, pytest.mark.ffmpeg]

IDS = ("ais1-S0150-W0122", "ais1-S0150-W0128")
"""Read speech without a figure in it, so that there is one way to write it."""


BY_HAND = """
import csv, sys, unicodedata, opencc
from faster_whisper import WhisperModel
weights, data, *ids = sys.argv[1:]
model, simple = WhisperModel(weights, compute_type="int8", cpu_threads=2), opencc.OpenCC("t2s")
wrong = total = 0
for row in csv.DictReader(open(f"{data}/mandarin.tsv", encoding="utf-8"), delimiter="\\t"):
    if row["id"] in ids:
        said = "".join(s.text for s in model.transcribe(f"{data}/{row['path']}", language="zh")[0])
        a, b = ([c for c in simple.convert(unicodedata.normalize("NFKC", t)).lower() if c.isalnum()]
                for t in (row["transcript"], said))
        costs = list(range(len(b) + 1))
        for i, x in enumerate(a, 1):
            last, costs[0] = costs[0], i
            for j, y in enumerate(b, 1):
                last, costs[j] = costs[j], min(last + (x != y), costs[j] + 1, costs[j - 1] + 1)
        wrong, total = wrong + costs[-1], total + len(a)
print(wrong / total)
"""


def by_hand(weights: Path, data: Path, home: Path) -> float:
    """In a process that knows as little as the peer: threads decide a last bit, that may decide a word."""
    done = subprocess.run(
        [sys.executable, "-c", BY_HAND, str(weights), str(data), *IDS],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


def test_a_peer_errs_as_often_as_counted_by_hand(data_dir: Path, store: Store, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    manifest = str(data_dir / "mandarin.tsv")
    asked = ["bench", "batch", "--manifest", manifest, "--only", ",".join(IDS), "--json", str(out)]
    done = zimu(*asked, "--peers", "faster-whisper", "--log", str(tmp_path / "log"), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(out.read_text(encoding="utf-8"))
    found = report["systems"]["faster-whisper"]["clips"]
    assert found["edits"] / found["characters"] == by_hand(store.open("whisper-base"), data_dir, tmp_path)
    assert report["systems"]["zimu"]["clips"]["recordings"] == len(IDS)
    assert sorted(path.stem for path in (tmp_path / "log").iterdir()) == list(IDS)
