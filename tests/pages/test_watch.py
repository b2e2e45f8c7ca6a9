"""The viewer's page in a browser: what it shows, what it calls itself, what it does when the stream goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.sinks.hub import Hub
from tests.pages.looking import until
from tests.pages.stand_in import StandIn

Open = Callable[..., Any]
EVIL = "<img src=x onerror=\"document.title='owned'\"> <b>bold</b> & so on"


def lines(page: Any, tag: str = "en") -> list[str]:
    found: list[str] = page.locator(f'.column[lang="{tag}"] .line').all_text_contents()
    return found


def wait_for_line(page: Any, text: str, tag: str = "en") -> Any:
    line = page.locator(f'.column[lang="{tag}"] .line', has_text=text).last
    line.wait_for()
    return line


def watching(page: Open, stand: StandIn, query: str = "lang=en", **context: Any) -> Any:
    found = page(f"watch/show?video=0&{query}", **context)
    stand.tell()
    found.wait_for_selector('body[data-state="live"]')
    return found


def test_captions_come_as_text_whatever_is_in_them(page: Open, stand: StandIn) -> None:
    found = watching(page, stand)
    stand.say(1, "en", EVIL)
    line = wait_for_line(found, "onerror")
    assert line.text_content() == EVIL
    assert found.locator("main img, main b").count() == 0
    assert found.title() != "owned"
    assert EVIL in found.locator("#spoken").text_content()


def test_drafts_are_lighter_and_growing_ones_stay_where_they_are(page: Open, stand: StandIn) -> None:
    found = watching(page, stand, reduced_motion="reduce")
    stand.say(1, "en", "Hello everyone.")
    stand.say(2, "en", "Today we have", final=False)
    draft = wait_for_line(found, "Today we have")
    colour = "element => getComputedStyle(element).color"
    place = draft.bounding_box()
    stand.say(2, "en", "Today we have a very nice dress", final=False)
    grown = wait_for_line(found, "a very nice dress")
    assert (grown.bounding_box()["x"], grown.bounding_box()["y"]) == (place["x"], place["y"])
    light = grown.evaluate(colour)
    stand.say(2, "en", "Today we have a very nice dress.")
    until(
        found,
        f"""light => {{
            const line = [...document.querySelectorAll('.line')].at(-1);
            return line.textContent.endsWith('.') && ({colour})(line) !== light;
        }}""",
        light,
    )
    assert lines(found) == ["Hello everyone.", "Today we have a very nice dress."]


def test_a_draft_that_gets_shorter_does_not_let_the_lines_above_fall(page: Open, stand: StandIn) -> None:
    found = watching(page, stand, reduced_motion="reduce")
    stand.say(1, "en", "Hello everyone.")
    stand.say(2, "en", "one\ntwo", final=False)
    wait_for_line(found, "two")
    before = wait_for_line(found, "one").bounding_box()["y"]
    stand.say(2, "en", "one", final=False)
    until(found, "() => [...document.querySelectorAll('.line')].every(each => each.textContent !== 'two')")
    assert wait_for_line(found, "one").bounding_box()["y"] == before


def test_two_lines_are_seen_of_each_language_side_by_side(page: Open, stand: StandIn) -> None:
    found = watching(page, stand, "lang=zh-Hans,ar", reduced_motion="reduce")
    found.evaluate("() => document.body.classList.remove('no-picture')")
    for id in range(6):
        stand.say(id, "zh-Hans", f"第{id}句话")
        stand.say(id, "ar", f"الجملة رقم {id}")
    last = wait_for_line(found, "الجملة رقم 5", "ar")
    column = found.locator('.column[lang="ar"] .roll')
    assert column.get_attribute("dir") == "rtl"
    box, text = column.bounding_box(), last.bounding_box()
    assert abs(text["x"] + text["width"] - (box["x"] + box["width"])) < 2
    rows = found.locator('.column[lang="zh-Hans"] .line').all()
    frame = found.locator('.column[lang="zh-Hans"] .roll').bounding_box()
    seen = [row for row in rows if row.bounding_box()["y"] > frame["y"] - 1]
    assert len(seen) == 2
    left = found.locator('.column[lang="zh-Hans"]').bounding_box()
    assert left["y"] == found.locator('.column[lang="ar"]').bounding_box()["y"]


def test_screen_readers_hear_each_finished_caption_of_one_language_once(page: Open, stand: StandIn) -> None:
    found = watching(page, stand, "lang=en,ar")
    stand.say(1, "en", "Hel", final=False)
    stand.say(1, "en", "Hello\neveryone.")
    stand.say(1, "en", "Hello\neveryone.")
    stand.say(1, "ar", "مرحبا.")
    stand.say(2, "en", "Good.")
    wait_for_line(found, "Good.")
    spoken = found.locator("#spoken")
    assert spoken.get_attribute("aria-live") == "polite"
    assert spoken.locator("p").all_text_contents() == ["Hello everyone.", "Good."]
    assert found.locator(".column .roll").first.get_attribute("aria-hidden") == "true"


def test_languages_are_chosen_by_keyboard_and_stand_in_the_address(page: Open, stand: StandIn) -> None:
    found = watching(page, stand)
    found.locator("#chooser summary").focus()
    found.keyboard.press("Enter")
    found.locator('#choices input[value="th"]').focus()
    found.keyboard.press("Space")
    found.locator('.column[lang="th"]').wait_for(state="attached")
    assert "lang=en%2Cth" in found.url
    found.keyboard.press("Escape")
    assert found.locator("#chooser").get_attribute("open") is None
    assert found.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize(("locale", "chosen"), [("ar-EG", "ar"), ("zh-CN", "zh-Hans"), ("fi-FI", "en")])
def test_a_viewer_gets_their_own_language_where_there_is_one(
    page: Open, stand: StandIn, locale: str, chosen: str
) -> None:
    found = page("watch/show?video=0", locale=locale)
    stand.tell()
    found.locator(f'.column[lang="{chosen}"]').wait_for(state="attached")
    assert found.locator(".column").count() == 1


def test_the_lag_is_read_out(page: Open, stand: StandIn) -> None:
    stand.languages[1]["lag_s"] = 1.94
    found = watching(page, stand)
    stand.say(1, "en", "Hello.")
    wait_for_line(found, "Hello.")
    found.locator("#late-text", has_text="1.9 s").wait_for()
    assert found.locator('.column[lang="en"] .lag').text_content() == "1.9 s behind"


def test_a_page_waits_for_its_stream_and_begins_by_itself(page: Open, stand: StandIn) -> None:
    stand.there = False
    found = page("watch/show?video=0&lang=en")
    found.locator("#state", has_text="Waiting").wait_for()
    assert found.locator("#headline").is_visible()
    stand.there = True
    stand.say(1, "en", "There we are.")
    wait_for_line(found, "There we are.")
    assert not found.locator("#headline").is_visible()


def test_what_was_missed_while_away_comes_back_and_nothing_twice(page: Open, stand: StandIn) -> None:
    found = watching(page, stand)
    stand.say(1, "en", "One.")
    wait_for_line(found, "One.")
    old = stand.hub
    stand.there = False
    for client in list(old._clients):
        old._loop.call_soon_threadsafe(client.too_slow.set)
    stand.say(2, "en", "Two.")
    found.locator("#state", has_text="Waiting").wait_for()
    stand.there = True
    wait_for_line(found, "Two.")
    assert lines(found) == ["One.", "Two."]


def test_the_end_is_said_and_the_next_stream_of_that_name_found(page: Open, stand: StandIn) -> None:
    found = watching(page, stand)
    stand.say(1, "en", "Goodbye.")
    wait_for_line(found, "Goodbye.")
    asyncio.run_coroutine_threadsafe(stand.hub.close(), stand.hub._loop).result(10)
    found.locator("#state", has_text="Ended").wait_for()
    assert lines(found) == ["Goodbye."]
    stand.hub = Hub()
    stand.say(1, "en", "Hello again.")
    wait_for_line(found, "Hello again.")
    assert lines(found) == ["Goodbye.", "Hello again."]


@pytest.mark.parametrize("state", ["loading", "waiting", "restarting", "failed", "ending"])
def test_every_state_of_the_server_has_words(page: Open, stand: StandIn, state: str) -> None:
    stand.state = state
    found = page("watch/show?video=0&lang=en")
    stand.tell()
    found.wait_for_selector(f'body[data-state="{state}"]')
    assert found.locator("#headline").text_content()
    assert found.locator("#state").text_content() != "Live"


def test_the_stage_is_captions_alone(page: Open, stand: StandIn) -> None:
    found = watching(page, stand, "lang=en&stage=1")
    stand.say(1, "en", "Hello everyone, welcome to the show")
    line = wait_for_line(found, "Hello")
    assert not found.locator(".bar").is_visible()
    assert found.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    size = float(line.evaluate("element => parseFloat(getComputedStyle(element).fontSize)"))
    assert size > 45
    assert line.bounding_box()["height"] < 2 * size  # 42 letters stay on one line


def test_nothing_reaches_beyond_a_narrow_screen(page: Open, stand: StandIn) -> None:
    found = watching(page, stand, "lang=en,th,ar", viewport={"width": 360, "height": 640})
    for tag in ("en", "th", "ar"):
        stand.say(1, tag, "wide words " * 3)
    wait_for_line(found, "wide", "ar")
    assert found.evaluate("document.documentElement.scrollWidth") <= 360
