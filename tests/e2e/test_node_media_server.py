"""node-media-server has no HLS: its hook starts a stream, zimu listens by HTTP-FLV, clients read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.clients import listening
from tests.e2e.conftest import Tools
from tests.e2e.film import scripted
from tests.e2e.process import fetch, process, until
from tests.e2e.publisher import publishing
from tests.e2e.script import every
from tests.e2e.sidecar import sidecar
from tests.e2e.test_examples import CONFIGS, put
from tests.ingest.test_reader_streams import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.ffmpeg]


def test_captions_of_a_stream_without_hls(tools: Tools, node_media_server: list[str], tmp_path: Path) -> None:
    rtmp, http, port = free_port(), free_port(), free_port()
    lines = every(2600, 24)
    film = scripted(tmp_path / "show.mp4", lines, 24)
    address = f"rtmp://127.0.0.1:{rtmp}/live/show"
    places = {":8000/": f":{http}/", "[serve]\n": f'[serve]\nport = {port}\nstate = "{tmp_path}/state"\n'}
    config = put((CONFIGS / "examples" / "node-media-server.toml").read_text(), places)
    options = ["-b", "127.0.0.1", "--rtmp-port", str(rtmp), "--http-port", str(http), "--no-admin"]
    folders = ["--data-path", str(tmp_path / "data"), "--record-path", str(tmp_path / "record")]
    with sidecar(tmp_path, port, config) as zimu:
        notify = ["--notify-url", zimu.hook("nms")]
        command = [*node_media_server, *options, *folders, *notify]
        with process(command, tmp_path / "node-media-server.log", cwd=tmp_path):
            until(lambda: fetch(f"http://127.0.0.1:{http}/")[0] != 0, "node-media-server")
            with (
                listening(zimu.captions("show", "en,es")) as heard,
                publishing(tools.ffmpeg, film, address, tmp_path / "publisher.log"),
            ):
                until(
                    lambda: sum(m["final"] for m in heard.messages) >= 6, "three lines in two languages", 40
                )
    said = {line.text(language) for line in lines for language in ("en", "es")}
    assert {message["text"] for message in heard.messages if message["final"]} <= said
