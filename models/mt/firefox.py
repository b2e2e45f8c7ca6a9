"""Firefox Translations engine: one language pair, in a process of its own that is replaced when it dies."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.errors import InferenceFailed, WeightsInvalid, WeightsMissing
from models.mt import firefox_worker
from models.mt.types import Answer, Request


@dataclass(frozen=True, slots=True)
class FirefoxOptions:
    timeout: float = 10.0
    """Seconds a batch may take before its worker is killed; a sentence takes about 7 ms."""
    start_timeout: float = 30.0
    """Seconds a worker may take to load its model; it takes about half a second."""


class Firefox:
    """Translates one pair, whatever region the target of a request names; context is not used.

    `files` are the verified files of the pair: model, vocabulary or two, and the lexical shortlist if there
    is one. Calls may come from any thread and wait for one another. The worker starts with the engine, so
    weights that do not load are found at once.
    """

    def __init__(self, files: Sequence[Path], name: str, options: FirefoxOptions | None = None) -> None:
        self.name = name
        self._files = tuple(files)
        self._options = options or FirefoxOptions()
        self._lock = threading.Lock()
        self._worker: subprocess.Popen[str] | None = None
        self._closed = False
        with self._lock:
            self._start()

    def ways(self, target: str) -> int:
        return 1

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        if not requests:
            return []
        with self._lock:
            if self._closed:
                raise InferenceFailed(f"{self.name}: closed")
            if self._worker is None:
                self._start()
            answer = self._ask(json.dumps([r.text for r in requests]), self._options.timeout)
        if not isinstance(answer, list) or len(answer) != len(requests):
            raise InferenceFailed(f"{self.name}: the worker answered out of order; it is started again")
        return [Answer(str(text).strip(), engine=self.name) for text in answer]

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._stop()

    def _start(self) -> None:
        # -P: the script's folder must not be searched for modules, its types.py would hide Python's own
        command = [sys.executable, "-P", str(firefox_worker.__file__), *map(str, self._files)]
        self._worker = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", bufsize=1
        )
        answer = self._ask(None, self._options.start_timeout)
        if not isinstance(answer, dict) or "ready" not in answer:
            self._stop()
            reason = str(answer.get("error") if isinstance(answer, dict) else answer)
            if reason.startswith("ModuleNotFoundError"):
                raise WeightsMissing(f"{self.name}: {reason}; run: pip install 'zimu[embedded]'")
            raise WeightsInvalid(f"{self.name}: does not load ({reason}); run: zimu models pull {self.name}")

    def _ask(self, line: str | None, timeout: float) -> object:
        """Send a line, if any, and wait for one back; a worker that dies or is late is gone afterwards."""
        worker = self._worker
        assert worker is not None and worker.stdin is not None and worker.stdout is not None
        late = threading.Event()

        def kill() -> None:
            late.set()
            worker.kill()

        timer = threading.Timer(timeout, kill)
        timer.daemon = True
        timer.start()
        try:
            if line is not None:
                worker.stdin.write(line + "\n")
                worker.stdin.flush()
            answer = worker.stdout.readline()
            if answer:
                return json.loads(answer)
        except (OSError, ValueError):
            pass  # the pipe broke in the middle: reported below, as a death
        finally:
            timer.cancel()
        self._stop()
        how = f"no answer in {timeout:g} s" if late.is_set() else f"the worker died ({worker.returncode})"
        raise InferenceFailed(f"{self.name}: {how}; the next call starts a fresh one")

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what the dead worker did not read
                    pipe.close()
