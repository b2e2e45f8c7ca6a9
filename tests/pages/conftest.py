"""A browser, where there is one: Chromium without a window. Where changes are checked there must be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.pages.stand_in import StandIn, served

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Its driver holds the event loop of the thread: tests of other kinds come before or after."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "no chromium: run scripts/install-test-deps"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        options = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
        running = driver.chromium.launch(executable_path=chromium, args=options)
        yield running
        running.close()


@pytest.fixture
def stand() -> Iterator[StandIn]:
    with served(StandIn()) as each:
        yield each


@pytest.fixture
def page(browser: Any, stand: StandIn) -> Iterator[Open]:
    """`page("watch/show?lang=en", locale=...)` opens it. A page that its own policy stops fails the test."""
    with ExitStack() as stack:
        complaints: list[str] = []

        def opened(rest: str, **context: Any) -> Any:
            context.setdefault("viewport", {"width": 1280, "height": 800})
            context.setdefault("locale", "en-GB")
            held = browser.new_context(**context)
            stack.callback(held.close)
            found = held.new_page()
            found.set_default_timeout(10_000)
            found.on("console", lambda message: complaints.append(message.text))
            found.on("pageerror", lambda error: complaints.append(f"error: {error}"))
            found.goto(stand.page(rest))
            return found

        yield opened
    faults = [text for text in complaints if "Content Security Policy" in text or text.startswith("error:")]
    assert faults == []
