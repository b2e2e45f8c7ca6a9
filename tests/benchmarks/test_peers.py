"""Peers: what their servers say becomes events, and a server that cannot be had becomes a reason.

The servers here are stand-ins that speak the protocols as recorded from the real ones.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
from base64 import b85decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest
from websockets.sync.server import ServerConnection, serve

from benchmarks import table
from benchmarks.data import Clip
from benchmarks.ears import Ears
from benchmarks.events import Event, Events
from benchmarks.metrics import score, summary
from benchmarks.peers import (
    catalog,
    dialogue,
    environments,
    process,
    torch_weights,
    whisper_live,
    whisperlivekit,
)
from benchmarks.peers.catalog import ENVIRONMENTS, PEERS, Peer, chosen
from benchmarks.peers.dialogue import PIECE_MS, Clock, converse
from benchmarks.peers.errors import PeerUnavailable
from benchmarks.peers.hearing import hear
from benchmarks.peers.measure import Plan, beside, measure
from models.errors import WeightsInvalid
from models.fake import FakeRecogniser, FakeVad
from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.types import Hypothesis, Revision
from tests.benchmarks.scripted import sounding

linux = pytest.mark.skipif(sys.platform != "linux", reason="measures processes by /proc")


def segment(start: str, end: str, text: str, completed: bool = True) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text, "completed": completed}


FIRST, SECOND = segment("0.000", "1.000", "今天的"), segment("1.000", "2.500", "天气真好")
WHISPER_LIVE = [
    (900.0, {"uid": "zimu", "segments": [segment("0.000", "0.800", "今天", False)]}),
    (1500.0, {"uid": "zimu", "segments": [FIRST, segment("1.000", "1.400", "天汽", False)]}),
    (1600.0, {"uid": "zimu", "language": "zh", "language_prob": 0.9}),
    (2600.0, {"uid": "zimu", "segments": [FIRST, segment("1.000", "2.400", "天气真好", False)]}),
    (3000.0, {"uid": "zimu", "segments": [FIRST, SECOND]}),
    (3500.0, {"uid": "zimu", "segments": [FIRST, SECOND, segment("2.500", "3.000", "啊", False)]}),
]


def shown(events: tuple[Event, ...]) -> list[tuple[float, str, str]]:
    found = []
    for event in events:
        assert isinstance(event.output, Hypothesis)
        said = ("".join(word.text for word in words) for words in (event.output.committed, event.output.tail))
        found.append((event.at, *said))
    return found


def test_whisper_live_commits_what_it_marks_completed_once() -> None:
    assert shown(whisper_live.outputs(WHISPER_LIVE)) == [
        (900.0, "", "今天"),
        (1500.0, "今天的", "天汽"),
        (2600.0, "", "天气真好"),
        (3000.0, "天气真好", ""),
        (3500.0, "啊", ""),  # what is still open at the end, as its own client writes it
    ]
    word = whisper_live.outputs(WHISPER_LIVE)[1].output.committed[0]  # type: ignore[union-attr]
    assert (word.start, word.end) == (0, 1000)
    assert whisper_live.outputs([]) == ()


def test_the_figures_of_a_peer_are_those_of_any_stream() -> None:
    events = Events(whisper_live.outputs(WHISPER_LIVE), 3500.0, 1.5)
    figures = summary(score(events, "今天的天气真好", sounding("今天的天气真好", each=300), 3.0))
    assert figures["edits"] == 1  # the last word was not said
    assert (
        figures["commit_p50"] == 1.2
    )  # 1.2, 0.9, 0.6 after the first three characters, 1.8 to 0.9 after the others
    assert figures["cpu_per_audio_s"] == 0.5
    assert figures["normalised_erasure"] == pytest.approx(1 / 8)  # 汽


def line(text: str, end: str, speaker: int = 1) -> dict[str, Any]:
    return {"speaker": speaker, "text": text, "start": "0:00:00.00", "end": end}


def kit(*lines: dict[str, Any], tail: str = "") -> dict[str, Any]:
    return {"status": "active_transcription", "lines": list(lines), "buffer_transcription": tail}


SILENT = line("", "0:00:01.00", whisperlivekit._SILENCE)


def test_whisperlivekit_commits_what_is_added_to_its_lines() -> None:
    received = [
        (0.0, kit()),
        (100.0, {"type": "config"}),
        (900.0, kit(SILENT, tail="今天")),
        (950.0, kit(SILENT, tail="今天")),
        (1500.0, kit(SILENT, line("今天的", "0:00:01.25"), tail="天")),
        (2500.0, kit(SILENT, line("今天的", "0:00:01.25"), line("天气", "0:01:02.50"))),
    ]
    events = whisperlivekit.outputs(received)
    assert shown(events) == [(900.0, "", "今天"), (1500.0, "今天的", "天"), (2500.0, "天气", "")]
    assert [event.output.upto for event in events] == [0, 1250, 62_500]  # type: ignore[union-attr]


def test_a_transcript_that_is_rewritten_is_a_revision_of_all() -> None:
    received = [
        (1000.0, kit(line("今天", "0:00:01.00"))),
        (2000.0, kit(line("昨天很热", "0:00:02.00"), tail="啊")),
        (3000.0, kit(line("昨天很热啊", "0:00:03.00"))),
    ]
    first, second, third, fourth = (event.output for event in whisperlivekit.outputs(received))
    assert isinstance(second, Revision)
    assert second.start == 0
    assert second.end >= 2000
    assert [word.text for word in second.words] == ["昨天很热"]
    assert [each.committed and each.committed[0].text for each in (first, third, fourth)] == [  # type: ignore[union-attr]
        "今天",
        (),
        "啊",
    ]


def test_sound_goes_out_as_each_server_wants_it() -> None:
    samples = np.array([0.0, 0.5, -1.0, 1.5], np.float32)
    assert np.frombuffer(whisper_live.DIALECT.sound(samples), np.float32).tolist() == samples.tolist()
    assert np.frombuffer(whisperlivekit.DIALECT.sound(samples), "<i2").tolist() == [0, 16383, -32767, 32767]


@contextmanager
def standing_in(speak: Callable[[ServerConnection], None]) -> Iterator[int]:
    with serve(speak, "127.0.0.1", 0, ping_interval=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.socket.getsockname()[1]
        finally:
            server.shutdown()
            thread.join()


def leaping() -> Clock:
    """A clock on which waiting takes no time."""
    now = [0.0]

    async def sleep_until(at: float) -> None:
        now[0] = max(now[0], at)
        await anyio.lowlevel.checkpoint()

    return Clock(lambda: now[0], sleep_until)


def sticking() -> Clock:
    """A clock on which the second piece of sound never comes."""
    pieces = count()

    async def sleep_until(at: float) -> None:
        if next(pieces):
            await anyio.sleep_forever()

    return Clock(lambda: 0.0, sleep_until)


def whisper_live_server(socket: ServerConnection) -> None:
    """Shows one character for each piece of sound, and completes them when it is told the end."""
    assert json.loads(socket.recv())["language"] == "zh"
    socket.send(json.dumps({"uid": "zimu", "message": "SERVER_READY", "backend": "faster_whisper"}))
    heard = ""
    while (sound := socket.recv()) != b"END_OF_AUDIO":
        assert isinstance(sound, bytes)
        heard += str(len(np.frombuffer(sound, np.float32)))[0]
        socket.send(json.dumps({"uid": "zimu", "segments": [segment("0", "1", heard, False)]}))


def kit_server(socket: ServerConnection) -> None:
    socket.send(json.dumps({"type": "config", "useAudioWorklet": True, "mode": "full"}))
    heard = 0
    while sound := socket.recv():
        heard += len(sound) // 2
        socket.send(json.dumps(kit(tail=str(heard))))
    socket.send(json.dumps(kit(line(str(heard), "0:00:00.25"))))
    socket.send(json.dumps({"type": "ready_to_stop"}))


def test_a_dialogue_brings_all_sound_and_keeps_all_that_is_said() -> None:
    samples, marks = np.zeros(4000, np.float32), count()
    with standing_in(whisper_live_server) as port:
        received = converse(port, whisper_live.DIALECT, samples, lambda: next(marks) and None, leaping())
    assert [message["segments"][-1]["text"] for _, message in received] == ["1", "11", "118"]
    assert next(marks) == 2
    with standing_in(kit_server) as port:
        received = converse(port, whisperlivekit.DIALECT, samples, clock=leaping())
    assert shown(whisperlivekit.outputs(received))[-1][1:] == ("4000", "")


def test_sound_goes_out_when_it_has_sounded() -> None:
    waits: list[float] = []

    async def sleep_until(at: float) -> None:
        waits.append(at)

    with standing_in(kit_server) as port:
        clock = Clock(lambda: 0.0, sleep_until)
        converse(port, whisperlivekit.DIALECT, np.zeros(4000, np.float32), clock=clock)
    assert waits == pytest.approx([PIECE_MS / 1000, 2 * PIECE_MS / 1000, 0.25])


def refusing(socket: ServerConnection) -> None:
    socket.recv()
    socket.send(json.dumps({"uid": "zimu", "status": "ERROR", "message": "Failed to load model"}))


def hanging_up(socket: ServerConnection) -> None:
    socket.recv()
    socket.send(json.dumps({"message": "SERVER_READY"}))
    socket.recv()


def babbling(socket: ServerConnection) -> None:
    hanging_up(socket)
    socket.send("no JSON")


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        (refusing, "refused: .*Failed to load"),
        (hanging_up, "broke off"),
        (babbling, "broke off: .*Expecting"),
    ],
)
def test_a_server_that_fails_is_a_reason(server: Callable[[ServerConnection], None], reason: str) -> None:
    with standing_in(server) as port, pytest.raises(PeerUnavailable, match=reason):
        converse(port, whisper_live.DIALECT, np.zeros(4000, np.float32), clock=sticking())


def test_what_is_said_too_late_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def hanging(socket: ServerConnection) -> None:
        socket.send(json.dumps({"type": "config"}))
        while socket.recv():
            socket.send(json.dumps(kit(tail="慢")))
        over.wait()

    monkeypatch.setattr(dialogue, "PATIENCE_S", 0.2)
    with standing_in(hanging) as port:
        try:
            received = converse(port, whisperlivekit.DIALECT, np.zeros(1600, np.float32), clock=leaping())
        finally:
            over.set()
    assert [message["buffer_transcription"] for _, message in received] == ["慢"]


def test_nobody_listens() -> None:
    with pytest.raises(PeerUnavailable, match="broke off"):
        converse(process.free_port(), whisper_live.DIALECT, np.zeros(16, np.float32))


SERVER = """
import http.server, sys
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.BaseHTTPRequestHandler).serve_forever()
"""


@linux
def test_a_process_is_served_measured_and_stopped(tmp_path: Path) -> None:
    port = process.free_port()
    with process.serving([sys.executable, "-c", SERVER, str(port)], port, tmp_path) as pid:
        before, after = process.usage(pid), process.usage(pid)
        assert after.wall_s >= before.wall_s
        assert after.cpu_s >= before.cpu_s > 0
        assert 1 < before.memory_mb < 1000
        assert Path(f"/proc/{pid}").exists()
    assert not Path(f"/proc/{pid}").exists()


@linux
def test_the_time_of_a_child_counts(tmp_path: Path) -> None:
    burn = "import time\\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{burn}']); " + SERVER
    port = process.free_port()
    with process.serving([sys.executable, "-c", parent, str(port)], port, tmp_path) as pid:
        assert process.usage(pid).cpu_s >= 0.3


@linux
def test_what_a_process_says_last_is_the_reason(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such weights')"]
    with (
        pytest.raises(PeerUnavailable, match="ended before it listened: no such weights"),
        process.serving(command, process.free_port(), tmp_path),
    ):
        pass


def test_what_is_not_installed_is_skipped_with_the_command_that_installs_it(tmp_path: Path) -> None:
    ears = Ears(FakeRecogniser([]), FakeVad(0.0), Config())  # type: ignore[arg-type]
    said: list[str] = []
    clip = Clip("a", tmp_path / "never-read.wav", "你好")
    found = measure([clip], list(PEERS), Plan(tmp_path, tmp_path), ears, {}, said.append)
    assert list(found) == list(PEERS)
    for name, report in found.items():
        command = f"zimu bench peers {PEERS[name].environment} --into {tmp_path}"
        assert command in str(report["skipped"]) or sys.platform != "linux"
        assert report["package"] == PEERS[name].package
    assert len(said) == len(PEERS)


PEER_SERVER = """
import json, sys
from websockets.sync.server import serve
def speak(socket):
    socket.send(json.dumps({"type": "config"}))
    heard = 0
    while sound := socket.recv():
        heard += len(sound) // 2
    line = {"speaker": 1, "text": str(heard), "start": "0:00:00.00", "end": "0:00:00.20"}
    socket.send(json.dumps({"lines": [line], "buffer_transcription": ""}))
    socket.send(json.dumps({"type": "ready_to_stop"}))
