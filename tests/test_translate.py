from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InferenceFailed
from models.fake import FakeTranslator
from models.mt.types import Answer, Request
from pipeline.ladder import Step
from pipeline.translate import Translate, TranslateOptions
from pipeline.translation.backlog import BacklogOptions
from pipeline.types import Progress, Segment, Translation
from tests.laws import progress_is_kept

LANGUAGES = ("en", "zh-Hant-TW", "pt-BR", "zh-Hans")


def line(
    number: int, text: str = "", final: bool = True, revision: int = 0, closed: bool | None = None
) -> Segment:
    """A segment; a final one is closed too, as the segmenter has it."""
    start = number * 1000
    is_closed = final if closed is None else closed
    return Segment(number, start, start + 900, text or f"第{number}句", final, revision, is_closed)


def texts(records: Iterable[Translation | Progress]) -> list[tuple[int, str, str]]:
    return [(r.segment.id, r.language, r.text) for r in records if isinstance(r, Translation)]


def test_a_final_leaves_in_every_language_chinese_first_and_the_rest_as_one_batch() -> None:
    engine = FakeTranslator()
    assert texts(Translate(engine, LANGUAGES).push(line(1, "这个软件"))) == [
        (1, "zh-Hans", "这个软件"),
        (1, "zh-Hant-TW", "這個軟體"),
        (1, "en", "en:这个软件"),
        (1, "pt-BR", "pt-BR:这个软件"),
    ]
    assert [len(batch) for batch in engine.batches] == [2]


def test_chinese_leaves_before_the_engine_is_asked() -> None:
    engine = FakeTranslator()
    records = iter(Translate(engine, LANGUAGES).push(line(1)))
    next(records), next(records)
    assert engine.batches == []


def test_drafts_leave_in_chinese_only() -> None:
    engine = FakeTranslator()
    assert [tag for _, tag, _ in texts(Translate(engine, LANGUAGES).push(line(1, final=False)))] == [
        "zh-Hans",
        "zh-Hant-TW",
    ]
    assert engine.batches == []


def test_drafts_are_translated_on_request_and_are_no_context() -> None:
    engine = FakeTranslator()
    stage = Translate(engine, ["en"], options=TranslateOptions(drafts=True))
    list(stage.push(line(1, "稿", final=False)))
    list(stage.push(line(2, "句")))
    assert [batch[0].context for batch in engine.batches] == [(), ()]


def test_a_closed_segment_is_translated_and_its_final_asks_again_only_if_it_was_revised() -> None:
    engine = FakeTranslator()
    stage = Translate(engine, ["en"])
    assert texts(stage.push(line(1, "天地", final=False, closed=True))) == [(1, "en", "en:天地")]
    (final,) = stage.push(line(1, "天地", revision=1))
    assert isinstance(final, Translation) and final.segment.final and final.text == "en:天地"
    assert len(engine.batches) == 1
    list(stage.push(line(2, "玄皇", final=False, closed=True)))
    assert texts(stage.push(line(2, "玄黄", revision=1))) == [(2, "en", "en:玄黄")]
    assert [[r.text for r in batch] for batch in engine.batches] == [["天地"], ["玄皇"], ["玄黄"]]


def test_a_closed_segment_is_context_once_it_is_final() -> None:
    engine = FakeTranslator()
    stage = Translate(engine, ["en"])
    list(stage.push(line(1, "天地", final=False, closed=True)))
    list(stage.push(line(2, "玄黄", final=False, closed=True)))
    list(stage.push(line(1, "天地", revision=1)))
    list(stage.push(line(3, "宇宙")))
    assert [batch[0].context for batch in engine.batches] == [(), (), ("天地",)]


def test_what_is_lost_of_a_closed_segment_is_told_once_when_it_is_final() -> None:
    stage = Translate(FakeTranslator({("天", "en"): ""}), ["en"])
    assert texts(stage.push(line(1, "天", final=False, closed=True))) == [] and not stage.counts.lost
    assert texts(stage.push(line(1, "天", revision=1))) == [] and stage.counts.lost == {"en": 1}


