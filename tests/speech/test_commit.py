from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.speech.candidate import Candidate, certainty
from pipeline.speech.commit import CommitOptions, shown, sure
from pipeline.types import Word

OPTIONS = CommitOptions(
    hold_ms=200,
    attention_ms=500,
    sure=0.8,
    sure_ms=300,
    stands=0.9,
    patience_ms=1400,
    sounding_ms=64,
    number_ms=700,
    draft=0.5,
)
RULES = ("agreement", "attention", "both", "gated", "calibrated")


def heard(text="好", passes=1, behind=0, likely=0.1, **more):
    return Candidate(Word(0, 100, text, likely), passes, behind, least=likely, **more)


def certain(passes=1, behind=0):
    """A word that Whisper is sure of, as of the one behind it, and that both passes heard."""
    return heard(passes=passes, behind=behind, likely=1.0, again=True, following=1.0)


TABLE = [
    # case, word, the rules that commit it
    ("new, at the edge", heard(), ""),
    ("agreed, at the edge", heard(passes=2, behind=199), ""),
    ("agreed", heard(passes=2, behind=200), "agreement gated"),
    ("heard once, near", heard(behind=499), ""),
    ("heard once, far", heard(behind=500), "attention"),
    ("agreed and far", heard(passes=2, behind=500), "agreement attention both gated"),
    ("sure, near", heard(behind=299, likely=0.8), ""),
    ("sure", heard(behind=300, likely=0.8), "gated"),
    ("not quite sure", heard(behind=300, likely=0.79), ""),
    ("certain, at the edge", certain(behind=63), ""),
    ("certain, just behind it", certain(behind=64), "calibrated"),
    (
        "heard twice, but nothing else speaks for it",
        heard(passes=2, behind=200, again=True),
        "agreement gated",
    ),
    ("patience", heard(behind=1399), "attention"),
    ("is over", heard(behind=1400), "attention gated calibrated"),
    ("a number, agreed", heard("390", 2, 699), ""),
    ("a number, sure", heard("390", 1, 699, 1.0), ""),
    ("a number, in time", heard("390", 2, 700), "agreement attention both gated"),
    ("a price", heard("99.9元", 2, 699, 1.0, again=True), ""),
    ("full-width digits", heard("３９０", 2, 699, 1.0), ""),
    ("a numeral is a word", heard("三", 2, 500), "agreement attention both gated"),
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("case", "word", "rules"), TABLE, ids=[case for case, *_ in TABLE])
def test_what_each_rule_commits(case, word, rules, rule):
    assert sure([word], replace(OPTIONS, rule=rule)) == (rule in rules.split()), case


@pytest.mark.parametrize("likely", [0.01, 0.3, 0.9, 1.0])
@pytest.mark.parametrize("again", [False, True])
def test_a_draft_is_certain_enough(likely, again):
    word = heard(likely=likely, again=again)
    assert shown([word], replace(OPTIONS, draft=certainty(word))) == 1
    assert shown([word], replace(OPTIONS, draft=certainty(word) + 1e-9)) == 0


candidates = st.lists(
    st.builds(
        heard,
        st.sampled_from(["好", "390", "iPhone"]),
        st.integers(1, 3),
        st.integers(-100, 2000),
        st.floats(0, 1),
    ),
    max_size=8,
)


@given(candidates, st.sampled_from(RULES))
def test_nothing_overtakes_a_word_that_waits(tail, rule):
    options = replace(OPTIONS, rule=rule)
    for count in (sure, shown):
        leading = count(tail, options)
        assert all(count([it], options) for it in tail[:leading])
        assert not tail[leading:] or not count(tail[leading : leading + 1], options)


@given(candidates)
def test_both_commits_what_each_of_the_two_does(tail):
    agreed, attended, both = (sure(tail, replace(OPTIONS, rule=rule)) for rule in RULES[:3])
    assert both == min(agreed, attended)
    assert sure(tail, replace(OPTIONS, rule="gated")) >= agreed
