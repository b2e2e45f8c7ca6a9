"""Models that look into a show's journal before they compute: what was answered once is not asked again.

The key of an answer is a digest of all that it depends on: the whole call and a fingerprint of the weights,
options and versions. So nothing else needs to be remembered. After a kill a show is run from its beginning;
decoding and finding speech cost little, every call that was answered is answered alike, and the first one
that was not is made. What windows were given together is no part of a key, as each is heard as it would be
alone. Lines are kept as they were asked for, as engines may answer them together otherwise than alone: the
batches are those of a run that was never killed, and so is each byte made of them.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path

from models.mt.types import Answer, Translator
from models.mt.types import Request as Line
from models.types import Recogniser, Request, Samples, Transcript, Word, hear
from pipeline.jobs.drop import stamp_of
from pipeline.jobs.fingerprint import Fingerprint
from pipeline.jobs.journal import Journal
from pipeline.loaded import Loaded
from pipeline.shots import THRESHOLD, find_shots
from pipeline.types import Ms


def remembered(loaded: Loaded, journal: Journal, made_by: Fingerprint) -> Loaded:
    """The same models with a journal. They are closed with `loaded`, not with this."""
    engine = loaded.engine
    return replace(
        loaded,
        recognise=RememberedRecogniser(loaded.recognise, journal, made_by.hearing),
        engine=None if engine is None else RememberedTranslator(engine, journal, made_by.translation),
    )


class RememberedRecogniser:
    """A Recogniser. The answer is what the journal makes of it, also when it is new: a number that was read
    back is never another one than at first."""

    def __init__(self, recognise: Recogniser, journal: Journal, fingerprint: str) -> None:
        self._recognise = recognise
        self._journal = journal
        self._fingerprint = fingerprint

    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        (found,) = self.hear([Request(samples, prefix, prompt, thorough)])
        return found

    def hear(self, requests: Sequence[Request]) -> list[Transcript]:
        """Each has an answer of its own, as each gets what it would get alone."""
        keys = [self._key(request) for request in requests]
        found = [transcript(self._journal.find(key)) for key in keys]
        new = [index for index, known in enumerate(found) if known is None]
        for index, made in zip(new, hear(self._recognise, [requests[i] for i in new]), strict=True):
            found[index] = self._keep(keys[index], made)
        return [each for each in found if each is not None]

    def _keep(self, key: str, made: Transcript) -> Transcript:
        value = _said(made)
        self._journal.keep(key, value)
        return transcript(value) or made

    def _key(self, request: Request) -> str:
        about = (request.prefix, request.prompt, request.thorough)
        samples = request.samples
        digest = hashlib.sha256(f"heard {self._fingerprint} {(*about, samples.dtype.str)!r}\n".encode())
        digest.update(samples.tobytes())
        return digest.hexdigest()


class RememberedTranslator:
    """A Translator; `close` is for the owner of the engine within."""

    def __init__(self, engine: Translator, journal: Journal, fingerprint: str) -> None:
        self.name = engine.name
        self._engine = engine
        self._journal = journal
        self._fingerprint = fingerprint

    def ways(self, target: str) -> int:
        return self._engine.ways(target)

    def __call__(self, requests: Sequence[Line], /) -> list[Answer]:
        asked = repr([astuple(request) for request in requests])
        key = hashlib.sha256(f"translated {self._fingerprint} {asked}".encode()).hexdigest()
        found = answers(self._journal.find(key), len(requests))
        if found is None:
            found = self._engine(requests)
            self._journal.keep(key, [list(astuple(answer)) for answer in found])
        return found

    def close(self) -> None:
        """Nothing: the engine serves the next show too."""


def remembered_shots(program: str, show: Path, journal: Journal) -> list[Ms]:
    """As `find_shots`, which decodes every picture of the show. Raises as it does."""
    about = f"shots {THRESHOLD} {program} {show} {stamp_of(show)}"
    key = hashlib.sha256(os.fsencode(about)).hexdigest()
    match journal.find(key):
        case list(found) if all(isinstance(at, int) for at in found):
            return found
    made = find_shots(program, show)
    journal.keep(key, made)
    return made


def transcript(value: object) -> Transcript | None:
    """What a journal holds, as a transcript; None for anything else."""
    match value:
        case [float(logprob), float(no_speech), list(words)] if math.isfinite(logprob + no_speech):
            found = [_word(each) for each in words]
            kept = tuple(word for word in found if word is not None)
            return Transcript(kept, logprob, no_speech) if len(kept) == len(words) else None
    return None


def answers(value: object, count: int) -> list[Answer] | None:
    """What a journal holds, as so many translations; None for anything else."""
    found = []
    for each in value if isinstance(value, list) else []:
        match each:
            case [str(text), None, str(engine)]:
                found.append(Answer(text, None, engine))
            case [str(text), float() | int() as score, str(engine)] if math.isfinite(score):
                found.append(Answer(text, score, engine))
    return found if isinstance(value, list) and len(value) == len(found) == count else None


def _said(made: Transcript) -> list[object]:
    words = [[word.start, word.end, word.text, float(word.probability)] for word in made.words]
    return [float(made.logprob), float(made.no_speech), words]


def _word(value: object) -> Word | None:
    match value:
        case [int(start), int(end), str(text), float(probability)] if start <= end and 0 <= probability <= 1:
            return Word(start, end, text, probability)
    return None
