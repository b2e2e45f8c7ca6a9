"""Each figure on a worked example."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.cer import Errors
from benchmarks.events import Event, Events
from benchmarks.metrics import Figures, grows, invented, revised, score, summary
from pipeline.types import Gap
from tests.benchmarks.scripted import revision, said, sounding, stream


def test_error_rate_delays_and_first_drafts() -> None:
    events = stream(said(400, "", "今田"), said(700, "今", "天"), said(1000, "天，坏。"), cpu_s=0.3)
    found = summary(score(events, "今天，好。", sounding("今天好"), seconds=1.5))
    assert found["cer"] == found["cer_revised"] == pytest.approx(1 / 3, abs=1e-4)
    assert (found["edits"], found["characters"]) == (1, 3)
    assert found["commit_p50"] == pytest.approx((0.6 + 0.8) / 2)  # 今 700 - 100, 天 1000 - 200
    assert found["commit_p95"] == pytest.approx(0.79)
    assert found["first_draft_p50"] == pytest.approx((0.3 + 0.5) / 2)  # 今 400 - 100, 天 700 - 200
    assert found["first_draft_found"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["cpu_per_audio_s"] == 0.2


@pytest.mark.parametrize(
    ("events", "erasure", "with_marks"),
    [
        ([said(1, "", "今天"), said(2, "", "今天好"), said(3, "今天好")], 0, 0),
        ([said(1, "", "今天"), said(2, "", "明天"), said(3, "明天")], 2 / 2, 2 / 2),
        ([said(1, "", "今天去"), said(2, "今", "天好"), said(3, "天好")], 1 / 3, 1 / 3),
        ([said(1, "", "今天。"), said(2, "", "今天，好"), said(3, "今天，好。")], 0, 1 / 5),
        ([said(1, "", "今天"), said(2, ""), said(3, "", "今天"), said(4, "今天")], 2 / 2, 2 / 2),
        ([said(1, "", "軟體"), said(2, "软体")], 0, 0),  # a viewer sees one script
        ([said(1, "", "OK"), said(2, "ok")], 0, 2 / 2),
    ],
)
def test_normalised_erasure(events: list[Event], erasure: float, with_marks: float) -> None:
    found = summary(score(stream(*events), "今天", sounding("今天"), 1))
    assert found["normalised_erasure"] == pytest.approx(erasure, abs=1e-4)
    assert found["normalised_erasure_marks"] == pytest.approx(with_marks, abs=1e-4)


def test_a_revision_replaces_the_words_whose_middle_lies_in_it() -> None:
    events = stream(said(500, "今田好"), said(900, "再见", start=300), revision(1500, 100, 300, "天坏"))
    words, changed, after = revised(events)
    assert "".join(word.text for word in words) == "今天坏再见"
    assert changed == 2
    assert after == (1000,)
    found = summary(score(events, "今天好再见", sounding("今天好再见"), 1))
    assert found["cer"] == found["cer_revised"] == 0.2
    assert found["revised_share"] == 0.4
    assert found["revision_p95"] == 1.0


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (revision(900, 0, 300, ""), "再见"),
        (revision(900, 0, 500, "你好再见"), "你好再见"),
        (revision(900, 150, 250, "天天"), "今天天好再见"),
        (revision(900, 150, 151, "天天"), "今天天好再见"),
        (revision(900, 151, 250, "天天"), "今田天天好再见"),
        (revision(900, 500, 900, "了"), "今田好再见了"),
        (revision(900, 100, 100, "很"), "今很田好再见"),
    ],
)
def test_where_a_revision_goes(change: Event, text: str) -> None:
    words, _, _ = revised(stream(said(500, "今田好再见"), change))
    assert "".join(word.text for word in words) == text


def test_a_word_whose_middle_is_the_end_stays() -> None:
    words, changed, after = revised(
        stream(said(500, "今"), said(800, "田", start=100), revision(900, 0, 150, "明"))
    )
    assert ("".join(word.text for word in words), changed, after) == ("明田", 1, (400,))


@pytest.mark.parametrize(
    ("text", "count"),
    [("谢谢观看", 4), ("Thank you.", 2), ("99.9元 don't，…", 3), ("。。。", 0), ("", 0), ("１,200 円", 2)],
)
def test_words(text: str, count: int) -> None:
    assert invented(text) == count


def test_words_are_invented_only_where_nobody_speaks() -> None:
    events = stream(said(500, "谢谢"))
    assert score(events, "", (), 1).invented == 2
    assert score(events, "谢谢", sounding("谢谢"), 1).invented == 0
    other = score(events, None, (), 1)
    assert (other.invented, other.committed.length) == (0, 0)
    assert summary(other)["cer"] is None


def test_what_waited_and_what_was_skipped() -> None:
    events = Events((), 9.0, 1.0, (0.0, 350.0, 20.0), (Gap(100, 1600, "slow"),))
    found = summary(score(events, "", (), 10))
    assert (found["late_max"], found["skipped_s"]) == (0.35, 1.5)


def test_over_many_streams_counts_add_up_and_delays_are_pooled() -> None:
    one = score(stream(said(500, "今天"), cpu_s=1), "今天", sounding("今天"), 4)
    two = score(stream(said(900, "好的呢"), cpu_s=2, late_ms=[7]), "坏", sounding("坏"), 2)
    both = sum((one, two), Figures())
    assert both.committed == Errors(3, 3)
    assert both.commit_ms == (400, 300)
    assert both.late_ms == 7
    assert summary(both)["cpu_per_audio_s"] == 0.5


def test_figures_of_nothing_are_none() -> None:
    found = summary(score(stream(), "", (), 0))
    assert found["cer"] is found["commit_p50"] is found["normalised_erasure"] is None
    assert found["invented_words"] == 0


@pytest.mark.parametrize(
    ("late", "does"),
    [([], False), ([0, 400, 300, 500, 0, 400], False), ([0, 400, 800, 1200, 1600, 2000], True)],
)
def test_a_backlog_that_grows(late: list[float], does: bool) -> None:
    assert grows(late) is does


@given(st.lists(st.text("今天好。", max_size=5), max_size=6))
def test_text_that_only_grows_erases_nothing(pieces: list[str]) -> None:
    events = [said(n, piece, "") for n, piece in enumerate(pieces)]
    assert score(stream(*events), None, (), 1).erased == 0
