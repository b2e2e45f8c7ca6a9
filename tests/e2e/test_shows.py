"""A published show in a browser, subtitles in step with the picture: plain, and when things happen to it.

All shows are on the air at once, each a stream with a viewer of its own, and are looked at afterwards.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import m3u8
import pytest
from playwright.sync_api import Browser

from tests.e2e.clients import Heard, listening
from tests.e2e.conftest import Tools
from tests.e2e.film import scripted
from tests.e2e.follower import Followed, following
from tests.e2e.frames import Frame, expected, faults, pauses, readable, shows
from tests.e2e.process import fetch, until
from tests.e2e.punctual import punctual
from tests.e2e.script import LANGUAGES, Line, every
from tests.e2e.sidecar import REAL, ROOT
from tests.e2e.site import Site, site
from tests.e2e.viewer import Viewer

pytestmark = [pytest.mark.e2e, pytest.mark.ffmpeg]

WRAP_S = 95_425.0
"""Timestamps that begin here pass 2^33 ticks of 90 kHz after 18 s."""
SILENCE_MS = (9_000, 31_000)
"""Two minutes shortened to 22 s, longer than captions stay and players hold; `make e2e-long` has it whole."""
WATCHED_MS = {"plain": 34_000, "wrapped": 34_000, "silent": 46_000, "restarted": 22_000}
"""Up to this reading of the clock; shows go on for longer than viewers are behind."""
PAUSE_S = {"restarted": 2.0}
"""How long the picture may stand, else under 1 s. Where a publisher was away and came back nobody filmed,
the new show's sound begins before its picture, and hls.js waits a second before it leaps over such a hole."""
ALL = ("zh-Hans", *LANGUAGES)


@dataclass(slots=True)
class Watched:
    """One stream: what was said in each of its shows, and what came of it."""

    lines: list[Sequence[Line]]
    language: str
    frames: Sequence[Frame] = ()
    captioned: Sequence[Frame] = ()
    """Those of them on which subtitles could be."""
    menu: Sequence[tuple[str, str]] = ()
    followed: Followed | None = None
    heard: Heard | None = None
    errors: Sequence[str] = ()
    checked: tuple[int, str] = (-1, "")
    """Exit code of `zimu check-hls` while the show was on the air, and what it said."""
    ended: str = ""
    """The video playlist after the stream was ended."""
    files: dict[str, str] = field(default_factory=dict)
    """What was recorded, by name of the file."""


@pytest.fixture(scope="module")
def watched(
    tools: Tools, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Watched]]:
    folder = tmp_path_factory.mktemp("site")
    streams = {
        "plain": Watched([every(2600, 46)], "es"),
        "wrapped": Watched([every(3400, 46, first=20)], "fr"),
        "silent": Watched([every(2900, 58, first=40, quiet=SILENCE_MS)], "en"),
        "restarted": Watched([every(2300, 40, first=60), every(3100, 36, first=80)], "pt-BR"),
    }
    lengths = {"plain": [46], "wrapped": [46], "silent": [58], "restarted": [40, 36]}
    films = {
        name: [
            scripted(folder / f"{name}{n}.mp4", lines, lengths[name][n], 48_000 if n else 44_100)
            for n, lines in enumerate(stream.lines)
        ]
        for name, stream in streams.items()
    }
    with site(folder, tools.ffmpeg, tools.hlsjs) as here:
        here.zimu.ready()
        _watch(here, chromium, streams, films)
        yield streams


def _watch(here: Site, chromium: Browser, streams: dict[str, Watched], films: dict[str, list[Path]]) -> None:
    with ExitStack() as stack:
        publishers = {
            name: stack.enter_context(here.publish(film, name, offset_s=WRAP_S if name == "wrapped" else 0))
            for name, (film, *_) in films.items()
        }
        viewers = {}
        for name, stream in streams.items():
            here.zimu.playable(name, segments=3)  # who joins earlier plays what was listed a moment ago
            stream.followed = stack.enter_context(following(here.zimu.master(name), ALL))
            stream.heard = stack.enter_context(listening(here.zimu.captions(name)))
            viewers[name] = Viewer(
                stack.enter_context(chromium.new_page(viewport={"width": 480, "height": 270}))
            )
            viewers[name].open(here.player(name))
            stream.menu = viewers[name].subtitles()
            viewers[name].choose(stream.language)
        publishers["restarted"].send_signal(signal.SIGKILL)
        publishers["restarted"].wait()
        stack.enter_context(here.publish(films["restarted"][1], "restarted"))
        viewers["plain"].watch_until(12_000)
        viewers["plain"].screenshot("plain")
        viewers["restarted"].watch_for_new_show()
        for name, stream in streams.items():
            stream.checked = check(here.zimu.master(name))
        for name, clock in WATCHED_MS.items():
            viewers[name].watch_until(clock, 60)
            streams[name].frames = viewers[name].frames()
            streams[name].captioned = viewers[name].captioned()
            streams[name].errors = viewers[name].errors()
    _end(here, streams["plain"])


