"""`zimu serve` and `zimu hook` as processes of their own: told by signals, found again after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.commands.programs import MAIN, assert_one_line, running, until, zimu
from tests.ingest.test_reader_streams import free_port

SCRIPTED = """
import sys
from models.fake import FakeTranslator
from pipeline import loaded
from tests.scripted import loaded as scripted
def load(config, wanted, say=None, *, live=False):
    return scripted(engine=FakeTranslator(), to=tuple(wanted[1:]))
loaded.load = load
from pipeline.cli import main
main()
"""
TOML = """
[serve]
port = {port}
languages = "en,es"
state = "{folder}/state"
[serve.hooks]
source = "rtmp://127.0.0.1:9/{{path}}"
linger_s = {linger}
{more}
"""
PATIENCE_S = 60.0


class Serving:
    """A `zimu serve` of scripted models."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port
        self.said: list[str] = []
        self._heard = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._heard:
                self.said.append(line)
                self._heard.notify_all()

    def until(self, text: str) -> None:
        """Until stderr has said it."""
        with self._heard:
            assert self._heard.wait_for(lambda: text in "".join(self.said), PATIENCE_S), self.said

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        return answer.status, json.loads(text) if text.startswith("{") else text

    def names(self) -> list[str]:
        return [each["name"] for each in self.ask("GET", "/v1/streams")[1]["streams"]]

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        return code


@contextmanager
def serving(folder: Path, port: int, more: str = "", linger: float = 30) -> Iterator[Serving]:
    (folder / "zimu.toml").write_text(TOML.format(port=port, folder=folder, linger=linger, more=more))
    command = [sys.executable, "-c", SCRIPTED, "serve", "--config", str(folder / "zimu.toml")]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("ZIMU_")}
    environ |= {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    process = subprocess.Popen(
        command, cwd=folder, env=environ, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )
    try:
        there = Serving(process, port)
        there.until("models are open")
        yield there
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_streams_end_in_good_order(number: signal.Signals, tmp_path: Path) -> None:
    with serving(tmp_path, free_port()) as there:
        there.until("serving at http://127.0.0.1:")
        assert there.ask("POST", "/v1/streams", {"name": "show", "source": "rtmp://127.0.0.1:9/x"})[0] == 201
        with connect(f"ws://127.0.0.1:{there.port}/v1/streams/show/captions?status=1") as socket:
            first = json.loads(socket.recv(PATIENCE_S))
            assert first["status"]["languages"][1]["tag"] == "en"
            assert there.end(number) == 0
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    socket.recv(PATIENCE_S)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1001
    said = "".join(there.said)
    assert "stream ended" in said
    assert "Traceback" not in said


def test_a_second_signal_does_not_wait(tmp_path: Path) -> None:
    with serving(tmp_path, free_port()) as there:
        there.process.send_signal(signal.SIGINT)
        there.until("ending: ")
        assert there.end(signal.SIGINT) in (0, 130)


def test_what_was_on_the_air_is_on_the_air_after_a_kill(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port) as there:
        there.ask(
            "POST", "/v1/streams", {"name": "show", "source": "rtmp://127.0.0.1:9/x", "languages": ["es"]}
        )
        there.ask("PATCH", "/v1/streams/show", {"languages": ["en"]})
        there.process.kill()
    with serving(tmp_path, port) as there:
        status, found = there.ask("GET", "/v1/streams/show")
        assert (status, [each["tag"] for each in found["languages"]]) == (200, ["zh-Hans", "en"])


def test_the_configuration_is_read_again(tmp_path: Path) -> None:
    with serving(tmp_path, free_port()) as there:
        toml = tmp_path / "zimu.toml"
        old = toml.read_text()
        table = tmp_path / "words.tsv"
        table.write_text("zh\ten\n小黄车\tcart\n")
        toml.write_text(old.replace("port = ", "port = 1  # ") + f'[glossary]\nfiles = ["{table}"]\n')
        there.ask("POST", "/v1/streams", {"name": "show", "source": "rtmp://127.0.0.1:9/x"})
        there.process.send_signal(signal.SIGHUP)
        there.until("needs a restart")
        said = "".join(there.said)
        assert "serve.port" in said
        assert "glossary.files" in said
        assert there.ask("GET", "/v1/streams/show/glossary")[1]["base"] == 1
        toml.write_text("[serve")
        there.process.send_signal(signal.SIGHUP)
        there.until("the old one counts")
        assert there.ask("GET", "/healthz")[0] == 200


def test_a_command_that_lives_as_long_as_the_publisher(tmp_path: Path) -> None:
    """MediaMTX's runOnReady: started when the stream is ready, ended with SIGINT when it is not."""
    with serving(tmp_path, free_port(), linger=0) as there:
        address = f"http://127.0.0.1:{there.port}"
        with running(
            *("hook", "--server", address), folder=tmp_path, MTX_PATH="live/show", MTX_QUERY="key=secret"
        ) as command:
            there.until("stream begins")
            assert there.names() == ["show"]
            command.send_signal(signal.SIGINT)
            assert command.wait(PATIENCE_S) == 0
        there.until("stream ended")
        assert "secret" not in "".join(there.said)


def test_a_hook_before_zimu_is_there_is_told_again(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running("hook", "--server", address, folder=tmp_path, MTX_PATH="show") as command:
        until(command, "is zimu serve running?")
        with serving(tmp_path, port) as there:
            there.until("stream begins")
            command.send_signal(signal.SIGTERM)
            assert command.wait(PATIENCE_S) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["serve", "--host", "0.0.0.0"], 2, "ZIMU_SERVE__TOKEN"),
        (["serve", "--host", "::"], 2, "ZIMU_SERVE__TOKEN"),
        (["serve", "--set", "serve.token=short"], 2, "at least 16"),
        (["serve", "--to", "qqq"], 2, "unknown language"),
        (["serve", "--set", "serve.hooks.hls=http://h/{x}"], 2, "[serve.hooks]"),
        (["serve", "--set", 'serve.streams=["x"]'], 2, "serve.streams"),
        (["serve", "--config", "none.toml"], 2, "none.toml"),
        (["hook"], 2, "MTX_PATH"),
        (["hook", "publish", "x", "--server", "ftp://h"], 2, "http://HOST:PORT"),
        (["hook", "publish", "x", "--server", "http://127.0.0.1:9"], 1, "is zimu serve running?"),
    ],
)
def test_what_cannot_be_is_one_line(arguments: list[str], code: int, says: str, tmp_path: Path) -> None:
    assert_one_line(zimu(*arguments, folder=tmp_path, program=MAIN), code, says)


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with serving(tmp_path, free_port()) as there:
        assert_one_line(zimu("serve", "--port", there.port, folder=tmp_path), 2, "choose another")


