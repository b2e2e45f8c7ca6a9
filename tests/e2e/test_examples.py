"""The configurations that people copy, as they are but for ports and folders: nginx-rtmp, zimu beside it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Tools
from tests.e2e.film import scripted
from tests.e2e.nginx import MODULE, NGINX
from tests.e2e.process import fetch, process, until
from tests.e2e.publisher import publishing
from tests.e2e.sidecar import sidecar
from tests.ingest.test_reader_streams import free_port

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
pytestmark = [pytest.mark.e2e, pytest.mark.ffmpeg]


def put(text: str, places: dict[str, str]) -> str:
    for there, here in places.items():
        assert there in text
        text = text.replace(there, here)
    return text


def test_publishers_are_captioned_and_let_in_though_zimu_is_not_there(tools: Tools, tmp_path: Path) -> None:
    rtmp, http, zimu = free_port(), free_port(), free_port()
    temporary = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in TEMPORARY)
    places = {
        "modules/ngx_rtmp_module.so": str(MODULE),
        "/var/lib/nginx/hls": f"{tmp_path}/hls",
        "listen 1935": f"listen 127.0.0.1:{rtmp}",
        "127.0.0.1:18080": f"127.0.0.1:{http}",
        "127.0.0.1:8080": f"127.0.0.1:{zimu}",
        "http {": f"http {{\n{temporary}",
    }
    user = "user root;\n" if os.geteuid() == 0 else ""
    text = put((CONFIGS / "examples" / "nginx-rtmp.conf").read_text(), places)
    config, log = tmp_path / "nginx.conf", tmp_path / "nginx.log"
    config.write_text(f"{user}daemon off;\npid {tmp_path}/nginx.pid;\n{text}")
    beside = put(
        (CONFIGS / "sidecar.toml").read_text(),
        {":18080/": f":{http}/", "[serve]\n": f'[serve]\nport = {zimu}\nstate = "{tmp_path}/state"\n'},
    )
    film = scripted(tmp_path / "show.mp4", [], 40)
    with process([NGINX, "-c", config, "-e", log, "-p", tmp_path], log):
        until(lambda: fetch(f"http://127.0.0.1:{http}/zimu", "POST")[0] == 200, f"nginx; see {log}")
        address = f"rtmp://127.0.0.1:{rtmp}/live"
        with publishing(tools.ffmpeg, film, f"{address}/alone", tmp_path / "alone.log"):
            playlist = f"http://127.0.0.1:{http}/hls/alone/index.m3u8"
            until(lambda: "#EXTINF" in fetch(playlist)[1], "HLS though nobody captions")
        with (
            sidecar(tmp_path, zimu, beside) as there,
            publishing(tools.ffmpeg, film, f"{address}/show", tmp_path / "show.log"),
        ):
            there.playable("show")
            assert 'LANGUAGE="zh-Hant"' in there.get("/hls/show/master.m3u8")[1]


def test_an_origin_that_ffmpeg_makes(tools: Tools, tmp_path: Path) -> None:
    """As the comment in ffmpeg-hls.toml says."""
    http, zimu = free_port(), free_port()
    folder = tmp_path / "www"
    folder.mkdir()
    film = scripted(tmp_path / "show.mp4", [], 20)
    text = (CONFIGS / "examples" / "ffmpeg-hls.toml").read_text()
    options = "-f hls -hls_time 2 -hls_list_size 15 -hls_flags delete_segments+independent_segments"
    for option in options.split():
        assert option in text
    server = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder, str(http)]
    origin = [tools.ffmpeg, "-re", "-i", film, "-c", "copy", *options.split(), folder / "show.m3u8"]
    serve = f'[serve]\nport = {zimu}\nstate = "{tmp_path}/state"\n'
    config = put(text, {":18081/": f":{http}/", "[serve]\n": serve})
    with (
        process(server, tmp_path / "http.log"),
        process(origin, tmp_path / "ffmpeg.log"),
        sidecar(tmp_path, zimu, config) as there,
    ):
        there.playable("show")
        until(lambda: ".vtt" in there.get("/hls/show/en/index.m3u8")[1], "a segment of subtitles")
