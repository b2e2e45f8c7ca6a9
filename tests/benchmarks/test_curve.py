import pytest

from benchmarks.curve import combinations, point, table
from pipeline.errors import ConfigError


def test_all_combinations_in_order():
    assert list(combinations(["a.b=1,2", "c=x,y"])) == [
        ("a.b=1", "c=x"),
        ("a.b=1", "c=y"),
        ("a.b=2", "c=x"),
        ("a.b=2", "c=y"),
    ]


def test_a_setting_that_there_is_not_is_refused():
    with pytest.raises(ConfigError, match=r"policy\.stride"):
        point(["policy.stride=3"], [])


def test_a_row_of_the_curve():
    total = {
        "settings": ["policy.step_ms=320"],
        "cer": 0.1234,
        "cer_revised": None,
        "commit_p50": 0.875,
        "commit_p95": 1.7,
        "first_draft_p50": 0.5,
        "normalised_erasure": 0.1,
        "cpu_per_audio_s": 0.3,
    }
    assert table([total]).splitlines()[-1] == (
        "| policy.step_ms=320 | 12.3 % | - | 0.88 | 1.70 | 0.50 | 0.10 | 0.30 |"
    )
