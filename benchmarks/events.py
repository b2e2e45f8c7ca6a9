"""What a replay leaves: every output of the policy with the time at which it was out, as records and as JSON
lines. All figures are computed from these, here or elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.types import Gap, Hypothesis, Ms, Revision, Word

Output = Hypothesis | Revision | Gap


@dataclass(frozen=True, slots=True)
class Event:
    at: float
    """Milliseconds after the first sample of the stream at which the output was there to be shown."""
    output: Output


@dataclass(frozen=True, slots=True)
class Events:
    """One stream, in order. Times are the stream's own: a shift of the replay is taken off again."""

    outputs: tuple[Event, ...]
    ended: float
    """When everything was out, ms."""
    cpu_s: float
    """Of the whole process while the stream played."""
    late_ms: tuple[float, ...] = ()
    """For each time that the policy took sound: how long the oldest piece of it had waited since it came."""
    skipped: tuple[Gap, ...] = ()
    """Sound that was given up because too much waited."""


def lines(events: Events) -> Iterator[str]:
    """One JSON object a line."""
    for event in events.outputs:
        yield _line(_plain(event))
    ended = {"event": "end", "at": events.ended, "cpu_s": events.cpu_s, "late_ms": events.late_ms}
    yield _line(ended | {"skipped": [[gap.start, gap.end, gap.reason] for gap in events.skipped]})


def parse(text: Iterable[str]) -> Events:
    """What `lines` wrote. Lines of other events are passed over; raises ValueError or KeyError for what no
    replay has written."""
    outputs: list[Event] = []
    for line in text:
        one = json.loads(line)
        match one["event"]:
            case "hypothesis":
                heard = Hypothesis(_words(one["committed"]), _words(one["tail"]), one["upto"], one["ends"])
                outputs.append(Event(one["at"], heard))
            case "revision":
                outputs.append(Event(one["at"], Revision(one["start"], one["end"], _words(one["words"]))))
            case "gap":
                outputs.append(Event(one["at"], Gap(one["start"], one["end"], one["reason"])))
            case "end":
                skipped = tuple(Gap(*gap) for gap in one["skipped"])
                return Events(tuple(outputs), one["at"], one["cpu_s"], tuple(one["late_ms"]), skipped)
    raise ValueError("the log has no end: its replay was interrupted; run it again")


def _plain(event: Event) -> dict[str, object]:
    match event.output:
        case Hypothesis(committed, tail, upto, ends):
            said = {"committed": _rows(committed), "tail": _rows(tail), "upto": upto, "ends": ends}
            return {"event": "hypothesis", "at": event.at, **said}
        case Revision(start, end, words):
            return {"event": "revision", "at": event.at, "start": start, "end": end, "words": _rows(words)}
        case Gap(start, end, reason):
            return {"event": "gap", "at": event.at, "start": start, "end": end, "reason": reason}


def _rows(words: Iterable[Word]) -> list[tuple[Ms, Ms, str, float]]:
    return [(word.start, word.end, word.text, round(word.probability, 4)) for word in words]


def _words(rows: Iterable[tuple[Ms, Ms, str, float]]) -> tuple[Word, ...]:
    return tuple(Word(*row) for row in rows)


def _line(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False)
