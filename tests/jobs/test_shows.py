"""Folders, patterns and files: which recordings they mean, and where the files of each go."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import InputUnavailable, InputUnsupported
from pipeline.jobs.shows import find, show
from pipeline.output import Output

FILES = (
    *("s1/e01.mp4", "s1/e02.MKV", "s1/extra/talk.m4a", "s2/e01.mp4"),
    *("s1/e01.en.srt", "s1/.e03.mp4", "s1/.trash/e04.mp4", "s1/e05.mp4.part", "s1/e06.part.mp4"),
    *("s1/e01.subtitled.mkv", "s1/e01.zh-Hans+en.burnt.mp4", "notes.txt", "odd.bin"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "s1" / "loop").symlink_to(tmp_path)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("argument", "names", "places"),
    [
        ("s1", ["s1/e01.mp4", "s1/e02.MKV", "s1/extra/talk.m4a"], ["out", "out", "out/extra"]),
        ("s1/", ["s1/e01.mp4", "s1/e02.MKV", "s1/extra/talk.m4a"], ["out", "out", "out/extra"]),
        ("s?/*.mp4", ["s1/e01.mp4", "s2/e01.mp4"], ["out/s1", "out/s2"]),
        ("s[2]", ["s2/e01.mp4"], ["out/s2"]),
        ("s1/**/*", ["e01.mp4", "e02.MKV", "extra/talk.m4a"], ["out", "out", "out/extra"]),
        ("s1/extra/talk.m4a", ["talk.m4a"], ["out"]),
        ("odd.bin", ["odd.bin"], ["out"]),
        ("s1/.e03.mp4", [".e03.mp4"], ["out"]),
    ],
)
def test_what_an_argument_means(folder: Path, argument: str, names: list[str], places: list[str]) -> None:
    found = find(argument)
    assert [each.name for each in found] == names
    shows = [show(each, Output(Path("out"))) for each in found]
    assert [str(each.output.directory) for each in shows] == places
    beside = [show(each, Output()) for each in found]
    assert all(each.output.directory is None and each.path == each.path.absolute() for each in beside)


@pytest.mark.parametrize(
    ("argument", "error", "says"),
    [
        ("empty", InputUnsupported, "holds no recording"),
        ("s1/*.srt", InputUnavailable, "matches no recording"),
        ("no*", InputUnavailable, "matches no recording"),
    ],
)
def test_what_means_nothing_is_told(folder: Path, argument: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        find(argument)


def test_a_folder_that_cannot_be_listed_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.scandir", refuse)
    with pytest.raises(InputUnavailable, match="s1: cannot be listed: Permission denied"):
        find("s1")


def test_a_link_is_called_as_it_is(folder: Path) -> None:
    (folder / "link.mp4").symlink_to(folder / "s1" / "e01.mp4")
    (found,) = find("link.mp4")
    made = show(found, Output())
    assert made.path == folder / "link.mp4"
    assert made.source.address == str(folder / "s1" / "e01.mp4")


def test_nothing_is_not_the_folder_that_one_is_in(folder: Path) -> None:
    (found,) = find("")
    with pytest.raises(InputUnsupported, match="'' is not a source"):
        show(found, Output())


def test_an_address_of_a_file_is_that_file(folder: Path) -> None:
    address = (folder / "s1" / "e01.mp4").as_uri()
    (found,) = find(address)
    assert show(found, Output()).path == folder / "s1" / "e01.mp4"
    with pytest.raises(InputUnsupported, match="use zimu live"):
        show(find("https://example.net/a.mp4")[0], Output())
