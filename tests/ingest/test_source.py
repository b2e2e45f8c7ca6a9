"""What may be opened, and how what may not is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError, InputError, InputUnavailable, InputUnsupported
from pipeline.ingest.source import parse_source


@pytest.mark.parametrize(
    ("text", "kind", "live"),
    [
        ("http://127.0.0.1/a/index.m3u8?token=1", "hls", True),
        ("HTTPS://example.org/live/show.flv", "flv", True),
        ("https://example.org/watch", "http", True),
        ("https://example.org/show.mp4?x=1", "http", False),
        ("rtmp://127.0.0.1:1935/live/demo", "rtmp", True),
        ("rtmps://example.org/live/demo", "rtmp", True),
        ("rtsp://example.org/cam", "rtsp", True),
        ("srt://example.org:9000?streamid=a", "srt", True),
    ],
)
def test_addresses(text: str, kind: str, live: bool) -> None:
    source = parse_source(text)
    assert (source.kind, source.live, source.listen, source.address) == (kind, live, False, text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-",
            "-i",
            "concat:a.ts|b.ts",
            "subfile,,start,0,end,9,,:a.ts",
            "pipe:0",
            "data:audio/wav;base64,AA",
        ),
        *("ftp://example.org/a", "async:a", "crypto:a", "udp://239.0.0.1:1", "http:a", "rtmp:/a", "http://"),
        *(
            "srt://:9000",
            "http://a b/c",
            "rtmp://host/app live=1",
            "file://other/etc/passwd",
            "http://h:99999/",
        ),
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(InputUnsupported):
        parse_source(text)


def test_a_refusal_names_what_is_allowed() -> None:
    with pytest.raises(InputUnsupported, match=r"path of a file.*https://.*srt://"):
        parse_source("concat:a.ts|b.ts")


@pytest.mark.parametrize("name", ["show.mp4", "新闻 第一集.mkv", "show: part 1.mp4", "100%.ts"])
def test_files_become_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    for text in (name, str(tmp_path / name), (tmp_path / name).as_uri()):
        source = parse_source(text)
        assert (source.kind, source.live, source.address) == ("file", False, str(tmp_path / name))


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(InputUnavailable, match="no such file"):
        parse_source(str(tmp_path / "absent.mp4"))
    with pytest.raises(InputUnsupported, match="is a directory"):
        parse_source(str(tmp_path))
    with pytest.raises(InputUnsupported, match="device or a pipe"):
        parse_source(str(tmp_path / "fifo"))


def test_roots_hold_even_through_links(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "a.mp4").write_bytes(b"x")
    (outside / "b.mp4").write_bytes(b"x")
    (inside / "link.mp4").symlink_to(outside / "b.mp4")
    roots = (str(inside),)
    assert parse_source(str(inside / "a.mp4"), roots=roots).kind == "file"
    for text in (outside / "b.mp4", inside / "link.mp4", inside / ".." / "out" / "b.mp4"):
        with pytest.raises(InputUnsupported, match="outside the folders"):
            parse_source(str(text), roots=roots)


def test_who_may_listen() -> None:
    assert parse_source("rtmp://127.0.0.1:1935/live/demo", listen=True).listen
    assert parse_source("srt://:9000?mode=listener").listen
    for text in ("http://127.0.0.1/a.m3u8", __file__):
        with pytest.raises(ConfigError, match="listen"):
            parse_source(text, listen=True)


def test_the_name_holds_no_secret() -> None:
    source = parse_source("rtmp://user:word@example.org:1935/live/show?key=hidden")
    assert source.name == "rtmp://example.org:1935/live/show"


@given(st.text(max_size=40))
def test_any_text_is_a_source_or_a_named_error(text: str) -> None:
    try:
        parse_source(text)
    except (InputError, ConfigError) as error:
        assert "\n" not in str(error)
