"""Tables in HTML: whatever a chart shows can be read, and read aloud, as figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

Cell = str | tuple[str, str]
"""Its text; or its text and its class."""


def table(
    caption: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]], words: Sequence[int] = ()
) -> str:
    """The first cell of a row names it. All others are figures, but for the columns in `words`.

    Where it is wider than its place it can be scrolled, by keys too.
    """

    def class_(column: int, more: str = "") -> str:
        names = ["number"] if column and column not in words else []
        names += [more] if more else []
        return f' class="{" ".join(names)}"' if names else ""

    def cell(column: int, value: Cell) -> str:
        said, more = value if isinstance(value, tuple) else (value, "")
        if not column:
            return f"<th scope=row>{escape(said)}</th>"
        return f"<td{class_(column, more)}>{escape(said)}</td>"

    head = "".join(f"<th scope=col{class_(n)}>{escape(title)}</th>" for n, title in enumerate(titles))
    body = "".join(f"<tr>{''.join(cell(n, value) for n, value in enumerate(row))}</tr>" for row in rows)
    name = escape(caption)
    return (
        f'<div class=scroll tabindex=0 role=region aria-label="{name}"><table><caption class=unseen>{name}'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
