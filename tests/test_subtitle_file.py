from pathlib import Path

import pytest

from pipeline.errors import ConfigError, InputUnavailable, InputUnsupported
from pipeline.subtitle_file import read_file, split_name

SRT = "1\n00:00:01,000 --> 00:00:02,000\n大家好\n"


@pytest.mark.parametrize(
    ("name", "stem", "language"),
    [
        ("show.zh.srt", "show", "zh-Hans"),
        ("show.zh-Hant.vtt", "show", "zh-Hant"),
        ("a.b.chi.forced.sdh.srt", "a.b", "zh-Hans"),
        ("show.srt", "show", ""),
        ("show.final.srt", "show.final", ""),
        ("en.srt", "en", ""),
        ("show.2024.srt", "show.2024", ""),
    ],
)
def test_the_name_tells_the_language(name, stem, language):
    assert split_name(Path(name)) == (stem, language)


@pytest.mark.parametrize(
    ("encoding", "asked"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("gb18030", "gb18030"), ("utf-8", "utf-8")],
)
def test_encodings(encoding, asked, tmp_path):
    path = tmp_path / "show.zh.srt"
    path.write_bytes(SRT.replace("\n", "\r\n").encode(encoding))
    file = read_file(path, asked)
    assert [cue.lines for cue in file.cues] == [("大家好",)]


def test_another_encoding_is_asked_for_not_guessed(tmp_path):
    path = tmp_path / "show.zh.srt"
    path.write_bytes(SRT.encode("gb18030"))
    with pytest.raises(InputUnsupported, match="not UTF-8; pass --encoding gb18030"):
        read_file(path)
    with pytest.raises(ConfigError, match="no such encoding"):
        read_file(path, "klingon")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputUnavailable, match=r"none\.srt: cannot be read"):
        read_file(tmp_path / "none.srt")
    with pytest.raises(InputUnavailable):
        read_file(tmp_path)