with serve(speak, "127.0.0.1", int(sys.argv[1])) as server:
    server.serve_forever()
"""
PEER_OFFLINE = """
import json, os, sys
size = os.path.getsize(sys.argv[1]) // 4
print(json.dumps({"segments": [[0, 200, str(size)]], "cpu_s": 0.25, "memory_mb": 12.5}))
"""


def live(weights: Path, port: int, made: Path) -> list[str]:
    return ["-c", PEER_SERVER, str(port)]


def offline(weights: Path, port: int, made: Path) -> list[str]:
    return ["-c", PEER_OFFLINE, str(made / "sound")]


@linux
def test_a_peer_is_heard_in_a_process_of_its_own(tmp_path: Path) -> None:
    peer, samples = Peer("whisperlivekit", live, whisperlivekit.DIALECT, ""), np.zeros(3200, np.float32)
    heard = hear(peer, Path(sys.executable), tmp_path, samples)
    assert shown(heard.events.outputs)[0][1] == "3200"
    assert heard.events.outputs[0].at >= 200  # in real time
    assert heard.events.cpu_s >= 0
    assert heard.memory_mb > 1


@linux
def test_a_recording_is_heard_at_once(tmp_path: Path) -> None:
    heard = hear(
        Peer("faster-whisper", offline, None, ""), Path(sys.executable), tmp_path, np.zeros(800, np.float32)
    )
    assert shown(heard.events.outputs) == [(0.0, "800", "")]
    assert (heard.events.cpu_s, heard.memory_mb) == (0.25, 12.5)
    failing = Peer("faster-whisper", lambda weights, port, made: ["-c", "raise SystemExit('no')"], None, "")
    with pytest.raises(PeerUnavailable, match="failed: no"):
        hear(failing, Path(sys.executable), tmp_path, np.zeros(8, np.float32))


def test_an_environment_without_its_peer_is_a_reason(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "whisper-live"], check=True)
    with pytest.raises(PeerUnavailable, match=r"whisper-live==.*No module named 'whisper_live'"):
        environments.python("whisper-live", tmp_path)


def test_installing_pins_everything_and_leaves_out_what_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run: list[list[str]] = []

    def recorded(command: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        run.append(command)
        return subprocess.CompletedProcess(
            command, int("--no-deps" in command), "", "WARNING: x\nno such wheel\n"
        )

    monkeypatch.setattr(environments.venv, "create", lambda directory, **how: None)
    monkeypatch.setattr(environments.subprocess, "run", recorded)
    with pytest.raises(PeerUnavailable, match="no such wheel"):
        environments.install("whisperlivekit", tmp_path, lambda line: None)
    pins, package = run
    assert package[-2:] == ["--no-deps", ENVIRONMENTS["whisperlivekit"].package]
    lines = Path(pins[-1]).read_text(encoding="utf-8").splitlines()
    assert lines and all("==" in each and "+" not in each for each in lines)


def test_every_environment_has_its_pins() -> None:
    for name, environment in ENVIRONMENTS.items():
        pins = Path(catalog.__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").splitlines()
        assert pins == sorted(pins, key=str.lower)
        assert environment.package.partition("==")[0] not in {pin.partition("==")[0] for pin in pins}
        assert not any(pin.startswith(("nvidia", "triton")) for pin in pins)
    assert {peer.environment for peer in PEERS.values()} == ENVIRONMENTS.keys()


def test_peers_are_chosen_by_name() -> None:
    assert chosen("all") == list(PEERS)
    assert chosen("faster-whisper,whisper-live,faster-whisper") == ["faster-whisper", "whisper-live"]
    with pytest.raises(ConfigError, match="--peers whisper_live: choose among whisper-live, "):
        chosen("whisper_live")


def ct2(kind: str = "float16") -> dict[str, Any]:
    """A Whisper of one layer a side, width 4, each number another one."""
    numbers = count()

    def tensor(*shape: int) -> Any:
        return np.full(shape, next(numbers) / 8, kind)

    def linear(name: str, out: int, into: int) -> dict[str, Any]:
        return {f"{name}/weight": tensor(out, into), f"{name}/bias": tensor(out)}

    def norm(name: str) -> dict[str, Any]:
        return {f"{name}/gamma": tensor(4), f"{name}/beta": tensor(4)}

    found: dict[str, Any] = {"decoder/embeddings/weight": tensor(10, 4)}
    for side, length in (("encoder", 6), ("decoder", 5)):
        layer = f"{side}/layer_0"
        found |= {f"{side}/position_encodings/encodings": tensor(length, 4), f"{side}/num_heads": np.int16(2)}
        found |= norm(f"{side}/layer_norm") | norm(f"{layer}/ffn/layer_norm")
        found |= norm(f"{layer}/self_attention/layer_norm")
        found |= linear(f"{layer}/self_attention/linear_0", 12, 4)
        found |= linear(f"{layer}/self_attention/linear_1", 4, 4)
        found |= linear(f"{layer}/ffn/linear_0", 16, 4) | linear(f"{layer}/ffn/linear_1", 4, 16)
    found |= norm("decoder/layer_0/attention/layer_norm")
    for number, out in enumerate((4, 8, 4)):
        found |= linear(f"decoder/layer_0/attention/linear_{number}", out, 4)
    for number, into in ((1, 3), (2, 4)):
        found |= {f"encoder/conv{number}/weight": tensor(4, into, 3), f"encoder/conv{number}/bias": tensor(4)}
    return found


def loaded(path: Path) -> dict[str, Any]:
    """A file in the format of safetensors."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    kinds = {"F16": np.float16, "F32": np.float32}
    return {
        name: np.frombuffer(data[8 + size :][slice(*about["data_offsets"])], kinds[about["dtype"]]).reshape(
            about["shape"]
        )
        for name, about in json.loads(data[8 : 8 + size]).items()
    }


