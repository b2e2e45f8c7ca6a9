"""The report of zimu bench in a browser: light and dark, wide and narrow, its timeline scrubbed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.report.runs import read
from benchmarks.report.timeline import shown, steps
from benchmarks.report.write import report
from tests.benchmarks.report import small
from tests.pages.looking import until

Look = Callable[..., Any]
SCREENSHOTS = Path(os.environ.get("ZIMU_SCREENSHOTS", "build/screenshots"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """By the number of runs."""
    folder = tmp_path_factory.mktemp("report")
    logs = [
        small.write(folder / f"run-{n}", late=40.0 * n, heard="今天九" if n % 3 else "今田九")
        for n in range(20)
    ]
    for count in (1, 2, 20):
        report(logs[:count], folder / f"{count}.html", False, (), lambda line: None)
    return {count: folder / f"{count}.html" for count in (1, 2, 20)}


@pytest.fixture
def look(browser: Any, pages: dict[int, Path]) -> Iterator[Look]:
    """`look(runs, width, scheme)` opens a page; one that its own policy stops fails the test."""
    complaints, contexts = list[str](), list[Any]()

    def opened(count: int, width: int = 1280, scheme: str = "light") -> Any:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
        page.goto(pages[count].as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_every_screen(look: Look, count: int, scheme: str, width: int) -> None:
    page = look(count, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown = page.evaluate(
        "[...document.querySelectorAll('section > svg')].filter(e => e.checkVisibility()).length"
    )
    assert shown == page.locator("section > svg.wide").count() + 1  # one width of each chart, and the strip
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SCREENSHOTS / f"report-{count}-{scheme}-{width}.png"), full_page=True)


def test_the_switch_is_stronger_than_the_system(look: Look) -> None:
    page = look(1, scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("[name=theme][value=dark]").focus()
    page.keyboard.press("Space")
    dark = page.evaluate(ground)
    assert dark != light
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(ground) == light
    assert look(1, scheme="dark").evaluate(ground) == dark


@pytest.mark.parametrize("run", [0, 1])
def test_what_stands_at_a_time_is_what_the_log_says(look: Look, pages: dict[int, Path], run: int) -> None:
    page = look(2)
    (session,) = read([pages[2].parent / f"run-{run}"])[0].sessions
    found = steps(session)
    page.select_option("#t-run", f"run-{run}")
    for at in (0.0, 0.49, 0.6, 0.9, 1.0, 1.35, 1.5, 1.8, 2.0, 2.1):
        page.locator("#t-range").fill(f"{at}")
        text = tuple(page.text_content(each) for each in ("#t-committed", "#t-draft"))
        assert text == shown(found, at), at
        assert page.text_content("#t-clock") == f"{at:.2f} s"
    page.locator("#t-range").fill("1.9")
    assert page.text_content("#t-lines dd") == ""
    page.locator("#t-range").fill("2.1")
    assert page.text_content("#t-lines dd") == f"10% off today {small.HOSTILE}"


def test_it_can_be_scrubbed_by_keys_and_played(look: Look) -> None:
    page = look(1)
    page.locator("#t-range").fill("0")
    page.locator("#t-range").press("ArrowRight")
    assert page.text_content("#t-clock") == "0.01 s"
    page.locator("#t-on").click()
    assert (page.text_content("#t-clock"), page.text_content("#t-draft")) == ("0.50 s", "今天")
    page.locator("#t-back").click()
    assert page.text_content("#t-clock") == "0.00 s"
    page.locator("#t-range").fill("1.6")
    page.locator("#t-play").click()
    until(page, "document.getElementById('t-play').textContent === 'Play'")
    assert page.text_content("#t-clock") == "2.10 s"


def test_the_compared_run_can_be_chosen(look: Look) -> None:
    page = look(20)
    each = "[...document.querySelectorAll('[data-compared]')]"
    seen = f"{each}.filter(e => e.checkVisibility()).map(e => e.dataset.compared)"
    assert page.evaluate(seen) == ["run-1"]
    page.select_option("#compared", "run-7")
    assert page.evaluate(seen) == ["run-7"]


def test_on_paper_every_table_is_open(look: Look) -> None:
    page = look(1)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_a_screen_reader_has_a_name_for_everything(look: Look) -> None:
    page = look(2)
    nameless = """[...document.querySelectorAll('svg, select, input, button, [role=region]')].filter(e => {
        const names = [e.getAttribute('aria-label'), e.labels?.[0]?.textContent, e.textContent];
        return !names.some(t => t?.trim());
    }).length"""
    assert page.evaluate(nameless) == 0
    assert page.evaluate("document.querySelectorAll('h1').length") == 1
