"""What takes many minutes, by `make e2e-long`; the figures go to build/e2e/figures.txt.

ZIMU_E2E_SECONDS is how long each lasts in place of its own time: a short run shows that it functions.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.signature import digest, line, signature
from pipeline import config
from tests.e2e.clients import crowd, listening, many_files
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
SHORT_S = int(os.environ.get("ZIMU_E2E_SECONDS", "0"))
TEN_MINUTES_S = SHORT_S or 600
SILENCE_S = SHORT_S or 120
CROWD_S = SHORT_S or 300
SHOW_S = 145
"""The sample show; shows are repeated until the time is full."""
SCRIPTED_S = 260
"""A hundred lines, no two alike."""
FOUR = ("zh-Hans", "en", "pt-BR", "zh-Hant")


def note(figure: str, film: Path, models: str) -> None:
    """Keep a figure, with what it depends on."""
    folder = ROOT / "build" / "e2e"
    folder.mkdir(parents=True, exist_ok=True)
    load = f"{os.getloadavg()[0]:.1f}"
    signed = signature(config.load(environ={}), models=models, film=digest(film), load=load)
    with (folder / "figures.txt").open("a", encoding="utf-8") as figures:
        figures.write(f"{figure}\n  {line(signed)}\n")


def _pass(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    until(lambda: time.monotonic() > deadline, "the time", seconds + 30)


@pytest.mark.parametrize(
    "real", [pytest.param(False, id="scripted"), pytest.param(True, id="real", marks=pytest.mark.weights)]
)
def test_cues_are_there_before_they_are_needed(
    real: bool, tools: Tools, chromium: Browser, tmp_path: Path
) -> None:
    """Ten minutes, synced mode, four languages beside the scripted Chinese, or with it the real ones."""
    languages: Sequence[str] = FOUR if real else ("zh-Hans", *LANGUAGES)
    if real:
        lasts = min(SHOW_S, TEN_MINUTES_S)
        film = clocked(tmp_path / "show.mp4", ROOT / "examples" / "show.mp4", lasts)
    else:
        lasts = min(SCRIPTED_S, TEN_MINUTES_S)
        film = scripted(tmp_path / "show.mp4", every(2600, lasts), lasts)
    with site(tmp_path, tools.ffmpeg, tools.hlsjs, real=real, languages=",".join(languages[1:])) as here:
        here.zimu.ready()
        with here.publish(film, "show", loops=-(-TEN_MINUTES_S // lasts)):
            here.zimu.playable("show")
            viewer = Viewer(chromium.new_page(viewport={"width": 480, "height": 270}))
            with (
                listening(here.zimu.captions("show")) as heard,
                following(here.zimu.master("show"), languages) as followed,
            ):
                viewer.open(here.player("show"))
                viewer.choose("en")
                _pass(TEN_MINUTES_S)
            pause = longest_pause(viewer.frames())
            viewer.page.close()
    found = punctual(followed, heard.messages)
    note(
        f"synced, {TEN_MINUTES_S} s, {len(languages)} languages: {len(found.late)} of {found.due} cues late "
        f"({found.share:.2%} on time), {len(followed.listed)} segments, longest pause {pause:.2f} s",
        film,
        "real" if real else "scripted",
    )
    assert followed.problems == []
    assert found.share >= 0.995, found.late
    assert pause < 1.0


def test_two_minutes_of_silence(tools: Tools, chromium: Browser, tmp_path: Path) -> None:
    sound_again = 20 + SILENCE_S
    lines = every(2900, sound_again + 30, quiet=(20_000, 1000 * sound_again))
    film = scripted(tmp_path / "show.mp4", lines, sound_again + 30)
    with site(tmp_path, tools.ffmpeg, tools.hlsjs) as here:
        here.zimu.ready()
        with here.publish(film, "show"):
            here.zimu.playable("show")
            viewer = Viewer(chromium.new_page(viewport={"width": 480, "height": 270}))
            viewer.open(here.player("show"))
            viewer.choose("en")
            viewer.watch_until(1000 * (sound_again + 18), sound_again + 60)
            frames = viewer.captioned()
            viewer.page.close()
    note(f"{SILENCE_S} s of silence: longest pause {longest_pause(frames):.2f} s", film, "scripted")
    assert faults(frames, lines, "en") == []
    assert longest_pause(frames) < 1.0


def test_a_crowd_for_five_minutes(tools: Tools, tmp_path: Path) -> None:
    many_files()
    film = scripted(tmp_path / "show.mp4", every(1900, 150), 150)
    with site(tmp_path, tools.ffmpeg, tools.hlsjs) as here, here.publish(film, "show", loops=2):
        here.zimu.playable("show")
        with crowd(here.zimu.captions("show"), 1000, 50) as seen:
            sizes = []
            for _ in range(5):
                _pass(CROWD_S / 5)
                sizes.append(here.zimu.resident())
    note(
        f"crowd, {CROWD_S} s: {sizes} MiB resident, {seen.messages} messages taken; those that never read "
        f"were told {sorted(set(seen.told))}",
        film,
        "scripted",
    )
    assert seen.closed == []
    assert sizes[-1] - sizes[0] < 24
