import pytest

from pipeline.errors import ConfigError
from pipeline.layout.languages import LANGUAGES
from pipeline.layout.options import LayoutOptions
from pipeline.layout.presets import PRESETS, limits


@pytest.mark.parametrize(
    ("name", "language", "columns", "cps", "gap", "close"),
    [
        ("netflix", "en", 42, 20, 83, 458),
        ("netflix", "zh-Hans", 16, 9, 83, 458),
        ("netflix", "ru", 39, 17, 83, 458),
        ("bbc", "en", 37, 17, 0, 999),
        ("bbc", "ja", 13, 4, 0, 999),
        ("social", "es", 25, 17, 0, 500),
        ("social", "zh-Hant-TW", 12, 9, 0, 500),
    ],
)
def test_a_house_bounds_what_a_language_allows(name, language, columns, cps, gap, close):
    found = limits(name, language)
    assert (found.columns, found.cps, found.min_gap_ms, found.close_gap_ms) == (columns, cps, gap, close)


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_caption_can_be_read_within_the_longest_time_or_is_shown_less_full(name, language):
    found = limits(name, language)
    assert 0 < found.min_duration_ms < found.max_duration_ms
    assert found.min_gap_ms <= found.close_gap_ms < found.max_duration_ms
    assert found.columns <= LANGUAGES[language].columns
    assert found.cps * found.max_duration_ms / 1000 >= found.columns


def test_frames_are_those_of_the_picture():
    assert limits("netflix", "en", fps=25).min_gap_ms == 80
    assert limits("bbc", "en", fps=25).close_gap_ms == 999


def test_an_unknown_house_is_one_line_with_the_known_ones():
    with pytest.raises(ConfigError, match="netflix, bbc, social; did you mean netflix"):
        limits("netflicks", "en")
    with pytest.raises(ConfigError, match="preset 'x'"):
        LayoutOptions(preset="x")


def test_a_configuration_departs_from_the_house_key_by_key():
    found = LayoutOptions(preset="bbc", columns=30, min_gap_ms=40).limits("en")
    assert (found.columns, found.min_gap_ms, found.close_gap_ms, found.cps) == (30, 40, 999, 17)
