"""The log of a run, its one schema for every bench: all figures are computed from it, here or elsewhere.

A log is a file of UTF-8 JSON lines, one stream (or one language of a table) a file; a run is a folder of
them. Every line is an object with its type in `event`; readers pass over types and keys they do not know.
`at` is when something was there, in ms of the run's clock since the first sample of the stream sounded;
`start`, `end` and `upto` are media time in ms, which is the same scale. `heard` is up to where sound had come
when the policy took what this was made of: delays that count no compute (computation-unaware) are of it.
Words are lists [start, end, text, probability].

In the order in which they stand:

    stream       first. bench (stream, live, scale, translate), id, kind, lang, transcript, seconds,
                 shift_ms, signature {clock, commit, weights, config, threads, device, ...}; live and scale:
                 languages [tag], source (the first of them), streams (how many played at once)

What passes between stages, by time; `bench stream` has the three of the policy alone, `bench translate`
segment, translation and lost:

    arrived      upto: sound up to there came out of the source
    released     upto: the gate let sound, or the certainty that nobody speaks, up to there through
    taken        upto: the recogniser took it; oldest_ms: how long the oldest of it had waited for that
    pass         took_ms, sound_ms: the recogniser was asked once, and the answer is there
    hypothesis   committed [word], tail [word], upto, ends, heard
    revision     start, end, words [word], heard: a second hearing of committed sound
    gap          start, end, reason: sound that was given up
    segment      id, start, end, text, closed, final, revision, heard
    translation  language, segment, revision, text, closed, final (both of its segment)
    caption      language, segment, part, start, end, text, words_final, final, revision: laid out
    published    the same keys: every sink has it. words_final: its words stand, the viewer can rely on them
    lost         language, segment, reason: a line that a language will never show
    step         language, step, stream, behind_ms: a language gives something up, or has it back

At the end:

    end          everything is out: cpu_s (of all processes of the run), late_ms (oldest_ms of every taking),
                 skipped [[start, end, reason]], memory_mb (the most that was held; may be absent). `scale`
                 gives the share of one stream of what all together used
    reference    letters [[letter, start, end]]: when each letter of the transcript sounds, digits spoken out
    lines        language, lines [[start, end, text]], seconds: what people wrote for it, the source's too
    glossary     terms [[source, {language: how it may be said}, whether others keep it]]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.types import Gap, Hypothesis, Ms, Revision, Word

Output = Hypothesis | Revision | Gap


@dataclass(frozen=True, slots=True)
class Event:
    at: float
    """Milliseconds after the first sample of the stream at which the output was there to be shown."""
    output: Output
    heard: Ms | None = None
    """Up to where sound had come when the policy took what this was made of; None in logs without it."""


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
    memory_mb: float | None = None
    """The most that the processes of the run ever held, of all streams together."""


def lines(events: Events) -> Iterator[str]:
    """One JSON object a line."""
    for event in events.outputs:
        yield _line(plain(event))
    yield _line(closing(events))


def plain(event: Event) -> dict[str, object]:
    """The line of a hypothesis, a revision or a gap."""
    heard = {} if event.heard is None else {"heard": event.heard}
    match event.output:
        case Hypothesis(committed, tail, upto, ends):
            said = {"committed": _rows(committed), "tail": _rows(tail), "upto": upto, "ends": ends}
            return {"event": "hypothesis", "at": event.at, **said, **heard}
        case Revision(start, end, words):
            found = {"start": start, "end": end, "words": _rows(words)}
            return {"event": "revision", "at": event.at, **found, **heard}
        case Gap(start, end, reason):
            return {"event": "gap", "at": event.at, "start": start, "end": end, "reason": reason, **heard}


def closing(events: Events) -> dict[str, object]:
    """The line `end`."""
    ended = {"event": "end", "at": events.ended, "cpu_s": events.cpu_s, "late_ms": events.late_ms}
    skipped = [[gap.start, gap.end, gap.reason] for gap in events.skipped]
    memory = {} if events.memory_mb is None else {"memory_mb": events.memory_mb}
    return {**ended, "skipped": skipped, **memory}


def parse(text: Iterable[str]) -> Events:
    """What `lines` wrote. Lines of other events are passed over; raises ValueError or KeyError for what no
    replay has written."""
    outputs: list[Event] = []
    for line in text:
        one = json.loads(line)
        match one["event"]:
            case "hypothesis" | "revision" | "gap":
                outputs.append(Event(one["at"], _output(one), one.get("heard")))
            case "end":
                skipped = tuple(Gap(*gap) for gap in one["skipped"])
                late = tuple(one["late_ms"])
                return Events(tuple(outputs), one["at"], one["cpu_s"], late, skipped, one.get("memory_mb"))
    raise ValueError("the log has no end: its replay was interrupted; run it again")


def _output(one: Mapping[str, Any]) -> Output:
    match one["event"]:
        case "hypothesis":
            return Hypothesis(_words(one["committed"]), _words(one["tail"]), one["upto"], one["ends"])
        case "revision":
            return Revision(one["start"], one["end"], _words(one["words"]))
    return Gap(one["start"], one["end"], one["reason"])


def _rows(words: Iterable[Word]) -> list[tuple[Ms, Ms, str, float]]:
    return [(word.start, word.end, word.text, round(word.probability, 4)) for word in words]


def _words(rows: Iterable[tuple[Ms, Ms, str, float]]) -> tuple[Word, ...]:
    return tuple(Word(*row) for row in rows)


def _line(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False)
