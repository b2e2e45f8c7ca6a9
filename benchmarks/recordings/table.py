"""The report of recordings heard whole, as Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.recordings.run import GROUPS, OWN
from benchmarks.table import markdown
from pipeline.layout.presets import PRESETS

_TITLES = (
    *("", "CER", "numbers as written", "invented in silence", "times real time", "CPU s per s", "memory MB"),
    *("cue starts off by, p50 ms", "p95 ms", "word starts off by, p50 ms", "p95 ms", "within 100 ms"),
)


def tables(report: Mapping[str, Any]) -> str:
    """Clips, shows, broken rules, and zimu beside each peer with 95 % bounds."""
    systems = report["systems"]
    groups = [group for group in GROUPS if systems[OWN][group]["recordings"]]
    made = [markdown([_titled(group, systems), *_rows(group, systems)]) for group in groups]
    made += [_violations(systems, group) for group in groups]
    if report["compared"]:
        made.append(_compared(report["compared"], groups))
    return "\n\n".join(made)


def _titled(group: str, systems: Mapping[str, Any]) -> Sequence[str]:
    found = systems[OWN][group]
    return f"{found['recordings']} {group}, {found['seconds']:.0f} s", *_TITLES[1:]


def _rows(group: str, systems: Mapping[str, Any]) -> list[list[str]]:
    return [[name, *_cells(found[group])] for name, found in systems.items()]


def _cells(found: Mapping[str, Any]) -> list[str]:
    return [
        _shown(found["cer"], "{:.2%}"),
        _shown(found["cer_subtitled"], "{:.2%}"),
        f"{found['invented']} of {found['silent']}" if found["silent"] else "-",
        _shown(found["speed"], "{:.1f}"),
        _shown(found["cpu_per_audio_s"], "{:.3f}"),
        f"{found['peak_memory_mb']:.0f}",
        _shown(found["cue_start_p50_ms"], f"{{:.0f}} ({found['cues_timed']})"),
        _shown(found["cue_start_p95_ms"], "{:.0f}"),
        _shown(found["word_start_p50_ms"], f"{{:.0f}} ({found['words_timed']})"),
        _shown(found["word_start_p95_ms"], "{:.0f}"),
        _shown(found["word_starts_within_100_ms"], "{:.0%}"),
    ]


def _violations(systems: Mapping[str, Any], group: str) -> str:
    rows = [
        [
            name,
            *(
                f"{found[group][f'violations_{house}']} in {found[group][f'cues_{house}']}"
                for house in PRESETS
            ),
        ]
        for name, found in systems.items()
    ]
    return markdown([[f"broken rules in cues, {group}", *PRESETS], *rows])


def _compared(peers: Mapping[str, Any], groups: Sequence[str]) -> str:
    titles = ["zimu beside", *(f"{what}, {group}" for group in groups for what in ("speed", "CPU", "CER"))]
    rows = []
    for name, by_group in peers.items():
        row = [name]
        for group in groups:
            found = by_group[group]
            row += [_bounded(found["speed"], "{:.2f}"), _bounded(found["cpu"], "{:.2f}")]
            row.append(_bounded(found["cer"], "{:+.2%}"))
        rows.append(row)
    return markdown([titles, *rows])


def _bounded(found: Mapping[str, float], shape: str) -> str:
    return " ".join(
        [shape.format(found["value"]), f"({shape.format(found['low'])} to {shape.format(found['high'])})"]
    )


def _shown(value: float | None, shape: str) -> str:
    return "-" if value is None else shape.format(value)
