"""The rings hold: every file of the packages is checked, and every rule is seen to catch what breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import rings

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for package in ("models", "pipeline")
    for path in (ROOT / package).rglob("*.py")
)
TABLES = ["MAY_RUN_AT_ONCE", "MAY_RUN_WHISPER", "MAY_READ_ENVIRONMENT", "MAY_CATCH_ALL", "MAY_PRINT"]

BREAKS = [
    ("models/han.py", "from pipeline.types import Ms", "models import"),
    ("models/mt/llm.py", "import pipeline", "models import"),
    ("pipeline/speech/gate.py", "import time", "core imports time"),
    ("pipeline/speech/gate.py", "def f():\n    import time", "core imports time"),
    ("pipeline/speech/gate.py", "from datetime import datetime", "core imports datetime"),
    ("pipeline/layout/wrap.py", "from pathlib import Path", "core imports pathlib"),
    ("pipeline/formats/srt.py", "import anyio.abc", "core imports anyio"),
    ("pipeline/formats/srt.py", "import structlog", "core imports structlog"),
    ("pipeline/formats/srt.py", "open('x')", "core opens files"),
    ("pipeline/translate.py", "async def f(): ...", "core waits"),
    ("pipeline/translate.py", "from models.asr import Whisper", "core imports models.asr"),
    ("pipeline/translate.py", "from models import store", "core imports models.store"),
    ("pipeline/translate.py", "from models.mt.firefox import Firefox", "core imports models.mt.firefox"),
    ("pipeline/translate.py", "from pipeline.config import Config", "core imports pipeline.config"),
    ("pipeline/translate.py", "from pipeline import run", "core imports pipeline.run"),
    ("pipeline/session.py", "import threading", "runs things at once"),
    ("pipeline/sinks/files.py", "from concurrent.futures import ThreadPoolExecutor", "runs things at once"),
    ("models/store.py", "import asyncio", "runs things at once"),
    ("models/vad.py", "import faster_whisper", "which models/whisper.py hides"),
    ("pipeline/session.py", "from ctranslate2.models import Whisper", "which models/whisper.py hides"),
    ("pipeline/session.py", "import os\nos.environ['X']", "reads the environment"),
    ("models/store.py", "from os import environ", "reads the environment"),
    ("models/store.py", "import os\nos.getenv('X')", "reads the environment"),
    ("pipeline/session.py", "try: ...\nexcept Exception: ...", "catches every error"),
    ("pipeline/session.py", "try: ...\nexcept (OSError, BaseException): ...", "catches every error"),
    ("models/asr.py", "try: ...\nexcept: ...", "catches every error"),
    ("pipeline/cli.py", "print('x')", "prints"),
]
FINE = [
    (
        "pipeline/speech/gate.py",
        "import numpy as np\nfrom models.types import Samples\nfrom pipeline.types import Ms",
    ),
    ("pipeline/translate.py", "from models import han\nfrom pipeline.layout import languages\nimport re"),
    ("pipeline/run.py", "import anyio"),
    ("pipeline/cli.py", "try: ...\nexcept Exception: ..."),
    ("models/whisper.py", "import ctranslate2"),
    ("models/cache.py", "try: ...\nexcept BaseException:\n    f()\n    raise"),
    ("pipeline/config.py", "import os\nos.environ"),
]


@pytest.mark.parametrize("path", FILES)
def test_the_rules_hold(path: str) -> None:
    assert rings.breaches(path, (ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("path", "source", "what"), BREAKS)
def test_each_rule_catches(path: str, source: str, what: str) -> None:
    found = rings.breaches(path, source)
    assert len(found) == 1
    assert what in found[0]


@pytest.mark.parametrize(("path", "source"), FINE)
def test_what_is_allowed_passes(path: str, source: str) -> None:
    assert rings.breaches(path, source) == []


def test_both_sides_of_the_border_are_there() -> None:
    core = [path for path in FILES if rings.is_core(path)]
    assert "pipeline/types.py" in core
    assert "pipeline/cli.py" not in core


@pytest.mark.parametrize("table", TABLES)
def test_every_exception_is_still_used(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception for a file that is gone, or that no longer needs it, is a hole."""
    exceptions = vars(rings)[table]
    monkeypatch.setattr(rings, table, {})
    for pattern, why in exceptions.items():
        covered = [path for path in FILES if Path(path).match(pattern)]
        found = [rings.breaches(path, (ROOT / path).read_text(encoding="utf-8")) for path in covered]
        assert any(found), f"{pattern}: {why}"
