"""Fonts are chosen by the letters that they have, and a text that none has is refused."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from pipeline.errors import ProgramMissing
from pipeline.font_file import faces
from pipeline.fonts import FOLDERS, find_fonts
from tests.fonts import collection, font

LATIN, HAN, THAI = (0x20, 0x24F), (0x4E00, 0x9FFF), (0xE00, 0xE7F)


@pytest.fixture
def folder(tmp_path):
    font(tmp_path / "NotoSans-Regular.ttf", "Noto Sans", [LATIN])
    font(tmp_path / "NotoSans-Bold.ttf", "Noto Sans", [LATIN, THAI])
    font(tmp_path / "thai" / "Loma.ttf", "Loma", [LATIN, THAI], form=4)
    collection(tmp_path / "NotoSansCJK-Regular.ttc", ["Noto Sans CJK JP", "Noto Sans CJK SC"], [LATIN, HAN])
    (tmp_path / "broken.ttf").write_bytes(b"\0\1\0\0\0\x09")
    (tmp_path / "notes.txt").write_text("no font")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "language", "families"),
    [
        ("家人们 $5", "zh-Hans", ["Noto Sans CJK SC"]),
        ("家人们", "ja", ["Noto Sans CJK JP"]),
        ("สวัสดี iPhone", "th", ["Loma"]),
        ("家人们 สวัสดี", "zh-Hans", ["Noto Sans CJK SC", "Loma"]),
        ("", "en", ["Noto Sans CJK SC"]),
        ("a\u200fb\u0301 \n", "en", ["Noto Sans CJK SC"]),
    ],
)
def test_the_fonts_have_every_letter_together(text, language, families, folder):
    assert [each.family for each in find_fonts(text, language, folders=[str(folder)])] == families


def test_a_letter_that_no_font_has_is_named_with_what_to_install(folder):
    with pytest.raises(ProgramMissing, match=r"has ㇰ U\+E123: apt install"):
        find_fonts("家ㇰ\ue123", "zh-Hans", folders=[str(folder)])
    with pytest.raises(ProgramMissing, match="no font"):
        find_fonts("a", "en", folders=[str(folder / "none")])


def test_a_font_can_be_named_or_be_a_file(folder):
    (named,) = find_fonts("家", "zh-Hans", "loma", folders=[str(folder)])
    assert named.family == "Loma"
    path = folder / "NotoSans-Bold.ttf"
    (file,) = find_fonts("家", "zh-Hans", str(path), folders=[])
    assert file.path == path
    with pytest.raises(ProgramMissing, match="font Nope: not installed"):
        find_fonts("a", "en", "Nope", folders=[str(folder)])


@pytest.mark.parametrize("form", [4, 12])
def test_letters_of_either_map(form, tmp_path):
    (one,) = faces(font(tmp_path / "x.ttf", "X", [(65, 70), (100, 100)], form))
    assert one.letters({64, 65, 70, 71, 100, 0xFFFF}) == {65, 70, 100}


def test_every_face_of_a_collection_has_its_own_name(folder):
    found = faces(folder / "NotoSansCJK-Regular.ttc")
    assert [each.family for each in found] == ["Noto Sans CJK JP", "Noto Sans CJK SC"]
    assert all(each.letters({0x5BB6, 0xE01}) == {0x5BB6} for each in found)


def test_fontconfig_agrees_on_what_is_installed_here():
    program = shutil.which("fc-list")
    if program is None:
        pytest.skip("no fontconfig to compare with")
    try:
        (chosen,) = find_fonts("家人们", "zh-Hans", folders=FOLDERS)
    except ProgramMissing:
        pytest.skip("no Chinese font")
    known = subprocess.run(
        [program, ":charset=5bb6 4eba 4eec", "family"], capture_output=True, text=True, check=True, timeout=30
    )
    assert chosen.family in known.stdout
