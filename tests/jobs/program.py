"""`zimu subtitle` with scripted models, as a process of its own that can be killed: `program.py OUT SHOW...`.

Every call of a model is a line on stdout before it is answered: `heard` or `translated`.
"""

from __future__ import annotations

import sys
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from models.fake import FakeRecogniser, FakeTranslator, FakeVad, sound
from models.mt.types import Answer, Request
from models.types import Samples, Transcript
from pipeline.config import Config
from pipeline.jobs.fingerprint import Fingerprint
from pipeline.jobs.job import Job
from pipeline.loaded import Loaded
from pipeline.output import Output
from tests.speech.scripts import HAN, spoken

LANGUAGES = ("zh-Hans", "en", "es")
MADE_BY = Fingerprint("ears", "tongue")
_SENTENCES = 60
_PAUSE_MS = 700
SCRIPT = spoken(
    *(
        part
        for n in range(_SENTENCES)
        for part in (*(HAN[(n * step + step) % len(HAN)] for step in range(1, 9)), "。", _PAUSE_MS)
    )
)
"""Two and a half minutes in sentences that all differ."""


class Hears(FakeRecogniser):
    def __call__(
        self, samples: Samples, /, *, prefix: str = "", prompt: str = "", thorough: bool = False
    ) -> Transcript:
        sys.stdout.write("heard\n")
        sys.stdout.flush()
        return super().__call__(samples, prefix=prefix, prompt=prompt, thorough=thorough)


class Speaks(FakeTranslator):
    """An answer tells how many lines were asked together, as a real engine's may."""

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        sys.stdout.write("translated\n")
        sys.stdout.flush()
        super().__call__(requests)
        count = "abcdefghijklmnop"[len(requests) % 16]
        return [Answer(f"{each.target} {count} {each.text}", -0.25, self.name) for each in requests]


def models() -> Loaded:
    return Loaded(FakeVad(), Hears(SCRIPT), Speaks(), LANGUAGES)


@contextmanager
def opened(say: object) -> Iterator[tuple[Loaded, Fingerprint]]:
    with models() as made:
        yield made, MADE_BY


def job(out: Path, console: Console | None = None) -> Job:
    output = Output.asked(out, "srt,json", "bcp47", False)
    return Job(Config(), output, LANGUAGES, console or Console(stderr=True), opened)


def record(path: Path, sentences: int = _SENTENCES) -> Path:
    """A WAV that says SCRIPT, or the beginning of it."""
    said = SCRIPT[: len(SCRIPT) * sentences // _SENTENCES]
    samples = sound(said, said[-1].end + 1500)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes((samples * 32767).round().astype("<i2").tobytes())
    return path


if __name__ == "__main__":
    sys.exit(0 if job(Path(sys.argv[1])).run(sys.argv[2:]) else 3)
