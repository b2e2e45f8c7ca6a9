"""`zimu` itself, with scripted models in place of weights: `python -m tests.e2e.scripted_zimu serve ...`.

Only what opens models is replaced. ZIMU_TEST_LOAD_S is how long opening takes, as that of real ones does.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence

from models.asr import AsrOptions
from models.mt.types import Answer, Request
from pipeline import loaded
from pipeline.cli import main
from pipeline.config import Config
from tests.e2e.script import translated
from tests.e2e.tones import Ear, voice


class Interpreter:
    """Translates the lines of `script`; what was heard otherwise it repeats."""

    name = "scripted"

    def ways(self, target: str) -> int:
        return 1

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        return [Answer(self._said(request), engine=self.name) for request in requests]

    @staticmethod
    def _said(request: Request) -> str:
        try:
            return translated(request.text, request.target)
        except (KeyError, IndexError):
            return f"{request.target}: {request.text}"

    def close(self) -> None:
        """Nothing is open."""


def load(
    config: Config, wanted: Sequence[str], say: loaded.Say = lambda line: None, *, live: bool = False
) -> loaded.Loaded:
    threading.Event().wait(float(os.environ.get("ZIMU_TEST_LOAD_S", "0")))
    return loaded.Loaded(voice(), Ear(), Interpreter(), tuple(wanted), asr=AsrOptions())


if __name__ == "__main__":
    loaded.load = load
    main()
