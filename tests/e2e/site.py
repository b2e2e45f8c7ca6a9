"""A streaming site as operators have it: nginx takes publishers and tells zimu."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from tests.e2e.nginx import Nginx, nginx
from tests.e2e.publisher import publishing
from tests.e2e.script import LANGUAGES
from tests.e2e.sidecar import Sidecar, sidecar
from tests.ingest.test_reader_streams import free_port

_CONFIG = """
[serve]
port = {port}
languages = "{languages}"
state = "{folder}/state"
recordings = "{folder}/recordings"
[serve.hooks]
hls = "{template}"
"""


@dataclass(frozen=True, slots=True)
class Site:
    ffmpeg: str
    nginx: Nginx
    zimu: Sidecar
    folder: Path

    @property
    def records(self) -> Path:
        """Where zimu puts the files of a stream that has ended."""
        return self.folder / "recordings"

    def publish(
        self, film: Path, name: str, *, offset_s: float = 0, loops: int = 0
    ) -> AbstractContextManager[Popen[bytes]]:
        log, url = self.folder / f"{name}.log", self.nginx.publish_url(name)
        return publishing(self.ffmpeg, film, url, log, offset_s=offset_s, loops=loops)

    def player(self, name: str) -> str:
        """A page with an ordinary player of zimu's playlist."""
        return self.nginx.player_url(self.zimu.master(name))


@contextmanager
def site(
    folder: Path, ffmpeg: str, hlsjs: Path, *, real: bool = False, load_s: float = 0, languages: str = ""
) -> Iterator[Site]:
    """Both servers, each told of the other."""
    port = free_port()
    with nginx(folder, f"http://127.0.0.1:{port}/hooks/nginx", hlsjs) as server:
        config = _CONFIG.format(
            port=port,
            template=server.template,
            languages=languages or ",".join(LANGUAGES),
            folder=folder,
        )
        with sidecar(folder, port, config, real=real, load_s=load_s) as zimu:
            yield Site(ffmpeg, server, zimu, folder)
