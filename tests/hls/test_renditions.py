"""Whatever happens in whatever order: what is listed stays, also after a restart, and is never less."""

from __future__ import annotations

import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pipeline.hls.delay import DelayOptions
from pipeline.hls.grid import GridSegment
from pipeline.hls.playlist import Entry
from pipeline.hls.renditions import Renditions
from pipeline.types import Caption, Reached

LANGUAGES = ("zh-Hans", "en")
OPTIONS = DelayOptions(first_ms=4000, most_ms=12_000, stretch_ms=2000, calm_ms=20_000)
SECOND = 1000


class Stream(RuleBasedStateMachine):
    """A segment every two seconds; sessions hear them or not, captions come when they come."""

    @initialize()
    def begin(self) -> None:
        self.renditions = Renditions(LANGUAGES, OPTIONS)
        self.now = 0
        self.entries: list[Entry] = []
        self.at: dict[int, int] = {}
        self.continuity = 0
        self.said = dict.fromkeys(LANGUAGES, 0)
        self.seen: dict[tuple[str, int], str] = {}
        self.listed = -1

    @rule(
        anew=st.integers(0, 9),
        hears=st.sampled_from([True, True, True, False]),
        skip=st.sampled_from([0, 0, 0, 2]),
        lags=st.fixed_dictionaries({tag: st.integers(0, 9000) for tag in LANGUAGES}),
        lasts=st.integers(200, 5000),
    )
    def two_seconds_pass(self, anew: int, hears: bool, skip: int, lags: dict[str, int], lasts: int) -> None:
        number = len(self.at)
        self.continuity += anew == 0 and number > 0
        self.at[number] = self.now
        self.entries.append(Entry(number, self.continuity, "2.000", f"s{number}.ts", ("#EXTINF:2.000,",)))
        del self.entries[:-20]
        if hears:
            self.hear(skip)
        self.now += 2 * SECOND
        for language, lag in lags.items():
            self.say(language, 10_000 + 2000 * number - lag, lasts)
        self.players_ask(False)

    def hear(self, skip: int) -> None:
        last = self.renditions.grid.last
        for entry in self.entries:
            if last is None or entry.sequence > last.sequence + skip:
                start = 10_000 + 2000 * entry.sequence
                stamp = 900_000 + 180_000 * entry.sequence
                segment = GridSegment(entry.sequence, start, start + 2000, stamp, entry.continuity)
                age = self.now - self.at[entry.sequence]
                self.renditions.append(segment, self.entries, self.now, age)

    def say(self, language: str, start: int, lasts: int) -> None:
        """A caption, and that all before it is said."""
        if start >= self.said[language]:
            text = f"{language} {start}"
            self.renditions.reached(Reached(language, start), self.now)
            self.renditions.push(Caption(start, 0, language, start, start + lasts, (text,), True, 0, True))
            self.said[language] = start + lasts

    @rule(language=st.sampled_from(LANGUAGES))
    def language_fails(self, language: str) -> None:
        self.renditions.give_up(language)

    @rule(nobody_hears=st.booleans())
    def players_ask(self, nobody_hears: bool) -> None:
        old = [n for n, at in self.at.items() if self.now - at >= 8000] if nobody_hears else []
        oldest = self.entries[0].sequence if self.entries else None
        self.renditions.advance(self.now, max(old, default=None), oldest)

    @rule()
    def process_is_killed(self) -> None:
        kept = json.loads(json.dumps(self.renditions.remembered()))
        self.renditions = Renditions(LANGUAGES, OPTIONS)
        self.renditions.restore(kept)

    @invariant()
    def what_is_listed_stays(self) -> None:
        listed = -1 if self.renditions.listed is None else self.renditions.listed
        assert listed >= self.listed, "the media sequence fell"
        self.listed = listed
        for language in LANGUAGES:
            for segment in self.renditions.grid.segments:
                if segment.sequence <= listed:
                    text = self.renditions.segment(language, segment.sequence)
                    assert text is not None and text.startswith("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:")
                    before = self.seen.setdefault((language, segment.sequence), text)
                    assert text == before


Stream.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestStream = Stream.TestCase
