from pathlib import Path

import pytest

from pipeline.errors import ConfigError, SinkError
from pipeline.output import Output, container, pair


def names(output, languages=("zh-Hans", "en")):
    return [path.name for path in output.paths("show", Path("d"), languages).values()]


def test_every_file_of_a_show_in_the_order_of_making():
    output = Output.asked(None, "srt,ass", "bcp47", False, "zh,en", "mkv", "zh+en")
    assert names(output) == [
        *("show.zh-Hans.srt", "show.en.srt", "show.zh-Hans+en.srt"),
        *("show.zh-Hans.ass", "show.en.ass", "show.zh-Hans+en.ass"),
        *("show.subtitled.mkv", "show.zh-Hans+en.burnt.mp4"),
    ]
    assert output.languages == ("zh-Hans", "en")


def test_codes_of_either_language_are_those_asked_for():
    output = Output.asked(None, "srt", "iso639-2", False, "zh,pt", "", "pt")
    assert names(output) == ["show.chi.srt", "show.eng.srt", "show.chi+por.srt", "show.por.burnt.mp4"]
    assert output.languages == ("zh-Hans", "pt-BR")


def test_two_languages_never_share_a_file():
    with pytest.raises(ConfigError, match=r"show\.zh\.srt: both zh-Hans and zh-Hant"):
        names(Output(lang_code="iso639-1"), ("zh-Hans", "zh-Hant"))


def test_what_is_there_is_not_made_again(tmp_path):
    (tmp_path / "show.en.srt").touch()
    assert list(Output().missing("show", tmp_path, ("zh-Hans", "en"))) == [("zh-Hans", "srt")]
    assert len(Output(overwrite=True).missing("show", tmp_path, ("zh-Hans", "en"))) == 2


@pytest.mark.parametrize(
    ("text", "found"), [("", ()), ("zh,en", ("zh-Hans", "en")), ("en+zh", ("en", "zh-Hans"))]
)
def test_a_pair(text, found):
    assert pair(text) == found


@pytest.mark.parametrize("text", ["en", "en,en", "en,es,fr", "en,qqq"])
def test_no_pair(text):
    with pytest.raises(ConfigError):
        pair(text)


def test_only_a_pair_that_is_made_can_be_burnt():
    with pytest.raises(ConfigError, match="--burn en\\+ja"):
        Output.asked(None, "srt", "bcp47", False, "zh,en", "", "en+ja")
    assert Output.asked(None, "srt", "bcp47", False, "", "", "zh+en").pair == ("zh-Hans", "en")


def test_containers():
    assert [container(text) for text in ("", "mkv", ".MP4", "mov")] == [None, "mkv", "mp4", "mp4"]
    with pytest.raises(ConfigError, match="choose mkv or mp4"):
        container("avi")


def test_a_folder_that_takes_no_files_is_said_before_anything_is_heard(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SinkError, match="--output-dir"):
        Output(tmp_path / "file" / "x").prepare(tmp_path)