def test_weights_are_renamed_and_no_number_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = ct2()
    weights["decoder/layer_0/self_attention/linear_0/weight"][4:8] = 99  # the key
    monkeypatch.setattr(torch_weights.ct2_weights, "read", lambda path: weights)
    (tmp_path / "config.json").write_text('{"alignment_heads": [[0, 1]]}', encoding="utf-8")
    heads = torch_weights.write(tmp_path, tmp_path / "base")
    assert np.frombuffer(gzip.decompress(b85decode(heads)), bool).tolist() == [False, True]
    sizes = json.loads((tmp_path / "base" / "config.json").read_text(encoding="utf-8"))
    assert (sizes["n_mels"], sizes["n_audio_ctx"], sizes["n_text_ctx"], sizes["n_vocab"]) == (3, 6, 5, 10)
    assert sizes["n_text_layer"] == sizes["n_audio_layer"] == 1
    found = loaded(tmp_path / "base" / "model.safetensors")
    assert (found["decoder.blocks.0.attn.key.weight"] == 99).all()
    assert (found["decoder.blocks.0.attn.query.weight"] != 99).all()
    assert "decoder.blocks.0.attn.key.bias" not in found
    for new, old, part in (
        (
            "decoder.blocks.0.cross_attn.query.weight",
            "decoder/layer_0/attention/linear_0/weight",
            slice(0, 4),
        ),
        ("decoder.blocks.0.cross_attn.value.bias", "decoder/layer_0/attention/linear_1/bias", slice(4, 8)),
        ("decoder.blocks.0.cross_attn.out.weight", "decoder/layer_0/attention/linear_2/weight", slice(None)),
        ("encoder.blocks.0.attn.out.bias", "encoder/layer_0/self_attention/linear_1/bias", slice(None)),
        ("encoder.blocks.0.mlp.2.weight", "encoder/layer_0/ffn/linear_1/weight", slice(None)),
        ("encoder.ln_post.weight", "encoder/layer_norm/gamma", slice(None)),
    ):
        assert np.array_equal(found[new], weights[old][part]), new
    assert not any(name.startswith("encoder.blocks.0.cross") for name in found)


