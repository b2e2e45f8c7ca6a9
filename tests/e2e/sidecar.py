"""`zimu serve` as its operator runs it: a process of its own, killed and started again as the test likes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.e2e.process import GRACE_S, fetch, process, until

ROOT = Path(__file__).resolve().parents[2]
REAL = [sys.executable, "-c", "from pipeline.cli import main; main()"]
SCRIPTED = [sys.executable, "-m", "tests.e2e.scripted_zimu"]


class Sidecar:
    """One `zimu serve` on a port of its own; its log is `zimu.log` in its folder."""

    def __init__(self, folder: Path, port: int, command: list[str], load_s: float = 0) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "zimu.log"
        self._folder = folder
        self._command = command
        self._environ = {"PYTHONPATH": str(ROOT), "ZIMU_TEST_LOAD_S": f"{load_s:g}"}
        self._running = ExitStack()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def websocket(self) -> str:
        return self.url.replace("http://", "ws://")

    def hook(self, dialect: str) -> str:
        return f"{self.url}/hooks/{dialect}"

    def master(self, name: str) -> str:
        return f"{self.url}/hls/{name}/master.m3u8"

    def captions(self, name: str, languages: str = "") -> str:
        return f"{self.websocket}/v1/streams/{name}/captions?lang={languages}"

    def start(self) -> None:
        """Until it answers."""
        command = [*self._command, "serve", "--config", str(self._folder / "zimu.toml")]
        self.process = self._running.enter_context(process(command, self.log, self._environ, self._folder))
        until(lambda: self.get("/healthz")[0] == 200, f"zimu serve; see {self.log}")

    def ready(self) -> None:
        """Until its models are open."""
        until(lambda: self.get("/readyz")[0] == 200, f"models; see {self.log}", 120)

    def get(self, path: str) -> tuple[int, str]:
        return fetch(self.url + path)

    def delete(self, path: str) -> None:
        status, text = fetch(self.url + path, "DELETE")
        assert status in (200, 202, 204), text

    def kill(self) -> None:
        """SIGKILL: nothing can be finished."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Asked to end; its exit code. Fails where it takes longer than it may."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(GRACE_S)

    def resident(self) -> int:
        """MiB of memory that it holds."""
        assert self.process is not None
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 2**20

    def playable(self, name: str, patience: float = 60, *, segments: int = 1) -> None:
        """Until its playlists hold so much for players."""
        listed = f"HLS of {name}; see {self.log}"
        until(lambda: self._video(name).count("#EXTINF") >= segments, listed, patience)

    def _video(self, name: str) -> str:
        status, master = self.get(f"/hls/{name}/master.m3u8")
        return self.get(f"/hls/{name}/{master.splitlines()[-1]}")[1] if status == 200 else ""

    def close(self) -> None:
        self._running.close()


@contextmanager
def sidecar(
    folder: Path, port: int, config: str, *, real: bool = False, load_s: float = 0
) -> Iterator[Sidecar]:
    """Started with `config`, a TOML file's text; scripted unless it is to be `real`."""
    (folder / "zimu.toml").write_text(config)
    zimu = Sidecar(folder, port, REAL if real else SCRIPTED, load_s)
    try:
        zimu.start()
        yield zimu
    finally:
        zimu.close()
