"""One run of `zimu subtitle` on real sound with scripted models; benchmarks.outlive starts and kills it."""

from __future__ import annotations

import hashlib
import random
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from rich.console import Console

from models.asr import AsrOptions, cores
from models.catalog import load_catalog
from models.fake import FakeTranslator
from models.mt.types import Answer
from models.mt.types import Request as Text
from models.store import Store
from models.types import SAMPLE_RATE, Request, Samples, Transcript, Word
from models.vad import Silero
from models.waiting import Waiting
from pipeline import batch, config, loaded
from pipeline.jobs.display import Display
from pipeline.jobs.fingerprint import Fingerprint
from pipeline.jobs.shows import Show, find, show
from pipeline.jobs.work import Work
from pipeline.loaded import Loaded
from pipeline.output import Output
from pipeline.types import Ms

LANGUAGES = ("zh-Hans", "en", "es", "ja")
_HAN = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"
_WORD_MS = 250
_SENTENCE = 12
"""Words."""
_STEP_MS = 600_000
_COMPANY = "abcdefghijklmnop"


class Hears:
    """Says what only the sound of a window decides. As many windows are under way as a recogniser has under
    way; each takes `pace` seconds for a second of sound."""

    def __init__(self, pace: float, log: TextIO, asr: AsrOptions) -> None:
        self._pace = pace
        self._log = log
        self._shared = Waiting(self.hear, _kind, asr.workers or cores(), asr.batch)

    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        return self._shared(Request(samples, prefix, prompt, thorough))

    def hear(self, requests: Sequence[Request]) -> list[Transcript]:
        names = [hashlib.sha256(each.samples.tobytes()).hexdigest()[:16] for each in requests]
        seconds = [len(each.samples) / SAMPLE_RATE for each in requests]
        for name, long in zip(names, seconds, strict=True):
            self._log.write(f"asked {name} {long:.3f}\n")
        time.sleep(self._pace * sum(seconds))
        return [_said(name, long) for name, long in zip(names, seconds, strict=True)]


def _kind(request: Request) -> int:
    """Windows of one length share a batch, as at the recogniser."""
    return len(request.samples) // (2 * SAMPLE_RATE)


def _said(name: str, seconds: float) -> Transcript:
    chance = random.Random(name)
    words = []
    for number in range(int(seconds * 1000) // _WORD_MS):
        mark = "。" if number % _SENTENCE == _SENTENCE - 1 else ""
        start = number * _WORD_MS
        words.append(Word(start, start + _WORD_MS, chance.choice(_HAN) + mark, 0.9))
    return Transcript(tuple(words), -0.2, 0.0)


class Speaks(FakeTranslator):
    """An answer shows in how large a company the line was asked."""

    def __call__(self, requests: Sequence[Text], /) -> list[Answer]:
        company = _COMPANY[len(requests) % len(_COMPANY)]
        return [Answer(f"{each.target} {company} {each.text}", -0.25, self.name) for each in requests]


class Memory(Display):
    """Writes down what this process holds, every ten minutes of the show."""

    def __init__(self, log: TextIO) -> None:
        super().__init__(Console(stderr=True), sole=True)
        self._log = log
        self._next: Ms = 0

    def begins(self, show: Show) -> batch.Tell:
        def tell(done: Ms, total: Ms | None) -> None:
            if done >= self._next:
                self._next += _STEP_MS
                self._log.write(f"at {done} {_resident_mb():.0f}\n")

        return tell


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def main(recording: str, out: str, log: str, pace: str) -> None:
    chosen = config.Config()
    vad = Silero(Store(config.store_options(chosen), load_catalog()).open(loaded.VAD))
    with Path(log).open("w", encoding="utf-8", buffering=1) as file:
        models = Loaded(vad, Hears(float(pace), file, chosen.asr), Speaks(), LANGUAGES)
        (found,) = find(recording)
        wanted = show(found, Output.asked(Path(out), "srt,json", "bcp47", False))
        outcome = Work(chosen, LANGUAGES, Memory(file)).make(wanted, models, Fingerprint("", ""))
        if outcome.error is not None:
            raise outcome.error
        file.write(f"at {outcome.length_ms} {_resident_mb():.0f}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
