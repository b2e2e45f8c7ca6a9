"""The words of a show: what each is called in other languages, and which the recogniser should expect.

A glossary is text in columns that are set apart by tabs. Its first line names them: `zh`, then languages by
their BCP 47 tags, or `keep` for what no language translates. Each further line is a term; an empty cell says
nothing, and a line that begins with # is a comment:

    zh	keep	en
    家人们		everyone|guys
    Dyson	keep

A cell may hold several ways to say a term, set apart by |. Engines are told the first; in a translation any
of them counts as the term said right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from models.han import to_simplified
from pipeline.errors import ConfigError
from pipeline.layout.languages import canonical
from pipeline.terms import find, says, ways

KEEP = "keep"
HOTWORD_CHARS = 120
"""The most characters of hot words in a prompt: Whisper reads 223 tokens of it, about one a character."""


@dataclass(frozen=True, slots=True)
class GlossaryOptions:
    files: tuple[str, ...] = ()
    """Tables of terms (tab-separated, see configs/glossary); of a term in several the last one counts."""
    hotword_chars: int = HOTWORD_CHARS
    """Of the terms so many characters are told to the recogniser, from the top; 0: none."""


@dataclass(frozen=True, slots=True)
class Term:
    source: str
    """As it is said, Simplified."""
    renderings: Mapping[str, str] = field(default_factory=dict)
    """How a language says it, by canonical tag: a cell of a table, `shopping cart|cart`."""
    keep: bool = False
    """Whether every language without a rendering writes it as it is."""

    def rendering(self, language: str) -> str:
        """The cell of a language, or of what it is a variant of (zh-Hant-TW, zh-Hant, zh); "" for none."""
        tag = canonical(language)
        while tag not in self.renderings and "-" in tag:
            tag = tag.rpartition("-")[0]
        return self.renderings.get(tag) or (self.source if self.keep else "")


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms, none twice; those whose words the recogniser most needs stand first."""

    terms: tuple[Term, ...] = ()
    _longest: Mapping[str, Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_length = sorted(self.terms, key=lambda term: -len(term.source))
        object.__setattr__(self, "_longest", {term.source: term for term in by_length})

    @classmethod
    def parse(cls, text: str, name: str) -> Glossary:
        """The glossary of a table; `name` says in errors whose. Raises ConfigError at the first bad line."""
        rows = list(_rows(text, name))
        if not rows:
            raise ConfigError(f"{name}: no line that names the columns; begin with zh, a tab and a language")
        line, header = rows[0]
        columns = _columns(header, f"{name}:{line}")
        terms: dict[str, Term] = {}
        for line, cells in rows[1:]:
            term = _term(cells, columns, f"{name}:{line}")
            if term.source in terms:
                raise ConfigError(f"{name}:{line}: {term.source} is there twice; delete one")
            terms[term.source] = term
        return cls(tuple(terms.values()))

    @classmethod
    def joined(cls, glossaries: Iterable[Glossary]) -> Glossary:
        """One of many, the terms of later ones first: they are nearer to what is being sold.

        Of a term in several the last one counts.
        """
        terms: dict[str, Term] = {}
        for each in reversed(list(glossaries)):
            for term in each.terms:
                terms.setdefault(term.source, term)
        return cls(tuple(terms.values()))

    def found(self, text: str, language: str) -> tuple[tuple[str, str], ...]:
        """The terms of a Chinese line with their best rendering in a language, the longest first.

        The longest match takes its place in the line, also when it has no rendering and is left out; a name
        to be kept is its own rendering.
        """
        return tuple((term.source, ways(cell)[0]) for term, cell in self._found(text, language))

    def hits(self, text: str, translation: str, language: str) -> tuple[int, int]:
        """Of the terms of a line how many the translation says, and how many it should say."""
        wanted = [cell for _, cell in self._found(text, language)]
        return sum(says(translation, cell, language) for cell in wanted), len(wanted)

    def _found(self, text: str, language: str) -> Iterator[tuple[Term, str]]:
        for source in find(text, self._longest):
            cell = self._longest[source].rendering(language)
            if ways(cell):
                yield self._longest[source], cell

    def hotwords(self, limit_chars: int = HOTWORD_CHARS) -> str:
        """As many of the terms, from the top, as fit in `limit_chars` characters: `Dyson,小黄车`.

        The marks are ASCII: full-width ones make Whisper base stumble over their bytes.
        """
        text = ""
        for term in self.terms:
            longer = f"{text},{term.source}" if text else term.source
            if len(longer) <= limit_chars:
                text = longer
        return text


def biased(prompt: str, hotwords: str) -> str:
    """The recogniser's prompt with the hot words before it, so that its manner of speaking comes last."""
    return f"{hotwords}. {prompt}".rstrip() if hotwords else prompt


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, [cell.strip() for cell in line.rstrip().split("\t")]


def _columns(header: Sequence[str], where: str) -> list[str]:
    """The canonical tags of the columns behind the first, or `keep`."""
    if header[0].split("-")[0].lower() != "zh":
        raise ConfigError(f"{where}: the first column is {header[0]!r}; it holds the spoken term: name it zh")
    columns: list[str] = []
    for cell in header[1:]:
        try:
            column = KEEP if cell.lower() == KEEP else canonical(cell)
        except ConfigError as error:
            raise ConfigError(f"{where}: column {len(columns) + 2}: {error}") from None
        if column in columns:
            raise ConfigError(f"{where}: two columns for {column}; join them")
        columns.append(column)
    return columns


def _term(cells: Sequence[str], columns: Sequence[str], where: str) -> Term:
    source = to_simplified(cells[0])
    if not source:
        raise ConfigError(f"{where}: no term in the first column; write it there or delete the line")
    if len(cells) > len(columns) + 1:
        raise ConfigError(
            f"{where}: {len(cells)} cells under {len(columns) + 1} columns; name them all in the first line"
        )
    given = {column: cell for column, cell in zip(columns, cells[1:], strict=False) if cell}
    kept = given.pop(KEEP, "")
    if kept.lower() not in ("", KEEP):
        raise ConfigError(f"{where}: {kept!r} under keep; write keep there or nothing")
    return Term(source, given, bool(kept))
