"""The figures of a run that a report draws, all computed from its logs by the functions of the benches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from benchmarks import delays
from benchmarks.cer import pairs, spelled
from benchmarks.metrics import Figures, score, summary
from benchmarks.report.runs import Run
from benchmarks.session import Session
from benchmarks.stages import STAGES, passed
from pipeline.types import Hypothesis

UNIT_MS = 10_000
"""The bootstrap draws from pieces of streams this long: neighbouring words share their luck."""
Key = tuple[str, int, int]
"""Id and shift of the replay, and which piece of it."""


@dataclass(slots=True)
class Unit:
    letters: int = 0
    edits: int = 0
    commit: list[float] = field(default_factory=list)
    """Seconds from the end of a letter to its commit."""
    draft: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Mean seconds of each stage; together they are the mean delay."""

    name: str
    stages: tuple[tuple[str, float], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Point:
    """Several streams at once."""

    streams: int
    languages: int
    p50: float | None
    p95: float | None
    behind: int
    """How many did not keep up."""


@dataclass(frozen=True, slots=True)
class Measured:
    run: Run
    figures: Mapping[str, Any]
    """As benchmarks.metrics.summary has them."""
    commit: tuple[float, ...] = ()
    draft: tuple[float, ...] = ()
    captions: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """By language: seconds from the end of speech to the published caption."""
    waterfalls: tuple[Waterfall, ...] = ()
    points: tuple[Point, ...] = ()
    units: Mapping[Key, Unit] = field(default_factory=dict)
    streams: Mapping[tuple[str, int], Figures] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.run.name


def measured(run: Run) -> Measured:
    if run.reported is not None:
        return Measured(run, run.reported.get("total", {}), points=_reported_points(run.reported))
    heard = [session for session in run.sessions if session.of("hypothesis") or session.bench == "stream"]
    streams = {_key(session): _score(session) for session in heard}
    total = sum(streams.values(), Figures())
    units: dict[Key, Unit] = {}
    for session in heard:
        units |= _units(session)
    lines = [line for session in run.sessions for line in passed(session)]
    captions = {
        tag: tuple(line.total / 1000 for line in lines if line.language == tag)
        for tag in dict.fromkeys(line.language for line in lines)
    }
    falls = [
        Waterfall(
            f"{run.name} · {tag}" if len(captions) > 1 else run.name,
            tuple(
                (name, _mean([line.ms[name] for line in lines if line.language == tag])) for name in STAGES
            ),
            len(captions[tag]),
        )
        for tag in captions
    ]
    return Measured(
        run,
        summary(total),
        tuple(ms / 1000 for ms in total.commit_ms),
        tuple(ms / 1000 for ms in total.draft_ms),
        captions,
        tuple(falls) or _by_drafts(run.name, units),
        _points(run.sessions),
        units,
        streams,
    )


def parts(run: Measured) -> list[Measured]:
    """Each stream of a run as a run of its own."""
    return [
        Measured(
            replace(run.run, name=f"{id_} +{shift} ms" if shift else id_),
            summary(figures),
            units={key: unit for key, unit in run.units.items() if key[:2] == (id_, shift)},
        )
        for (id_, shift), figures in run.streams.items()
    ]


def _key(session: Session) -> tuple[str, int]:
    return str(session.stream["id"]), int(session.stream.get("shift_ms", 0))


def _score(session: Session) -> Figures:
    return score(session.events, session.reference, session.letters, session.seconds)


def _units(session: Session) -> dict[Key, Unit]:
    ends, found = session.letters, dict[Key, Unit]()
    if not ends or not session.reference:
        return {}
    heard = [(e.at, e.output) for e in session.events.outputs if isinstance(e.output, Hypothesis)]
    places = [found.setdefault((*_key(session), each.end // UNIT_MS), Unit()) for each in ends]
    reference = "".join(each.letter for each in ends)
    said = "".join(letter for letter, _ in spelled((w.text, 0) for _, h in heard for w in h.committed))
    partner = {j: i for i, j in pairs(reference, said)}
    right = {i for j, i in partner.items() if reference[i] == said[j]}
    last = 0
    for j in range(len(said)):
        last = partner.get(j, last)
        places[last].edits += j not in partner
    for i, unit in enumerate(places):
        unit.letters += 1
        unit.edits += i not in right
    for i, at in delays.committed(heard, ends).items():
        places[i].commit.append((at - ends[i].end) / 1000)
    for i, at in delays.first_shown(heard, ends).items():
        places[i].draft.append((at - ends[i].end) / 1000)
    return found


def _by_drafts(name: str, units: Mapping[Key, Unit]) -> tuple[Waterfall, ...]:
    """Of the policy alone: until a letter was first shown right, and from there until it stood."""
    commit = [delay for unit in units.values() for delay in unit.commit]
    draft = [delay for unit in units.values() for delay in unit.draft]
    if not commit or not draft:
        return ()
    shown = min(float(np.mean(draft)), float(np.mean(commit)))
    stages = (("first draft", max(0.0, shown)), ("commit", float(np.mean(commit)) - max(0.0, shown)))
    return (Waterfall(name, stages, len(commit)),)


def _points(sessions: Sequence[Session]) -> tuple[Point, ...]:
    """Of logs that say how many streams played at once."""
    groups: dict[tuple[int, int], list[Session]] = {}
    for session in sessions:
        if session.bench == "scale":
            key = (int(session.stream["streams"]), max(0, len(session.languages) - 1))
            groups.setdefault(key, []).append(session)
    found = []
    for (streams, languages), group in sorted(groups.items()):
        late = [line.total / 1000 for session in group for line in passed(session)]
        behind = sum(bool(session.events.skipped or session.of("lost")) for session in group)
        found.append(Point(streams, languages, percentile(late, 50), percentile(late, 95), behind))
    return tuple(found)


def _reported_points(report: Mapping[str, Any]) -> tuple[Point, ...]:
    if "behind" not in report or "total" not in report:
        return ()
    total = report["total"]
    streams, behind = len(report["streams"]), len(report["behind"])
    return (Point(streams, 0, total["commit_p50"], total["commit_p95"], behind),)


def percentile(values: Sequence[float], rank: float) -> float | None:
    return float(np.percentile(values, rank)) if len(values) else None


def _mean(ms: Sequence[float]) -> float:
    return float(np.mean(ms)) / 1000
