"""The pages of a stream on the air, in a real browser: picture, subtitles and live text, by keyboard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from pipeline.layout.languages import lookup
from tests.e2e.conftest import Tools
from tests.e2e.film import scripted
from tests.e2e.process import PATIENCE_S, until
from tests.e2e.script import every
from tests.e2e.site import Site, site

pytestmark = [pytest.mark.e2e, pytest.mark.ffmpeg]
LANGUAGES = ("zh-Hans", "en", "es", "ar", "pt-BR")
LINES = every(2600, 110)
PLAYS = "() => { const video = document.querySelector('video'); return !video.paused && video.currentTime }"
CUES = """language => [...document.querySelector('video').textTracks]
    .filter(track => track.language === language && track.mode === 'showing')
    .flatMap(track => [...(track.activeCues ?? [])].map(cue => cue.text))"""


@dataclass(slots=True)
class Seen:
    """What a page complained of, and from where it got segments of the video."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    segments: set[str] = field(default_factory=set)

    def holds(self, expression: str, argument: object = None) -> None:
        """Wait until it does. Playwright's own waiting evaluates strings, which the pages' policy forbids."""
        until(lambda: self.page.evaluate(expression, argument), expression)

    def screenshot(self, name: str) -> None:
        folder = Path(os.environ.get("ZIMU_SCREENSHOTS", "build/screenshots"))
        folder.mkdir(parents=True, exist_ok=True)
        self.holds("document.getAnimations().length === 0")
        self.page.screenshot(path=str(folder / f"{name}.png"))


def opened(chromium: Browser, url: str, width: int = 1280, height: int = 860) -> Seen:
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="en-GB")
    page.set_default_timeout(PATIENCE_S * 1000)
    seen = Seen(page)
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(f"error: {error}"))
    page.on("response", lambda answer: seen.segments.add(answer.url) if answer.ok else None)
    page.goto(url)
    return seen


def faults(seen: Seen) -> list[str]:
    """Of its policy and its scripts; that a stream was not there yet is none."""
    return [text for text in seen.complaints if "Security Policy" in text or text.startswith("error:")]


@pytest.fixture(scope="module")
def on_air(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    film = scripted(folder / "show.mp4", LINES, 110)
    asked = ",".join(LANGUAGES[1:])
    with (
        site(folder, tools.ffmpeg, tools.hlsjs, languages=asked) as here,
        here.publish(film, "show", loops=1),
    ):
        here.zimu.playable("show", segments=3)
        yield here


def test_a_viewer_watches_with_subtitles_and_live_text(on_air: Site, chromium: Browser) -> None:
    seen = opened(chromium, f"{on_air.zimu.url}/watch/show?lang=en,ar")
    page = seen.page
    seen.holds(PLAYS)
    page.wait_for_selector('body[data-state="live"]')

    menu = page.locator("#subtitles option")
    assert menu.evaluate_all("all => all.map(each => each.value)") == ["", *LANGUAGES]
    assert menu.all_text_contents() == ["Off", *(lookup(tag).autonym for tag in LANGUAGES)]
    page.locator("#subtitles").focus()
    page.keyboard.type("Esp")
    assert page.locator("#subtitles").input_value() == "es"
    seen.holds(f"language => ({CUES})(language).some(text => text.startsWith('es: '))", "es")

    page.locator("#chooser summary").focus()
    page.keyboard.press("Enter")
    page.locator('#choices input[value="pt-BR"]').focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    assert page.locator("#chooser").get_attribute("open") is None
    for tag in ("en", "ar", "pt-BR"):
        page.locator(f'.column[lang="{tag}"] .line', has_text=f"{tag}: ").first.wait_for()
    arabic, english = (page.locator(f'.column[lang="{tag}"]') for tag in ("ar", "en"))
    assert arabic.locator(".roll").get_attribute("dir") == "rtl"
    assert arabic.bounding_box()["y"] == english.bounding_box()["y"]  # type: ignore[index]

    before = page.evaluate(PLAYS)
    seen.holds(f"before => ({PLAYS})() > before + 4", before)
    assert len(english.locator(".line").all()) >= 2
    seen.holds(f"language => ({CUES})(language).length > 0", "es")
    seen.screenshot("watch")
    hosts = {urlsplit(url).netloc for url in seen.segments if urlsplit(url).path.endswith(".ts")}
    assert hosts == {f"127.0.0.1:{on_air.nginx.http}"}  # another origin than the page's
    page.close()
    assert faults(seen) == []


def test_a_narrow_screen_has_picture_and_text(on_air: Site, chromium: Browser) -> None:
    seen = opened(chromium, f"{on_air.zimu.url}/watch/show?lang=es", 390, 844)
    seen.holds(PLAYS)
    seen.page.locator('.column[lang="es"] .line', has_text="es: ").first.wait_for()
    seen.screenshot("watch-narrow")
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.page.close()
    assert faults(seen) == []


def test_an_overlay_lies_on_a_picture(on_air: Site, chromium: Browser) -> None:
    seen = opened(chromium, f"{on_air.zimu.url}/overlay/show?lang=en&lines=2&size=48", 1280, 240)
    seen.page.locator(".line", has_text="en: ").first.wait_for()
    clear = "getComputedStyle(document.documentElement).backgroundColor"
    assert seen.page.evaluate(clear) == "rgba(0, 0, 0, 0)"
    seen.holds("document.querySelectorAll('.line').length >= 2")
    seen.screenshot("overlay")
    seen.page.close()
    assert faults(seen) == []


def test_an_operator_sees_every_language(on_air: Site, chromium: Browser) -> None:
    seen = opened(chromium, f"{on_air.zimu.url}/studio/show", 1440, 900)
    for tag in LANGUAGES:
        said = "来了" if tag == "zh-Hans" else f"{tag}: "
        seen.page.locator(f'[lang="{tag}"]', has_text=said).first.wait_for()
    last = seen.page.locator(".columns > *").last.bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= 1440 - 22 * 16  # beside the desk, not under it
    seen.screenshot("studio")
    seen.page.close()
    assert faults(seen) == []
