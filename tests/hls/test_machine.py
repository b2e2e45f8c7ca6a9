"""A stream through everything that may happen to it, looked at by `zimu check-hls` after every step.

The origin of the model lists segments, breaks, wraps and begins anew; captions come early, late or never;
zimu is killed and goes on from its journal. Whatever the order: no rule is broken, what was published stays.
"""

import io

import m3u8
import webvtt as webvtt_py
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline.errors import InputUnavailable
from pipeline.hls import vtt_rules
from pipeline.hls.cutter import Cutter
from pipeline.hls.delay import DelayOptions, Release
from pipeline.hls.grid import Grid, GridSegment
from pipeline.hls.listing import subtitles
from pipeline.hls.master import Subtitles, made
from pipeline.hls.playlist import parse_media, write
from pipeline.hls.survey import Found, Survey
from pipeline.hls.window import Window
from pipeline.types import Progress
from tests.hls.build import BASE, caption, origin

LISTED = 5
OPTIONS = DelayOptions(first_ms=4000, most_ms=12000, stretch_ms=3000, calm_ms=8000)
LANGUAGES = ("en", "zh-Hans")


class Origin:
    """What the server publishes: the newest segments, with the time stamps that they hold."""

    def __init__(self):
        self.generation, self.first, self.names, self.breaks = 0, 0, [], set()
        self.ticks = {}
        self.mpegts = 63_000

    def append(self, breaks):
        name = f"g{self.generation}n{self.first + len(self.names)}"
        if breaks:
            self.breaks.add(name)
        self.ticks[name] = self.mpegts
        self.mpegts += 180_000
        self.names.append(name)
        if len(self.names) > LISTED:
            self.first += 1
            self.names.pop(0)

    def begin_anew(self):
        self.generation, self.first, self.names = self.generation + 1, 0, []
        self.mpegts = 63_000
        self.append(False)

    @property
    def text(self):
        return origin(self.first, self.names, self.breaks)


class Stream(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.now = self.media = 0
        self.origin = Origin()
        self.window, self.grid = Window(BASE, now_ms=10**12), Grid()
        self.cutters = {language: Cutter(self.grid, language) for language in LANGUAGES}
        self.release = Release(LANGUAGES, OPTIONS)
        self.shown = None
        self.files = {}
        self.survey = Survey(self._fetch)
        self.texts, self.cues = {}, {}
        self.sequence = 0

    def _fetch(self, address):
        if address not in self.files:
            raise InputUnavailable(f"{address}: 404")
        return Found(address, self.files[address].encode())

    # What the origin does

    @initialize()
    def begin(self):
        self.origin.append(False)
        self.poll()

    @rule(count=st.integers(1, 3), breaks=st.booleans())
    def append(self, count, breaks):
        for number in range(count):
            self.origin.append(breaks and number == 0)
            self.now += 2000

    @rule(jump=st.sampled_from([2**33 - 400_000, 63_000, 5_000_000]))
    def discontinuity(self, jump):
        self.origin.mpegts = jump
        self.append(1, True)

    @rule()
    def origin_begins_anew(self):
        self.poll()  # a list that was never read would be lost with its numbers
        if len(self.window.entries) > 2:
            self.origin.begin_anew()
            self.poll()

    # What zimu does

    @rule()
    def poll(self):
        for entry in self.window.update(parse_media(self.origin.text, "origin")):
            ticks = self.origin.ticks[entry.uri.rpartition("/")[2].removesuffix(".ts")]
            segment = GridSegment(entry.sequence, self.media, self.media + 2000, ticks, entry.continuity)
            self.media += 2000
            self.grid.append(segment)
            self.release.arrived(self.grid.last, self.now)

    @rule(language=st.sampled_from(LANGUAGES), gap=st.integers(0, 3000), lasts=st.integers(1, 7000))
    def speak(self, language, gap, lasts):
        """A caption of what was heard by now; it may hang on beyond that, and it may be late."""
        cutter = self.cutters[language]
        start = max(cutter._free, cutter.upto) + gap
        if start < self.media:
            cutter.push(caption(start, start + lasts, f"at {start}", language=language))

    @rule(language=st.sampled_from(LANGUAGES), behind=st.integers(0, 9000))
    def progress(self, language, behind):
        cutter = self.cutters[language]
        cutter.push(Progress(max(0, min(self.media, cutter._free + 9000) - behind)))
        self.release.reached(language, cutter.upto, self.now)

    @rule(lasts=st.integers(100, 15000))
    def wait(self, lasts):
        self.now += lasts

    @precondition(lambda self: self.shown is not None)
    @rule()
    def killed(self):
        remembered, shift = self.window.remembered(), self.window.shift
        kept, segments = self.release.kept, self.grid.segments
        self.window, self.grid = Window(BASE, now_ms=10**12), Grid()
        self.window.restore(remembered, shift)
        for segment in segments:
            self.grid.append(segment)
        self.release = Release(LANGUAGES, OPTIONS, kept)
        for language, old in self.cutters.items():
            self.cutters[language] = cutter = Cutter(self.grid, language)
            cutter.restore(old.cues, old.upto, dict(old.frozen))
            cutter.freeze(self.shown)
        for segment in segments:
            self.release.arrived(segment, self.now)

    # What players see

    @invariant()
    def no_rule_is_broken(self):
        self._publish()
        if self.files:
            assert list(map(str, self.survey.look("master.m3u8"))) == []

    @invariant()
    def other_parsers_read_the_same(self):
        if self.files:
            video, english = (m3u8.loads(self.files[name]) for name in ("video.m3u8", "en.m3u8"))
            assert [each.duration for each in video.segments] == [each.duration for each in english.segments]
            assert video.discontinuity_sequence == english.discontinuity_sequence
            assert video.media_sequence == english.media_sequence >= self.sequence
            self.sequence = video.media_sequence

    @invariant()
    def a_cue_is_always_the_same(self):
        for name, text in self.files.items():
            if name.endswith(".vtt"):
                for cue in webvtt_py.from_buffer(io.StringIO(text)):
                    key, says = (name[:2], cue.identifier), (cue.start, cue.end, cue.text)
                    assert self.cues.setdefault(key, says) == says

    @invariant()
    def what_was_listed_stays(self):
        for name, text in self.files.items():
            if name.endswith(".vtt"):
                assert self.texts.setdefault(name, text) == text

    @invariant()
    def maps_say_what_the_segments_hold(self):
        if self.files:
            for entry in self.window.shown(self.shown).entries:
                text = self.files[f"en-{entry.sequence}.vtt"]
                read, _ = vtt_rules.read(text.encode(), "x")
                segment = self.grid.get(entry.sequence)
                assert read.local == segment.start >= 0
                ticks = self.origin.ticks[entry.uri.rpartition("/")[2].removesuffix(".ts")]
                assert read.mpegts == ticks % 2**33

    def _publish(self):
        self.shown = self.release.shown(self.now)
        if self.shown is None:
            return
        video = self.window.shown(self.shown)
        for cutter in self.cutters.values():
            cutter.freeze(self.shown)
        menu = [Subtitles(language, f"{language}.m3u8") for language in LANGUAGES]
        self.files = {"master.m3u8": made(video, "video.m3u8", menu, 1), "video.m3u8": write(video)}
        for language, cutter in self.cutters.items():
            self.files[f"{language}.m3u8"] = subtitles(video, lambda n, tag=language: f"{tag}-{n}.vtt")
            for entry in video.entries:
                self.files[f"{language}-{entry.sequence}.vtt"] = cutter.segment(entry.sequence)
        self.grid.forget(video.sequence - 3)


TestStream = Stream.TestCase
TestStream.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
