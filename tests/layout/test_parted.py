import pytest

from pipeline.layout.languages import LANGUAGES
from pipeline.layout.parted import parted
from pipeline.types import Cue


@pytest.mark.parametrize(
    ("languages", "upper", "lower"),
    [
        (("zh-Hans", "en"), ["家人们晚上好，"], ["Good evening."]),
        (("zh-Hans", "en"), ["iPhone 99 元。"], ["iPhone, 99 yuan."]),
        (("zh-Hans", "en"), ["家人们", "晚上好"], ["Good evening."]),
        (("zh-Hans", "en"), [], ["Good evening,", "everyone."]),
        (("en", "zh-Hans"), ["Good evening."], ["晚上好。"]),
        (("zh-Hans", "ja"), ["晚上好。"], ["こんばんは。"]),
        (("zh-Hans", "ko"), ["晚上好。"], ["안녕하세요."]),
        (("en", "ar"), ["Good evening."], ["مساء الخير"]),
        (("en", "es"), ["Good evening."], ["Buenas noches."]),
        (("en", "es"), ["Good evening."], []),
        (("zh-Hans", "zh-Hant"), ["晚上好。"], ["晚上好。"]),
    ],
)
def test_lines_are_of_the_language_whose_letters_they_have(languages, upper, lower):
    above, below = parted(Cue(1, 2, (*upper, *lower), "x"), languages)
    assert (list(above.lines), list(below.lines)) == (upper, lower)
    assert (above.start, above.end, above.id) == (below.start, below.end, below.id) == (1, 2, "x")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_letters_of_every_language_are_known(language):
    name = LANGUAGES[language].autonym.split("（")[0].split(" (")[0]
    other = "en" if language.startswith(("zh", "ja")) or not name.isascii() else "zh-Hans"
    lines = (name, "Good." if other == "en" else "好。")
    above, below = parted(Cue(0, 1, lines), (language, other))
    assert (above.lines, below.lines) == (lines[:1], lines[1:])
