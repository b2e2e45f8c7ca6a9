"""The log of a language of a table, and its figures from that alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from benchmarks.events import Events, closing
from benchmarks.parallel import Sentence
from benchmarks.played import EACH_MS, Made
from benchmarks.session import Session
from benchmarks.spent import Spent
from benchmarks.translate import Report, quality
from pipeline.glossary import Glossary, Term
from pipeline.loaded import SOURCE


def rows(
    sentences: Sequence[Sentence],
    made: Sequence[Made],
    language: str,
    glossary: Glossary,
    signed: Mapping[str, object],
    spent: Spent,
) -> Iterator[dict[str, object]]:
    """The lines of one (benchmarks.events): each line of the table is a segment that comes when the one
    before it is done with. `listed` is what the table says that must be kept, `name` its id there."""
    stream = {"bench": "translate", "id": language, "kind": "", "lang": "zh", "transcript": None}
    times = {"seconds": len(sentences) * EACH_MS / 1000, "shift_ms": 0}
    tags = {"languages": [SOURCE, language], "source": SOURCE, "streams": 1}
    yield {"event": "stream", **stream, **times, **tags, "signature": dict(signed)}
    at = 0.0
    for number, (sentence, each) in enumerate(zip(sentences, made, strict=True)):
        place = {"id": number, "start": number * EACH_MS, "end": (number + 1) * EACH_MS}
        state = {"closed": True, "final": True, "revision": 0, "heard": (number + 1) * EACH_MS}
        known = {"name": sentence.id, "listed": sentence.listed}
        yield {"event": "segment", "at": round(at, 1), **place, "text": sentence.source, **state, **known}
        at += each.ms
        of = {"at": round(at, 1), "language": language, "segment": number}
        if each.text:
            made_of = {"revision": 0, "text": each.text, "closed": True, "final": True}
            yield {"event": "translation", **of, **made_of}
        else:
            yield {"event": "lost", **of, "reason": "no engine gave an answer"}
    yield closing(Events((), round(at, 1), round(spent.cpu_s, 3), memory_mb=spent.memory_mb))
    found = [
        (n * EACH_MS / 1000, (n + 1) * EACH_MS / 1000, sentence.reference(language) or "")
        for n, sentence in enumerate(sentences)
    ]
    yield {"event": "lines", "language": language, "lines": found}
    terms = [(term.source, dict(term.renderings), term.keep) for term in glossary.terms]
    yield {"event": "glossary", "terms": terms}


def figures(session: Session) -> Report:
    """What `zimu bench translate` says of a language, as far as it depends on texts and times."""
    language = session.languages[-1]
    segments = session.of("segment")
    answers = {row["segment"]: row for row in (*session.of("lost"), *session.of("translation"))}
    references = [line.text for line in session.lines.get(language, ())]
    sentences = [
        Sentence(row["name"], row["text"], {language: text} if text else {}, tuple(row["listed"]))
        for row, text in zip(segments, references, strict=True)
    ]
    glossary = Glossary(tuple(Term(*term) for row in session.of("glossary") for term in row["terms"]))
    texts = [answers[row["id"]].get("text", "") for row in segments]
    times = [answers[row["id"]]["at"] - row["at"] for row in segments]
    p50, p95, p99 = np.percentile(times, (50, 95, 99))
    return {
        "lines": len(segments),
        "lost": len(session.of("lost")),
        **quality(sentences, texts, language, glossary),
        "ms_p50": round(float(p50), 1),
        "ms_p95": round(float(p95), 1),
        "ms_p99": round(float(p99), 1),
    }