def test_only_chosen_languages_leave_and_chinese_alone_needs_no_engine() -> None:
    assert texts(Translate(None, ["zh-Hant-HK"]).push(line(1, "这个"))) == [(1, "zh-Hant-HK", "這個")]
    with pytest.raises(ValueError, match="en"):
        Translate(None, ["en", "zh-Hans"])


def test_context_is_the_sentences_before_and_bounded() -> None:
    engine = FakeTranslator()
    stage = Translate(engine, ["en"], options=TranslateOptions(context_lines=2))
    list(stage.push_many([line(n, str(n)) for n in (1, 2)]))
    list(stage.push_many([line(n, str(n)) for n in (3, 4)]))
    assert [r.context for batch in engine.batches for r in batch] == [(), ("1",), ("1", "2"), ("2", "3")]


def test_what_waits_is_one_batch_and_stale_drafts_are_dropped() -> None:
    engine = FakeTranslator()
    stage = Translate(engine, ["zh-Hans", "en"])
    records = list(
        stage.push_many(
            [
                line(1, "好", final=False, revision=0),
                line(1, "好的", final=False, revision=1),
                Progress(1500),
                line(1, "好的。", revision=2),
                line(2, "来", final=False),
                line(2, "来吧", final=False, revision=1),
                line(3, "走。"),
                Progress(2500),
            ]
        )
    )
    assert texts(records) == [
        (1, "zh-Hans", "好的。"),
        (2, "zh-Hans", "来吧"),
        (3, "zh-Hans", "走。"),
        (1, "en", "en:好的。"),
        (3, "en", "en:走。"),
    ]
    assert records[-1] == Progress(2500) and sum(isinstance(r, Progress) for r in records) == 1
    assert len(engine.batches) == 1


def test_a_repeated_line_is_translated_once() -> None:
    engine = FakeTranslator()
    stage = Translate(engine, ["en"])
    list(stage.push_many([line(1, "好"), line(2, "好")]))
    assert texts(stage.push(line(3, "好"))) == [(3, "en", "en:好")]
    assert [len(batch) for batch in engine.batches] == [1]


def test_the_cache_is_bounded() -> None:
    engine = FakeTranslator()
    stage = Translate(engine, ["en"], options=TranslateOptions(cache_lines=1))
    for number, text in enumerate(["好", "来", "好"]):
        list(stage.push(line(number, text)))
    assert len(engine.batches) == 3


class Told:
    """Keeps what a stage tells."""

    def __init__(self) -> None:
        self.lost: list[tuple[int, str, str]] = []
        self.outages: list[tuple[str, str]] = []

    def stage(self, engine: FakeTranslator, languages: Sequence[str], **options: object) -> Translate:
        return Translate(
            engine,
            languages,
            options=TranslateOptions(backlog=BacklogOptions(**options)),  # type: ignore[arg-type]
            on_loss=lambda segment, tag, why: self.lost.append((segment.id, tag, why)),
            on_outage=lambda tag, why: self.outages.append((tag, why)),
        )


def test_a_failing_language_delays_no_other_is_told_and_loses_nothing_once_it_is_back() -> None:
    engine, told = FakeTranslator(failing=["en"]), Told()
    stage = told.stage(engine, LANGUAGES)
    for number in (1, 2, 3):
        assert [tag for _, tag, _ in texts(stage.push(line(number)))] == ["zh-Hans", "zh-Hant-TW", "pt-BR"]
    assert stage.failing == {"en"} and told.outages == [("en", "fake: en is scripted to fail")]
    engine.failing.clear()
    back = [(n, text) for n, tag, text in texts(stage.push(line(30))) if tag == "en"]
    assert back == [(n, f"en:第{n}句") for n in (1, 2, 3, 30)]
    assert not stage.failing and told.outages[1:] == [("en", "")] and not told.lost


def test_progress_waits_for_what_is_owed() -> None:
    engine = FakeTranslator(failing=["en"])
    stage = Translate(engine, ["en"])
    records = [*stage.push_many([line(1), Progress(2000)]), *stage.push_many([line(2), Progress(3000)])]
    assert records == [Progress(1000), Progress(1000)]
    engine.failing.clear()
    assert list(stage.push_many([line(9), Progress(9500)]))[-1] == Progress(9500)


