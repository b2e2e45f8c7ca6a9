"""What is measured of each stream: a table of figures, and how each is read.

Labels are stream, language, stage, and reasons out of short lists: never what a viewer or a source makes up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from pipeline.run import Reading
from pipeline.tally import BUCKETS, Tally
from pipeline.types import Ms


class Clients(Protocol):
    """`pipeline.sinks.hub.Hub`."""

    @property
    def closed(self) -> Mapping[str, int]: ...

    @property
    def clients(self) -> int: ...

    @property
    def dropped(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Cues:
    """Of HLS renditions: how far the synced video is delayed, and how many cues were there by then."""

    delay_ms: Ms
    in_time: int
    late: int


class Measurable(Protocol):
    """What is asked of a stream."""

    @property
    def name(self) -> str: ...

    @property
    def state(self) -> str: ...

    @property
    def tally(self) -> Tally: ...

    @property
    def clients(self) -> Clients: ...

    @property
    def cues(self) -> Cues | None:
        """None without HLS."""
        ...


Rows = Iterable[tuple[tuple[str, ...], float]]
"""A value for each combination of labels after the stream."""


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    says: str
    labels: tuple[str, ...]
    read: Callable[[Measurable], Rows]
    counts: bool = False
    """Whether it only grows."""

    def of(self, streams: Iterable[Measurable]) -> Metric:
        family = CounterMetricFamily if self.counts else GaugeMetricFamily
        metric = family(f"zimu_{self.name}", self.says, labels=("stream", *self.labels))
        for stream in streams:
            for labels, value in self.read(stream):
                metric.add_metric((stream.name, *labels), value)
        return metric


def lags(streams: Iterable[Measurable]) -> Metric:
    metric = HistogramMetricFamily(
        "zimu_lag_seconds",
        "From the end of speech, as it came in, to its words in a language",
        labels=("stream", "language"),
    )
    bounds = [*map(str, BUCKETS), "+Inf"]
    for stream in streams:
        for language, found in stream.tally.lags.items():
            metric.add_metric(
                (stream.name, language), list(zip(bounds, accumulate(found.counts), strict=True)), found.sum
            )
    return metric


def _tally(read: Callable[[Tally], Rows]) -> Callable[[Measurable], Rows]:
    return lambda stream: read(stream.tally)


def _live(read: Callable[[Reading], Rows]) -> Callable[[Measurable], Rows]:
    """Of the session that plays; nothing where none does."""
    return lambda stream: [] if stream.tally.live is None else read(stream.tally.live.reading)


def _alone(value: float) -> Rows:
    return [((), value)]


def _each(values: Mapping[str, float]) -> Rows:
    return [((label,), value) for label, value in values.items()]


def _behind(stream: Measurable) -> Rows:
    live = stream.tally.live
    if live is None or not live.reading.recognised:
        return []
    reading = live.reading
    heard = max(0, stream.tally.heard_upto - reading.recognised)
    lags = [(("translate", tag), lag / 1000) for tag, lag in reading.lags.items()]
    return [(("recognise", ""), heard / 1000), *lags]


def _of_cues(read: Callable[[Cues], Rows]) -> Callable[[Measurable], Rows]:
    return lambda stream: [] if stream.cues is None else read(stream.cues)


FIGURES = (
    Figure("stream_state", "1 in the state that the stream is in", ("state",), lambda s: [((s.state,), 1.0)]),
    Figure(
        "stage_lag_seconds",
        "Media time that a stage is behind the one before",
        ("stage", "language"),
        _behind,
    ),
    Figure(
        "waiting_sound_seconds",
        "Speech that waits for the recogniser",
        (),
        _live(lambda r: _alone(r.sound_ms / 1000)),
    ),
    Figure("waiting_lines", "Lines that wait for a language", ("language",), _live(lambda r: _each(r.lines))),
    Figure(
        "ladder_step",
        "What a language gives up: 0 nothing, 1 drafts, 2 sentences joined, 3 the language",
        ("language",),
        _live(lambda r: _each({tag: float(step) for tag, step in r.steps.items()})),
    ),
    Figure(
        "engine_failing",
        "1 while the engine of a language does not answer",
        ("language",),
        _live(lambda r: _each({tag: float(tag in r.failing) for tag in r.steps})),
    ),
    Figure("websocket_clients", "Connected", (), lambda s: _alone(s.clients.clients)),
    Figure("hls_delay_seconds", "Of the synced video", (), _of_cues(lambda c: _alone(c.delay_ms / 1000))),
    *(
        Figure(name, says, labels, read, counts=True)
        for name, says, labels, read in (
            ("restarts", "Sessions started again", ("error",), _tally(lambda t: _each(t.restarts))),
            ("heard_seconds", "Sound that came", (), _tally(lambda t: _alone(t.heard_ms / 1000))),
            (
                "recogniser_seconds",
                "In the recogniser, waiting included; its rate over that of heard_seconds: real-time factor",
                (),
                _tally(lambda t: _alone(t.busy_s)),
            ),
            ("passes", "Of the recogniser", (), _tally(lambda t: _alone(t.passes))),
            (
                "skipped_seconds",
                "Speech nobody had time for",
                (),
                _tally(lambda t: _alone(t.skipped_ms / 1000)),
            ),
            (
                "captions",
                "By language, draft or final",
                ("language", "kind"),
                _tally(lambda t: t.captions.items()),
            ),
            (
                "dropped_lines",
                "Lines that a language never shows",
                ("language", "reason"),
                _tally(lambda t: t.drops.items()),
            ),
            (
                "ladder_changes",
                "Of what a language gives up",
                ("language",),
                _tally(lambda t: _each(t.steps)),
            ),
            (
                "engine_outages",
                "Times an engine ceased to answer",
                ("language",),
                _tally(lambda t: _each(t.outages)),
            ),
            ("shown_characters", "That stayed", ("language",), _tally(lambda t: _each(t.shown_chars))),
            (
                "erased_characters",
                "Taken back; its rate over that of shown_characters: flicker",
                ("language",),
                _tally(lambda t: _each(t.erased_chars)),
            ),
            ("facts", "Figures of the lines", ("language",), _tally(lambda t: _each(t.counts.facts_total))),
            ("facts_kept", "Of them told right", ("language",), _tally(lambda t: _each(t.counts.facts_kept))),
            ("facts_repaired", "Lines put right", ("language",), _tally(lambda t: _each(t.counts.repaired))),
            (
                "rerouted_lines",
                "To the next engine",
                ("language",),
                _tally(lambda t: _each(t.counts.rerouted)),
            ),
            (
                "glossary_terms",
                "That lines should say",
                ("language",),
                _tally(lambda t: _each(t.counts.glossary_wanted)),
            ),
            ("glossary_hits", "Of them said", ("language",), _tally(lambda t: _each(t.counts.glossary_hits))),
            ("websocket_dropped_drafts", "For slow clients", (), lambda s: _alone(s.clients.dropped)),
            (
                "websocket_closed",
                "Connections, by why they ended",
                ("why",),
                lambda s: _each(s.clients.closed),
            ),
            (
                "hls_cues",
                "Whether a cue was there before players needed it",
                ("in_time",),
                _of_cues(lambda c: _each({"yes": c.in_time, "no": c.late})),
            ),
        )
    ),
)
"""Everything that is measured of each stream, but for the histogram of the lags."""
