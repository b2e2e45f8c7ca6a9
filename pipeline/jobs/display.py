"""What one sees of the work, on stderr: bars with the time left, a line a show, and a table at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column, Table

from pipeline import batch
from pipeline.jobs.shows import Show
from pipeline.jobs.work import Outcome, State
from pipeline.types import Ms

_SPEED_OVER_S = 120.0
"""The time left is told from the speed over so long; work comes in batches of many seconds."""
_NAME = 30
"""Columns for the name of a show."""
_ROWS = 1000
"""Of the table; a drop folder may be watched for months."""


class Display:
    """Bars where a terminal is, lines everywhere. Names of files that were written go to stdout."""

    def __init__(self, console: Console, *, sole: bool = False) -> None:
        """Of a `sole` show there is no table, and its failure is left to whoever ends the program."""
        self.console = console
        self._last: dict[Path | str, Outcome] = {}
        """Of each show, in the order of their ends: in a drop folder one may be tried again."""
        self._sole = sole
        self._lengths: dict[Path, Ms | None] = {}
        name = TextColumn("{task.description}", table_column=Column(width=_NAME, no_wrap=True), markup=False)
        columns = (name, BarColumn(20), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn())
        self._progress = Progress(
            *columns,
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            redirect_stdout=False,
            speed_estimate_period=_SPEED_OVER_S,
        )
        self._all: TaskID | None = None
        self._behind: Ms = 0
        """How much of all shows lies behind the one that is being made."""
        self._current: tuple[Show, TaskID] | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def expect(self, lengths: Mapping[Path, Ms | None]) -> None:
        """How long the shows are that are to be made, as far as that is known, for the bar of them all."""
        self._lengths = dict(lengths)
        if len(lengths) > 1:
            self._all = self._progress.add_task(f"all {len(lengths)} shows", total=self._whole())

    def say(self, line: str) -> None:
        self.console.print(f"zimu: {line}")

    def begins(self, show: Show) -> batch.Tell:
        task = self._progress.add_task(_short(show.name), total=None)
        self._current = show, task

        def tell(done: Ms, total: Ms | None) -> None:
            self._progress.update(task, completed=done, total=total)
            if self._all is not None:
                self._lengths[show.path] = total or max(done, self._lengths.get(show.path) or 0)
                self._progress.update(self._all, completed=self._behind + done, total=self._whole())

        return tell

    def ended(self, outcome: Outcome) -> None:
        if self._current is not None:
            show, task = self._current
            self._progress.remove_task(task)
            if outcome.state == "failed":
                self._lengths[show.path] = 0
            self._behind += self._lengths.get(show.path) or 0
            if self._all is not None:
                self._progress.update(self._all, completed=self._behind, total=self._whole())
            self._current = None
        self._last.pop(outcome.path or outcome.name, None)
        self._last[outcome.path or outcome.name] = outcome
        self._report(outcome)

    @property
    def counts(self) -> Counter[State]:
        """How many shows there are of each state."""
        return Counter(outcome.state for outcome in self._last.values())

    def _report(self, outcome: Outcome) -> None:
        """One line on a show, and its files on stdout."""
        name = outcome.name
        match outcome.state:
            case "failed":
                if not self._sole:
                    self.say(f"{name}: failed: {outcome.error}")
            case "there":
                if self._sole:
                    self.say(f"{name}: done already; --overwrite makes it anew")
            case _:
                lost = f", {outcome.lost} lines without a translation" if outcome.lost else ""
                empty = "" if outcome.captions else ": no speech was heard"
                resumed = ", resumed" if outcome.state == "resumed" else ""
                self.say(f"{name}: {outcome.captions} captions{lost}{empty}{resumed}")
        for path in outcome.paths:
            if self.console.is_terminal and sys.stdout.isatty():
                self.console.print(path)  # above the bars, which stand on the same screen
            else:
                typer.echo(path)

    def summary(self) -> None:
        """The table of all that was worked on, and how many others were done before."""
        if self._sole:
            return
        if worked := [outcome for outcome in self._last.values() if outcome.state != "there"]:
            self.console.print(table(worked[-_ROWS:]), soft_wrap=False)
        counts = self.counts
        told = [
            f"{count} {called}"
            for called, count in (
                ("made", counts["done"] + counts["resumed"]),
                ("done already (--overwrite makes them anew)", counts["there"]),
                ("failed, for the reasons above", counts["failed"]),
            )
            if count
        ]
        self.say(", ".join(told) or "nothing made")

    def _whole(self) -> Ms | None:
        """The length of all shows; one that is not known counts as the mean of the others."""
        known = [length for length in self._lengths.values() if length is not None]
        return len(self._lengths) * sum(known) // len(known) if any(known) else None


def table(outcomes: Iterable[Outcome]) -> Table:
    made = Table(box=None, pad_edge=False, header_style="bold")
    made.add_column("file", overflow="fold", min_width=8)
    for title in ("length", "time", "speed", "captions", "lost"):
        made.add_column(title, justify="right", no_wrap=True)
    made.add_column("state", no_wrap=True)
    for each in outcomes:
        made.add_row(*_cells(each), style="red" if each.state == "failed" else None)
    return made


def _cells(each: Outcome) -> list[str]:
    failed = each.state == "failed"
    return [
        each.name,
        clock(each.length_ms / 1000) if each.length_ms else "-",
        clock(each.took_s) if each.took_s else "-",
        f"{each.speed:.1f}x" if each.speed else "-",
        "-" if failed else str(each.captions),
        "-" if failed else str(each.lost),
        each.state,
    ]


def clock(seconds: float) -> str:
    """`1:02:03`, or `2:03` where it is less than an hour."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _short(name: str) -> str:
    """The end tells episodes apart."""
    return name if len(name) <= _NAME else f"…{name[1 - _NAME :]}"