def test_a_failing_engine_is_asked_less_and_less_often() -> None:
    engine = FakeTranslator(failing=["en"])
    stage = Translate(engine, ["en"])
    for second in range(1, 60):
        list(stage.push_many([line(second), Progress(second * 1000 + 900)]))
    assert [batch[0].text for batch in engine.batches] == [f"第{n}句" for n in (1, 3, 6, 11, 20, 37, 54)]
    assert {len(batch) for batch in engine.batches} == {1}


def test_what_is_owed_is_bounded_and_the_oldest_is_lost_and_told() -> None:
    told = Told()
    stage = told.stage(FakeTranslator(failing=["en"]), ["en"], owed_lines=2)
    for number in range(1, 5):
        list(stage.push(line(number)))
    assert [number for number, _, _ in told.lost] == [1, 2]
    assert list(stage.flush()) == []
    assert [number for number, _, _ in told.lost] == [1, 2, 3, 4] and stage.counts.lost == {"en": 4}
    assert list(stage.flush()) == []


def test_at_the_end_an_engine_that_is_back_makes_what_it_owes() -> None:
    engine, told = FakeTranslator(failing=["en"]), Told()
    stage = told.stage(engine, ["en"])
    for number in (1, 2, 3):
        list(stage.push(line(number)))
    engine.failing.clear()
    assert texts(stage.flush()) == [(n, "en", f"en:第{n}句") for n in (1, 2, 3)] and not told.lost


def test_a_line_that_breaks_the_engine_is_lost_and_no_other() -> None:
    class Allergic(FakeTranslator):
        def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
            if any(request.text == "毒" for request in requests):
                raise InferenceFailed("ouch")
            return super().__call__(requests)

    told = Told()
    stage = told.stage(Allergic(), ["en"])
    lines = [line(n, "毒" if n == 5 else f"{n}") for n in range(1, 60)]
    made = [text for n in range(0, 60, 3) for text in texts(stage.push_many(lines[n : n + 3]))]
    made += texts(stage.flush())
    assert [number for number, _, _ in made] == [n for n in range(1, 60) if n != 5]
    assert told.lost == [(5, "en", "ouch")]


def test_lines_that_wait_leave_a_few_at_a_time() -> None:
    engine = FakeTranslator()
    records = iter(Translate(engine, ["en", "de"]).push_many([line(n) for n in range(1, 11)]))
    next(records)
    assert [len(batch) for batch in engine.batches] == [8]
    list(records)
    assert [len(batch) for batch in engine.batches] == [8, 8, 4]


def test_closed_lines_go_before_drafts() -> None:
    engine = FakeTranslator()
    stage = Translate(engine, ["en"], options=TranslateOptions(drafts=True))
    made = texts(stage.push_many([line(1, "稿", final=False), line(0, "句")]))
    assert [text for _, _, text in made] == ["en:句", "en:稿"]
    assert [[r.draft for r in batch] for batch in engine.batches] == [[False], [True]]


def test_what_was_shown_of_a_line_that_is_lost_is_taken_back() -> None:
    engine = FakeTranslator({("玄黄", "en"): ""})
    stage = Translate(engine, ["en"])
    list(stage.push(line(1, "宣黄", final=False, closed=True)))
    assert texts(stage.push(line(1, "玄黄", revision=1))) == [(1, "en", "")]


def test_a_line_that_turns_out_to_say_nothing_is_taken_back_and_not_asked() -> None:
    engine = FakeTranslator()
    stage = Translate(engine, ["en"], options=TranslateOptions(drafts=True))
    list(stage.push(line(1, "咦", final=False)))
    silent = Segment(1, 1000, 1900, "", True, 1, True)
    assert texts(stage.push(silent)) == [(1, "en", "")] and len(engine.batches) == 1
    assert texts(Translate(engine, ["en"]).push(silent)) == [] and not stage.counts.lost


