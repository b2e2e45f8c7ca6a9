"""Streams fail and come back by themselves, and none of them takes another one with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import anyio
import pytest

from models.errors import InferenceFailed, LanguageUnsupported
from pipeline.errors import ConfigError, InputUnavailable, InputUnsupported
from pipeline.ingest.live import RetryDelays
from pipeline.server.limits import LimitOptions
from pipeline.server.models import Models
from pipeline.supervise import alone, supervised
from tests.scripted import LINES, Source, talk
from tests.server.house import Clock, House, models, until
from tests.server.test_api import NEW, inside

Session = Callable[[], Awaitable[None]]


def test_one_stream_s_fault_is_not_another_s() -> None:
    good, again = Source(*talk(1)), Source(*talk(3))
    broken: list[Source | Exception] = [
        Source(*talk(1), InputUnavailable("cam: gone")),
        InferenceFailed("the engine died"),
        ZeroDivisionError("a fault of ours"),
        again,
    ]

    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW)
        await here.ask("POST", "/v1/streams", NEW | {"name": "broken"})
        one, two = here.feeds["show"].packager, here.feeds["broken"].packager
        assert one is not None
        assert two is not None
        good.put(*talk(2, start=2240))
        await two.until(lambda seen: LINES[3] in [s.caption.text for s in seen.shown])
        stream = here.streams.get("broken")
        assert dict(stream.tally.restarts) == {
            "InputUnavailable": 1,
            "InferenceFailed": 1,
            "ZeroDivisionError": 1,
        }
        assert stream.error == "ZeroDivisionError: a fault of ours"
        assert LINES[1] in [s.caption.text for s in two.shown]  # what was heard before it failed
        good.end()
        await here.streams.get("show").over.wait()
        assert [text for _, text in one.finals("zh-Hans")] == list(LINES[1:3])
        assert here.feeds["show"].opened == [good]
        ids = {s.caption.text for s in two.shown if s.caption.language == "en"}
        assert f"en:{LINES[3]}" in ids

    inside(test, show=[good], broken=broken)


@pytest.mark.parametrize("error", [InputUnsupported("it is encrypted"), ConfigError("x")])
def test_what_never_works_is_not_tried_again(error: Exception) -> None:
    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW)
        stream = here.streams.get("show")
        packager = here.feeds["show"].packager
        assert packager is not None
        await until(lambda: stream.state == "failed")
        assert stream.error == str(error)
        here.clock.now += 10_000
        here.streams.tidy()
        assert (await here.ask("GET", "/hls/show/master.m3u8")).status == 200  # the picture goes on
        assert packager.closed == 0
        here.serve(limits=LimitOptions(streams=1))
        assert (await here.ask("POST", "/v1/streams", NEW)).status == 201  # somebody mended it
        await stream.over.wait()
        assert packager.closed == 1

    inside(test, show=[error, Source()])


def test_a_stream_ends_while_it_waits_for_models_or_for_another_try() -> None:
    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW)
        stream = here.streams.get("show")
        await until(lambda: stream.state == "loading")
        stream.end()
        await stream.over.wait()
        assert here.feeds["show"].opened == []

    inside(test, load=False)


def test_an_engine_that_hangs_is_left_behind() -> None:
    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW)
        stream = here.streams.get("show")
        await until(lambda: stream.state == "waiting")
        stream.cut()
        await stream.over.wait()
        assert stream.feed.packager.closed == 1  # type: ignore[union-attr]

    inside(test)


def run(session: Session, waits: list[float]) -> tuple[Exception | None, list[str]]:
    clock, told = Clock(), list[str]()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def main() -> Exception | None:
        return await supervised(
            session, lambda error, delay: told.append(str(error)), clock, delays=RetryDelays(), sleep=sleep
        )

    return anyio.run(main), told


def test_delays_grow_and_groups_are_opened() -> None:
    waits: list[float] = []

    async def session() -> None:
        if len(waits) < 10:
            async with anyio.create_task_group() as group:
                group.start_soon(fails)

    async def fails() -> None:
        raise OSError(f"try {len(waits)}")

    error, told = run(session, waits)
    assert error is None
    assert told == [f"try {n}" for n in range(10)]
    assert 0.37 <= waits[0] <= 0.5
    assert all(wait <= 30 for wait in waits)
    assert waits[-1] >= 22


def test_cancelling_passes_through() -> None:
    async def main() -> None:
        with anyio.move_on_after(0):
            await supervised(anyio.sleep_forever, lambda error, delay: None, Clock())
            raise AssertionError("it went on")

    anyio.run(main)


def test_an_error_of_a_task_alone_is_told() -> None:
    async def fails() -> None:
        raise OSError("disk")

    told: list[Exception] = []
    anyio.run(alone, fails, told.append)
    assert [str(error) for error in told] == ["disk"]


def test_models_that_cannot_be_opened_are_tried_again_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RetryDelays, "after", lambda self, good_s: 0.0)
    scripted = models(fail=[OSError("disk is busy")])
    assert scripted.missing == "the models are being opened"
    anyio.run(scripted.load)
    assert scripted.loaded is not None
    assert scripted.missing == "disk is busy"
    scripted.close()
    assert scripted.loaded is None


def test_models_that_the_operator_must_mend_end_the_server() -> None:
    def fails() -> Models:
        raise LanguageUnsupported("ja: no model translates into it")

    with pytest.raises(LanguageUnsupported):
        anyio.run(Models(("zh-Hans", "ja"), fails, Clock()).load)  # type: ignore[arg-type]
