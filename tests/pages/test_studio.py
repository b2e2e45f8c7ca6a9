"""The operator's page in a browser: every language with its health, and changes that reach the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.pages.looking import until
from tests.pages.stand_in import StandIn, language

Open = Callable[..., Any]


def at_work(page: Open) -> Any:
    found = page("studio/show", viewport={"width": 1600, "height": 900})
    found.locator(".column").first.wait_for()
    return found


def column(found: Any, name: str) -> Any:
    return found.locator(".column", has=found.locator("h2", has_text=name))


def test_every_language_scrolls_and_says_how_it_is(page: Open, stand: StandIn) -> None:
    stand.languages = [
        language("zh-Hans"),
        language("en", lag_s=1.4, shown=31, facts_kept=9, facts_total=10),
        language("ar", lag_s=9.2, step="shed", lost=2),
    ]
    found = at_work(page)
    stand.say(1, "en", "Hello\neveryone, <b>welcome</b>.")
    english = column(found, "English")
    english.locator("li .part", has_text="Hello everyone, <b>welcome</b>.").wait_for()
    assert found.locator("li b").count() == 0
    assert english.locator(".lag").text_content() == "1.4 s"
    assert english.locator(".lag").get_attribute("data-tone") == "good"
    assert "figures 9/10" in english.locator(".health").text_content()
    arabic = column(found, "العربية")
    assert arabic.locator(".lag").get_attribute("data-tone") == "bad"
    assert "not translated" in arabic.locator(".health").text_content()
    assert arabic.locator(".said").get_attribute("dir") == "rtl"


def test_it_follows_the_newest_line_until_somebody_scrolls_back(page: Open, stand: StandIn) -> None:
    found = at_work(page)
    for id in range(80):
        stand.say(id, "en", f"Sentence {id}.")
    english = column(found, "English")
    english.locator("li", has_text="Sentence 79.").wait_for()
    list_ = english.locator(".said")
    end = "element => element.scrollHeight - element.scrollTop - element.clientHeight"
    assert list_.evaluate(end) < 2
    list_.evaluate("element => element.scrollTop = 0")
    newest = english.locator(".newest")
    newest.wait_for()
    stand.say(80, "en", "Sentence 80.")
    english.locator("li", has_text="Sentence 80.").wait_for()
    assert list_.evaluate("element => element.scrollTop") == 0
    newest.click()
    until(found, f"() => ({end})(document.querySelectorAll('.said')[1]) < 2")


def test_a_term_is_saved_as_a_table(page: Open, stand: StandIn) -> None:
    stand.tables["show"] = "zh\tkeep\ten\n家人们\t\teveryone\n"
    found = at_work(page)
    found.locator('#terms input[aria-label="English, term 1"]').wait_for()
    found.locator("#add-term").click()
    found.keyboard.type("小黄车")
    found.locator('#terms input[aria-label="English, term 2"]').fill("cart")
    found.locator("#save").click()
    found.locator("#saved", has_text="Saved").wait_for()
    assert stand.tables["show"] == "zh\tkeep\ten\n家人们\t\teveryone\n小黄车\t\tcart\n"
    assert found.locator("#save").is_disabled()


def test_what_the_server_refuses_is_said_and_nothing_is_lost(page: Open, stand: StandIn) -> None:
    found = at_work(page)
    stand.refusal = "show:2: no term in the first column; write it there or delete the line"
    found.locator("#as-text").click()
    found.locator("#text").fill("zh\ten\n\tx")
    found.locator("#save").click()
    found.locator("#saved.bad", has_text="no term in the first column").wait_for()
    assert found.locator("#text").input_value() == "zh\ten\n\tx"
    assert found.locator("#save").is_enabled()


def test_languages_are_changed_together(page: Open, stand: StandIn) -> None:
    found = at_work(page)
    found.locator('#chips [aria-label="Remove Thai"]').click()
    found.locator("#more").select_option("es")
    found.locator("#add-language").click()
    assert stand.asked == []
    found.locator("#apply").click()
    column(found, "Español").wait_for()
    method, path, body = stand.asked[0]
    assert (method, path) == ("PATCH", "/v1/streams/show")
    assert json.loads(body) == {"languages": ["zh-Hans", "en", "ar", "es"]}
    assert column(found, "ไทย").count() == 0


def test_a_server_with_a_token_asks_for_it_and_only_for_this_tab(page: Open, stand: StandIn) -> None:
    stand.token = "a secret of some length"
    found = page("studio/show")
    found.locator("#key[open]").wait_for()
    found.locator("#token").fill(stand.token)
    found.keyboard.press("Enter")
    found.locator(".column").first.wait_for()
    assert found.evaluate("sessionStorage.length") == 1
    assert stand.token not in found.url


def test_the_operator_reads_why_a_stream_fails(page: Open, stand: StandIn) -> None:
    stand.state, stand.error = "failed", "InputUnavailable: http://origin: 404"
    found = at_work(page)
    alert = found.locator("#error")
    alert.wait_for()
    assert alert.get_attribute("role") == "alert"
    assert alert.text_content() == stand.error
