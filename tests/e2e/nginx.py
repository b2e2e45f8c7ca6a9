"""A real nginx with the RTMP module: writes HLS of what is published, tells zimu, serves a page."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.process import process, until
from tests.ingest.test_reader_streams import free_port

NGINX = Path("/usr/sbin/nginx")
MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
PAGES = Path(__file__).with_name("player")
_CONFIG = """
load_module {module}; {user} worker_processes 1; daemon off;
pid {run}/nginx.pid; error_log {run}/nginx.log info;
events {{ worker_connections 256; }}
rtmp {{ server {{
  listen 127.0.0.1:{rtmp}; chunk_size 4096;
  application live {{
    live on; allow publish 127.0.0.1; deny publish all; allow play 127.0.0.1; deny play all;
    {hooks}
    hls on; hls_path {run}/hls; hls_nested on; hls_fragment 2s; hls_playlist_length 30s;
    hls_fragment_slicing plain; hls_fragment_naming system; hls_cleanup on;
  }}
}} }}
http {{
  access_log off; client_body_temp_path {run}/t1; proxy_temp_path {run}/t2; fastcgi_temp_path {run}/t3;
  uwsgi_temp_path {run}/t4; scgi_temp_path {run}/t5;
  server {{
    listen 127.0.0.1:{http};
    types {{ application/vnd.apple.mpegurl m3u8; video/mp2t ts; text/html html; text/javascript js; }}
    location /hls/ {{
      alias {run}/hls/; add_header Cache-Control no-cache; add_header Access-Control-Allow-Origin *;
    }}
    location /player/ {{ alias {pages}/; }}
    location = /player/hls.js {{ alias {hlsjs}; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Nginx:
    rtmp: int
    http: int

    def publish_url(self, name: str) -> str:
        return f"rtmp://127.0.0.1:{self.rtmp}/live/{name}"

    @property
    def template(self) -> str:
        """Where zimu finds the HLS of a stream, as its configuration wants it."""
        return f"http://127.0.0.1:{self.http}/hls/{{name}}/index.m3u8"

    def hls_url(self, name: str) -> str:
        return self.template.format(name=name)

    def player_url(self, playlist: str) -> str:
        """A page on this site, as foreign to zimu as a customer's, that plays `playlist` with hls.js."""
        return f"http://127.0.0.1:{self.http}/player/player.html?src={playlist}"


@contextmanager
def nginx(run: Path, hook: str, hlsjs: Path) -> Iterator[Nginx]:
    """Runs in the folder `run` and tells `hook`, if there is one, who publishes; ports are free ones."""
    ports = Nginx(free_port(), free_port())
    config = run / "nginx.conf"
    config.write_text(
        _CONFIG.format(
            module=MODULE,
            user="user root;" if os.geteuid() == 0 else "",
            run=run,
            rtmp=ports.rtmp,
            http=ports.http,
            hooks=f"on_publish {hook}; on_publish_done {hook}; notify_method post;" if hook else "",
            pages=PAGES,
            hlsjs=hlsjs,
        )
    )
    with process([NGINX, "-e", run / "nginx.log", "-p", run, "-c", config], run / "nginx.out"):
        for port in (ports.rtmp, ports.http):
            until(lambda port=port: _answers(port), f"nginx on port {port}")  # type: ignore[misc]
        yield ports


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
