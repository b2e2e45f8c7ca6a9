"""SIGHUP: what counts at once, what waits for a restart, and what is kept as it was for good reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.asr import AsrOptions
from pipeline.config import Config
from pipeline.layout.timing import LayoutOptions
from pipeline.server.limits import LimitOptions
from pipeline.server.options import ServeOptions
from pipeline.server.reload import reloaded

OLD = Config(serve=ServeOptions(languages="en,es"))
OPENED = ("zh-Hans", "en", "es")


def serve(**changes: Any) -> Config:
    return replace(OLD, serve=replace(OLD.serve, **changes))


@pytest.mark.parametrize(
    ("new", "now", "later"),
    [
        (OLD, [], []),
        (serve(limits=LimitOptions(streams=2)), ["serve.limits.streams"], []),
        (serve(languages="es"), ["serve.languages"], []),
        (serve(languages="es,zh-TW"), ["serve.languages"], []),
        (serve(languages="en,ja"), [], ["serve.languages"]),
        (serve(languages="qqq"), [], ["serve.languages"]),
        (serve(port=9), [], ["serve.port"]),
        (serve(token="0123456789abcdef"), ["serve.token"], []),
        (serve(token="short"), [], ["serve.token"]),
        (replace(OLD, layout=LayoutOptions(max_lines=1)), ["layout.max_lines"], []),
        (replace(OLD, asr=AsrOptions(model="whisper-large")), [], ["asr.model"]),
    ],
)
def test_what_counts_when(new: Config, now: list[str], later: list[str]) -> None:
    kept, changed, waits = reloaded(OLD, new, OPENED)
    assert (changed, waits) == (now, later)
    assert (kept == OLD) == (not now)


def test_a_token_that_keeps_strangers_out_is_not_given_up() -> None:
    old = serve(host="0.0.0.0", token="0123456789abcdef")
    kept, _, later = reloaded(old, replace(old, serve=replace(old.serve, token="")), OPENED)
    assert kept.serve.token == "0123456789abcdef"
    assert later == ["serve.token"]