def test_terms_reach_the_engine_are_counted_and_may_change_while_live() -> None:
    class Known:
        def __init__(self, rendering: str) -> None:
            self.rendering = rendering

        def found(self, text: str, language: str, /) -> tuple[tuple[str, str], ...]:
            return (("车", self.rendering),) if "车" in text else ()

        def hits(self, text: str, translation: str, language: str, /) -> tuple[int, int]:
            return ("车" in text and self.rendering in translation), int("车" in text)

    engine = FakeTranslator({("上车", "en"): "my cart"})
    terms = Known("cart")
    stage = Translate(engine, ["en"], terms=lambda: terms)
    list(stage.push_many([line(1, "上车"), line(2, "好")]))
    terms = Known("basket")
    list(stage.push(line(3, "上车")))
    asked = [request.terms for batch in engine.batches for request in batch]
    assert asked == [(("车", "cart"),), (), (("车", "basket"),)]
    assert (stage.counts.glossary_hits["en"], stage.counts.glossary_wanted["en"]) == (1, 2)


def test_each_step_gives_up_more_and_only_for_its_language() -> None:
    engine, told = FakeTranslator(), Told()
    stage = Translate(
        engine,
        ["en", "de"],
        options=TranslateOptions(drafts=True),
        on_loss=lambda segment, tag, why: told.lost.append((segment.id, tag, why)),
    )
    stage.steps["de"] = Step.NO_DRAFTS
    assert [tag for _, tag, _ in texts(stage.push(line(1, "稿", final=False)))] == ["en"]
    stage.steps["de"] = Step.JOINED
    assert [tag for _, tag, _ in texts(stage.push(line(1, "稿", final=False, closed=True)))] == ["en"]
    made = texts(stage.push_many([line(1, "稿"), line(2, "乙。"), line(3, "丙"), line(4, "丁" * 60)]))
    assert [(n, text) for n, tag, text in made if tag == "de"] == [
        (1, "de:稿，乙。丙"),
        (4, f"de:{'丁' * 60}"),
    ]
    assert [n for n, tag, _ in made if tag == "en"] == [1, 2, 3, 4]
    stage.steps["de"] = Step.SHED
    made = texts(stage.push_many([line(5), line(6, "丁" * 60)]))
    assert [(n, tag) for n, tag, _ in made if tag == "de"] == [(6, "de")]  # it is known
    assert [(n, tag) for n, tag, _ in told.lost] == [(5, "de")]
    stage.steps["de"] = Step.ALL
    assert (7, "de", "de:第7句") in texts(stage.push(line(7)))


def test_a_price_is_right_in_every_language_though_the_sentence_be_lost() -> None:
    """The Spanish answer has lost it, and there is nowhere to put it back."""
    spoken = "到手价399元"
    engine = FakeTranslator({(spoken, "en"): "Only 399 yuan", (spoken, "es"): "muy barato"})
    told = Told()
    stage = told.stage(engine, ["en", "es"])
    assert texts(stage.push(line(1, spoken))) == [(1, "en", "Only 399 yuan"), (1, "es", "399 yuanes")]
    assert not told.lost and stage.counts.bared == {"es": 1}
    assert [r.facts != () for batch in engine.batches for r in batch] == [False, False, True]
    assert stage.counts.facts_kept == stage.counts.facts_total == {"en": 1, "es": 1}


def test_a_line_with_a_wrong_figure_that_costs_nothing_is_lost_and_told() -> None:
    engine = FakeTranslator({("走了398公里", "es"): "muy lejos"})
    told = Told()
    assert not texts(told.stage(engine, ["es"]).push(line(1, "走了398公里")))
    ((number, tag, why),) = told.lost
    assert (number, tag) == (1, "es") and "398" in why


def test_what_is_joined_lasts_from_its_first_word_to_its_last() -> None:
    stage = Translate(FakeTranslator(), ["en"])
    stage.steps["en"] = Step.JOINED
    (made,) = stage.push_many([line(1, "甲"), line(2, "乙")])
    assert isinstance(made, Translation)
    assert (made.segment.start, made.segment.end, made.segment.final) == (1000, 2900, True)
    assert made.segment.text == "甲，乙"


