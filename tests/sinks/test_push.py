"""What services are posted, once each, and what becomes of captions when they are away."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipeline.sinks.push import PushOptions, pushes
from pipeline.types import Caption, Segment, Shown


@dataclass
class Service:
    """Answers with the statuses that the test puts, then with 200."""

    statuses: list[int] = field(default_factory=list)
    posts: list[tuple[str, str, str]] = field(default_factory=list)
    """Path, authorisation and body."""
    url: str = ""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.posts) >= count, 20), self.posts


@pytest.fixture
def service() -> Iterator[Service]:
    found = Service()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            with found.changed:
                found.posts.append((self.path, self.headers.get("Authorization", ""), body))
                status = found.statuses.pop(0) if found.statuses else 200
                found.changed.notify_all()
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=lambda: server.serve_forever(0.05))
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def shown(text: str, language: str = "en", *, id: int = 0, final: bool = False, words: bool = True) -> Shown:
    caption = Caption(id, 0, language, 1000, 3000, tuple(text.split("\n")), final, 0, words)
    return Shown(caption, Segment(id, 1000, 3000, "…", words, 0, words))


def test_youtube_gets_one_language_numbered_and_timed(service: Service) -> None:
    options = PushOptions(youtube=(f"show={service.url}/in?cid=key",))
    (push,) = pushes("show", options, lambda at: 5.0)
    push.write(shown("Hello <b>\nthere"))
    push.write(shown("你好", "zh-Hans"))
    push.write(shown("draft", words=False))
    push.write(shown("Hello", final=True))
    push.write(shown("Again", id=1))
    push.close()
    (first, _, body), (second, _, _) = service.posts
    assert first.startswith("/in?cid=key&seq=")
    assert int(second.rpartition("=")[2]) == int(first.rpartition("=")[2]) + 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\nHello ‹b›<br>there\n", body)


def test_another_attempt_has_the_same_number(service: Service) -> None:
    service.statuses = [503, 503]
    (push,) = pushes("show", PushOptions(youtube=(f"show={service.url}/in?cid=key",)), lambda at: 0.0)
    push.write(shown("Hello"))
    service.wait_for(3)
    push.close()
    assert len({path for path, _, _ in service.posts}) == 1 and push.lost == 0


def test_what_is_refused_is_not_repeated(service: Service) -> None:
    service.statuses = [403]
    (push,) = pushes("show", PushOptions(youtube=(f"show={service.url}/in",)), lambda at: 0.0)
    push.write(shown("Hello"))
    push.write(shown("Again", id=1))
    service.wait_for(2)
    push.close()
    assert push.lost == 1 and len(service.posts) == 2


def test_ovenmediaengine_gets_the_languages_it_has(service: Service) -> None:
    address = f"{service.url}/v1/vhosts/default/apps/app/streams/show"
    options = PushOptions(
        ovenmedia=(f"show={address}",), ovenmedia_token="secret", ovenmedia_labels=("en=English",)
    )
    (push,) = pushes("show", options, lambda at: 0.0)
    push.write(shown("Hello"))
    push.write(shown("Hola", "es"))
    push.close()
    ((path, key, body),) = service.posts
    assert path == "/v1/vhosts/default/apps/app/streams/show:sendSubtitles"
    assert key == "Basic c2VjcmV0"
    entry = {"startOffset": 0, "durationMs": 2000, "text": "Hello"}
    assert json.loads(body) == {"format": "webvtt", "data": [{"label": "English", "subtitles": [entry]}]}


def test_other_streams_are_posted_nowhere(service: Service) -> None:
    assert pushes("other", PushOptions(youtube=(f"show={service.url}",)), lambda at: 0.0) == []


def test_a_service_that_hangs_costs_captions_never_the_stream() -> None:
    held = threading.Event()

    def age_s(at: int) -> float:
        assert held.wait(20)
        return 0.0

    (push,) = pushes("show", PushOptions(youtube=("show=http://127.0.0.1:9/",)), age_s)
    for id in range(60):
        push.write(shown("Hello", id=id))
    assert push.lost >= 60 - 20 - 1
    held.set()
    push.close()


@pytest.mark.parametrize("entry", ["show", "=http://x", "show=", "show=ftp://x/"])
def test_entries_that_cannot_be(entry: str) -> None:
    with pytest.raises(ValueError, match="youtube"):
        PushOptions(youtube=(entry,))