def test_a_stranger_that_speaks_no_http(tmp_path: Path) -> None:
    with serving(tmp_path, free_port()) as there:
        connection = HTTPConnection("127.0.0.1", there.port, timeout=PATIENCE_S)
        connection.connect()
        connection.sock.sendall(b"\x16\x03\x01\x02\x00" * 20 + b"\r\n\r\n")
        with pytest.raises((HTTPException, OSError)):
            answer = connection.getresponse()
            raise OSError(answer.status)
        connection.close()
        assert there.ask("GET", "/healthz")[0] == 200
    assert "Traceback" not in "".join(there.said)


def closed(port: int, path: str, **more: Any) -> tuple[int, str]:
    """How the server closes a connection that it does not want: code and reason."""
    with connect(f"ws://127.0.0.1:{port}{path}", **more) as socket, pytest.raises(ConnectionClosed) as error:
        socket.recv(PATIENCE_S)
    assert error.value.rcvd is not None
    return error.value.rcvd.code, error.value.rcvd.reason


def test_clients_that_get_no_captions_are_told_why(tmp_path: Path) -> None:
    with serving(tmp_path, free_port(), "[serve.limits]\nclients = 1\n") as there:
        there.ask("POST", "/v1/streams", {"name": "show", "source": "rtmp://127.0.0.1:9/x"})
        path = "/v1/streams/show/captions"
        assert closed(there.port, "/v1/streams/none/captions")[0] == 4404
        code, reason = closed(there.port, path, origin="https://evil.example")
        assert (code, "serve.origins" in reason) == (1008, True)
        assert closed(there.port, f"{path}?lang=qqq")[0] == 1008
        own = f"http://127.0.0.1:{there.port}"
        with connect(f"ws://127.0.0.1:{there.port}{path}?status=1", origin=own) as first:
            assert "status" in first.recv(PATIENCE_S)  # it is in
            assert closed(there.port, path)[0] == 1013
