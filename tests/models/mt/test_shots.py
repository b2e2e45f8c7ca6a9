import pytest

from models.mt.answers import fault
from models.mt.shots import NAMES, NAMES_ZH, SHOTS, SOURCE


def test_every_language_has_a_name_and_every_line() -> None:
    assert NAMES.keys() == NAMES_ZH.keys() >= SHOTS.keys()
    assert {len(lines) for lines in SHOTS.values()} == {len(SOURCE)}


@pytest.mark.parametrize("language", SHOTS)
def test_the_examples_pass_the_check_that_answers_must_pass(language: str) -> None:
    for source, shot in zip(SOURCE, SHOTS[language], strict=True):
        assert fault(source, shot, language) is None, shot


@pytest.mark.parametrize("language", SHOTS)
def test_the_examples_keep_the_amounts(language: str) -> None:
    assert "439" in SHOTS[language][0]
    assert all(amount in SHOTS[language][2] for amount in ("25", "60", "500"))
