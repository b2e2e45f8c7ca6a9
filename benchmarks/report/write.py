"""From logs to the page and its PNGs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.data import Clip
from benchmarks.report.charts import charts
from benchmarks.report.figures import measured
from benchmarks.report.page import page
from benchmarks.report.png import write as pngs
from benchmarks.report.runs import read
from benchmarks.report.sound import sounds
from benchmarks.report.timeline import held, named, timeline
from pipeline.errors import SinkError

Say = Callable[[str], None]


def report(logs: Sequence[Path], output: Path, png: bool, clips: Sequence[Clip], say: Say) -> None:
    """Writes `output` and, with `png`, the charts into a folder beside it that is named like it.

    Raises ConfigError for what is no log, ProgramMissing, SinkError, and what reading sound raises.
    """
    runs = []
    for run in read(logs):
        say(f"reading {run.name}")
        runs.append(measured(run))
    drawn = charts(runs)
    played = [(run.name, each) for run in runs for each in run.run.sessions if each.of("hypothesis")]
    timelines: dict[str, dict[str, object]] = {}
    for name, session in held(played):
        timelines.setdefault(name, {})[named(session)] = timeline(session)
    ids = frozenset(str(session.stream["id"]) for _, session in played)
    kept = sum(map(len, timelines.values()))
    text = page(runs, drawn, timelines, sounds(clips, ids), len(played) - kept)
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SinkError(f"{output}: {error.strerror}; choose another place with --output") from error
    say(f"wrote {output}")
    if png and drawn:
        folder = output.with_suffix("")
        pngs(drawn, folder)
        say(f"wrote {', '.join(chart.key + '.png' for chart in drawn)} in {folder}")
