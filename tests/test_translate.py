from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InferenceFailed
from models.fake import FakeTranslator
from models.mt.types import Answer
from pipeline.translate import Translate, TranslateOptions
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
    assert texts(stage.push(line(1, "天", final=False, closed=True))) == [] and not stage.losses
    assert texts(stage.push(line(1, "天", revision=1))) == [] and stage.losses == {"en": 1}


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


def test_a_failing_language_is_lost_alone_and_told() -> None:
    engine = FakeTranslator(failing=["en"])
    lost: list[tuple[int, str, str]] = []
    stage = Translate(engine, LANGUAGES, on_loss=lambda s, tag, why: lost.append((s.id, tag, why)))
    assert [tag for _, tag, _ in texts(stage.push(line(1)))] == ["zh-Hans", "zh-Hant-TW", "pt-BR"]
    assert stage.losses == {"en": 1}
    assert lost == [(1, "en", "fake: en is scripted to fail")]
    engine.failing.clear()
    assert (2, "en", "en:第2句") in texts(stage.push(line(2)))


def test_an_unacceptable_answer_is_lost_told_and_asked_again() -> None:
    engine = FakeTranslator({("好", "en"): ""})
    stage = Translate(engine, ["en"])
    assert texts(stage.push(line(1, "好"))) == [] and stage.losses == {"en": 1}
    engine.script.clear()
    assert texts(stage.push(line(2, "好"))) == [(2, "en", "en:好")]


def test_three_failures_in_a_row_end_the_session_and_an_answer_resets_them() -> None:
    engine = FakeTranslator(failing=["en"])
    stage = Translate(engine, ["en", "pt-BR"])
    for number in (1, 2):
        list(stage.push(line(number)))
    engine.failing.clear()
    list(stage.push(line(3)))
    engine.failing.add("en")
    for number in (4, 5):
        list(stage.push(line(number)))
    survivors = []
    with pytest.raises(InferenceFailed, match="en: 3 failures in a row"):
        survivors.extend(stage.push(line(6)))
    assert stage.losses["en"] == 5


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
    assert single.losses == batched.losses
    assert list(batched.flush()) == []


@given(RECORDS, st.integers(1, 5))
def test_progress_never_passes_a_record_that_follows(plan: list[object], size: int) -> None:
    records = stream(plan)
    stage = Translate(FakeTranslator(), LANGUAGES)
    progress_is_kept(r for i in range(0, len(records), size) for r in stage.push_many(records[i : i + size]))
