"""A table's log is scored as its run was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.logs import Logs
from benchmarks.parallel import Sentence
from benchmarks.played import Made
from benchmarks.rescored import rescored, tables
from benchmarks.session import load
from benchmarks.spent import Spent
from benchmarks.translate import quality
from benchmarks.translated_log import figures, rows
from pipeline.glossary import Glossary

pytest.importorskip("sacrebleu", reason="sacrebleu is in the extra bench")

LINES = [
    Sentence("a", "今天只要九十九块九。", {"en": "Today it is only 99.9 yuan."}, ("99.9",)),
    Sentence("b", "小黄车里有货。", {"en": "It is in the shopping cart."}),
    Sentence("c", "再见。", {"en": "Bye."}),
]
MADE = [Made("Today only 99.9 yuan.", 100.0), Made("It is in the shopping cart.", 300.0), Made("", 50.0)]
TERMS = Glossary.parse("zh\ten\n小黄车\tshopping cart\n", "terms.tsv")
SPENT = Spent(1.5, 100.0)


def test_figures_are_those_of_the_run() -> None:
    log = load(json.dumps(row) for row in rows(LINES, MADE, "en", TERMS, {"commit": "1"}, SPENT))
    found = figures(log)
    assert found.items() >= quality(LINES, [each.text for each in MADE], "en", TERMS).items()
    assert (found["lines"], found["lost"]) == (3, 1)
    assert (found["ms_p50"], found["ms_p95"]) == (100, 280)  # of 50, 100 and 300
    assert (found["facts_kept"], found["listed_kept"], found["glossary_hits"]) == (1, 1, 1)
    assert (log.events.cpu_s, log.events.memory_mb, log.events.ended) == (1.5, 100, 450)


def test_a_language_without_references(tmp_path: Path) -> None:
    Logs(tmp_path, {}).kept("es", rows(LINES, MADE, "es", TERMS, {"commit": "1"}, SPENT))
    (run,) = rescored([tmp_path])
    assert run.bench == "translate"
    assert "| es | 3 | 1 | - | - |" in tables([run])
