import pytest

from pipeline.hls.delay import DelayOptions, Release, Released
from tests.hls.build import segment

OPTIONS = DelayOptions(first_ms=6000, most_ms=20000, stretch_ms=3000, calm_ms=10000)


def run(needs, *, options=OPTIONS, languages=("en",), kept=None, first=0, until=None):
    """Segments of 2 s, listed when they end; `needs` of number n: how long after that language's captions are
    complete, None for never. Returns the release and when each segment was shown, stepping 100 ms."""
    release, shown = Release((), options, kept), {}
    start = 2000 * (first + 1)
    for language in languages:
        release.reached(language, 0, start)
    until = until or start + 2000 * len(needs) + 30000
    for now in range(start, until, 100):
        number = now // 2000 - 1
        if now % 2000 == 0 and number < first + len(needs):
            release.arrived(segment(number), now)
        for language in languages:
            done = -1
            for index, need in enumerate(needs):
                need = need.get(language) if isinstance(need, dict) else need
                if need is None or 2000 * (first + index + 1) + need > now:
                    break
                done = first + index
            if done >= first:
                release.reached(language, 2000 * (done + 1), now)
        newest = release.shown(now)
        if newest is not None:
            for each in range(newest, first - 1, -1):
                if each in shown:
                    break
                shown[each] = now - 2000 * (each + 1)
    return release, [shown.get(first + index) for index in range(len(needs))]


def test_in_time_every_segment_waits_the_same():
    _, waited = run([5000] * 10)
    assert waited == [6000] * 10


def test_the_delay_grows_at_once_to_what_is_needed():
    release, waited = run([7200, 5000, 8000, 7900])
    assert waited == [7500, 7500, 8000, 8000]
    assert release.delay_ms == 8000


def test_what_takes_longer_than_a_stretch_is_shown_without_and_learned_from():
    release, waited = run([3000, 3000, *[12000] * 12])
    assert waited[:3] == [6000, 6000, 9000]
    assert release.delay_ms == 12000
    assert waited[-1] == 12000
    assert release.awaited == {"en"}


def test_a_dead_captioner_costs_one_stretch():
    release, waited = run([5000] * 3 + [None] * 10)
    assert waited == [6000, 6000, 6000, 9000, 7000] + [6000] * 8
    assert release.awaited == frozenset()
    assert release.delay_ms == 6000


def test_one_dead_language_holds_nobody_up_for_long():
    release, waited = run([{"en": 3000, "ja": 3000}, *[{"en": 3000}] * 5], languages=("en", "ja"))
    assert waited == [6000, 9000, 7000, 6000, 6000, 6000]
    assert release.awaited == {"en"}


def test_no_segment_waits_longer_than_the_most():
    options = DelayOptions(first_ms=6000, most_ms=7000, stretch_ms=5000)
    release, waited = run([3000, 6500, 9000, 9000], options=options)
    assert max(waited) == 7000
    assert release.delay_ms <= 7000


def test_the_delay_shrinks_by_one_segment_after_calm():
    release, waited = run([2500] * 20, until=60000)
    assert waited[0] == 6000
    assert set(waited) == {6000, 4000}
    assert release.delay_ms == 4000
    assert waited == sorted(waited, reverse=True)


def test_without_evidence_it_does_not_shrink():
    _, waited = run([None] * 20, languages=())
    assert waited == [6000] * 20


def test_a_language_that_is_not_there_yet_is_not_waited_for():
    _, waited = run([None] * 3, languages=())
    assert waited == [6000] * 3
    release = Release(["en"], OPTIONS)
    release.arrived(segment(0), 2000)
    assert (release.due(), release.shown(10999), release.shown(11000)) == (11000, None, 0)


def test_the_first_word_of_a_language_says_nothing_of_its_need():
    release = Release((), OPTIONS)
    release.arrived(segment(0), 2000)
    release.reached("en", 2000, 20000)
    assert release.delay_ms == 6000
    assert release.awaited == {"en"}
    release.give_up("en")
    assert release.awaited == frozenset()


def test_as_soon_as_possible_nothing_waits():
    options = DelayOptions(mode="asap")
    _, waited = run([None] * 5, options=options)
    assert waited == [0] * 5


def test_the_first_playlists_segments_are_older_than_now():
    release = Release((), OPTIONS)
    for number, age in ((3, 4000), (4, 2000), (5, 0)):
        release.arrived(segment(number), 50_000, age_ms=age)
    assert release.due() == 52_000
    assert [release.shown(now) for now in (51_999, 52_000, 54_000)] == [None, 3, 4]


def test_what_was_shown_stays_shown_after_a_restart():
    release, _ = run([3000] * 5)
    again = Release((), OPTIONS, Released(9000, 3))
    assert release.kept == Released(release.delay_ms, 4)
    assert again.shown(0) == 3
    for number in range(2, 6):
        again.arrived(segment(number), 1000, age_ms=2000 * (5 - number))
    assert again.shown(1000) == 3
    assert again.shown(8000) == 4
    assert again.delay_ms == 9000


def test_at_the_end_everything_is_shown():
    release = Release(["en"], OPTIONS)
    release.arrived(segment(0), 0)
    release.finish()
    assert release.shown(0) == 0
    assert release.due() is None


def test_nothing_to_wait_for():
    release = Release((), OPTIONS)
    assert (release.shown(0), release.due()) == (None, None)


@pytest.mark.parametrize(
    "wrong", [{"first_ms": 9, "most_ms": 8}, {"most_ms": 60_001}, {"first_ms": -1}, {"stretch_ms": -1}]
)
def test_impossible_options_are_refused(wrong):
    with pytest.raises(ValueError, match="_ms"):
        DelayOptions(**wrong)
