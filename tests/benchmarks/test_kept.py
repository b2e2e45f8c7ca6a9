"""What counts as kept: facts by pipeline.facts, and what a table lists by its own reference."""

from __future__ import annotations

import pytest

from benchmarks.kept import Share, facts_kept, listed_kept, unkept
from benchmarks.parallel import Sentence

LINE = "今天九十九块九，到手两盒。"


def test_facts_of_a_line() -> None:
    total = facts_kept(LINE, "Hoje 99,90 yuans, duas caixas.", "pt-BR").total
    assert total >= 2
    assert facts_kept(LINE, "Hoje 99,90 yuans, duas caixas.", "pt-BR") == Share(total, total)
    assert facts_kept(LINE, "Hoje 98,90 yuans, duas caixas.", "pt-BR") == Share(total - 1, total)
    assert facts_kept(LINE, "", "pt-BR") == Share(0, total)
    (gone,) = unkept(LINE, "Hoje 98,90 yuans, duas caixas.", "pt-BR")
    assert "99,9" in gone


@pytest.mark.parametrize(
    ("listed", "reference", "text", "expected"),
    [
        ("99.9", "por 99,90", "só 99,9 yuans", Share(1, 1)),
        ("99.9", "por 99,90", "só 9.99 yuans", Share(1, 1)),  # by its digits alone
        ("99.9", "por 99,90", "só 98,9 yuans", Share(0, 1)),
        ("99.9", "por noventa e nove", "só 98,9 yuans", Share(0, 0)),  # the reference does not show it either
        ("2000", "only 2,000", "nur 2.000", Share(1, 1)),
        ("2000", "only 2,000", "2 000 штук", Share(1, 1)),
        ("2000", "only 2,000", "20000", Share(0, 1)),
        ("50", "just 50", "٥٠ فقط", Share(1, 1)),
        ("50", "just 50", "just 5", Share(0, 1)),
        ("35%", "35 %", "up 35 percent", Share(1, 1)),
        ("12", "12 of them", "a dozen", Share(0, 0)),  # may be a word
        ("1.5", "1.5 m", "1,50 m", Share(1, 1)),
        ("Dyson", "Der Dyson-Föhn", "the dyson dryer", Share(1, 1)),
        ("Dyson", "Der Dyson-Föhn", "the hair dryer", Share(0, 1)),
        ("8 pm", "8 pm", "20 h", Share(0, 0)),
    ],
)
def test_what_a_table_lists(listed: str, reference: str, text: str, expected: Share) -> None:
    sentence = Sentence("a", "", {"de": reference}, (listed,))
    assert listed_kept(sentence, text, "de") == expected
