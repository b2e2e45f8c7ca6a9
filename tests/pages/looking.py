"""Waiting for what a page will show, without the evaluation of strings that its policy forbids."""

from __future__ import annotations

from typing import Any

FRAMES = 900


def until(page: Any, expression: str, argument: object = None) -> None:
    """Frame after frame, until a JavaScript expression, or function of the argument, holds."""
    for _ in range(FRAMES):
        if page.evaluate(expression, argument):
            return
        page.evaluate("() => new Promise(done => requestAnimationFrame(done))")
    raise AssertionError(f"it never came to that: {expression}")
