"""Tables of parallel text: a Chinese line and what people made of it, a column a language.

Columns are named by language tags in any spelling (`pt`, `id_ID`); the first of Chinese is the source. Where
`id` is the first column of all it names the row and is not Indonesian. `facts` may hold, as a JSON list, what
a translation of the row must keep. Any other column is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.data import rows
from models.han import to_simplified
from pipeline.errors import ConfigError
from pipeline.layout.languages import canonical

T = TypeVar("T")
_LISTED = "facts"


@dataclass(frozen=True, slots=True)
class Sentence:
    id: str
    source: str
    """Simplified, as the recogniser writes it."""
    references: Mapping[str, str]
    """By canonical tag."""
    listed: tuple[str, ...] = ()
    """What the table says that a translation must keep: `99.9`, `Dyson`, `8 pm`."""

    def reference(self, language: str) -> str | None:
        """In the language itself, else in another variety of it; None where there is neither."""
        base = language.partition("-")[0]
        near = (text for tag, text in self.references.items() if tag.partition("-")[0] == base)
        return self.references.get(language) or next(near, None)


def sentences(path: Path, limit: int = 0) -> list[Sentence]:
    """The rows with a source line, or `limit` of them spread over the table. Raises ConfigError."""
    table = rows(path)
    tags = _tags([column for column in table[0] if column])
    chinese = next((column for column, tag in tags.items() if tag.startswith("zh")), None)
    if chinese is None:
        raise ConfigError(f"{path}: has no column zh; it holds the lines to translate")
    found = []
    for number, row in enumerate(table, 2):
        where = f"{path}: row {number}"
        if None in row or None in row.values():
            raise ConfigError(f"{where}: not as many cells as columns; quote cells that hold tabs or lines")
        if source := to_simplified(row[chinese].strip()):
            written = {tag: row[column] for column, tag in tags.items() if row[column] and column != chinese}
            name = "" if "id" in tags else row.get("id", "")
            found.append(Sentence(name or str(number), source, written, _listed(row.get(_LISTED, ""), where)))
    if not found:
        raise ConfigError(f"{path}: no row has a line under {chinese}")
    return spread(found, limit)


def spread(found: Sequence[T], limit: int) -> list[T]:
    """`limit` of them, equally far apart from the first on; all for 0 or when there are not so many."""
    if not 0 < limit < len(found):
        return list(found)
    return [found[number * len(found) // limit] for number in range(limit)]


def _tags(header: Sequence[str]) -> dict[str, str]:
    """The canonical tag of every column that is named by one."""
    found: dict[str, str] = {}
    for number, column in enumerate(header):
        if column == _LISTED or (column == "id" and number == 0):
            continue
        try:
            found[column] = canonical(column)
        except ConfigError:
            continue  # a column of something else
    return found


def _listed(cell: str, where: str) -> tuple[str, ...]:
    try:
        listed = json.loads(cell or "[]")
    except ValueError:
        listed = None
    if not isinstance(listed, list):
        raise ConfigError(f"{where}: {_LISTED} {cell!r} is not a JSON list")
    return tuple(map(str, listed))
