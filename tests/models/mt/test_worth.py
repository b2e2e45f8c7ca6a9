"""The table of measured worth: complete, of ways that exist, and the floor that follows from it."""

import pytest

from models.catalog import load_catalog
from models.mt import worth
from models.mt.routes import makers, named, ways

MAKERS = makers(list(load_catalog().values()))


def test_every_measured_way_exists_and_is_signed() -> None:
    measured = worth._measured()
    assert measured
    for (way, base), found in measured.items():
        assert way in {named(each) for each in ways(base, MAKERS)}, way
        assert 0 < found.chrf <= 100 and 0 <= found.lost <= found.lines
        assert found.table and "zimu=" in found.signature


def test_english_portuguese_and_german_of_the_embedded_weights_are_offered_japanese_is_not() -> None:
    assert worth.fault("qwen2.5-coder-1.5b", "en") is None
    assert worth.fault("qwen2.5-coder-1.5b > firefox-en-pt", "pt") is None
    assert worth.fault("qwen2.5-coder-1.5b", "de") is None
    assert worth.fault("qwen2.5-coder-1.5b", "ja") == "mixes Chinese into it"


@pytest.mark.parametrize(
    ("base", "chrf", "lost", "reason"),
    [
        ("de", 33.0, 0, None),
        ("de", 32.9, 0, "chrF 32.9 there, below the floor of 33"),
        ("th", 28.0, 4, None),
        ("th", 27.0, 0, "below the floor of 28"),
        ("de", 50.0, 4, None),
        ("de", 50.0, 5, "no acceptable answer for 5 of 44 lines"),
    ],
)
def test_a_way_is_poor_below_the_floor_or_where_it_loses_lines(
    monkeypatch: pytest.MonkeyPatch, base: str, chrf: float, lost: int, reason: str | None
) -> None:
    table = {("x", base): worth.Worth(chrf, lost, 44, "t", "s")}
    monkeypatch.setattr(worth, "_measured", lambda: table)
    found = worth.fault("x", base)
    assert found is None if reason is None else reason in str(found)


def test_the_list_says_what_an_entry_is_worth() -> None:
    said = worth.summary("qwen2.5-coder-1.5b")
    assert said.startswith("chrF en ") and said.endswith("ar, ja, ko, th only with --allow-poor")
    assert worth.summary("firefox-zh-en") == ""


def test_what_was_not_measured_is_not_refused() -> None:
    assert worth.worth("firefox-zh-en", "en") is None
    assert worth.fault("firefox-zh-en", "en") is None
