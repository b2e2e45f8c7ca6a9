"""The figures of a stream, from the events of its replay alone, and how those of many streams add up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from rapidfuzz.distance import Levenshtein, Prefix

from benchmarks import delays
from benchmarks.cer import Errors, errors, letters, plain
from benchmarks.delays import Heard, Sounding
from benchmarks.events import Events
from models.han import to_simplified
from pipeline.types import Hypothesis, Ms, Revision, Word

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[a-zà-ɏ]+(?:['’-][a-zà-ɏ]+)*|[^\W_]")
_NONE = Errors(0, 0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums, and every delay: figures of several streams, added, are those of all of them."""

    seconds: float = 0.0
    """Of sound."""
    cpu_s: float = 0.0
    committed: Errors = _NONE
    """Of the committed text. Length 0: there is nothing to compare it with."""
    revised: Errors = _NONE
    """The same after the revisions."""
    commit_ms: tuple[float, ...] = ()
    """Of each character that the committed text has right: from its acoustic end to its commit."""
    draft_ms: tuple[float, ...] = ()
    """Of each that a draft or a commit showed: from its acoustic end to the first that did."""
    timed: int = 0
    """Characters of the reference of which the acoustic end is known, digits spoken out."""
    revision_ms: tuple[float, ...] = ()
    """Of each revision: from the last commit of what it replaces."""
    letters: int = 0
    """Of the committed text, numbers as they are written."""
    erased: int = 0
    """Letters of drafts that were taken back."""
    marked: int = 0
    """Characters of the committed text with punctuation."""
    erased_marked: int = 0
    changed: int = 0
    """Edits of letters by revisions."""
    invented: int = 0
    """Words committed where nobody speaks."""
    late_ms: float = 0.0
    """The longest that sound waited for the policy."""
    skipped_ms: Ms = 0

    def __add__(self, other: Figures) -> Figures:
        names = [field.name for field in fields(self) if field.name != "late_ms"]
        added = {name: getattr(self, name) + getattr(other, name) for name in names}
        return Figures(**added, late_ms=max(self.late_ms, other.late_ms))


def score(events: Events, reference: str | None, ends: Sequence[Sounding], seconds: float) -> Figures:
    """The figures of one stream.

    `reference` is what is said, empty where nobody speaks, None where the text cannot be compared; `ends` are
    its letters as `cer.spelled` gives them with the time of each, or nothing: then there are no delays.
    """
    heard = [(event.at, event.output) for event in events.outputs if isinstance(event.output, Hypothesis)]
    text = _joined(word for _, said in heard for word in said.committed)
    second, changed, revision_ms = revised(events)
    figures = Figures(
        seconds=seconds,
        cpu_s=events.cpu_s,
        revision_ms=revision_ms,
        letters=len(_read(text)),
        erased=erased(heard, _read),
        marked=len(_seen(text)),
        erased_marked=erased(heard, _seen),
        changed=changed,
        invented=invented(text) if reference == "" else 0,
        late_ms=max(events.late_ms, default=0.0),
        skipped_ms=sum(gap.end - gap.start for gap in events.skipped),
    )
    if not reference:
        return figures
    commits, drafts = delays.committed(heard, ends), delays.first_shown(heard, ends)
    return replace(
        figures,
        committed=errors(reference, text),
        revised=errors(reference, _joined(second)),
        commit_ms=tuple(at - ends[place].end for place, at in commits.items()),
        draft_ms=tuple(at - ends[place].end for place, at in drafts.items()),
        timed=len(ends),
    )


def summary(figures: Figures) -> dict[str, float | int | None]:
    """What is reported: rates, seconds, and None for what there is nothing to compute from.

    Percentiles are linearly interpolated. Over many streams a rate is the sum of its counts over all, never a
    mean of rates.
    """
    return {
        "seconds": round(figures.seconds, 3),
        "characters": figures.committed.length,
        "edits": figures.committed.edits,
        "cer": _ratio(figures.committed.edits, figures.committed.length),
        "cer_revised": _ratio(figures.revised.edits, figures.revised.length),
        "commit_p50": percentile_s(figures.commit_ms, 50),
        "commit_p95": percentile_s(figures.commit_ms, 95),
        "first_draft_p50": percentile_s(figures.draft_ms, 50),
        "first_draft_p95": percentile_s(figures.draft_ms, 95),
        "first_draft_found": _ratio(len(figures.draft_ms), figures.timed),
        "normalised_erasure": _ratio(figures.erased, figures.letters),
        "normalised_erasure_marks": _ratio(figures.erased_marked, figures.marked),
        "revised_share": _ratio(figures.changed, figures.letters),
        "revision_p95": percentile_s(figures.revision_ms, 95),
        "cpu_per_audio_s": _ratio(figures.cpu_s, figures.seconds),
        "invented_words": figures.invented,
        "late_max": round(figures.late_ms / 1000, 3),
        "skipped_s": figures.skipped_ms / 1000,
    }


def erased(heard: Heard, show: Callable[[str], str]) -> int:
    """Characters of the display, committed text and tail as `show` has them, that updates took back.

    Each update erases what is left of the display before behind the longest beginning that both share
    (Arivazhagan et al. 2020, "Re-translation versus streaming for simultaneous translation"; divided by the
    length of the final text it is their normalised erasure). Committed text is append-only, so only tails
    can be erased.
    """
    count, tail = 0, ""
    for _, said in heard:
        following = show(_joined(said.tail))
        count += len(tail) - Prefix.similarity(tail, show(_joined(said.committed)) + following)
        tail = following
    return count


def revised(events: Events) -> tuple[list[Word], int, tuple[float, ...]]:
    """The committed words after all revisions, how many edits of letters these were, and how long after the
    last commit of what it replaces each revision came, in ms."""
    words: list[tuple[Word, float]] = []
    changed, after = 0, []
    for event in events.outputs:
        match event.output:
            case Hypothesis(committed):
                words += ((word, event.at) for word in committed)
            case Revision(start, end, found):
                first = sum(_middle(word) < start for word, _ in words)
                old = [(word, at) for word, at in words if start <= _middle(word) < end]
                kept = [(word, at) for word, at in words if not start <= _middle(word) < end]
                words = [*kept[:first], *((word, event.at) for word in found), *kept[first:]]
                changed += Levenshtein.distance(
                    _read(_joined(word for word, _ in old)), _read(_joined(found))
                )
                after += [event.at - max(at for _, at in old)] if old else []
    return [word for word, _ in words], changed, tuple(after)


def invented(text: str) -> int:
    """Words of a text: a Han character is one, so is a Latin word, so is a number; marks are none."""
    return len(_WORD.findall(plain(text)))


def grows(late_ms: Sequence[float], by_ms: float = 1000.0) -> bool:
    """Whether what waits grows: in the last third of a stream sound waited longer, at worst, than in the
    first third, by more than `by_ms`."""
    third = len(late_ms) // 3
    return third > 0 and max(late_ms[-third:]) > max(late_ms[:third]) + by_ms


def _middle(word: Word) -> float:
    return (word.start + word.end) / 2


def _joined(words: Iterable[Word]) -> str:
    return "".join(word.text for word in words)


def _read(text: str) -> str:
    """What erasure counts: letters and digits, in one script as viewers see them, no case, no marks."""
    return letters(plain(text))


def _seen(text: str) -> str:
    return to_simplified(text.replace(" ", ""))


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 5) if whole else None


def percentile_s(milliseconds: Sequence[float], rank: int) -> float | None:
    """In seconds, linearly interpolated; None of nothing."""
    return round(float(np.percentile(milliseconds, rank)) / 1000, 3) if milliseconds else None
