"""What the guard says: one table, and below it a line for everything that failed or could not be judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.guard.baseline import Baseline, Group, place
from benchmarks.guard.verdict import Verdict

_ACCEPT = 'make bench-guard-baseline WHY="..."'
_HEAD = (
    "| kernel | measured | now | accepted | change | 95 % bounds | most | verdict |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
)


def table(verdicts: Sequence[Verdict]) -> str:
    """Markdown; changes are in times of what was accepted."""
    return _HEAD + "\n".join(_row(each) for each in verdicts)


def failures(verdicts: Sequence[Verdict]) -> list[str]:
    """A line for each: what, by how much, what to do."""
    return [f"FAILED: {_failure(each)}" for each in verdicts if each.fails]


def remarks(verdicts: Sequence[Verdict], baseline: Baseline) -> Iterator[str]:
    """What was not judged, and what may be accepted anew."""
    for group in dict.fromkeys(each.group for each in verdicts if each.outcome == "not judged"):
        yield _unknown(group, baseline)
    faster = [f"{each.name} ({each.group.name})" for each in verdicts if each.outcome == "faster"]
    if faster:
        yield f"less than accepted: {', '.join(faster)}; to hold it to that: {_ACCEPT}"


def _row(each: Verdict) -> str:
    was = each.was
    between = (
        ""
        if each.low is None or each.high is None or not was
        else f"{each.low / was:.3f}-{each.high / was:.3f}"
    )
    change = "" if each.change is None else f"{each.change:.3f}"
    most = "" if was is None else f"{each.group.bound:.2f}"
    cells = (each.name, each.group.said, _figure(each.now), _figure(was), change, between, most, each.outcome)
    return "| " + " | ".join(cells) + " |"


def _failure(each: Verdict) -> str:
    name, what = each.name, each.group.said
    match each.outcome:
        case "new":
            return f"{name}: no {each.group.name} was accepted yet: {_ACCEPT}"
        case "gone":
            return f"{name}: is guarded no more ({each.group.name}); if that is meant: {_ACCEPT}"
    by = f"{_figure(each.now)} instead of {_figure(each.was)}"
    if each.change is not None:
        by += f", {each.change - 1:+.1%} where {each.group.bound - 1:.0%} is allowed"
    return (
        f"{name}: {what}: {by}. See what changed in it since the baseline "
        f"(git log benchmarks/baseline.json); if it is worth that: {_ACCEPT}"
    )


def _unknown(group: Group, baseline: Baseline) -> str:
    known = "; ".join(baseline.places(group)) or "none"
    return (
        f"{group.name} not judged: no baseline for {place(group.holds)} (there is one for: {known}). "
        f"To be guarded here too: {_ACCEPT}"
    )


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value == int(value) else f"{value:.3f}"
