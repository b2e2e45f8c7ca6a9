"""A thousand idle WebSocket clients and fifty that never read: memory is flat, captions come as quickly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

import pytest

from pipeline.sinks.sockets import TRY_AGAIN_LATER
from tests.e2e.clients import Heard, crowd, listening, many_files
from tests.e2e.conftest import Tools
from tests.e2e.film import scripted
from tests.e2e.process import until
from tests.e2e.script import Line, every
from tests.e2e.site import site

pytestmark = [pytest.mark.e2e, pytest.mark.ffmpeg]
IDLE, DEAF = 1000, 50
GROWTH_MB = 24
"""What zimu may take more a while after all have connected: buffers have filled, nothing piles up."""
LATER_S = 0.3
"""By how much captions may come later than without the clients."""


def finals(heard: Heard, language: str) -> dict[str, float]:
    """When each final line came, by its text."""
    came: dict[str, float] = {}
    for at, message in zip(heard.at, heard.messages, strict=False):
        if message["final"] and message["lang"] == language:
            came.setdefault(message["text"], at)
    return came


def lag(came: dict[str, float], lines: Sequence[Line], language: str) -> float:
    """Seconds by which final lines came after they were said, on a clock whose zero is anywhere."""
    return median(came[line.text(language)] - line.end / 1000 for line in lines)


def test_a_thousand_idle_clients_and_fifty_that_never_read(tools: Tools, tmp_path: Path) -> None:
    many_files()
    lines = every(1900, 70)
    film = scripted(tmp_path / "show.mp4", lines, 70)
    with (
        site(tmp_path, tools.ffmpeg, tools.hlsjs) as here,
        here.publish(film, "show"),
        listening(here.zimu.captions("show", "en")) as heard,
    ):
        until(lambda: len(finals(heard, "en")) >= 6, "six lines before the crowd", 40)
        before = list(finals(heard, "en"))
        with crowd(here.zimu.captions("show"), IDLE, DEAF) as seen:
            assert seen.connected == IDLE, seen.closed[:3]
            here_already = len(finals(heard, "en"))
            until(lambda: len(finals(heard, "en")) >= here_already + 3, "lines with the crowd", 40)
            settled = here.zimu.resident()
            until(lambda: len(finals(heard, "en")) >= here_already + 11, "more lines with the crowd", 60)
            grown = here.zimu.resident() - settled
            came = finals(heard, "en")
    assert seen.closed == []
    assert seen.messages > IDLE * 8 * 5
    said = {line.text("en"): line for line in lines}
    alone = [said[text] for text in before]
    crowded = [said[text] for text in list(came)[here_already:]]
    assert lag(came, crowded, "en") - lag(came, alone, "en") < LATER_S
    assert grown < GROWTH_MB
    assert {code for code, _ in seen.told} == {TRY_AGAIN_LATER}, seen.told
