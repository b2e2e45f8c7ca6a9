"""The sample show with the real models: what is on the screen is what is being said."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import pysubs2
import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import ROOT, Tools
from tests.e2e.film import clocked
from tests.e2e.frames import TOLERANCE, pauses, runs
from tests.e2e.site import site
from tests.e2e.viewer import Viewer

pytestmark = [pytest.mark.e2e, pytest.mark.ffmpeg, pytest.mark.weights]
SECONDS = 60
PATIENCE_S = 4.5
"""The delay grows once to what these models need on this machine: by hls.delay.stretch_ms at most."""
SHOW = ROOT / "examples" / "show.mp4"
REFERENCE = ROOT / "examples" / "show.zh-Hans.reference.srt"


def test_the_sample_show(tools: Tools, chromium: Browser, tmp_path: Path) -> None:
    film = clocked(tmp_path / "show.mp4", SHOW, SECONDS)
    with site(tmp_path, tools.ffmpeg, tools.hlsjs, real=True, languages="en,zh-Hant") as here:
        here.zimu.ready()
        with here.publish(film, "show"):
            here.zimu.playable("show")
            page = chromium.new_page(viewport={"width": 960, "height": 540})
            viewer = Viewer(page)
            viewer.open(here.player("show"))
            assert [tag for tag, _ in viewer.subtitles()] == ["zh-Hans", "en", "zh-Hant"]
            viewer.choose("zh-Hans")
            viewer.watch_until(24_000, 90)
            chinese = viewer.frames()
            viewer.choose("en")
            viewer.watch_until(38_000)
            viewer.screenshot("real-english")
            english = viewer.frames()[len(chinese) :]
            page.close()
    assert pauses([*chinese, *english], PATIENCE_S) == []
    spoken = [(line.start, line.end, line.text) for line in pysubs2.load(str(REFERENCE))]
    seen = [run for run in runs(chinese) if run.first > min(f.clock or 0 for f in chinese) + TOLERANCE]
    assert len(seen) >= 3
    for run in seen:
        said = "".join(
            text for start, end, text in spoken if start < run.last and run.first - TOLERANCE < end
        )
        match = SequenceMatcher(None, run.text, said, autojunk=False)
        alike = sum(block.size for block in match.get_matching_blocks())
        assert alike >= 0.6 * len(run.text.replace("\n", "")), (run, said)
    assert runs(english)
