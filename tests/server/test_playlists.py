"""What players fetch: the packager's words with the right type, errors that they try again after, CORS."""

from __future__ import annotations

import pytest

from pipeline.errors import InputUnavailable
from tests.server.house import House
from tests.server.test_api import NEW, inside

ANYWHERE = {"host": "cdn.example", "origin": "https://site.example", "x-forwarded-for": "203.0.113.9"}


@pytest.mark.parametrize(
    ("path", "status", "body", "media"),
    [
        ("master.m3u8", 200, "#EXTM3U\n", "application/vnd.apple.mpegurl"),
        ("video/v0.m3u8", 200, "video v0", "application/vnd.apple.mpegurl"),
        ("en/index.m3u8", 200, "list en", "application/vnd.apple.mpegurl"),
        ("en/17.vtt", 200, "WEBVTT en 17", "text/vtt; charset=utf-8"),
        ("video/v9.m3u8", 404, "", ""),
        ("fr/index.m3u8", 404, "", ""),
        ("fr/17.vtt", 404, "", ""),
        ("en/-1.vtt", 404, "", ""),
        ("en/x.vtt", 404, "", ""),
    ],
)
def test_what_players_get(path: str, status: int, body: str, media: str) -> None:
    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW)
        answer = await here.ask("GET", f"/hls/show/{path}", headers=ANYWHERE, caller="203.0.113.9")
        assert answer.status == status
        if status == 200:
            assert (answer.body.decode(), answer.headers["content-type"]) == (body, media)
            assert answer.headers["access-control-allow-origin"] == "*"

    inside(test)


def test_an_origin_that_is_not_there_yet() -> None:
    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW)
        packager = here.feeds["show"].packager
        assert packager is not None
        packager.missing = InputUnavailable("http://127.0.0.1:18080/x: the server answers 404")
        answer = await here.ask("GET", "/hls/show/master.m3u8")
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")
        assert answer.headers["access-control-allow-origin"] == "*"

    inside(test)


def test_streams_without_hls_and_without_a_name() -> None:
    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", {"name": "radio", "source": "rtmp://127.0.0.1/radio"})
        answer = await here.ask("GET", "/hls/radio/master.m3u8")
        assert (answer.status, "no HLS" in answer.error) == (404, True)
        assert (await here.ask("GET", "/v1/streams/radio")).json["links"]["master"] is None
        assert (await here.ask("GET", "/hls/none/master.m3u8")).status == 404
        assert (await here.ask("GET", "/hls/../master.m3u8")).status in (400, 404)

    inside(test)


def test_pages_may_play_what_the_playlists_name() -> None:
    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW)
        page = await here.ask("GET", "/watch/show")
        policy = page.headers["content-security-policy"]
        assert (page.status, "http://origin:18080 https://cdn.example" in policy) == (200, True)
        assert "u:p" not in policy
        assert "cdn.example" not in (await here.ask("GET", "/watch/other")).headers["content-security-policy"]

    inside(test)
