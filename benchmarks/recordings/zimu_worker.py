"""Hears recordings as `zimu subtitle` does, without a translation: a process of its own, for its memory.

Arguments: a configuration file or "", and settings, section.key=value. Says `{}` once it can hear. Then a
line of stdin is the path of a recording, a line of stdout what was heard: JSON with segments, here the
sentences, and words, each [start ms, end ms, text].
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; numpy reads it once

import json
import sys
from pathlib import Path

from pipeline import config, loaded
from pipeline.ingest.reader import open_audio
from pipeline.ingest.source import parse_source
from pipeline.layout.languages import lookup
from pipeline.recorded import recorded
from pipeline.types import Hypothesis, Ms, Word

Said = dict[str, list[tuple[Ms, Ms, str]]]


def hear(path: str, chosen: config.Config, models: loaded.Loaded) -> Said:
    """The sentences of a recording, their text that of their captions; and the words."""
    words: list[Word] = []
    sentences: dict[int, tuple[Ms, Ms, str]] = {}

    def note(hypothesis: Hypothesis) -> None:
        words.extend(hypothesis.committed)

    space = " " if lookup(loaded.SOURCE).spaced else ""
    with open_audio(parse_source(path), chosen.source) as sound:
        for each in recorded(sound, chosen, models, on_heard=note):
            if each.caption.final:
                segment = each.segment
                before = sentences.get(segment.id, (0, 0, ""))[2]
                sentences[segment.id] = (
                    segment.start,
                    segment.end,
                    space.join(filter(None, [before, *each.caption.lines])),
                )
    return {
        "segments": list(sentences.values()),
        "words": [(word.start, word.end, word.text) for word in words],
    }


def main() -> None:
    file, *settings = sys.argv[1:]
    chosen = config.unhurried(config.load(Path(file) if file else None, settings))
    with loaded.load(chosen, (loaded.SOURCE,)) as models:
        print("{}", flush=True)
        for line in sys.stdin:
            print(json.dumps(hear(line.rstrip("\n"), chosen, models)), flush=True)


if __name__ == "__main__":
    main()
