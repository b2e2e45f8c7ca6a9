"""From a text to captions of a few lines: which of the possible breaks are taken.

The cheapest way to lay the text out is searched for (dynamic programming, as TeX breaks a paragraph).
In order: as few captions as will do, clause borders before word borders, lines of like width with the
lower the longer.
"""

from __future__ import annotations

from pipeline.layout.breaks import pieces
from pipeline.layout.languages import lookup, width

CAPTION = 100.0
"""What one caption more costs: more than any break between words or phrases."""


def wrap(text: str, language: str, max_lines: int = 2, columns: float | None = None) -> list[tuple[str, ...]]:
    """Lay a text out as captions of 1 to `max_lines` lines of at most `columns` (by default the language's).

    A line is wider only where a single word is. Spaces at a break are dropped, other runs of white space
    become one space; every other character is kept, in order. An empty text yields no caption.
    """
    return _Setting(text, language, max_lines, columns).captions()


class _Setting:
    """One text being set; positions count its pieces."""

    def __init__(self, text: str, language: str, max_lines: int, columns: float | None) -> None:
        known = lookup(language)
        self.pieces = pieces(text, known)
        self.max_lines = max_lines
        self.columns = columns or known.columns
        self.space = width(" ", language)
        self.ends = [0.0]  # ends[n]: the width of the first n pieces and the spaces after them
        for piece in self.pieces:
            self.ends.append(
                self.ends[-1] + width(piece.text, language) + (self.space if piece.spaced else 0.0)
            )

    def captions(self) -> list[tuple[str, ...]]:
        count = len(self.pieces)
        best = [(0.0, 0)]  # best[n]: the cost of the first n pieces, and where their last caption starts
        for stop in range(1, count + 1):
            ways = []
            for start in range(stop - 1, -1, -1):
                way = self.lines(start, stop, self.max_lines)
                if way is None:
                    too_wide = self.width(start, stop) > self.columns * self.max_lines
                    if too_wide and stop - start > self.max_lines:
                        break  # and so is all that starts earlier
                    continue
                ways.append((best[start][0] + way[0] + self.border(start, stop), start))
            cost, start = min(ways)
            best.append((cost, start))
        made = []
        while count:
            made.append(self.text(best[count][1], count))
            count = best[count][1]
        return made[::-1]

    def border(self, start: int, stop: int) -> float:
        """The cost of pieces [start, stop) being a caption of their own."""
        if (start, stop) == (0, len(self.pieces)):
            return CAPTION
        filled = self.width(start, stop) / self.columns
        stub = max(0.0, 1 - filled / 0.4) * 20  # a word or two left over
        room = (1 - filled / self.max_lines) ** 2 * 6
        return CAPTION + (2 * self.pieces[start - 1].cost if start else 0) + stub + room

    def lines(self, start: int, stop: int, rows: int) -> tuple[float, list[int]] | None:
        """The cheapest way to set pieces [start, stop) in up to `rows` lines: its cost, the lines' starts."""
        if self.fits(start, stop):
            return 0.0, [start]
        ways = []
        for middle in range(start + 1, stop if rows > 1 else start):
            if not self.fits(start, middle):
                break
            rest = self.lines(middle, stop, rows - 1)
            if rest is not None:
                lower = self.width(middle, rest[1][1] if len(rest[1]) > 1 else stop)
                slope = (lower - self.width(start, middle)) / self.columns
                shape = 6 * slope**2 if slope >= 0 else 0.15 + 12 * slope**2
                ways.append((self.pieces[middle - 1].cost + shape + rest[0], [start, *rest[1]]))
        return min(ways) if ways else None

    def fits(self, start: int, stop: int) -> bool:
        return stop - start == 1 or self.width(start, stop) <= self.columns

    def width(self, start: int, stop: int) -> float:
        trailing = self.space if self.pieces[stop - 1].spaced else 0.0
        return self.ends[stop] - self.ends[start] - trailing

    def text(self, start: int, stop: int) -> tuple[str, ...]:
        way = self.lines(start, stop, self.max_lines)
        assert way is not None
        begins = way[1]
        return tuple(self.line(a, b) for a, b in zip(begins, [*begins[1:], stop], strict=True))

    def line(self, start: int, stop: int) -> str:
        run = self.pieces[start:stop]
        return "".join(piece.text + (" " if piece.spaced else "") for piece in run).rstrip(" ")
