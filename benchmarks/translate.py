"""Translates a table as a live stream would bring it, line after line: how right, how fast, what was kept.

Each language is played alone, with engines opened for it, so that its figures are its own and nothing made
for another is remembered. How long a caption takes where languages share the engines is timed apart.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from benchmarks.engines import Open
from benchmarks.kept import Share, facts_kept, listed_kept, unkept
from benchmarks.measure import peak_memory_mb
from benchmarks.parallel import Sentence, spread
from benchmarks.peers.process import usage
from benchmarks.played import Clock, Made, Noted, bare, play
from benchmarks.scores import scores
from models.mt.types import Request, Translator
from pipeline import facts
from pipeline.glossary import Glossary
from pipeline.translate import Translate, TranslateOptions

TOGETHER = (1, 4, 8)
"""Numbers of languages whose captions are timed together."""
TIMED = 20
"""Lines, spread over the table, that they are timed with."""
WARM = "好。"
Say = Callable[[str], None]
Report = dict[str, object]


@dataclass(frozen=True, slots=True)
class Bench:
    """What a table is translated with."""

    open: Open
    options: TranslateOptions
    glossary: Glossary
    raw: bool = False
    """Ask the bare engines too."""
    clock: Clock = time.perf_counter


Keep = Callable[[str, Sequence[Made]], None]
"""Hears of all that was made in a language."""


def measure(
    sentences: Sequence[Sentence],
    languages: Sequence[str],
    bench: Bench,
    say: Say,
    keep: Keep = lambda language, made: None,
) -> Report:
    """`languages`, an object a tag, `together`, one a number of languages, and `peak_memory_mb`.

    `say` hears of every language. Raises what opening raises, and InferenceFailed where a stage gives up.
    """
    each: dict[str, Report] = {}
    for tag in languages:
        each[tag] = _alone(sentences, tag, bench, keep)
        say(f"{tag}: {_glance(each[tag])}")
    timed = [_together(sentences, languages[:n], bench) for n in TOGETHER if n <= len(languages)]
    most = max(cast(float, report["memory_mb"]) for report in (*each.values(), *timed))
    return {"languages": each, "together": timed, "peak_memory_mb": most}


def quality(sentences: Sequence[Sentence], texts: Sequence[str], language: str, glossary: Glossary) -> Report:
    """What of a report depends on the texts alone; of what was lost, "", nothing is right and nothing kept.

    Scores are None where the table has nothing in the language.
    """
    found = scores(texts, [sentence.reference(language) for sentence in sentences], language)
    pairs = list(zip(sentences, texts, strict=True))
    figures = sum((facts_kept(s.source, text, language) for s, text in pairs), Share())
    terms = sum((Share(*glossary.hits(s.source, text, language)) for s, text in pairs), Share())
    listed = sum((listed_kept(s, text, language) for s, text in pairs), Share())
    return {
        "chrf": found.chrf.value if found else None,
        "chrf_within": found.chrf.within if found else None,
        "bleu": found.bleu.value if found else None,
        "bleu_within": found.bleu.within if found else None,
        "facts_kept": figures.kept,
        "facts_total": figures.total,
        "glossary_hits": terms.kept,
        "glossary_total": terms.total,
        "listed_kept": listed.kept,
        "listed_total": listed.total,
    }


def _alone(sentences: Sequence[Sentence], language: str, bench: Bench, keep: Keep) -> Report:
    with bench.open([language]) as engine:
        noted = Noted(engine)
        stages = _stages(noted, [language], bench)
        (made,) = play(stages, [sentence.source for sentence in sentences], bench.clock).values()
        raw = [bare(engine, sentence.source, language) for sentence in sentences] if bench.raw else []
        memory = _memory_mb()
        keep(language, made)
    counts = stages[language].counts
    report: Report = {
        "engine": noted.answered(),
        "lines": len(sentences),
        "lost": sum(not each.text for each in made),
        "retried": counts.retried[language],
        "rerouted": counts.rerouted[language],
        "repaired": counts.repaired[language],
        "bared": counts.bared[language],
        "slighted": counts.slighted[language],
        **quality(sentences, [each.text for each in made], language, bench.glossary),
        **_times([each.ms for each in made]),
        "memory_mb": memory,
    }
    report["unkept"] = [
        {"id": sentence.id, "source": sentence.source, "text": each.text, "facts": gone}
        for sentence, each in zip(sentences, made, strict=True)
        if (gone := unkept(sentence.source, each.text, language))
    ]
    if bench.raw:
        report["raw"] = quality(sentences, raw, language, bench.glossary)
    return report


def _together(sentences: Sequence[Sentence], languages: Sequence[str], bench: Bench) -> Report:
    """A caption takes until it is there in the last of the languages, or lost there."""
    lines = [sentence.source for sentence in spread(sentences, TIMED)]
    with bench.open(languages) as engine:
        made = play(_stages(engine, languages, bench), lines, bench.clock)
        memory = _memory_mb()
    captions = list(zip(*made.values(), strict=True))
    return {
        "languages": len(languages),
        "lines": len(captions),
        "lost": sum(not each.text for caption in captions for each in caption),
        **_times([max(each.ms for each in caption) for caption in captions]),
        "memory_mb": memory,
    }


def _stages(engine: Translator, languages: Sequence[str], bench: Bench) -> dict[str, Translate]:
    """Warm: what an engine does once, before its first line, is not the line's."""
    engine([Request(WARM, language) for language in languages])
    return {
        tag: Translate(engine, [tag], options=bench.options, figures=facts, terms=lambda: bench.glossary)
        for tag in languages
    }


def _times(milliseconds: Sequence[float]) -> Report:
    p50, p95 = np.percentile(milliseconds, (50, 95))
    return {"ms_p50": round(float(p50), 1), "ms_p95": round(float(p95), 1)}


def _memory_mb() -> float:
    """The most that this process and its workers ever held; elsewhere than on Linux without the workers.

    To be asked while the workers run.
    """
    return usage(os.getpid()).memory_mb if sys.platform == "linux" else peak_memory_mb()


def _glance(report: Mapping[str, object]) -> str:
    chrf = "no references" if report["chrf"] is None else f"chrF {report['chrf']:.1f}"
    return f"{chrf}, facts {report['facts_kept']} of {report['facts_total']}, p50 {report['ms_p50']:.0f} ms"
