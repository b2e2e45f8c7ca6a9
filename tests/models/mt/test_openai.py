"""The HTTP engine against a real server on loopback: what it asks, and how an answer can fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from models.errors import InferenceFailed, LanguageUnsupported
from models.mt.openai import HttpOptions, OpenAi
from models.mt.types import Answer, Request
from tests.models.mt.chat_server import ChatServer, Reply, chatting, free_port, said

LINE = "今天包邮，只要三百九十九块。"
GOOD = "Free shipping today, only 399 yuan."
KEY = "sk-very-secret"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chatting() as made:
        made.otherwise = lambda asked: Reply(said(GOOD))
        yield made


@pytest.fixture
def engine(server: ChatServer) -> Iterator[Callable[..., OpenAi]]:
    made = []

    def make(*languages: str, **options: Any) -> OpenAi:
        defaults = {"url": server.url, "model": "m", "key": KEY, "timeout": 5.0}
        made.append(OpenAi(HttpOptions(**{**defaults, **options}), languages or ("en",)))
        return made[-1]

    yield make
    for each in made:
        each.close()


def ask(engine: OpenAi, text: str = LINE, target: str = "en", **more: Any) -> Answer:
    (answer,) = engine([Request(text, target, **more)])
    return answer


def test_a_line_is_asked_in_a_chat_with_the_key(server: ChatServer, engine: Callable[..., OpenAi]) -> None:
    server.script = [Reply(said(GOOD, logprobs=(-0.1, -0.3)))]
    answer = ask(engine(extra='{"seed": 7}'))
    assert answer == Answer(GOOD, pytest.approx(-0.2), "http:m")
    (asked,) = server.asked
    assert (asked["path"], asked["model"], asked["seed"]) == ("/v1/chat/completions", "m", 7)
    assert asked["messages"][-1]["content"] == "今天包邮，只要399元。"
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "first",
    [
        Reply(status=500, body=b"oops"),
        Reply(status=503),
        Reply(status=429, headers={"Retry-After": "0"}),
        Reply(body=b"<html>", headers={"Content-Type": "text/html"}),
        Reply(body=b"[1]"),
        Reply(body=said(GOOD)[:40], missing=60),
        Reply(drop=True),
    ],
    ids=["500", "503", "429", "garbage", "no object", "truncated", "dropped"],
)
def test_what_may_pass_is_tried_again(
    server: ChatServer, engine: Callable[..., OpenAi], first: Reply
) -> None:
    server.script = [first]
    assert ask(engine()).text == GOOD
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("I'm sorry, but I can't help with that.", "boilerplate"),
        ("As an AI language model, I cannot", "boilerplate"),
        ("Free shipping today! " * 30, "too long"),
        ("Бесплатная доставка сегодня, 399", "no en letters"),
        ("今天包邮 399", "Chinese characters"),
        ("", "empty"),
        ("Free shipping today, only 39 yuan.", "without 399"),
    ],
)
def test_an_answer_that_cannot_be_shown_is_asked_for_once_more_and_then_given_up(
    server: ChatServer, engine: Callable[..., OpenAi], bad: str, reason: str
) -> None:
    made = engine()
    server.script = [Reply(said(bad))]
    assert ask(made).text == GOOD
    server.script = [Reply(said(bad)), Reply(said(bad))]
    assert ask(made) == Answer("", None, "http:m")
    assert made.faults == {reason: 3}
    assert "one line of English" in server.asked[1]["messages"][-1]["content"], "the second order is stricter"


def test_an_answer_that_was_cut_off_is_none(server: ChatServer, engine: Callable[..., OpenAi]) -> None:
    server.otherwise = lambda asked: Reply(said(GOOD, finish="length"))
    assert ask(engine()).text == ""


def test_thoughts_and_labels_are_not_shown(server: ChatServer, engine: Callable[..., OpenAi]) -> None:
    server.script = [Reply(said(f"<think>\n先想一想\n</think>\n\nTranslation: {GOOD}\nNote: polite"))]
    assert ask(engine()).text == GOOD


@pytest.mark.parametrize(
    "reply", [Reply(hang=True), Reply(drip=True)], ids=["half open", "a header without end"]
)
def test_a_server_that_hangs_costs_the_time_out_and_no_more(
    server: ChatServer, engine: Callable[..., OpenAi], reply: Reply
) -> None:
    server.script = [reply]
    made = engine(timeout=1.5)
    with pytest.raises(InferenceFailed, match=r"127\.0\.0\.1:\d+: no answer in 1\.5 s"):
        ask(made)
    assert ask(made).text == GOOD, "the next line has a connection of its own"


def test_a_wait_longer_than_the_time_left_is_not_waited(
    server: ChatServer, engine: Callable[..., OpenAi]
) -> None:
    server.script = [Reply(status=429, headers={"Retry-After": "3600"})]
    with pytest.raises(InferenceFailed, match="answers 429"):
        ask(engine())
    assert len(server.asked) == 1


def test_attempts_are_bounded(server: ChatServer, engine: Callable[..., OpenAi]) -> None:
    server.otherwise = lambda asked: Reply(status=500, headers={"Retry-After": "0"})
    with pytest.raises(InferenceFailed, match="answers 500"):
        ask(engine(attempts=2))
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("status", "fix"), [(401, "check the key"), (404, "check url and model"), (302, "form")]
)
def test_what_will_not_pass_is_not_tried_again_and_shows_no_key(
    server: ChatServer, engine: Callable[..., OpenAi], status: int, fix: str
) -> None:
    told = json.dumps({"error": {"message": f"bad key {KEY}\nfor you"}}).encode()
    server.otherwise = lambda asked: Reply(told, status, {"Location": "http://127.0.0.1:1/"})
    with pytest.raises(InferenceFailed, match=fix) as failed:
        ask(engine())
    assert len(server.asked) == 1
    assert KEY not in str(failed.value) and "bad key … for you" in str(failed.value)


def test_an_answer_without_end_is_refused(server: ChatServer, engine: Callable[..., OpenAi]) -> None:
    server.otherwise = lambda asked: Reply(b"x" * (2 << 20))
    with pytest.raises(InferenceFailed, match="longer than"):
        ask(engine())


def test_an_answer_of_another_kind_says_so(server: ChatServer, engine: Callable[..., OpenAi]) -> None:
    server.otherwise = lambda asked: Reply(b'{"choices": []}')
    with pytest.raises(InferenceFailed, match="holds no message"):
        ask(engine())


def test_nobody_listens(engine: Callable[..., OpenAi]) -> None:
    with pytest.raises(InferenceFailed, match="connection"):
        ask(engine(url=f"http://127.0.0.1:{free_port()}/v1", attempts=1))


def test_lines_of_a_batch_are_under_way_together_and_bounded(
    server: ChatServer, engine: Callable[..., OpenAi]
) -> None:
    met, most, now = threading.Barrier(3), [0], [0]

    def together(asked: dict[str, Any]) -> Reply:
        with server.lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        met.wait(timeout=5)  # breaks unless three are there at once
        with server.lock:
            now[0] -= 1
        return Reply(said(GOOD))

    server.otherwise = together
    answers = engine(together=3)([Request(LINE, "en", (str(i),)) for i in range(6)])
    assert [answer.text for answer in answers] == [GOOD] * 6
    assert most == [3] and len(server.connections) <= 3, "connections are kept"


def test_one_line_that_fails_does_not_take_the_others_with_it(
    server: ChatServer, engine: Callable[..., OpenAi]
) -> None:
    def moody(asked: dict[str, Any]) -> Reply:
        bad = "坏" in asked["messages"][-1]["content"]
        return Reply(status=400) if bad else Reply(said(GOOD))

    server.otherwise = moody
    made = engine()
    assert [a.text for a in made([Request("坏", "en"), Request(LINE, "en")])] == ["", GOOD]
    assert made.faults == {"no answer": 1}
    with pytest.raises(InferenceFailed):
        made([Request("坏", "en")])


def test_qwen_mt_is_told_languages_and_terms_beside_the_line(
    server: ChatServer, engine: Callable[..., OpenAi]
) -> None:
    server.otherwise = lambda asked: Reply(said("Só R$ 399."))
    ask(engine("pt", model="qwen-mt-flash"), target="pt-BR", terms=(("包邮", "frete grátis"),))
    (asked,) = server.asked
    assert [message["role"] for message in asked["messages"]] == ["user"]
    assert asked["translation_options"] == {
        "source_lang": "Chinese",
        "target_lang": "Portuguese",
        "terms": [{"source": "包邮", "target": "frete grátis"}],
    }


def test_a_language_that_was_not_opened_is_refused(engine: Callable[..., OpenAi]) -> None:
    made = engine("ja", "ko")
    assert (made.ways("ja"), made.ways("ko-KR"), made.ways("en")) == (1, 1, 0)
    with pytest.raises(LanguageUnsupported, match="not opened for en"):
        ask(made)
    with pytest.raises(LanguageUnsupported, match="no name for xx"):
        engine("xx")


def test_closing_ends_what_is_under_way(server: ChatServer, engine: Callable[..., OpenAi]) -> None:
    server.otherwise = lambda asked: Reply(hang=True)
    made = engine(timeout=60.0)
    failed: list[BaseException] = []

    def caller() -> None:
        try:
            ask(made)
        except InferenceFailed as error:
            failed.append(error)

    thread = threading.Thread(target=caller)
    thread.start()
    while not server.asked:
        thread.join(0.01)
    made.close()
    made.close()
    thread.join(10)
    assert not thread.is_alive() and len(failed) == 1
    with pytest.raises(InferenceFailed, match="closed"):
        ask(made)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "ftp://host/v1", "model": "m"}, "http://host:port"),
        ({"url": "host:8000/v1", "model": "m"}, "http://host:port"),
        ({"url": f"http://me:{KEY}@host/v1", "model": "m"}, "name, password and query"),
        ({"url": f"https://host/v1?key={KEY}", "model": "m"}, "name, password and query"),
        ({"url": "http://host:99999/v1", "model": "m"}, "[Pp]ort"),
        ({"url": "http://host/v1"}, "url without model"),
        ({"attempts": 0}, "at least 1"),
        ({"timeout": 0.0}, "above 0"),
        ({"extra": "[]"}, "JSON object"),
        ({"extra": "{"}, "JSON object"),
    ],
)
def test_options_that_cannot_work_are_refused_without_showing_a_secret(
    options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        HttpOptions(**options)
    assert KEY not in str(refused.value)


def test_the_key_is_not_part_of_how_the_options_are_shown() -> None:
    assert KEY not in repr(HttpOptions("http://host/v1", "m", KEY))