def test_what_was_shown_or_is_known_is_not_joined() -> None:
    engine = FakeTranslator()
    stage = Translate(engine, ["en"])
    list(stage.push(line(2, "乙", final=False, closed=True)))
    stage.steps["en"] = Step.JOINED
    made = texts(stage.push_many([line(1, "甲"), line(2, "辛", revision=1), line(3, "丙"), line(4, "丁")]))
    assert [(n, text) for n, _, text in made] == [(1, "en:甲"), (2, "en:辛"), (3, "en:丙，丁")]


def test_an_unacceptable_answer_is_lost_told_and_asked_again() -> None:
    engine = FakeTranslator({("好", "en"): ""})
    stage = Translate(engine, ["en"])
    assert texts(stage.push(line(1, "好"))) == [] and stage.counts.lost == {"en": 1}
    engine.script.clear()
    assert texts(stage.push(line(2, "好"))) == [(2, "en", "en:好")]


def test_an_unknown_error_is_not_swallowed() -> None:
    class Broken(FakeTranslator):
        def __call__(self, requests: object, /) -> list[Answer]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(Translate(Broken(), ["en"]).push(line(1)))


RECORDS = st.lists(
    st.one_of(st.just("progress"), st.tuples(st.sampled_from("好来走看"), st.booleans())),
    min_size=1,
    max_size=12,
)


def stream(plan: list[object]) -> list[Segment | Progress]:
    """Segments with rising ids, each a draft then maybe its final, progress where asked."""
    records: list[Segment | Progress] = []
    for number, step in enumerate(plan, 1):
        if step == "progress":
            records.append(Progress(number * 1000))
        else:
            text, final = step  # type: ignore[misc]
            records.append(line(number, text, final=False))
            if final:
                records.append(line(number, text + "。", revision=1))
    return records


@given(RECORDS, st.integers(1, 5), st.sets(st.sampled_from(["好。", "走。"])))
def test_finals_are_the_same_whatever_the_batches(plan: list[object], size: int, refused: set[str]) -> None:
    records = stream(plan)
    script = {(text, "en"): "" for text in refused}
    single = Translate(FakeTranslator(script), LANGUAGES)
    batched = Translate(FakeTranslator(script), LANGUAGES)
    one = [r for record in records for r in single.push(record)]
    many = [r for i in range(0, len(records), size) for r in batched.push_many(records[i : i + size])]
    for tag in LANGUAGES:
        finals = [
            [r for r in run if isinstance(r, Translation) and r.segment.final and r.language == tag]
            for run in (one, many)
        ]
        assert finals[0] == finals[1]
        assert all(a.segment.id < b.segment.id for a, b in pairwise(finals[1]))
    assert single.counts.lost == batched.counts.lost
    assert list(batched.flush()) == []


@given(RECORDS, st.integers(1, 5))
def test_progress_never_passes_a_record_that_follows(plan: list[object], size: int) -> None:
    records = stream(plan)
    stage = Translate(FakeTranslator(), LANGUAGES)
    progress_is_kept(r for i in range(0, len(records), size) for r in stage.push_many(records[i : i + size]))


@given(
    st.lists(st.tuples(st.sets(st.sampled_from(["en", "de"])), st.integers(0, 3)), min_size=1, max_size=30),
    st.integers(1, 4),
)
def test_whatever_fails_and_when_every_final_is_shown_in_order_or_told_as_lost(
    plan: list[tuple[set[str], int]], owed: int
) -> None:
    """Laws of an outage: the other language is complete, order holds, progress is kept, nothing vanishes."""
    engine, told = FakeTranslator(), Told()
    stage = told.stage(engine, ["zh-Hans", "en", "de"], owed_lines=owed)
    records: list[Translation | Progress] = []
    number = 0
    for failing, count in plan:
        engine.failing = failing
        lines = [line(number + n, str(number + n)) for n in range(count)]
        number += count
        records += stage.push_many([*lines, Progress(number * 1000)])
    records += stage.flush()
    progress_is_kept(records)
    for tag in ("zh-Hans", "en", "de"):
        shown = [n for n, language, _ in texts(records) if language == tag]
        lost = [n for n, language, _ in told.lost if language == tag]
        assert shown == sorted(set(shown)) and sorted([*shown, *lost]) == list(range(number))
        if not any(tag in failing for failing, _ in plan):
            assert not lost
