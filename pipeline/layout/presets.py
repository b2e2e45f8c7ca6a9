"""The one table of house rules: what a broadcaster asks of a caption, resolved for a language.

`netflix`: Timed Text Style Guides, general requirements and timing; gaps are counted in frames.
`bbc`: Subtitle Guidelines 1.2, by section. 3.1: 37 columns (teletext). 3.3: two lines. 4: 160 to 180 words a
minute, which at 5.7 columns a word with its space is 17 columns a second. 4.5: a gap is a second or none.
They set no shortest and no longest time (4.1 goes by words): 1 s and 7 s are what is usual elsewhere.
`social`: upright pictures with large letters. 25 columns are those of the same guidelines for 9:16 (3.1), in
full-width characters half as many; for the rest there is no source, it is ours: short captions in quick time.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import ConfigError
from pipeline.layout.languages import lookup
from pipeline.types import Ms


@dataclass(frozen=True, slots=True)
class Preset:
    """One house's rules. Columns and speed are upper bounds on what languages.py says; 0: no bound."""

    name: str
    columns: float = 0.0
    """Columns a line, where a column is a Latin letter."""
    full_columns: float = 0.0
    """Columns a line, where a column is a full-width character."""
    cps: float = 0.0
    """Columns read in a second, where a column is a Latin letter."""
    max_lines: int = 2
    min_duration_ms: Ms = 833
    """Less cannot be read."""
    max_duration_ms: Ms = 7000
    """Longer is read twice."""
    min_gap_frames: int = 2
    """Between two captions, so that the eye sees a change; 0: they may touch."""
    close_gap_frames: int = 0
    """A gap of up to so many frames flickers and is closed to the smallest."""
    close_gap_ms: Ms = 0
    """The same where the house counts time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a caption of one language may be: columns, columns a second, lines, milliseconds."""

    columns: float
    cps: float
    max_lines: int
    min_duration_ms: Ms
    max_duration_ms: Ms
    min_gap_ms: Ms
    close_gap_ms: Ms


_TABLE = (
    Preset("netflix", close_gap_frames=11),
    Preset("bbc", columns=37, cps=17, min_duration_ms=1000, min_gap_frames=0, close_gap_ms=999),
    Preset(
        "social",
        columns=25,
        full_columns=12,
        min_duration_ms=500,
        max_duration_ms=4000,
        min_gap_frames=0,
        close_gap_ms=500,
    ),
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in _TABLE}


def preset(name: str) -> Preset:
    """The preset of that name. Raises ConfigError for one that is not there."""
    if name not in PRESETS:
        near = difflib.get_close_matches(name, PRESETS, n=1, cutoff=0.3)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise ConfigError(f"preset {name!r}: no such rules; choose from {', '.join(PRESETS)}{meant}")
    return PRESETS[name]


def limits(name: str, language: str, fps: float = 24.0) -> Limits:
    """The limits of a preset for a language. Raises ConfigError for an unknown preset or language."""
    house, known = preset(name), lookup(language)
    columns = house.full_columns if known.full_width else house.columns
    speed = 0.0 if known.full_width else house.cps
    return Limits(
        columns=min(columns or known.columns, known.columns),
        cps=min(speed or known.cps, known.cps),
        max_lines=house.max_lines,
        min_duration_ms=house.min_duration_ms,
        max_duration_ms=house.max_duration_ms,
        min_gap_ms=_frames(house.min_gap_frames, fps),
        close_gap_ms=house.close_gap_ms or _frames(house.close_gap_frames, fps),
    )


def together(limits: Sequence[Limits]) -> tuple[Limits, ...]:
    """What holds where captions of several languages stand one above the other: one line each, as wide and as
    fast as its language may be, and of the rules of time, which they share, the strictest of each."""
    return tuple(
        Limits(
            columns=each.columns,
            cps=each.cps,
            max_lines=1,
            min_duration_ms=max(one.min_duration_ms for one in limits),
            max_duration_ms=min(one.max_duration_ms for one in limits),
            min_gap_ms=max(one.min_gap_ms for one in limits),
            close_gap_ms=max(one.close_gap_ms for one in limits),
        )
        for each in limits
    )


def _frames(count: int, fps: float) -> Ms:
    return int(1000 * count / fps)
