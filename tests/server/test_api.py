"""The API as a program calls it; its description has every route."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import anyio
import pytest

from pipeline.server.app import operations
from pipeline.server.limits import LimitOptions
from pipeline.server.options import ServeOptions
from tests.scripted import LINES, Seen, Source, talk
from tests.server.house import LOCAL, SERVE, House, house, until

HLS = "http://127.0.0.1:18080/hls/show/index.m3u8"
PAGES = ("/watch", "/overlay", "/studio", "/static")
NEW = {"name": "show", "hls": HLS}
TSV = "zh\ten\n小黄车\tcart\n".encode()
Test = Callable[[House], Awaitable[None]]


def inside(test: Test, options: ServeOptions = SERVE, **more: object) -> None:
    async def main() -> None:
        async with house(options, **more) as there:  # type: ignore[arg-type]
            await test(there)

    anyio.run(main)


def finals(seen: Seen, language: str) -> int:
    return len(seen.finals(language))


def test_a_stream_from_its_start_to_its_end() -> None:
    source = Source(*talk(1, 2, 3))

    async def test(here: House) -> None:
        made = await here.ask("POST", "/v1/streams", NEW)
        assert made.status == 201
        assert [each["tag"] for each in made.json["languages"]] == ["zh-Hans", "en", "es"]
        assert made.json["links"]["master"] == "/hls/show/master.m3u8"
        assert (await here.ask("POST", "/v1/streams", NEW)).status == 200
        assert len((await here.ask("GET", "/v1/streams")).json["streams"]) == 1
        packager = here.feeds["show"].packager
        assert packager is not None
        await packager.until(lambda seen: finals(seen, "en") >= 2)
        found = (await here.ask("GET", "/v1/streams/show")).json
        assert found["state"] == "live"
        assert found["delay_s"] == 6.0
        assert found["languages"][1]["shown"] >= 2
        assert (await here.ask("DELETE", "/v1/streams/show")).status == 200
        await here.streams.get("show").over.wait()
        assert packager.closed == 1
        texts = [
            s.caption.text for s in packager.shown if s.caption.final and s.caption.language == "zh-Hans"
        ]
        assert texts == list(LINES[1:4])
        assert (await here.ask("GET", "/v1/streams/show")).json["state"] == "ended"
        here.clock.now += 1000
        here.streams.tidy()
        assert (await here.ask("GET", "/v1/streams/show")).status == 404

    inside(test, show=[source])


def test_languages_change_while_it_runs() -> None:
    source = Source(*talk(1, 2))

    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW | {"languages": ["en"]})
        packager = here.feeds["show"].packager
        assert packager is not None
        await packager.until(lambda seen: any(s.caption.language == "en" for s in seen.shown))
        changed = await here.ask("PATCH", "/v1/streams/show", {"languages": ["es", "zh-TW"]})
        assert [each["tag"] for each in changed.json["languages"]] == ["zh-Hans", "es", "zh-Hant-TW"]
        assert packager.tags == ("zh-Hans", "es", "zh-Hant-TW")
        source.put(*talk(3, 4, start=4480))
        await packager.until(
            lambda seen: {"es", "zh-Hant-TW"} <= {shown.caption.language for shown in seen.shown}
        )
        assert here.feeds["show"].opened == [source]  # nothing was started again
        assert here.streams.get("show").wanted.languages == ("zh-Hans", "es", "zh-Hant-TW")

    inside(test, show=[source])


def test_words_of_a_stream() -> None:
    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW)
        path = "/v1/streams/show/glossary"
        assert (await here.ask("PUT", f"{path}/item", TSV)).json["item"].startswith("zh\ten")
        assert here.streams.get("show").board.now.found("小黄车", "en") == (("小黄车", "cart"),)
        assert (await here.ask("GET", f"{path}/item")).body == TSV
        bad = await here.ask("PUT", f"{path}/show", b"zh\ten\nx\ty\tz\n")
        assert (bad.status, "show:2: 3 cells" in bad.error) == (422, True)
        assert (await here.ask("PUT", f"{path}/show", b"\xff")).status == 422
        assert (await here.ask("GET", f"{path}/other")).status == 404
        shown = (await here.ask("PUT", f"{path}/show", TSV)).json
        assert (shown["item"], shown["show"]) == ("", TSV.decode())  # another show has no item yet
        await here.ask("DELETE", f"{path}/show")
        assert here.streams.get("show").board.now.terms == ()
        assert (await here.ask("GET", path)).json == {"base": 0, "show": "", "item": ""}

    inside(test)


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"{", 422, "JSON"),
        ([], 422, "body"),
        ({"hls": HLS}, 422, "name"),
        (NEW | {"name": "../x"}, 422, "name"),
        (NEW | {"name": "a\n"}, 422, "name"),
        (NEW | {"more": 1}, 422, "more"),
        (NEW | {"languages": "en"}, 422, "languages"),
        (NEW | {"languages": ["qqq"]}, 422, "unknown language"),
        (NEW | {"languages": ["ja"]}, 409, "add to serve.languages, then restart"),
        ({"name": "x"}, 422, "hls, source or both"),
        ({"name": "x", "source": "/etc/passwd"}, 422, "source.roots"),
        ({"name": "x", "hls": "rtmp://h/x"}, 422, "hls is"),
        (b" " * 1001, 413, "longer than 1000"),
    ],
)
def test_what_cannot_be_started(body: object, status: int, says: str) -> None:
    async def test(here: House) -> None:
        here.serve(limits=LimitOptions(body_bytes=1000))
        answer = await here.ask("POST", "/v1/streams", body)
        assert (answer.status, says in answer.error) == (status, True), answer.error
        assert list(here.streams) == []

    inside(test)


def test_a_length_that_is_a_lie_does_not_help() -> None:
    async def test(here: House) -> None:
        here.serve(limits=LimitOptions(body_bytes=1000))
        for length in ("10", "99999999", "-1", "x"):
            answer = await here.ask("POST", "/v1/streams", b" " * 5000, LOCAL | {"content-length": length})
            assert answer.status == 413

    inside(test)


def test_a_language_that_is_not_open_is_refused_and_nothing_changes() -> None:
    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW | {"languages": ["en"]})
        answer = await here.ask("PATCH", "/v1/streams/show", {"languages": ["en", "ja"]})
        assert answer.status == 409
        assert answer.error.startswith("ja: not opened; there are zh-Hans, en")
        shown = await here.ask("GET", "/v1/streams/show")
        assert [each["tag"] for each in shown.json["languages"]] == ["zh-Hans", "en"]
        told = (await here.ask("GET", "/openapi.json")).json["paths"]["/v1/streams/{name}"]["patch"]
        assert "409" in told["responses"]

    inside(test)


def test_limits_of_streams_and_languages() -> None:
    async def test(here: House) -> None:
        here.serve(limits=LimitOptions(streams=1, languages=2))
        assert (await here.ask("POST", "/v1/streams", NEW)).status == 422
        one = NEW | {"languages": ["en"]}
        assert (await here.ask("POST", "/v1/streams", one)).status == 201
        full = await here.ask("POST", "/v1/streams", one | {"name": "other"})
        assert (full.status, full.headers["retry-after"]) == (503, "30")
        assert (await here.ask("PATCH", "/v1/streams/show", {"languages": ["en", "es"]})).status == 422
        other = await here.ask("POST", "/v1/streams", one | {"hls": "http://elsewhere/x.m3u8"})
        assert (other.status, "already" in other.error) == (409, True)

    inside(test)


def test_who_asks_too_often_waits_and_players_never_do() -> None:
    async def test(here: House) -> None:
        answers = [(await here.ask("GET", "/v1/streams")).status for _ in range(101)]
        assert (answers.count(200), answers[-1]) == (100, 429)
        assert (await here.ask("GET", "/v1/streams", caller="127.0.0.2")).status == 200
        assert (await here.ask("GET", "/readyz")).status == 200
        assert (await here.ask("POST", "/hooks/srs", {"action": "on_play"})).status == 200

    inside(test)


@pytest.mark.parametrize(
    "operation",
    [(each.method, each.path, each.audience) for each in operations(None)],  # type: ignore[arg-type]
    ids=lambda operation: " ".join(operation[:2]),
)
def test_operators_are_asked_for_the_token_and_viewers_are_not(operation: tuple[str, str, str]) -> None:
    method, path, audience = operation
    path = path.replace("{sequence:int}", "1").replace("{", "").replace("}", "")

    async def test(here: House) -> None:
        here.serve(token="0123456789abcdef")
        answer = await here.ask(method, path, caller="203.0.113.9")
        assert (answer.status == 401) == (audience != "viewers"), answer
        assert b"0123456789abcdef" not in answer.body
        if audience != "viewers":
            assert answer.headers["www-authenticate"] == "Bearer"
            right = {"authorization": "Bearer 0123456789abcdef"}
            assert (await here.ask(method, path, b"{}", right, caller="203.0.113.9")).status != 401
        else:
            assert answer.headers["access-control-allow-origin"] == "*"

    inside(test)


def test_the_description_has_every_route_and_resolves() -> None:
    async def test(here: House) -> None:
        found = (await here.ask("GET", "/openapi.json")).json
        described = {(method.upper(), path) for path, each in found["paths"].items() for method in each}
        routes = {
            (method, route.path.replace(":int", ""))
            for route in here.app.routes  # type: ignore[attr-defined]
            if getattr(route, "methods", None) and not route.path.startswith(PAGES)
            for method in route.methods - {"HEAD"}
        }
        assert described == routes
        ids = [each["operationId"] for path in found["paths"].values() for each in path.values()]
        assert len(ids) == len(set(ids))
        schemas = found["components"]["schemas"]
        for reference in references(found):
            assert reference.removeprefix("#/components/schemas/") in schemas
        for path, each in found["paths"].items():
            for operation in each.values():
                names = {p["name"] for p in operation.get("parameters", [])}
                assert all(f"{{{name}}}" in path for name in names)
                assert path.count("{") == len(names)

    inside(test)


def references(found: object) -> list[str]:
    if isinstance(found, dict):
        own = [found["$ref"]] if "$ref" in found else []
        return own + [each for value in found.values() for each in references(value)]
    return [each for value in found for each in references(value)] if isinstance(found, list) else []


def test_what_is_not_there_is_said_in_one_form() -> None:
    async def test(here: House) -> None:
        for method, path, status in (
            ("GET", "/nothing", 404),
            ("PUT", "/healthz", 405),
            ("GET", "/v1/streams/x", 404),
        ):
            answer = await here.ask(method, path)
            assert (answer.status, bool(answer.error)) == (status, True)

    inside(test)


def test_readiness() -> None:
    async def test(here: House) -> None:
        waiting = await here.ask("GET", "/readyz")
        assert (waiting.status, waiting.json) == (
            503,
            {"ready": False, "reason": "the models are being opened"},
        )
        assert (await here.ask("GET", "/healthz")).status == 200
        made = await here.ask("POST", "/v1/streams", NEW)
        assert made.json["state"] == "loading"
        assert (await here.ask("GET", "/hls/show/master.m3u8")).status == 200  # players need not wait
        await here.context.models.load()
        assert (await here.ask("GET", "/readyz")).json["ready"]
        await until(lambda: here.streams.get("show").state == "waiting")

    inside(test, load=False)
