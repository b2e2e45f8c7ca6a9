"""The site without zimu: nginx's own HLS plays, and the picture's clock is read back from the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import Tools
from tests.e2e.film import scripted
from tests.e2e.frames import pauses, readable
from tests.e2e.nginx import nginx
from tests.e2e.process import fetch, until
from tests.e2e.publisher import publishing
from tests.e2e.viewer import Viewer

pytestmark = [pytest.mark.e2e, pytest.mark.ffmpeg]


def test_the_plain_site_plays(tools: Tools, chromium: Browser, tmp_path: Path) -> None:
    film = scripted(tmp_path / "show.mp4", [], 20)
    log = tmp_path / "publisher.log"
    with (
        nginx(tmp_path, "", tools.hlsjs) as site,
        publishing(tools.ffmpeg, film, site.publish_url("show"), log),
    ):
        until(lambda: fetch(site.hls_url("show"))[1].count("#EXTINF") >= 2, "HLS of nginx")
        viewer = Viewer(chromium.new_page(viewport={"width": 480, "height": 270}))
        viewer.open(site.player_url(site.hls_url("show")))
        viewer.watch_until(6_000)
        frames = viewer.frames()
        viewer.page.close()
    assert readable(frames) > 0.98
    assert pauses(frames) == []
