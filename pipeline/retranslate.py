"""A finished subtitle file in other languages: its times and cues stay, its words go through Translate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from models.han import close_up, punctuate, to_simplified
from models.mt.types import Translator
from models.numerals import written
from pipeline.formats.cue import clean
from pipeline.formats.track import Track, sentence
from pipeline.glossary import Glossary
from pipeline.layout.direction import directed, plain
from pipeline.layout.languages import lookup
from pipeline.layout.presets import Limits
from pipeline.layout.wrap import wrap
from pipeline.translate import Translate, TranslateOptions
from pipeline.types import Cue, Segment, Translation

_AT_ONCE = 48
"""Cues that Translate is given together; it batches within them. Progress is told after each lot."""
_WIDER = 1.1


@dataclass(frozen=True, slots=True)
class Translated:
    """The cues in each language that was asked for, and how many have none."""

    cues: dict[str, dict[int, Cue]]
    """By the number of the cue, from 0."""
    lost: int


def translate(
    cues: Sequence[Cue],
    languages: Sequence[str],
    engine: Translator | None,
    options: TranslateOptions,
    glossary: Glossary,
    limits: Callable[[str], Limits],
    tell: Callable[[int], None] = lambda done: None,
) -> Translated:
    """Chinese cues in `languages`, canonical tags. A cue keeps its times and its place; one without an
    acceptable translation is left out and counted. `tell` hears how many cues are done.

    Raises ModelError when an engine fails for good.
    """
    lost: list[str] = []
    stage = Translate(
        engine,
        languages,
        options=options,
        on_loss=lambda _, language, __: lost.append(language),
        terms=lambda: glossary,
    )
    texts: dict[str, dict[int, str]] = {language: {} for language in languages}

    def take(made: Sequence[object]) -> None:
        for each in made:
            if isinstance(each, Translation) and each.text:
                texts[each.language][each.segment.id] = each.text

    segments = [_segment(number, cue) for number, cue in enumerate(cues)]
    for at in range(0, len(segments), _AT_ONCE):
        take(list(stage.push_many([each for each in segments[at : at + _AT_ONCE] if each.text])))
        tell(min(at + _AT_ONCE, len(segments)))
    take(list(stage.flush()))
    made = {
        language: {
            number: replace(cues[number], lines=_lines(text, language, limits(language)))
            for number, text in sorted(found.items())
        }
        for language, found in texts.items()
    }
    return Translated(made, len(lost))


def tracks(
    cues: Sequence[Cue], language: str, translated: Translated, pair: Sequence[str] = ()
) -> dict[str, Track]:
    """A track for each language, by its tag, and for the `pair` as `a+b`; the source is `language`.

    In a track of two languages every cue of the source stands, lines that a language lacks are empty.
    """
    made = {tag: Track(tag, tuple(found.values())) for tag, found in translated.cues.items()}
    if pair:
        known = {language: dict(enumerate(cues)), "zh-Hans": dict(enumerate(cues)), **translated.cues}
        upper, lower = (
            tuple(
                replace(cue, lines=known[tag][n].lines if n in known[tag] else ())
                for n, cue in enumerate(cues)
            )
            for tag in pair
        )
        made["+".join(pair)] = Track(pair[0], upper, second_language=pair[1], second=lower)
    return made


def _segment(number: int, cue: Cue) -> Segment:
    """As the recogniser's own words are written: Simplified, full-width marks, numbers in digits."""
    text = written(close_up(punctuate(to_simplified(sentence(cue.lines, "zh-Hans")))))
    return Segment(number, cue.start, cue.end, text, final=True, revision=1, closed=True)


def _lines(text: str, language: str, limits: Limits) -> tuple[str, ...]:
    """The text as one caption: of the width that the house allows, or wider where it does not fit."""
    text, columns = clean(plain(text)), limits.columns
    while len(parts := wrap(text, language, limits.max_lines, columns)) > 1:
        columns *= _WIDER
    rtl = lookup(language).rtl
    return tuple(directed(line, rtl) for line in parts[0]) if parts else ()
