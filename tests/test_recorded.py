"""A recorded show tells of every word that it heard, once and in media time, before the captions of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from models.fake import FakeRecogniser, FakeTranslator, FakeVad
from pipeline.config import Config
from pipeline.loaded import Loaded
from pipeline.recorded import recorded
from pipeline.speech.window import AHEAD
from pipeline.types import Hypothesis
from tests.speech.scripts import HAN, heard_in, scripts, spoken, text_of


@settings(max_examples=25)
@given(scripts(), st.sampled_from([20, 3000]), st.integers(0, 90_000))
def test_every_word_is_heard_once_before_its_caption(script, block, start):
    models = Loaded(FakeVad(), FakeRecogniser(script), FakeTranslator(), ("zh-Hans",))
    heard: list[Hypothesis] = []
    read = ""
    for shown in recorded(heard_in(script, start, block), Config(), models, on_heard=heard.append):
        if shown.caption.final:
            read += "".join(shown.caption.lines)
            said = "".join(word.text for each in heard for word in each.committed)
            assert said.startswith(read)
    words = [word for each in heard for word in each.committed]
    assert "".join(word.text for word in words) == read == text_of(script)
    for word, line in zip(words, script, strict=True):
        assert abs(word.start - line.start - start) <= AHEAD + 40  # the fake hears no word before it sounds


def test_sentences_are_translated_many_at_once_each_with_those_before_it():
    script = spoken(*(part for han in HAN[:40] for part in (han + "。", 2000)))
    engine = FakeTranslator()
    models = Loaded(FakeVad(), FakeRecogniser(script), engine, ("zh-Hans", "en", "ja"))
    shown = [each for each in recorded(heard_in(script), Config(), models) if each.caption.final]
    assert [len(batch) for batch in engine.batches] == [32, 32, 16]
    lines = [request for batch in engine.batches for request in batch if request.target == "en"]
    said = [han + "。" for han in HAN[:40]]
    assert [line.text for line in lines] == said
    assert [line.context for line in lines] == [tuple(said[max(0, n - 2) : n]) for n in range(40)]
    for language in models.languages:
        captions = [each.caption for each in shown if each.caption.language == language]
        assert [caption.segment for caption in captions] == sorted(caption.segment for caption in captions)
        assert len(captions) == 40