def _end(here: Site, stream: Watched) -> None:
    """End "plain" by the API, as an operator does; players see the end."""
    master = m3u8.loads(fetch(here.zimu.master("plain"))[1], uri=here.zimu.master("plain"))
    video = master.playlists[0].absolute_uri
    here.zimu.delete("/v1/streams/plain")
    until(lambda: "#EXT-X-ENDLIST" in fetch(video)[1], "the end of the playlist")
    stream.ended = fetch(video)[1]
    stream.files = {path.name: path.read_text() for path in here.records.rglob("plain*")}


def check(master: str) -> tuple[int, str]:
    """What `zimu check-hls` finds."""
    done = subprocess.run([*REAL, "check-hls", master], cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


NAMES = tuple(WATCHED_MS)


@pytest.mark.parametrize("name", NAMES)
def test_the_menu_has_every_language_by_its_own_name(watched: dict[str, Watched], name: str) -> None:
    menu = dict(watched[name].menu)
    assert list(menu) == list(ALL)
    assert menu["es"] == "Español"


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_shown_once_and_in_step(watched: dict[str, Watched], name: str) -> None:
    stream = watched[name]
    parts = shows(stream.captioned)
    assert len(parts) == len(stream.lines)
    assert readable(stream.frames) > 0.98
    for number, (part, lines) in enumerate(zip(parts, stream.lines, strict=True)):
        found = faults(part, lines, stream.language)
        if number + 1 < len(parts):
            found = [fault for fault in found if not _cut_off(fault, part, lines, stream.language)]
        assert not found, "\n".join(found)
    assert sum(len(expected(part, lines)) for part, lines in zip(parts, stream.lines, strict=True)) >= 5


def _cut_off(fault: str, part: Sequence[Frame], lines: Sequence[Line], language: str) -> bool:
    """Whether it speaks of words before a publisher was killed within a line: they are heard and shown."""
    end = max(frame.clock for frame in part if frame.clock is not None)
    last = max((line for line in lines if line.start <= end), key=lambda line: line.start)
    begun = {f"'{language}: {''.join(last.words[:count])}'" for count in (1, 2)}
    return any(text in fault for text in begun)


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_never_stops(watched: dict[str, Watched], name: str) -> None:
    stream = watched[name]
    assert [error for error in stream.errors if error.startswith("fatal")] == []
    assert pauses(stream.frames, PAUSE_S.get(name, 1.0)) == [], stream.errors


@pytest.mark.parametrize("name", NAMES)
def test_playlists_obey_and_cues_are_there_before_they_are_needed(
    watched: dict[str, Watched], name: str
) -> None:
    stream = watched[name]
    assert stream.followed is not None and stream.heard is not None
    assert stream.followed.problems == []
    found = punctual(stream.followed, stream.heard.messages)
    assert found.due > 5 * len(ALL)
    assert found.share >= 0.995, found.late


@pytest.mark.parametrize("name", NAMES)
def test_the_checker_finds_nothing(watched: dict[str, Watched], name: str) -> None:
    code, said = watched[name].checked
    assert code == 0, said


def test_what_has_ended_is_recorded(watched: dict[str, Watched]) -> None:
    stream = watched["plain"]
    assert "#EXT-X-ENDLIST" in stream.ended
    assert sorted(stream.files) == sorted(f"plain.{tag}.{kind}" for tag in ALL for kind in ("srt", "vtt"))
    for name, text in stream.files.items():
        language = name.split(".")[1]
        missing = [line.text(language) for line in stream.lines[0] if line.text(language) not in text]
        assert missing == [], name
