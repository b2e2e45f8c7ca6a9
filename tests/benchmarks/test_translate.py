"""A table through the stage of the live pipeline with engines that are scripted: what is reported of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from benchmarks import table
from benchmarks.parallel import Sentence
from benchmarks.translate import TOGETHER, WARM, Bench, measure
from models.errors import InferenceFailed
from models.fake import FakeTranslator
from models.mt.types import Answer, Request
from pipeline.glossary import Glossary
from pipeline.translate import TranslateOptions

pytest.importorskip("sacrebleu", reason="sacrebleu is in the extra bench")

LINES = [
    Sentence(
        "a",
        "今天只要九十九块九。",
        {"en": "Today it is only 99.9 yuan.", "es": "Hoy solo 99,9 yuanes."},
        ("99.9",),
    ),
    Sentence("b", "小黄车里有货。", {"en": "It is in the shopping cart.", "es": "Está en el carrito."}),
]
RIGHT = {(line.source, tag): text for line in LINES for tag, text in line.references.items()}
TERMS = Glossary.parse("zh\ten\n小黄车\tshopping cart\n", "terms.tsv")


class Clock:
    """Stands but for what engines let pass."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Timed(FakeTranslator):
    """A line takes 1 s, and 3 s where it is the second of the table; right in English whatever the target."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        for request in requests:
            self._clock.seconds += 3 if request.text == LINES[1].source else 1
        super().__call__(requests)
        return [Answer(RIGHT.get((request.text, "en"), ""), engine=self.name) for request in requests]


class Careless(FakeTranslator):
    """Forgets figures until they are shown to it."""

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        answers = super().__call__(requests)
        return [
            answer if request.facts else Answer(answer.text.replace("99.9", "89.9"), engine="careless")
            for request, answer in zip(requests, answers, strict=True)
        ]


class Opened:
    """Opens `engine` and keeps for what."""

    def __init__(self, engine: FakeTranslator) -> None:
        self.engine = engine
        self.languages: list[list[str]] = []

    @contextmanager
    def __call__(self, languages: Sequence[str]) -> Iterator[FakeTranslator]:
        self.languages.append(list(languages))
        yield self.engine


def measured(
    engine: FakeTranslator, languages: Sequence[str] = ("en",), raw: bool = False, clock: Clock | None = None
) -> tuple[Any, Opened]:
    opened = Opened(engine)
    bench = Bench(opened, TranslateOptions(), TERMS, raw, clock or Clock())
    report = measure(LINES, languages, bench, lambda line: None)
    json.dumps(report)
    return report, opened


def test_what_is_right_and_how_long_it_took() -> None:
    clock = Clock()
    report, _ = measured(Timed(clock), clock=clock)
    english = report["languages"]["en"]
    assert english["chrf"] == english["bleu"] == 100
    assert english["facts_kept"] == english["facts_total"] > 0
    assert (english["glossary_hits"], english["glossary_total"]) == (1, 1)
    assert (english["listed_kept"], english["listed_total"]) == (1, 1)
    assert (english["lines"], english["lost"], english["engine"]) == (2, 0, "fake")
    assert (english["ms_p50"], english["ms_p95"]) == (2000, 2900)
    assert english["unkept"] == []
    assert "raw" not in english


def test_the_stage_keeps_what_its_engine_forgets() -> None:
    report, _ = measured(Careless(RIGHT), raw=True)
    english = report["languages"]["en"]
    assert english["facts_kept"] == english["facts_total"]
    assert english["retried"] == 1
    assert english["raw"]["facts_kept"] == english["facts_total"] - 1
    assert english["raw"]["chrf"] < english["chrf"] == 100


def test_the_raw_engine_sees_the_line_and_nothing_else() -> None:
    engine = FakeTranslator(RIGHT)
    measured(engine, raw=True)
    asked = [request for batch in engine.batches for request in batch]
    assert [r for r in asked if r.text == LINES[1].source and r.terms]
    assert asked.count(Request(LINES[1].source, "en")) == 1


def test_figures_alone_are_no_translation() -> None:
    wrong = RIGHT | {(LINES[0].source, "en"): "Today it is cheap."}
    report, _ = measured(FakeTranslator(wrong))
    english = report["languages"]["en"]
    assert (english["bared"], english["lost"]) == (1, 0)
    assert english["facts_kept"] == english["facts_total"]
    assert english["chrf"] < 100


def test_lost_lines_are_told_and_count_against_everything() -> None:
    report, _ = measured(FakeTranslator(RIGHT | {(LINES[1].source, "en"): ""}))
    english = report["languages"]["en"]
    assert (english["lost"], english["bared"]) == (1, 0)
    assert (english["glossary_hits"], english["glossary_total"]) == (0, 1)
    assert english["chrf"] < 100


class Failing(FakeTranslator):
    """Fails at the second line of the table."""

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        if any(request.text == LINES[1].source for request in requests):
            raise InferenceFailed("fake: scripted to fail")
        return super().__call__(requests)


def test_an_engine_that_fails_loses_its_line() -> None:
    report, _ = measured(Failing(RIGHT), raw=True)
    english = report["languages"]["en"]
    assert english["lost"] == 1
    assert english["raw"]["chrf"] == english["chrf"] > 0


def test_each_language_is_opened_alone_and_then_together() -> None:
    tags = ["en", "es", "fr", "de", "ru", "it", "vi", "th", "ar"]
    clock = Clock()
    report, opened = measured(Timed(clock), tags, clock=clock)
    assert opened.languages == [[tag] for tag in tags] + [tags[:n] for n in TOGETHER]
    assert list(report["languages"]) == tags
    assert [each["languages"] for each in report["together"]] == list(TOGETHER)
    assert [each["ms_p95"] for each in report["together"]] == [2900 * n for n in TOGETHER]
    assert [r.text for r in opened.engine.batches[0]] == [WARM]


def test_a_language_without_references_has_no_scores() -> None:
    report, _ = measured(FakeTranslator({(LINES[0].source, "it"): "Oggi solo 99,9 yuan."}), ["it"])
    italian = report["languages"]["it"]
    assert italian["chrf"] is italian["bleu"] is None
    assert italian["facts_kept"] == italian["facts_total"] > 0


def test_the_table() -> None:
    report, _ = measured(FakeTranslator(RIGHT), ["en", "it"], raw=True)
    lines = table.translations(report).splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert {len(row) for row in rows[:4]} == {len(rows[0])}
    assert rows[2][:4] == ["en", "fake", "100.0 ±0.0", "100.0 ±0.0"]
    assert rows[3][2] == "-"
    assert rows[4][0] == "languages at once" and rows[6][0] == "1"
    assert lines[-1].startswith("Peak memory ")


def test_the_table_without_the_bare_engine() -> None:
    report, _ = measured(FakeTranslator(RIGHT), ["en"])
    titles, _, english = table.translations(report).splitlines()[:3]
    assert "raw" not in titles and titles.count("|") == english.count("|")