def test_weights_that_are_not_in_floating_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_weights.ct2_weights, "read", lambda path: ct2("int8"))
    with pytest.raises(PeerUnavailable, match="the weights are int8"):
        torch_weights.write(tmp_path, tmp_path / "base")
    monkeypatch.undo()
    with pytest.raises(WeightsInvalid):
        torch_weights.write(tmp_path, tmp_path / "base")


def test_peers_stand_below_the_streams_or_are_named_with_their_reason() -> None:
    row = dict.fromkeys(summary(score(Events((), 0.0, 0.0), "", (), 1.0)))
    own = {**row, "id": "a", "shift_ms": 0, "peak_memory_mb": 12.0}
    report = {"streams": [own], "per_kind": [], "per_shift": [], "total": own}
    peers = {
        "whisper-live": {"package": "whisper-live==1", "total": {**own, "cer": 0.25, "foreign_cores": 0.42}},
        "whisperlivekit": {"package": "whisperlivekit==2", "skipped": "not installed"},
    }
    lines = table.streams({**report, "peers": peers}).splitlines()
    rows = [each for each in lines if each.startswith("|")]
    assert rows[-1].startswith("| whisper-live==1 | 25.0% | - |")
    assert rows[-2].startswith("| all |")
    assert "whisperlivekit was skipped: not installed" in lines
    assert any("0.42 cores" in each for each in lines)
    assert table.streams(report).splitlines()[:4] == lines[:4]


def test_peers_need_a_place_and_a_machine_of_their_own(tmp_path: Path) -> None:
    ears = Ears(FakeRecogniser([]), FakeVad(0.0), Config())  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="--peers-dir"):
        beside("whisper-live", None)
    with pytest.raises(ConfigError, match="--together"):
        beside("whisper-live", tmp_path, together=2)
    assert beside("", None)([], ears, None, {}, lambda line: None) == {}
