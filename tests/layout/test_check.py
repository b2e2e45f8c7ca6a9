import pytest

from pipeline.layout.check import EXPLAINED, pair_violations, violations
from pipeline.layout.presets import limits
from pipeline.types import Cue

NETFLIX = limits("netflix", "en")


def broken(*cues):
    return [(v.number, v.rule, v.measured, v.allowed) for v in violations(cues, "en", NETFLIX)]


@pytest.mark.parametrize(
    ("cue", "found"),
    [
        (Cue(0, 2000, ("Good evening.",)), []),
        (Cue(0, 2000, ("x" * 40,)), []),
        (Cue(0, 2000, ("x" * 41,)), [(1, "fast", 20.5, 20)]),
        (Cue(0, 3000, ("x" * 43,)), [(1, "columns", 43, 42)]),
        (Cue(0, 3000, ("a", "b", "c")), [(1, "lines", 3, 2)]),
        (Cue(0, 832, ("No.",)), [(1, "short", 832, 833)]),
        (Cue(0, 833, ("No.",)), []),
        (Cue(0, 7001, ("No.",)), [(1, "long", 7001, 7000)]),
        (Cue(0, 1000, ("\u200e",)), [(1, "empty", 0, 1)]),
    ],
)
def test_a_cue(cue, found):
    assert broken(cue) == found


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (1999, [(2, "overlap", 1, 0)]),
        (2000, [(2, "gap", 0, 83)]),
        (2082, [(2, "gap", 82, 83)]),
        (2083, []),
        (2084, [(2, "flicker", 84, 458)]),
        (2458, [(2, "flicker", 458, 458)]),
        (2459, []),
    ],
)
def test_a_gap_belongs_to_the_cue_behind_it(start, found):
    assert broken(Cue(0, 2000, ("One.",)), Cue(start, start + 2000, ("Two.",))) == found


def test_han_is_measured_in_full_width_columns():
    cues = [Cue(0, 1000, ("家人们晚上好，欢迎大家",))]
    (found,) = violations(cues, "zh-Hans", limits("netflix", "zh-Hans"))
    assert (found.rule, found.measured, found.allowed) == ("fast", 11.0, 9)


@pytest.mark.parametrize(
    ("cue", "found"),
    [
        (Cue(0, 2000, ("好" * 16, "x" * 40)), []),
        (Cue(0, 2000, ("好" * 16,)), []),
        (Cue(0, 2000, ("x" * 40,)), []),
        (Cue(0, 2000, ("好" * 17, "x" * 43)), ["columns 17", "columns 43", "fast 21.5"]),
        (Cue(0, 1500, ("好" * 16, "x" * 30)), ["fast 10.7"]),
        (Cue(0, 1500, ("好", "x" * 31)), ["fast 20.7"]),
        (Cue(0, 3000, ("好", "好", "x")), ["lines 2"]),
        (Cue(0, 800, ("好", "x")), ["short 800"]),
        (Cue(0, 8000, ()), ["empty 0", "long 8000"]),
    ],
)
def test_each_of_two_languages_has_a_line_and_a_speed_of_its_own(cue, found):
    both = (limits("netflix", "zh-Hans"), NETFLIX)
    told = pair_violations([cue, Cue(9000, 10_000, ("好", "x"))], ("zh-Hans", "en"), both)
    assert [f"{each.rule} {each.measured:g}" for each in told] == found


def test_every_rule_is_explained():
    cues = [Cue(0, 100, ()), Cue(50, 9000, ("x" * 50,) * 3), Cue(9000, 9001, ("y",)), Cue(9101, 9102, ("z",))]
    found = {v.rule for v in violations(cues, "en", NETFLIX)}
    assert found == set(EXPLAINED)
