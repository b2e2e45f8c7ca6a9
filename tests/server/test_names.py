"""Names of streams go into addresses and into names of files: nothing else than a name gets through."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.server.names import application, checked, split
from pipeline.server.refusal import Refused

LETTERS = "abcXYZ019._-"


@given(st.text(max_size=80) | st.text(LETTERS + "/\\ %\0\n", max_size=80))
def test_what_gets_through_is_one_step_in_a_folder_and_in_an_address(name: str) -> None:
    folder = Path("/srv/zimu")
    try:
        assert checked(name) == name
    except Refused as error:
        assert error.status == 400
        assert "\n" not in str(error)
        return
    assert (folder / name).resolve().parent == folder
    assert (folder / f"{name}.en.srt").resolve().parent == folder
    assert name.isascii() and 1 <= len(name) <= 64
    assert not set(name) & set("/\\ %?#&;:'\"<>")


@given(st.text(LETTERS, min_size=1, max_size=64))
def test_what_looks_like_a_name_is_one(name: str) -> None:
    if name.startswith("."):
        with pytest.raises(Refused):
            checked(name)
    else:
        assert checked(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        ".hidden",
        "../x",
        "a/b",
        "a\\b",
        "a b",
        "a\n",
        "a\0b",
        "a" * 65,
        "名字",
        "%2e%2e",
        "a?b",
        "-\r",
    ],
)
def test_what_is_none(name: str) -> None:
    with pytest.raises(Refused, match="cannot name a stream"):
        checked(name)


@given(st.text(LETTERS + "/", max_size=30))
def test_a_path_is_an_application_and_a_name(path: str) -> None:
    try:
        app, name = split(path)
    except Refused:
        return
    assert (f"{app}/{name}" if app else name) == path.strip("/")
    assert ".." not in app.split("/")
    assert application(app) == app


@pytest.mark.parametrize("app", ["..", "live/..", "live//x", "a b", "/live", "live/"])
def test_applications_go_nowhere_else(app: str) -> None:
    with pytest.raises(Refused, match="no application"):
        application(app)
