"""Many clients of one stream, in the test's own loop: who gets what, who is told to go and why."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from pipeline.sinks.hub import Hub, refuse
from pipeline.types import Caption, Segment, Shown
from tests.sinks.wire import Wire, until

PATIENCE_S = 20.0


def shown(id: int, language: str = "en", text: str = "hello", *, words: bool = True) -> Shown:
    caption = Caption(id, 0, language, 1000, 2000, (text,) if text else (), False, 1, words_final=words)
    return Shown(caption, Segment(id, 1000, 2000, "你好", words, 1))


class House:
    """A hub and its clients."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.tasks: list[asyncio.Task[None]] = []

    async def client(self, query: str = "", extensions: dict[str, Any] | None = None) -> Wire:
        """One that is being served."""
        wire = Wire(query, extensions)
        before = self.hub.clients
        self.tasks.append(asyncio.create_task(self.hub.serve(wire.socket)))
        await until(lambda: self.hub.clients == before + 1 or wire.close is not None)
        return wire


def housed(body: Callable[[House], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S):
            house = House()
            await body(house)
            for task in house.tasks:
                task.cancel()
            await asyncio.gather(*house.tasks, return_exceptions=True)

    asyncio.run(main())


def test_each_caption_is_a_message() -> None:
    async def body(house: House) -> None:
        wire = await house.client()
        await asyncio.to_thread(house.hub.write, shown(7, words=False))
        await asyncio.to_thread(house.hub.write, shown(7, "zh-Hans", "你好"))
        await until(lambda: len(wire.messages) == 2)
        one, two = wire.messages
        assert (one["lang"], one["text"], one["final"]) == ("en", "hello", False)
        assert (two["lang"], two["text"], two["final"], two["src"]) == ("zh-Hans", "你好", True, "你好")
        assert one["id"] == two["id"]
        assert wire.ids == ["c7", "c7"]
        assert two["seq"] > one["seq"]

    housed(body)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", ["en", "pt-BR", "zh-Hans"]),
        ("lang=en", ["en"]),
        ("lang=pt-br,zh-cn", ["pt-BR", "zh-Hans"]),
        ("lang=en&lang=zh-Hans", ["en", "zh-Hans"]),
    ],
)
def test_a_client_may_choose_languages(query: str, wanted: list[str]) -> None:
    async def body(house: House) -> None:
        wire = await house.client(query)
        for language in ("en", "pt-BR", "zh-Hans"):
            house.hub.write(shown(1, language))
        await until(lambda: len(wire.messages) == len(wanted))
        await asyncio.sleep(0)
        assert [each["lang"] for each in wire.messages] == wanted

    housed(body)


@pytest.mark.parametrize(
    ("query", "named"), [("lang=xx-not-a-tag", "xx-not-a-tag"), ("since=-1", "since"), ("since=٣", "since")]
)
def test_what_makes_no_sense_is_refused_with_the_reason(query: str, named: str) -> None:
    async def body(house: House) -> None:
        wire = await house.client(query)
        assert wire.close is not None
        code, reason = wire.close
        assert code == 1008
        assert named in reason
        assert house.hub.closed == {"refused": 1}

    housed(body)


def test_who_comes_back_gets_what_it_missed_and_nothing_twice() -> None:
    async def body(house: House) -> None:
        first = await house.client("lang=en")
        house.hub.write(shown(1))
        await until(lambda: first.ids == ["c1"])
        seen = first.messages[-1]["seq"]
        first.leave()
        await until(lambda: house.hub.clients == 0)
        house.hub.write(shown(2, words=False))
        house.hub.write(shown(2))
        house.hub.write(shown(2, "es"))
        second = await house.client(f"lang=en&since={seen}")
        house.hub.write(shown(3))
        await until(lambda: "c3" in second.ids)
        assert second.ids == ["c2", "c3"]
        third = await house.client("lang=en&since=0")
        await until(lambda: len(third.messages) == 3)
        assert third.ids == ["c1", "c2", "c3"]
        fourth = await house.client("lang=en")
        house.hub.write(shown(4))
        await until(lambda: "c4" in fourth.ids)
        assert fourth.ids == ["c4"]

    housed(body)


def test_what_is_written_while_a_client_joins_comes_once() -> None:
    """The hand-over to the loop is still to come when the client is sent the past, which holds it already."""

    async def body(house: House) -> None:
        await house.client()  # so that the hub knows its loop
        house.hub.write(shown(1))
        late = await house.client("since=0")
        house.hub.write(shown(2))
        await until(lambda: "c2" in late.ids)
        assert late.ids == ["c1", "c2"]

    housed(body)


def test_the_next_session_and_the_next_process_have_ids_and_numbers_of_their_own() -> None:
    async def body(house: House) -> None:
        wire = await house.client()
        house.hub.write(shown(1))
        house.hub.begin()
        house.hub.write(shown(1))
        await until(lambda: len(wire.messages) == 2)
        one, two = wire.messages
        assert one["id"] != two["id"]
        assert one["id"].endswith("-c1") and two["id"].endswith("-c1")
        again = Hub()
        other = Wire("since=0")
        house.tasks.append(asyncio.create_task(again.serve(other.socket)))
        await until(lambda: again.clients == 1)
        again.write(shown(1))
        await until(lambda: bool(other.messages))
        assert other.messages[0]["id"] != one["id"]

    housed(body)


