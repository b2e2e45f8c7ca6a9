"""The text of /metrics, made when Prometheus asks, from what the streams have counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from pipeline.figures import FIGURES, Figure, Measurable, Rows, lags

MEDIA_TYPE = CONTENT_TYPE_LATEST


class Exposition(Collector):
    """`text()` is what Prometheus reads. `hook(dialect, outcome)` counts what media servers tell."""

    def __init__(
        self,
        streams: Callable[[], Iterable[Measurable]],
        ready: Callable[[], bool],
        clock: Callable[[], float],
    ) -> None:
        self._streams = streams
        self._ready = ready
        self._clock = clock
        self._hooks: Counter[tuple[str, str]] = Counter()
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def hook(self, dialect: str, outcome: str) -> None:
        self._hooks[dialect, outcome] += 1

    def text(self) -> bytes:
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        streams = list(self._streams())
        yield GaugeMetricFamily("zimu_ready", "1 once the models are open", value=float(self._ready()))
        hooks = CounterMetricFamily("zimu_hooks", "What media servers told", labels=("dialect", "outcome"))
        for labels, count in self._hooks.items():
            hooks.add_metric(labels, count)
        yield hooks
        yield Figure("silent_seconds", "Since sound came last", (), self._silent).of(streams)
        yield from (figure.of(streams) for figure in FIGURES)
        yield lags(streams)

    def describe(self) -> Iterator[Metric]:
        """None of them are known before the streams are."""
        yield from ()

    def _silent(self, stream: Measurable) -> Rows:
        at = stream.tally.heard_at
        return [] if at is None else [((), self._clock() - at)]
