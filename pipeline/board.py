"""Which glossary counts now: the base of all shows, the show's own and that of the item on sale.

A table put there counts from the next line on, and the recogniser hears of its words in its next pass.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.glossary import Glossary


@dataclass(frozen=True, slots=True)
class Tables:
    """What is joined into one glossary; of a term in several the item's counts, then the show's."""

    base: Glossary = field(default_factory=Glossary)
    show: Glossary = field(default_factory=Glossary)
    item: Glossary = field(default_factory=Glossary)
    joined: Glossary = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "joined", Glossary.joined((self.base, self.show, self.item)))


class Board:
    """Holds the tables of one stream. Readers in any thread take `now` once a line and see one state whole.

    Writing replaces one reference and never waits for a reader. There is one writer: of two `put` at the same
    moment one may be lost.
    """

    def __init__(self, base: Glossary | None = None) -> None:
        self._tables = Tables(base or Glossary())

    @property
    def now(self) -> Glossary:
        """The glossary that counts: take it once for all that concerns one line."""
        return self._tables.joined

    @property
    def tables(self) -> Tables:
        return self._tables

    def put(
        self, *, base: Glossary | None = None, show: Glossary | None = None, item: Glossary | None = None
    ) -> Glossary:
        """Swap the base, the show's table or the item's: what counts now. Another show has no item yet."""
        old = self._tables
        if show is None:
            show, item = old.show, old.item if item is None else item
        self._tables = Tables(old.base if base is None else base, show, item or Glossary())
        return self._tables.joined
