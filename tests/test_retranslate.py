"""Subtitles in other languages: cues stay, words go through Translate with context and glossary."""

from __future__ import annotations

from models.fake import FakeTranslator
from pipeline.glossary import Glossary
from pipeline.layout.presets import limits
from pipeline.retranslate import tracks, translate
from pipeline.translate import TranslateOptions
from pipeline.types import Cue

CUES = (
    Cue(1000, 2000, ("家人们", "晚上好"), "a"),
    Cue(2500, 4000, ("只要九十九块九",), "a"),
    Cue(4000, 4000 + 500, ("再見",), "b"),
)


def done(engine, languages=("en",), cues=CUES, **options):
    glossary = Glossary.parse("zh\ten\n家人们\tfolks\n", "x")
    return translate(
        cues,
        languages,
        engine,
        TranslateOptions(),
        glossary,
        lambda tag: limits("netflix", tag),
        **options,
    )


def english(**script):
    return FakeTranslator({(text.replace("_", "."), "en"): said for text, said in script.items()})


def test_cues_keep_times_ids_and_order_and_the_engine_hears_context_and_terms():
    engine = english(家人们晚上好="Good evening, folks", 只要99_9元="Only 99.9 yuan", 再见="Bye")
    told = []
    made = done(engine, tell=told.append)
    assert list(made.cues["en"].values()) == [
        Cue(1000, 2000, ("Good evening, folks",), "a"),
        Cue(2500, 4000, ("Only 99.9 yuan",), "a"),
        Cue(4000, 4500, ("Bye",), "b"),
    ]
    assert (made.lost, told) == (0, [3])
    first, second, _ = [request for batch in engine.batches for request in batch]
    assert first.terms == (("家人们", "folks"),)
    assert second.context == ("家人们晚上好",)


def test_a_price_is_kept_and_a_line_without_an_answer_is_left_out_and_counted():
    made = done(english(家人们晚上好="Good evening", 只要99_9元="Only a little", 再见=""))
    assert made.cues["en"][1].lines == ("99.9 yuan",)
    assert (list(made.cues["en"]), made.lost) == ([0, 1], 1)
    both = tracks(CUES, "zh-Hans", made, ("zh-Hans", "en"))["zh-Hans+en"]
    assert [cue.lines for cue in both.second] == [("Good evening",), ("99.9 yuan",), ()]
    assert [cue.lines for cue in both.cues] == [cue.lines for cue in CUES]


def test_a_long_text_stays_one_cue():
    long = "word " * 40
    cues = (Cue(0, 2000, ("好",)),)
    (cue,) = done(english(好=long), cues=cues).cues["en"].values()
    assert len(cue.lines) == 2
    assert " ".join(cue.lines) == long.strip()


def test_arabic_lines_run_from_the_right_and_bring_no_controls():
    engine = FakeTranslator({("好", "ar"): "iPhone \u202eرائع"})
    (cue,) = done(engine, ("ar",), (Cue(0, 2000, ("好",)),)).cues["ar"].values()
    assert cue.lines == ("\u200fiPhone رائع",)


def test_traditional_chinese_needs_no_engine():
    made = done(None, ("zh-Hant-TW",))
    assert next(cue.lines for cue in made.cues["zh-Hant-TW"].values()) == ("家人們晚上好",)


def test_many_cues_are_told_as_they_are_done():
    cues = tuple(Cue(n * 1000, n * 1000 + 900, (f"第{n}句",)) for n in range(100))
    told = []
    engine = FakeTranslator({(f"第{n}句", "en"): f"Sentence no. {n}" for n in range(100)})
    made = done(engine, cues=cues, tell=told.append)
    assert told == [48, 96, 100]
    assert len(made.cues["en"]) + made.lost == 100
