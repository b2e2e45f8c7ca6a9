"""What is known before models open: the languages and the words of a show, and that both reach its stages."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.board import Board
from pipeline.config import Config, asked
from pipeline.errors import ConfigError
from pipeline.glossary import Glossary, GlossaryOptions, Term, biased
from pipeline.loaded import Loaded, glossary, languages
from pipeline.recorded import recorded
from pipeline.session import Ear, lanes
from pipeline.speech.gate import Gate
from pipeline.types import Segment
from tests import laws
from tests.scripted import Hears, Loudness, talk


@pytest.mark.parametrize(
    ("to", "script", "expected"),
    [
        ("en,zh-TW", "zh-Hans", ("zh-Hans", "en", "zh-Hant-TW")),
        ("en", "zh-TW", ("zh-Hant-TW", "en")),
        ("zh-Hant-HK en", "zh-HK", ("zh-Hant-HK", "en")),
        ("zh-Hans", "zh-Hant", ("zh-Hant", "zh-Hans")),
    ],
)
def test_the_source_comes_first_in_its_script(to: str, script: str, expected: tuple[str, ...]) -> None:
    assert languages(to, script) == expected


@pytest.mark.parametrize(("script", "said"), [("ja", "not a script of Chinese"), ("zh-Xxxx", "unknown")])
def test_another_script_is_refused(script: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        languages("en", script)


def test_the_command_line_adds_glossaries_and_sets_the_script() -> None:
    config = replace(Config(), glossary=GlossaryOptions(("a.tsv",)))
    chosen = asked(config, "zh-TW", [Path("b.tsv")])
    assert (chosen.text.script, chosen.glossary.files) == ("zh-TW", ("a.tsv", "b.tsv"))
    assert asked(config, "", []) == config


def test_glossaries_are_read_and_a_bad_one_is_named(tmp_path: Path) -> None:
    one, two, latin = tmp_path / "one.tsv", tmp_path / "two.tsv", tmp_path / "latin.tsv"
    one.write_text("zh\tkeep\nDyson\tkeep\n", encoding="utf-8")
    two.write_text("zh\ten\n包邮\tfree shipping\n", encoding="utf-8")
    latin.write_bytes("zh\n包邮\n".encode("gbk"))
    assert glossary(asked(Config(), "", [one, two])).hotwords() == "包邮,Dyson"
    assert glossary(Config()) == Glossary()
    for path, reason in (
        (tmp_path / "none.tsv", "No such file"),
        (latin, "not UTF-8"),
        (tmp_path, "directory"),
    ):
        with pytest.raises(ConfigError, match=f"{path}.*{reason}"):
            glossary(asked(Config(), "", [path]))


class Prompted(Hears):
    def __init__(self) -> None:
        super().__init__()
        self.prompts: set[str] = set()

    def __call__(self, samples, /, *, prefix="", prompt="", thorough=False):
        self.prompts.add(prompt)
        return super().__call__(samples, prefix=prefix, prompt=prompt, thorough=thorough)


def test_what_is_put_on_the_board_is_told_from_the_next_pass_on() -> None:
    recognise = Prompted()
    models = Loaded(Loudness(), recognise, None, languages("zh-Hans"))
    board = Board(Glossary((Term("Dyson"),)))
    ear = Ear(Config(), models, board)
    speech = laws.run(Gate(models.vad), talk(1, 2))
    half = len(speech) // 2
    list(ear.push_many(speech[:half]))
    assert recognise.prompts and not any("小黄车" in prompt for prompt in recognise.prompts)
    recognise.prompts.clear()
    board.put(item=Glossary((Term("小黄车"),)))
    list(ear.push_many(speech[half:]))
    assert recognise.prompts and all(prompt.startswith("小黄车,Dyson.") for prompt in recognise.prompts)


def test_the_recogniser_is_told_the_words_and_the_source_is_in_its_script() -> None:
    recognise = Prompted()
    words = Glossary((Term("Dyson"), Term("包邮")))
    models = Loaded(Loudness(), recognise, None, languages("zh-Hans", "zh-TW"), words)
    ear = Ear(Config(), models, Board(models.glossary))
    heard = [*ear.push_many(laws.run(Gate(models.vad), talk(1, 2))), *ear.flush()]
    told = biased("", "Dyson,包邮")
    assert recognise.prompts
    assert all(prompt.startswith(told) for prompt in recognise.prompts)
    segments = [each for each in heard if isinstance(each, Segment) and each.final]
    shown = [
        each.caption
        for lane in lanes(Config(), models, Board(models.glossary))
        for each in laws.run(lane, segments)
    ]
    assert [(c.language, *c.lines) for c in shown if c.final] == [
        ("zh-Hant-TW", "你們好。"),
        ("zh-Hans", "你们好。"),
        ("zh-Hant-TW", "看這裡。"),
        ("zh-Hans", "看这里。"),
    ]


def test_recordings_are_heard_behind_the_words_too() -> None:
    for words, told in ((Glossary((Term("Dyson"),)), {"Dyson."}), (Glossary(), {""})):
        recognise = Prompted()
        models = Loaded(Loudness(), recognise, None, languages(""), words)
        assert list(recorded(talk(1, 2), Config(), models))
        assert recognise.prompts == told
