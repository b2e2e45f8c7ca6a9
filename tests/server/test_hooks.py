"""Hooks start and end streams, and no publisher is ever kept off the air by them."""

from __future__ import annotations

import json

import pytest

from pipeline.server.limits import LimitOptions
from pipeline.server.templates import HookOptions
from tests.server.house import LOCAL, TEMPLATE, House, until
from tests.server.test_api import inside
from tests.server.test_dialects import NGINX, NMS, SRS

FORM = LOCAL | {"content-type": "application/x-www-form-urlencoded"}
PUBLISH = NGINX % (b"publish", b"&token=secret")
DONE = NGINX % (b"publish_done", b"")


async def hook(here: House, dialect: str, body: bytes) -> tuple[int, bytes]:
    answer = await here.ask("POST", f"/hooks/{dialect}", body, FORM)
    return answer.status, answer.body


def names(here: House) -> list[str]:
    return [stream.name for stream in here.streams]


def test_a_publisher_comes_and_goes() -> None:
    async def test(here: House) -> None:
        assert await hook(here, "nginx", PUBLISH) == (200, b"ok\n")
        stream = here.streams.get("show1")
        assert stream.wanted.hls == "http://127.0.0.1:18080/hls/live/show1/index.m3u8"
        await hook(here, "nginx", DONE)
        here.clock.now += 29
        here.streams.tidy()
        await hook(here, "nginx", PUBLISH)  # the publisher was started again
        here.clock.now += 60
        here.streams.tidy()
        assert stream.state != "ending"
        assert here.streams.get("show1") is stream
        await hook(here, "nginx", DONE)
        here.clock.now += 31
        here.streams.tidy()
        await stream.over.wait()
        assert stream.state == "ended"
        await hook(here, "nginx", PUBLISH)  # the next show of that name
        assert here.streams.get("show1") is not stream

    inside(test)


@pytest.mark.parametrize(
    ("dialect", "comes", "goes", "answer"),
    [
        ("srs", SRS | {"action": "on_publish"}, SRS | {"action": "on_unpublish"}, b"0"),
        ("nms", NMS | {"action": "postPublish"}, NMS | {"action": "donePublish"}, b"ok\n"),
        (
            "generic",
            {"action": "publish", "path": "live/show1"},
            {"action": "unpublish", "path": "live/show1"},
            b"ok\n",
        ),
    ],
)
def test_other_servers(dialect: str, comes: object, goes: object, answer: bytes) -> None:
    async def test(here: House) -> None:
        assert await hook(here, dialect, json.dumps(comes).encode()) == (200, answer)
        assert here.streams.get("show1").left is None
        assert await hook(here, dialect, json.dumps(goes).encode()) == (200, answer)
        assert here.streams.get("show1").left is not None

    inside(test)


@pytest.mark.parametrize(
    ("body", "options"),
    [
        (PUBLISH.replace(b"show1", b"..%2Fetc"), {}),
        (b"\xff", {}),
        (PUBLISH, {"limits": LimitOptions(streams=0)}),
        (PUBLISH, {"limits": LimitOptions(languages=1)}),
        (PUBLISH, {"hooks": HookOptions()}),
        (PUBLISH, {"sources": ("http://elsewhere/",)}),
        (PUBLISH, {"languages": "ja"}),
        (NGINX % (b"play", b""), {}),
    ],
)
def test_a_publisher_is_let_in_whatever_becomes_of_its_captions(
    body: bytes, options: dict[str, object]
) -> None:
    async def test(here: House) -> None:
        here.serve(**options)
        assert await hook(here, "nginx", body) == (200, b"ok\n")
        assert names(here) == []

    inside(test)


def test_people_are_told_why_not() -> None:
    async def test(here: House) -> None:
        here.serve(limits=LimitOptions(streams=0))
        answer = await here.ask("POST", "/hooks/generic", {"action": "publish", "name": "x"})
        assert (answer.status, "serve.limits.streams" in answer.error) == (503, True)
        assert (await here.ask("POST", "/hooks/generic", {"action": "publish", "name": "../x"})).status == 400

    inside(test)


def test_the_same_name_of_another_application_is_another_stream() -> None:
    async def test(here: House) -> None:
        await hook(here, "nginx", PUBLISH)
        await hook(here, "nginx", PUBLISH.replace(b"app=live", b"app=other"))
        await hook(here, "nginx", DONE.replace(b"app=live", b"app=other"))
        assert here.streams.get("show1").left is None
        here.serve(hooks=HookOptions(hls=TEMPLATE, name="{app}-{name}", apps=("other",)))
        await hook(here, "nginx", PUBLISH.replace(b"app=live", b"app=other"))
        await hook(here, "nginx", PUBLISH.replace(b"app=live", b"app=third"))
        assert names(here) == ["show1", "other-show1"]

    inside(test)


def test_what_hooks_said_is_counted_and_secrets_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    async def test(here: House) -> None:
        for body in (PUBLISH, DONE, NGINX % (b"play", b""), PUBLISH.replace(b"show1", b"..")):
            await hook(here, "nginx", body)
        text = (await here.ask("GET", "/metrics")).body.decode()
        for outcome in ("published", "unpublished", "ignored", "refused"):
            assert f'zimu_hooks_total{{dialect="nginx",outcome="{outcome}"}} 1.0' in text

    inside(test)
    said = capsys.readouterr()
    assert "secret" not in said.out + said.err


def test_a_stream_that_nobody_hears_ends_though_its_publisher_said_nothing() -> None:
    async def test(here: House) -> None:
        await hook(here, "nginx", PUBLISH)
        stream = here.streams.get("show1")
        await until(lambda: stream.state == "waiting")
        here.clock.now += 299
        here.streams.tidy()
        assert stream.state == "waiting"
        here.clock.now += 2
        here.streams.tidy({"show1"})  # one that is always there may be quiet
        assert stream.state == "waiting"
        here.streams.tidy()
        await stream.over.wait()

    inside(test)
