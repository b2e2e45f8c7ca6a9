"""What the end-to-end tests drive zimu with. Where it is missing they skip; under CI=true they fail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.nginx import MODULE, NGINX

ROOT = Path(__file__).resolve().parents[2]
HLSJS = ROOT / "pipeline" / "pages" / "static" / "vendor" / "hls.min.mjs"
NODE_MEDIA_SERVER = ROOT / "build" / "e2e" / "node_modules" / "node-media-server" / "bin" / "app.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long measurements run only where they are asked for, with -m long."""
    for item in items:
        if item.get_closest_marker("long") and "long" not in item.config.option.markexpr:
            item.add_marker(pytest.mark.skip(reason="takes many minutes: make e2e-long"))


def _must(found: object, what: str, by: str = "scripts/install-test-deps") -> None:
    if not found:
        missing = f"no {what}: run {by}"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)


@dataclass(frozen=True, slots=True)
class Tools:
    ffmpeg: str
    chromium: str
    hlsjs: Path


@pytest.fixture(scope="session")
def tools(ffmpeg: str) -> Tools:
    """nginx with RTMP, Chromium and hls.js are there."""
    _must(NGINX.is_file() and MODULE.is_file(), "nginx with its RTMP module")
    chromium = shutil.which("chromium") or ""
    _must(chromium, "chromium")
    _must(HLSJS.is_file(), "hls.js", "scripts/vendor")
    return Tools(ffmpeg, chromium, HLSJS)


@pytest.fixture(scope="session")
def node_media_server() -> list[str]:
    """The command that starts it, options missing."""
    _must(shutil.which("node") and NODE_MEDIA_SERVER.is_file(), "node-media-server")
    return ["node", str(NODE_MEDIA_SERVER)]


@pytest.fixture(scope="session")
def chromium(tools: Tools) -> Iterator[object]:
    from tests.e2e.viewer import browser

    with browser(tools.chromium) as opened:
        yield opened
