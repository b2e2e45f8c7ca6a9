"""The overlay in a browser: transparent, as its address says, and never more than captions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pages.looking import until
from tests.pages.stand_in import StandIn

Open = Callable[..., Any]


def overlaid(page: Open, stand: StandIn, query: str = "lang=en") -> Any:
    found = page(f"overlay/show?{query}")
    found.locator(".roll").first.wait_for(state="attached")
    while not stand.hub.clients:
        found.evaluate("() => new Promise(done => requestAnimationFrame(done))")
    return found


def say(found: Any, stand: StandIn, text: str, id: int = 1, tag: str = "en", **how: Any) -> Any:
    stand.say(id, tag, text, **how)
    line = found.locator(f'.roll[lang="{tag}"] .line', has_text=text.split("\n")[-1]).last
    line.wait_for()
    return line


def test_it_is_transparent_and_holds_text_alone(page: Open, stand: StandIn) -> None:
    found = overlaid(page, stand)
    say(found, stand, "<img src=x onerror=alert(1)>")
    assert found.locator("img").count() == 0
    for element in ("html", "body", "main", ".roll", ".line"):
        ground = found.locator(element).first.evaluate("element => getComputedStyle(element).backgroundColor")
        assert ground == "rgba(0, 0, 0, 0)", element
    assert found.evaluate("innerHeight >= document.documentElement.scrollHeight")


def test_it_looks_as_its_address_says(page: Open, stand: StandIn) -> None:
    query = (
        "lang=en&lines=1&size=64&font=Noto%20Serif&color=%23ffcc00&shadow=none&position=top&align=start"
        "&box=rgb(1,2,3)&bg=rgb(0,255,0)"
    )
    found = overlaid(page, stand, query)
    line = say(found, stand, "Hello\neveryone")
    style = line.evaluate(
        """line => {
            const { fontSize, fontFamily, color, textShadow, backgroundColor } = getComputedStyle(line);
            return { fontSize, fontFamily, color, textShadow, backgroundColor };
        }"""
    )
    assert style["fontSize"] == "64px"
    assert style["fontFamily"].startswith('"Noto Serif"')
    assert (style["color"], style["textShadow"]) == ("rgb(255, 204, 0)", "none")
    assert style["backgroundColor"] == "rgb(1, 2, 3)"
    assert found.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 255, 0)"
    box = found.locator(".roll").bounding_box()
    assert box["y"] < 100
    assert box["height"] < 64 * 1.5


@pytest.mark.parametrize(
    ("position", "least", "most"), [("top", 0, 300), ("middle", 250, 550), ("bottom", 500, 800)]
)
def test_it_stands_where_it_is_told(page: Open, stand: StandIn, position: str, least: int, most: int) -> None:
    found = overlaid(page, stand, f"lang=en&position={position}")
    box = say(found, stand, "Hello everyone").bounding_box()
    assert least <= box["y"] <= most


def test_two_languages_stand_one_above_the_other(page: Open, stand: StandIn) -> None:
    found = overlaid(page, stand, "lang=zh-Hans,en&lines=1")
    above = say(found, stand, "大家好", tag="zh-Hans").bounding_box()
    below = say(found, stand, "Hello everyone", tag="en").bounding_box()
    assert above["y"] + above["height"] <= below["y"] + 1


def test_drafts_may_be_left_out(page: Open, stand: StandIn) -> None:
    found = overlaid(page, stand, "lang=en&drafts=0")
    stand.say(1, "en", "Hel", final=False)
    say(found, stand, "Hello", 2)
    assert found.locator(".line").all_text_contents() == ["Hello"]


def test_the_last_caption_vanishes(page: Open, stand: StandIn) -> None:
    found = overlaid(page, stand, "lang=en&hold=0.2")
    say(found, stand, "Hello")
    until(found, "() => getComputedStyle(document.querySelector('.roll')).opacity === '0'")


def test_what_is_wrong_is_said_to_those_who_ask_and_to_nobody_else(page: Open, stand: StandIn) -> None:
    quiet = overlaid(page, stand, "lang=en&lines=99")
    assert not quiet.locator("#note").is_visible()
    told = page("overlay/show?lang=en&lines=99&debug=1")
    note = told.locator("#note")
    note.wait_for()
    assert "lines=99 is not possible" in note.text_content()


def test_it_comes_back_by_itself(page: Open, stand: StandIn) -> None:
    found = overlaid(page, stand)
    say(found, stand, "One")
    for client in list(stand.hub._clients):
        stand.hub._loop.call_soon_threadsafe(client.too_slow.set)
    say(found, stand, "Two", 2)
    assert found.locator(".line").all_text_contents() == ["One", "Two"]


def test_a_connection_over_which_nothing_is_heard_is_given_up(page: Open, stand: StandIn) -> None:
    """As when a network goes away without a word: a page that only listens would never notice."""
    found = overlaid(page, stand)
    found.clock.install()
    say(found, stand, "One")
    found.clock.fast_forward(46_000)
    found.clock.fast_forward(1_000)
    while not stand.hub.closed["left"]:
        found.evaluate("() => 0")
    say(found, stand, "Two", 2)
    assert stand.hub.clients == 1
