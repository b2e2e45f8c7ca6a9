"""What a publisher's arrival starts, and which addresses are opened at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.server.dialects import Published
from pipeline.server.refusal import Refused
from pipeline.server.templates import HookOptions, Wanted, always, may_open, wanted

HLS = "http://127.0.0.1:18080/{path}/index.m3u8"
COMES = Published("live", "show")


@pytest.mark.parametrize(
    ("options", "event", "found"),
    [
        (HookOptions(hls=HLS), COMES, Wanted("show", "live", "http://127.0.0.1:18080/live/show/index.m3u8")),
        (
            HookOptions(hls=HLS),
            Published("", "show"),
            Wanted("show", "", "http://127.0.0.1:18080/show/index.m3u8"),
        ),
        (
            HookOptions(source="rtmp://h/{app}/{name}"),
            COMES,
            Wanted("show", "live", "", "rtmp://h/live/show"),
        ),
        (
            HookOptions(hls=HLS, name="{app}-{name}"),
            Published("a/b", "c"),
            Wanted("a-b-c", "a/b", "http://127.0.0.1:18080/a/b/c/index.m3u8"),
        ),
        (HookOptions(hls=HLS, apps=("eu",)), COMES, None),
        (
            HookOptions(
                hls=HLS, of_app=("live.hls=http://o/{name}.m3u8", "live.languages=en, de", "x.hls=no")
            ),
            COMES,
            Wanted("show", "live", "http://o/show.m3u8", "", ("en", "de")),
        ),
        (
            HookOptions(hls=HLS, source="rtmp://h/{path}"),
            Published("live", "show", source="srt://h:1", languages="ja"),
            Wanted("show", "live", "", "srt://h:1", ("ja",)),
        ),
    ],
)
def test_what_is_started(options: HookOptions, event: Published, found: Wanted | None) -> None:
    assert wanted(event, options) == found


def test_nobody_says_where() -> None:
    with pytest.raises(Refused, match=r"serve\.hooks\.hls"):
        wanted(COMES, HookOptions())


@pytest.mark.parametrize(
    "options",
    [
        {"hls": "http://h/{stream}"},
        {"name": "{name"},
        {"hls": "http://h/{}"},
        {"of_app": ("live",)},
        {"of_app": ("live.port=1",)},
        {"of_app": ("hls=x",)},
        {"of_app": ("live.hls=http://h/{x}",)},
        {"source": "{name.__class__}"},
    ],
)
def test_templates_are_checked_before_anything_starts(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"of_app|unknown \{|expected"):
        HookOptions(**options)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Wanted("x", hls="file:///etc/passwd"), r"no such file|read only from"),
        (Wanted("x", source="/etc/passwd"), "read only from"),
        (Wanted("x", source="concat:/etc/passwd|/etc/hosts"), "not an allowed"),
        (Wanted("x", source="-i"), "not a source"),
        (Wanted("x", hls="rtmp://h/x"), "hls is the http"),
        (Wanted("x", source="gopher://h/x"), "not an allowed"),
        (Wanted("x", hls="http://user:secret@169.254.169.254/x.m3u8"), r"outside serve\.sources"),
        (Wanted("x", hls="http://127.0.0.1.evil.example/x.m3u8"), r"outside serve\.sources"),
    ],
)
def test_what_is_not_opened(asked: Wanted, says: str) -> None:
    with pytest.raises(Refused, match=says) as error:
        may_open(asked, (), ("http://127.0.0.1/", "rtmp://h/"))
    assert "secret" not in str(error.value)


def test_what_is_opened(tmp_path: Path) -> None:
    may_open(Wanted("x", hls="http://h/x.m3u8", source="rtmp://h/x"), (), ())
    (tmp_path / "show.mp4").touch()
    may_open(Wanted("x", source=str(tmp_path / "show.mp4")), (str(tmp_path),), ())


def test_streams_that_are_always_there() -> None:
    entries = ("news=http://h/news.m3u8?key=a=b", "talk=rtmp://h/talk")
    news, talk = always(entries)
    assert (news.name, news.hls, news.source) == ("news", "http://h/news.m3u8?key=a=b", "")
    assert (talk.name, talk.hls, talk.source) == ("talk", "", "rtmp://h/talk")
    for bad in ("news", "../x=http://h/x.m3u8", "x=gopher://h"):
        with pytest.raises(ConfigError, match=r"serve\.streams"):
            always((bad,))
