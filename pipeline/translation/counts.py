"""What became of the lines of a stream, by language."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class Counts:
    """Drafts are in none of these, nor is a line that repeats one; each counter is by language."""

    shown: Counter[str] = field(default_factory=Counter)
    """Lines whose translation may be shown."""
    lost: Counter[str] = field(default_factory=Counter)
    """Final lines that are never shown: each was told with its reason."""
    retried: Counter[str] = field(default_factory=Counter)
    """Answers with a wrong figure, asked again with the figures shown."""
    rerouted: Counter[str] = field(default_factory=Counter)
    """Lines that went on to the next way, for whatever reason."""
    repaired: Counter[str] = field(default_factory=Counter)
    """Lines in which a figure was put right after every way had failed."""
    bared: Counter[str] = field(default_factory=Counter)
    """Lines of which only the figures were shown: no translation had them right."""
    slighted: Counter[str] = field(default_factory=Counter)
    """Small counts that a line was shown without."""
    facts_kept: Counter[str] = field(default_factory=Counter)
    facts_total: Counter[str] = field(default_factory=Counter)
    """Figures of the lines that were answered; what nobody kept is lost with its line."""
    glossary_hits: Counter[str] = field(default_factory=Counter)
    glossary_wanted: Counter[str] = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        for each in fields(self):
            getattr(self, each.name).update(getattr(other, each.name))
