"""`zimu translate` and `zimu mux` as a shell runs them, without an engine: Traditional Chinese needs none."""

from __future__ import annotations

import pysubs2
import pytest
import webvtt

from tests.commands.programs import assert_one_line, zimu

SRT = (
    "1\n00:00:01,000 --> 00:00:02,500\n<i>这个软件</i>\n只要99元\n\n2\n00:00:03,000 --> 00:00:04,000\n再见\n"
)


def test_every_kind_of_file_and_a_second_run_leaves_them(tmp_path):
    (tmp_path / "show.zh.srt").write_text(SRT, encoding="utf-8")
    command = ("translate", "show.zh.srt", "--to", "zh-Hant-TW", "-f", "all", "--bilingual", "zh,zh-TW")
    done = zimu(*command, "--out", "out", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    kinds = ["srt", "vtt", "ttml", "txt", "tsv", "json", "ass"]
    wanted = [f"out/show.{tag}.{kind}" for kind in kinds for tag in ("zh-Hant-TW", "zh-Hans+zh-Hant-TW")]
    assert done.stdout.splitlines() == wanted
    assert all((tmp_path / path).is_file() for path in wanted)
    read = pysubs2.load(str(tmp_path / "out" / "show.zh-Hant-TW.srt"))
    assert [(event.start, event.end, event.plaintext) for event in read] == [
        (1000, 2500, "這個軟體只要99元"),
        (3000, 4000, "再見"),
    ]
    both = webvtt.read(str(tmp_path / "out" / "show.zh-Hans+zh-Hant-TW.vtt"))
    assert both[0].text.split("\n") == ["这个软件", "只要99元", "這個軟體只要99元"]
    again = zimu(*command, "--out", "out", folder=tmp_path)
    assert (again.returncode, again.stdout) == (0, "")
    assert "done already" in again.stderr


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    (tmp_path / "a.zh.srt").write_text("no subtitles here")
    (tmp_path / "b.zh.srt").write_text(SRT, encoding="utf-8")
    done = zimu("translate", "a.zh.srt", "b.zh.srt", "none.srt", "--to", "zh-Hant", folder=tmp_path)
    assert (done.returncode, done.stdout) == (3, "b.zh-Hant.srt\n")
    assert done.stderr.count("failed:") == 2


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["show.zh.srt", "--to", "qqq"], 2, "unknown language"),
        (["show.zh.srt", "--to", "zh-Hant", "-f", "doc"], 2, "--format doc"),
        (["show.zh.srt", "--to", "zh-Hant", "--bilingual", "en"], 2, "--bilingual en"),
        (["show.en.srt", "--to", "zh-Hant"], 2, "translates from Chinese"),
        (["show.zh-Hant.srt", "--to", "zh-Hant", "--overwrite"], 2, "would be written over it"),
        (["none.srt", "--to", "zh-Hant"], 1, "cannot be read"),
        (["show.zh.srt", "--to", "sw"], 4, "sw: no model translates into it"),
    ],
)
def test_bad_input_is_one_line_and_a_code(arguments, code, says, tmp_path):
    for name in ("show.zh.srt", "show.en.srt", "show.zh-Hant.srt"):
        (tmp_path / name).write_text(SRT, encoding="utf-8")
    assert_one_line(zimu("translate", *arguments, folder=tmp_path), code, says)
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.ffmpeg
def test_mux_takes_the_languages_from_the_names(media, tmp_path):
    (tmp_path / "show.zh.srt").write_text(SRT, encoding="utf-8")
    done = zimu("mux", media / "short.mp4", "show.zh.srt", "-o", "out.mkv", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "out.mkv\n"), done.stderr
    again = zimu("mux", media / "short.mp4", "show.zh.srt", "-o", "out.mkv", folder=tmp_path)
    assert_one_line(again, 2, "--overwrite")
    (tmp_path / "x.srt").write_text(SRT, encoding="utf-8")
    none = zimu("mux", media / "short.mp4", "x.srt", "-o", "new.mkv", folder=tmp_path)
    assert_one_line(none, 2, "pass --lang en")
