"""How captions are to be laid out: by the rules of a house, and where a configuration departs from them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.layout.presets import Limits, limits, preset


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    """How captions are laid out: by the rules of a house, and where it departs from them."""

    preset: str = "netflix"
    """Whose rules hold: netflix, bbc or social (pipeline/layout/presets.py)."""
    fps: float = 24.0
    """Frames of the picture in a second, for rules that count frames."""
    max_lines: int = 0
    """Lines of a caption; 0 takes the preset's."""
    columns: float = 0.0
    """Columns a line; 0 takes the language's own, within the preset's."""
    cps: float = 0.0
    """Columns read in a second; 0 takes the language's own, within the preset's."""
    min_duration_ms: int = 0
    """Less cannot be read; 0 takes the preset's."""
    max_duration_ms: int = 0
    """Longer is read twice; 0 takes the preset's."""
    max_hang_ms: int = 1500
    """How long a caption may outstay its speech (BBC live guidelines)."""
    min_gap_ms: int = -1
    """Between two captions, so that the eye sees a change, unless time is short; -1 takes the preset's."""
    close_gap_ms: int = -1
    """A gap no longer than this flickers: it is closed to the minimum. -1 takes the preset's."""
    shots: bool = False
    """Recordings: times near a cut of the picture move to it, for which the whole picture is read."""

    def __post_init__(self) -> None:
        """Raises ConfigError for an unknown preset."""
        preset(self.preset)

    def limits(self, language: str) -> Limits:
        """What holds for a language. Raises ConfigError for an unknown one."""
        house = limits(self.preset, language, self.fps)
        return Limits(
            columns=self.columns or house.columns,
            cps=self.cps or house.cps,
            max_lines=self.max_lines or house.max_lines,
            min_duration_ms=self.min_duration_ms or house.min_duration_ms,
            max_duration_ms=self.max_duration_ms or house.max_duration_ms,
            min_gap_ms=house.min_gap_ms if self.min_gap_ms < 0 else self.min_gap_ms,
            close_gap_ms=house.close_gap_ms if self.close_gap_ms < 0 else self.close_gap_ms,
        )
