"""`zimu check-hls`: of files and over the web, what it prints and how it ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline import cli
from tests.hls.test_survey import GOOD

Result = tuple[int, str, str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    show = tmp_path / "a show"
    show.mkdir()
    for name, text in GOOD.items():
        (show / name).write_text(text, encoding="utf-8", newline="")
    return show


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()
        thread.join()


def check(capsys: pytest.CaptureFixture[str], *arguments: object) -> Result:
    with pytest.raises(SystemExit) as ended:
        cli.main(["check-hls", *map(str, arguments)])
    out, err = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, out, err


def test_a_file_that_is_right(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, folder / "m.m3u8") == (
        0,
        "3 playlists, 3 segments of subtitles: rules broken: 0\n",
        "",
    )


def test_over_the_web(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = check(capsys, f"{server}/m.m3u8?token=secret", "--watch", "0.1")
    assert (code, out, err) == (0, "3 playlists, 3 segments of subtitles: rules broken: 0\n", "")


def test_each_broken_rule_has_its_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a1.vtt").write_bytes(b"")
    (folder / "a2.vtt").unlink()
    monkeypatch.chdir(folder)
    code, out, _ = check(capsys, "m.m3u8", "--watch", "0.1")
    assert code == 1
    assert out.splitlines() == [
        "a1.vtt: 0 bytes: an empty segment still has its WEBVTT header (3.5)",
        f"a2.vtt: is listed, but cannot be had: {folder}/a2.vtt: cannot be read: No such file or directory",
        "3 playlists, 2 segments of subtitles: rules broken: 2",
    ]


@pytest.mark.parametrize(
    ("named", "refused"),
    [
        ("/etc/hosts", "only files in the folder of the playlist are read"),
        ("../outside.m3u8", "only files in the folder of the playlist are read"),
        ("file:///etc/hosts", "only files in the folder of the playlist are read"),
        ("ftp://h/x", "only http:// and https:// addresses are followed"),
        ("%00", "no file can be named so"),
    ],
)
def test_a_playlist_reaches_no_file_elsewhere(
    named: str, refused: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder.parent / "outside.m3u8").write_text(GOOD["e.m3u8"], encoding="utf-8")
    (folder / "m.m3u8").write_text(GOOD["m.m3u8"].replace("e.m3u8", named), encoding="utf-8")
    code, out, _ = check(capsys, folder / "m.m3u8")
    assert code == 1
    assert refused in out


def test_the_web_names_no_file(server: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "m.m3u8").write_text(
        GOOD["m.m3u8"].replace("e.m3u8", f"file://{folder}/e.m3u8"), encoding="utf-8"
    )
    code, out, _ = check(capsys, f"{server}/m.m3u8")
    assert code == 1
    assert "only files in the folder" in out


@pytest.mark.parametrize(
    ("address", "code", "line"),
    [
        ("nowhere.m3u8", 1, "nowhere.m3u8: cannot be read: No such file or directory"),
        ("rtmp://h/x", 2, "zimu: rtmp://h/x: only http:// and https:// addresses are followed"),
        ("file:///etc/hosts", 2, "only files in the folder of the playlist are read"),
    ],
)
def test_an_address_that_is_none(
    address: str,
    code: int,
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    ended, out, err = check(capsys, address)
    assert (ended, out) == (code, "")
    assert line in err
    assert err.count("\n") == 1
