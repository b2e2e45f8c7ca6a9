"""`zimu bench live`: shows through whole sessions, one after the other, and what viewers would have felt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.captions import captions, summary
from benchmarks.data import Clip, Line
from benchmarks.ears import Aligning, Ears, decoded
from benchmarks.live import Plan, Played, Show, play
from benchmarks.logs import Logs
from benchmarks.parallel import Sentence
from benchmarks.scoring import live
from benchmarks.session import Session
from benchmarks.written import cut, written
from models.types import SAMPLE_RATE
from pipeline.config import Config
from pipeline.glossary import Glossary
from pipeline.ingest.source import parse_source
from pipeline.loaded import Loaded

Say = Callable[[str], None]
Report = dict[str, object]


def shows(
    sources: Sequence[str], clips: Sequence[Clip], table: Sequence[Sentence], source: str, seconds: float
) -> list[Show]:
    """Sources as typed, then clips of manifests, in the order of naming. What people wrote for them is found
    beside them, and cut to `seconds`. Raises what reading them raises."""
    found = []
    for number, typed in enumerate(sources, 1):
        opened = parse_source(typed)
        known = {} if opened.live else written(Path(opened.address), source, table)
        lines, end = cut(known, source, seconds)
        stem = Path(opened.name).stem or "live"
        name = f"{number:02}-{stem}" if len(sources) > 1 else stem
        found.append(Show(name, opened, "", _said(lines, source), lines, end))
    for clip in clips:
        lines, end = cut(written(clip.path, source, table), source, seconds)
        whole = not seconds or 0 < clip.seconds <= seconds
        transcript = clip.reference if whole or not clip.transcript else _said(lines, source)
        found.append(Show(clip.id, parse_source(str(clip.path)), clip.kind, transcript, lines, end))
    return found


def measure(
    wanted: Sequence[Show],
    plan: Plan,
    config: Config,
    models: Loaded,
    logs: Logs,
    signed: Mapping[str, object],
    say: Say,
) -> Report:
    """The report of benchmarks.scoring.live. `say` hears of every show."""
    sessions = []
    for number, show in enumerate(wanted, 1):
        (played,) = play([show], plan, config, models)
        rows = tuple(log(played, config, models, {**signed, "clock": plan.clock}))
        logs.kept(show.id, rows)
        sessions.append(Session(rows))
        say(f"{number}/{len(wanted)} {show.id}: {played.seconds:.0f} s, {_glance(sessions[-1])}")
    return live(sessions)


def log(
    played: Played,
    config: Config,
    models: Loaded,
    signed: Mapping[str, object],
    bench: str = "live",
    streams: int = 1,
) -> Iterator[dict[str, object]]:
    """The lines of one (benchmarks.events)."""
    show = played.show
    yield {
        "event": "stream",
        "bench": bench,
        "id": show.id,
        "kind": show.kind,
        "lang": "zh",
        "transcript": show.transcript,
        "seconds": played.seconds,
        "shift_ms": 0,
        "languages": models.languages,
        "source": models.languages[0],
        "streams": streams,
        "signature": dict(signed),
    }
    yield from played.rows
    if show.transcript and isinstance(models.recognise, Aligning):
        yield {"event": "reference", "letters": _letters(played, config, models, models.recognise)}
    for language in models.languages:
        if lines := [(line.start, line.end, line.text) for line in show.lines.get(language, ())]:
            yield {"event": "lines", "language": language, "lines": lines}
    yield {"event": "glossary", "terms": _terms(models.glossary)}


def _letters(
    played: Played, config: Config, models: Loaded, recognise: Aligning
) -> list[tuple[str, int, int]]:
    show = played.show
    samples = decoded(Path(show.source.address), config.source)[: round(played.seconds * SAMPLE_RATE)]
    ears = Ears(recognise, models.vad, config)
    found = ears.aligned(samples, show.transcript or "", show.lines.get(models.languages[0], ()))
    return [(each.letter, each.start, each.end) for each in found]


def _terms(glossary: Glossary) -> list[tuple[str, dict[str, str], bool]]:
    return [(term.source, dict(term.renderings), term.keep) for term in glossary.terms]


def _said(lines: Mapping[str, Sequence[Line]], source: str) -> str | None:
    return "".join(line.text for line in lines[source]) if lines.get(source) else None


def _glance(session: Session) -> str:
    shown = {tag: summary(captions(session, tag), tag) for tag in session.languages}
    delays = ", ".join(f"{tag} {row['delay_p50']} s" for tag, row in shown.items() if row["lines"])
    return f"median delay {delays}" if delays else "no captions"
