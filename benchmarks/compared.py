"""The captions of one language beside what people wrote for the same sound: text and delays, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.data import Line
from benchmarks.lagging import Sentence, Unit, long_yaal, resegmented, stream_laal
from benchmarks.scores import tokenizer, units
from benchmarks.session import Row, Session
from benchmarks.timing import start_errors


@dataclass(frozen=True, slots=True)
class Compared:
    texts: tuple[str, ...] = ()
    """What was published, cut as the reference is; nothing of the source, which has its error rate."""
    references: tuple[str, ...] = ()
    timing_ms: tuple[float, ...] = ()
    """Of the source: how far lines begin from where people heard them begin."""
    laal_ms: tuple[float, ...] = ()
    """Of each sentence of the reference: as the sound went."""
    laal_ca_ms: tuple[float, ...] = ()
    """As the clock went."""
    yaal_ms: tuple[float, ...] = ()
    yaal_ca_ms: tuple[float, ...] = ()

    def __add__(self, other: Compared) -> Compared:
        return Compared(
            self.texts + other.texts,
            self.references + other.references,
            self.timing_ms + other.timing_ms,
            self.laal_ms + other.laal_ms,
            self.laal_ca_ms + other.laal_ca_ms,
            self.yaal_ms + other.yaal_ms,
            self.yaal_ca_ms + other.yaal_ca_ms,
        )


def compared(session: Session, language: str) -> Compared:
    """Of one stream; nothing where people wrote nothing in the language, or left lines out."""
    lines = session.lines.get(language, ())
    if not lines or not all(line.text for line in lines):
        return Compared()
    stood = _stood(session, language)
    out = [(unit, row["at"], _heard(session, row)) for row in stood for unit in units(row["text"], language)]
    clock, sound = [Unit(text, at) for text, at, _ in out], [Unit(text, heard) for text, _, heard in out]
    sentences = [Sentence(x.start * 1000, x.end * 1000, tuple(units(x.text, language))) for x in lines]
    ended = session.seconds * 1000
    source = language == session.source
    texts = () if source else _cut([text for text, _, _ in out], sentences, language)
    return Compared(
        texts,
        tuple(line.text for line in lines) if texts else (),
        _starts(session, lines) if source else (),
        tuple(stream_laal(sound, sentences)),
        tuple(stream_laal(clock, sentences)),
        tuple(long_yaal(sound, sentences, ended)),
        tuple(long_yaal(clock, sentences, ended)),
    )


def _cut(texts: Sequence[str], sentences: Sequence[Sentence], language: str) -> tuple[str, ...]:
    between = " " if tokenizer(language) == "13a" else ""
    cuts = resegmented(texts, [sentence.units for sentence in sentences])
    return tuple(between.join(texts[first:last]) for first, last in cuts)


def _starts(session: Session, lines: Sequence[Line]) -> tuple[float, ...]:
    closed = {row["id"]: (row["start"], row["text"]) for row in session.of("segment", closed=True)}
    return start_errors(list(closed.values()), lines)


def _stood(session: Session, language: str) -> list[Row]:
    """Captions as they were published when their words first stood, in the order of the text."""
    found: dict[tuple[int, int], Row] = {}
    for row in session.of("published", language=language, words_final=True):
        found.setdefault((row["segment"], row["part"]), row)
    return [found[place] for place in sorted(found) if found[place]["text"]]


def _heard(session: Session, row: Row) -> float:
    """What had been heard when the segment of a caption was last told of before it stood."""
    told = [each for each in session.of("segment", id=row["segment"]) if each["at"] <= row["at"]]
    return float(told[-1]["heard"]) if told else float(row["at"])