def test_a_slow_client_loses_drafts_and_then_its_connection_and_others_go_on() -> None:
    async def body(house: House) -> None:
        slow, quick = await house.client(), await house.client()
        slow.open.clear()
        for id in range(100):
            house.hub.write(shown(id, words=False))
            await asyncio.sleep(0)
        await until(lambda: len(quick.ids) == 100)
        assert house.hub.clients == 2
        for id in range(200):
            house.hub.write(shown(id))
            await asyncio.sleep(0)
        await until(lambda: house.hub.clients == 1)
        await until(lambda: len(quick.ids) == 300)
        slow.open.set()
        await until(lambda: slow.close is not None)
        assert slow.close == (1013, "too slow: captions were waiting")
        assert house.hub.closed == {"slow": 1}
        assert house.hub.dropped >= 30

    housed(body)


def test_a_server_that_can_part_with_a_client_does_so_at_once() -> None:
    async def body(house: House) -> None:
        parted: list[tuple[int, str]] = []
        stuck = await house.client(extensions={"zimu.part": lambda *why: parted.append(why)})
        stuck.open.clear()
        for id in range(70):
            house.hub.write(shown(id))
        await until(lambda: bool(parted))
        assert parted[0][0] == 1013
        assert stuck.close is None

    housed(body)


def test_no_client_waits_for_more_than_a_bound() -> None:
    async def body(house: House) -> None:
        wires = [await house.client() for _ in range(20)]
        for wire in wires:
            wire.open.clear()
        for id in range(5000):
            house.hub.write(shown(id % 50, words=False))
        await asyncio.sleep(0)
        assert all(len(client.backlog) <= 64 for client in house.hub._clients)
        assert house.hub.clients == 20

    housed(body)


def test_a_thousand_clients_that_say_nothing() -> None:
    async def body(house: House) -> None:
        wires = [await house.client("lang=en") for _ in range(1000)]
        house.hub.write(shown(1))
        await until(lambda: all(wire.ids == ["c1"] for wire in wires))
        for wire in wires:
            wire.leave()
        await asyncio.gather(*house.tasks)
        assert house.hub.closed == {"left": 1000}

    housed(body)


def test_a_client_that_talks_is_not_listened_to() -> None:
    async def body(house: House) -> None:
        wire = await house.client()
        for _ in range(10):
            wire.say("<script>")
        house.hub.write(shown(1))
        await until(lambda: wire.ids == ["c1"])

    housed(body)


def test_the_end_comes_after_the_last_captions_and_says_so() -> None:
    async def body(house: House) -> None:
        wire = await house.client()
        for id in range(50):
            await asyncio.to_thread(house.hub.write, shown(id))
        await house.hub.close()
        await until(lambda: wire.close is not None)
        assert wire.ids == [f"c{id}" for id in range(50)]
        assert wire.close == (1001, "the stream has ended")
        late = await house.client()
        assert late.close == (1001, "the stream has ended")
        assert house.hub.closed == {"ended": 2}

    housed(body)


def test_a_client_that_takes_nothing_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.sinks.hub._LAST_S", 0.05)

    async def body(house: House) -> None:
        wire = await house.client()
        wire.open.clear()
        house.hub.write(shown(1))
        await house.hub.close()
        await until(lambda: house.hub.clients == 0)

    housed(body)


def test_only_who_asks_hears_how_the_stream_is_and_at_once() -> None:
    async def body(house: House) -> None:
        plain = await house.client()
        house.hub.tell({"state": "loading"})
        house.hub.tell({"state": "live", "languages": ["en"]})
        asking = await house.client("status=1")
        await until(lambda: bool(asking.messages))
        assert asking.messages[0]["status"] == {"state": "live", "languages": ["en"]}
        house.hub.tell({"state": "ended"})
        await until(lambda: len(asking.messages) == 2)
        assert asking.messages[1]["status"] == {"state": "ended"}
        assert plain.messages == []

    housed(body)


def test_who_follows_the_status_hears_something_in_every_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.sinks.client._PULSE_S", 0.001)

    async def body(house: House) -> None:
        plain = await house.client()
        following = await house.client("status=1")
        await until(lambda: len(following.messages) > 1, steps=1_000_000)
        assert following.messages[-1]["status"] is None
        house.hub.tell({"state": "live"})
        await until(lambda: sum(bool(each["status"]) for each in following.messages) > 2, steps=1_000_000)
        house.hub.write(shown(1))
        await until(lambda: following.ids == ["c1"])
        assert plain.ids == ["c1"] and len(plain.messages) == 1

    housed(body)


def test_a_caption_that_is_taken_back_is_not_of_the_past() -> None:
    async def body(house: House) -> None:
        house.hub.write(shown(1, text=""))
        house.hub.write(shown(2))
        wire = await house.client("since=0")
        await until(lambda: bool(wire.ids))
        assert wire.ids == ["c2"]

    housed(body)


def test_writing_before_anybody_is_there_and_after_the_loop_has_ended() -> None:
    hub = Hub()
    hub.write(shown(1))

    async def main() -> None:
        wire = Wire()
        task = asyncio.create_task(hub.serve(wire.socket))
        await until(lambda: hub.clients == 1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(main())
    hub.write(shown(2))


def test_a_refusal_is_said_over_an_open_connection_and_fits_its_frame() -> None:
    async def main() -> None:
        wire = Wire()
        await refuse(wire.socket, 4404, "没" * 100)
        assert [each["type"] for each in wire.sent] == ["websocket.accept", "websocket.close"]
        assert wire.close is not None
        code, reason = wire.close
        assert (code, len(reason.encode()) <= 123) == (4404, True)
        assert set(reason) == {"没"}

    asyncio.run(main())
