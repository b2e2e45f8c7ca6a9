"""What hears in a run, the models and how they are set, and what it makes of recorded sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from benchmarks.acoustic import soundings
from benchmarks.data import Clip, Line, lines_beside
from benchmarks.delays import Sounding
from benchmarks.stream import POLICIES, Policy
from models.types import Recogniser, Samples, Word
from pipeline.config import Config
from pipeline.ingest.ffmpeg import IngestOptions
from pipeline.ingest.reader import open_audio
from pipeline.ingest.source import parse_source
from pipeline.speech.gate import Gate, Vad
from pipeline.speech.whole import Whole
from pipeline.types import SAMPLES_PER_MS, Audio, Hypothesis


@runtime_checkable
class Aligning(Recogniser, Protocol):
    def align(self, samples: Samples, text: str) -> Sequence[Word]:
        """As models.asr.Whisper.align."""
        ...


@dataclass(frozen=True, slots=True)
class Ears:
    recognise: Aligning
    vad: Vad
    config: Config

    def policy(self, name: str) -> Policy:
        """A new one, for one stream."""
        return POLICIES[name](self.recognise, self.config)

    def sound(self, path: Path) -> Samples:
        """As `decoded`."""
        return decoded(path, self.config.source)

    def soundings(self, clip: Clip) -> tuple[Sounding, ...]:
        """When each letter of the clip's reference sounds; nothing where it has none."""
        if not clip.reference:
            return ()
        return self.aligned(self.sound(clip.path), clip.reference, lines_beside(clip.path))

    def aligned(self, samples: Samples, text: str, lines: Sequence[Line] = ()) -> tuple[Sounding, ...]:
        """When each letter of `text` sounds; `lines` help where they say the same."""
        return soundings(samples, text, self.recognise.align, self._words, lines)

    def _words(self, samples: Samples) -> list[Word]:
        gate, whole = Gate(self.vad, self.config.gate), Whole(self.recognise, self.config.whole)
        speech = [*gate.push(Audio(0, samples)), *gate.flush()]
        found = [*(output for heard in speech for output in whole.push(heard)), *whole.flush()]
        return [word for output in found if isinstance(output, Hypothesis) for word in output.committed]


def decoded(path: Path, options: IngestOptions | None = None) -> Samples:
    """The whole of a recording, silent where it has gaps. Raises InputError."""
    with open_audio(parse_source(str(path)), options or IngestOptions()) as reader:
        pieces = [
            item.samples
            if isinstance(item, Audio)
            else np.zeros((item.end - item.start) * SAMPLES_PER_MS, np.float32)
            for item in reader
        ]
    return np.concatenate(pieces)
