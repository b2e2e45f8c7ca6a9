"""A viewer with a real browser: opens a page, chooses subtitles, sees every frame and the cues on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.types import Ms
from tests.e2e.frames import Frame, frame
from tests.e2e.picture import BLOCKS, PLACE
from tests.e2e.process import PATIENCE_S, until

RECORDER = Path(__file__).with_name("player") / "recorder.js"
ARGUMENTS = ["--autoplay-policy=no-user-gesture-required", "--disable-gpu", "--disable-dev-shm-usage"]
SWITCHING_MS = 2000
"""For which hls.js, asked for another language in the midst of it all, fetches a segment each 500 ms."""
SHOWN = """language => [...document.querySelector('video').textTracks].some(
    track => track.language === language && track.mode === 'showing' && track.cues?.length)"""


class Viewer:
    """One page of the browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.page.set_default_timeout(PATIENCE_S * 1000)
        self._switched = 0.0

    def open(self, url: str) -> None:
        """Until the picture moves; every frame from here on is recorded."""
        self.page.goto(url)
        self.page.wait_for_selector("video", state="attached")
        self.page.evaluate(RECORDER.read_text(), {"blocks": BLOCKS, **asdict(PLACE)})
        self.page.wait_for_function("window.recorded.length > 5")

    def subtitles(self) -> list[tuple[str, str]]:
        """Language and name of every entry of the subtitle menu."""
        self.page.wait_for_function("window.player.subtitleTracks.length > 0")
        entries = self.page.evaluate("window.player.subtitleTracks.map(track => [track.lang, track.name])")
        return [(language, name) for language, name in entries]

    def choose(self, language: str) -> None:
        """Switch subtitles on, as a click in the menu does, until the first of them are there."""
        place = [tag for tag, _ in self.subtitles()].index(language)
        self.page.evaluate(f"window.player.subtitleDisplay = true; window.player.subtitleTrack = {place}")
        self.page.wait_for_function(SHOWN, arg=language)
        self._switched = self.page.evaluate("window.recorded.at(-1)[1]")

    def clock(self) -> Ms | None:
        """What the newest frame's clock shows."""
        return frame(self.page.evaluate("window.recorded.at(-1)")).clock

    def watch_until(self, clock: Ms, patience: float = PATIENCE_S) -> None:
        """Until the picture's clock has reached `clock`."""
        until(lambda: (self.clock() or 0) >= clock, f"the picture at {clock} ms", patience)

    def watch_for_new_show(self, patience: float = PATIENCE_S) -> None:
        """Until the picture's clock has gone back to the beginning of another show."""
        seen = self.clock() or 0
        until(lambda: (self.clock() or seen) < seen, "a new show", patience)

    def frames(self) -> list[Frame]:
        """All frames since the page was opened."""
        return [frame(shown) for shown in self.page.evaluate("window.recorded")]

    def captioned(self) -> list[Frame]:
        """All frames on which the chosen subtitles are to be."""
        return [each for each in self.frames() if each.wall >= self._switched + SWITCHING_MS]

    def errors(self) -> list[str]:
        """What hls.js complained of: `fatal ...` ended it, `passing ...` it got over."""
        said = self.page.evaluate("window.errors")
        return [str(error) for error in said]

    def screenshot(self, name: str) -> Path:
        """Kept where the Makefile says that screenshots go."""
        folder = Path(os.environ.get("ZIMU_SCREENSHOTS", "build/screenshots"))
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        self.page.screenshot(path=str(path))
        return path


@contextmanager
def browser(program: str) -> Iterator[Browser]:
    """Chromium without a window."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *sandbox])
        yield chromium
        chromium.close()
