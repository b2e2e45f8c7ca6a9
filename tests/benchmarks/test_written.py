"""What people wrote for a recording is found beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.data import Line
from benchmarks.parallel import Sentence
from benchmarks.written import cut, written

SOURCE = "zh-Hans"
SRT = "1\n00:00:01,000 --> 00:00:02,500\n{}\n\n2\n00:00:03,000 --> 00:00:04,000\n{}\n"


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("show.srt", SOURCE),
        ("show.zh.srt", SOURCE),
        ("show.zh-Hant.srt", SOURCE),
        ("show.zh-Hans.reference.srt", SOURCE),
        ("show.en.srt", "en"),
        ("show.pt-br.srt", "pt-BR"),
    ],
)
def test_srt_files(name: str, tag: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(SRT.format("你好。", "再见。"), encoding="utf-8")
    (tmp_path / "shows.srt").write_text(SRT.format("x", "y"), encoding="utf-8")  # another show's
    lines = (Line(1.0, 2.5, "你好。"), Line(3.0, 4.0, "再见。"))
    assert written(tmp_path / "show.mp4", SOURCE) == {tag: lines}


def test_a_table_with_times_is_of_every_variant_of_the_show(tmp_path: Path) -> None:
    (tmp_path / "show.tsv").write_text("id\tstart\tend\tzh\ten\tfacts\na\t1\t2.5\t你好。\tHello.\t[]\n")
    found = written(tmp_path / "show_music.flac", SOURCE)
    assert found == {SOURCE: (Line(1.0, 2.5, "你好。"),), "en": (Line(1.0, 2.5, "Hello."),)}
    assert written(tmp_path / "other.flac", SOURCE) == {}


def test_a_parallel_table_translates_the_lines_it_knows(tmp_path: Path) -> None:
    (tmp_path / "show.srt").write_text(SRT.format("你好。", "再見。"), encoding="utf-8")
    table = [Sentence("a", "再见。", {"es": "Adiós."})]
    found = written(tmp_path / "show.mp4", SOURCE, table)
    assert [line.text for line in found["es"]] == ["", "Adiós."]


def test_a_line_that_would_be_cut_off_is_left_out_whole() -> None:
    lines = {SOURCE: (Line(1, 2, "一"), Line(3, 5, "二"), Line(6, 7, "三")), "en": (Line(1, 2, "One"),)}
    assert cut(lines, SOURCE, 0) == (lines, 0)
    assert cut(lines, SOURCE, 5) == ({SOURCE: lines[SOURCE][:2], "en": lines["en"]}, 5)
    assert cut(lines, SOURCE, 4) == ({SOURCE: lines[SOURCE][:1], "en": lines["en"]}, 3)
