"""What takes many minutes, by `make e2e-long`; the figures go to build/e2e/figures.txt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.clients import crowd, listening
from tests.e2e.conftest import ROOT, Tools
from tests.e2e.film import clocked, scripted
from tests.e2e.follower import following
from tests.e2e.frames import faults, longest_pause
from tests.e2e.process import until
from tests.e2e.punctual import punctual
from tests.e2e.script import LANGUAGES, every
from tests.e2e.site import site
from tests.e2e.viewer import Viewer

pytestmark = [pytest.mark.e2e, pytest.mark.long, pytest.mark.ffmpeg, pytest.mark.timeout(1200)]
MINUTES = 10
SHOW_S = 145
"""The sample show; it is repeated until the time is full."""
FOUR = ("zh-Hans", "en", "pt-BR", "zh-Hant")


def note(line: str) -> None:
    """Keep a figure."""
    folder = ROOT / "build" / "e2e"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "figures.txt").open("a", encoding="utf-8") as figures:
        figures.write(f"{line}\n")


def _pass(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    until(lambda: time.monotonic() > deadline, "the time", seconds + 30)


@pytest.mark.parametrize("real", [False, pytest.param(True, marks=pytest.mark.weights)])
def test_cues_are_there_before_they_are_needed(
    real: bool, tools: Tools, chromium: Browser, tmp_path: Path
) -> None:
    """Ten minutes, synced mode, four languages beside the scripted Chinese, or with it the real ones."""
    seconds = MINUTES * 60
    languages: Sequence[str] = FOUR if real else ("zh-Hans", *LANGUAGES)
    if real:
        film = clocked(tmp_path / "show.mp4", ROOT / "examples" / "show.mp4", SHOW_S)
        loops = -(-seconds // SHOW_S) - 1
    else:
        film, loops = scripted(tmp_path / "show.mp4", every(2600, 260), 260), 2
    with site(tmp_path, tools.ffmpeg, tools.hlsjs, real=real, languages=",".join(languages[1:])) as here:
        here.zimu.ready()
        with here.publish(film, "show", loops=loops):
            here.zimu.playable("show")
            viewer = Viewer(chromium.new_page(viewport={"width": 480, "height": 270}))
            with (
                listening(here.zimu.captions("show")) as heard,
                following(here.zimu.master("show"), languages) as followed,
            ):
                viewer.open(here.player("show"))
                viewer.choose("en")
                _pass(seconds - 30)
            pause = longest_pause(viewer.frames())
            viewer.page.close()
    found = punctual(followed, heard.messages)
    kind = "real models" if real else "scripted models"
    note(
        f"synced, {MINUTES} min, {len(languages)} languages, {kind}: {len(found.late)} of {found.due} late "
        f"({found.share:.2%} on time), {len(followed.listed)} segments, longest pause {pause:.2f} s"
    )
    assert followed.problems == []
    assert found.share >= 0.995, found.late
    assert pause < 1.0


def test_two_minutes_of_silence(tools: Tools, chromium: Browser, tmp_path: Path) -> None:
    lines = every(2900, 170, quiet=(20_000, 140_000))
    film = scripted(tmp_path / "show.mp4", lines, 170)
    with site(tmp_path, tools.ffmpeg, tools.hlsjs) as here:
        here.zimu.ready()
        with here.publish(film, "show"):
            here.zimu.playable("show")
            viewer = Viewer(chromium.new_page(viewport={"width": 480, "height": 270}))
            viewer.open(here.player("show"))
            viewer.choose("en")
            viewer.watch_until(158_000, 200)
            frames = viewer.frames()
            viewer.page.close()
    note(f"two minutes of silence: longest pause {longest_pause(frames):.2f} s")
    assert faults(frames, lines, "en") == []
    assert longest_pause(frames) < 1.0


def test_a_crowd_for_five_minutes(tools: Tools, tmp_path: Path) -> None:
    film = scripted(tmp_path / "show.mp4", every(1900, 150), 150)
    with site(tmp_path, tools.ffmpeg, tools.hlsjs) as here, here.publish(film, "show", loops=2):
        here.zimu.playable("show")
        with crowd(here.zimu.captions("show"), 1000, 50) as seen:
            sizes = []
            for minute in range(5):
                _pass(60)
                sizes.append(here.zimu.resident())
                note(f"crowd, minute {minute + 1}: {sizes[-1]} MiB resident, {seen.messages} messages taken")
    note(f"crowd: those that never read were told {sorted(set(seen.told))}")
    assert seen.closed == []
    assert sizes[-1] - sizes[0] < 24
