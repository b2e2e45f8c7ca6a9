"""Recognition of recordings: zimu beside plain faster-whisper on the same weights, in one run.

    python -m benchmarks.quality --data DIR [--json OUT] [--only zimu]

DIR holds mandarin.tsv with its clips and live/ with its shows. Prints a Markdown table: the character error
rate over all clips in which Mandarin is spoken, how many clips without speech got words, the rate on each
show, and how many of a show's lines start within 300 ms of the reference.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; numpy reads it once

from benchmarks.cer import Errors, errors, letters, plain
from benchmarks.data import Clip, Show, clips, shows
from benchmarks.signature import line, signature
from models.catalog import load_catalog
from models.numerals import written
from models.store import Store
from pipeline import config, loaded
from pipeline.ingest.reader import open_audio
from pipeline.ingest.source import parse_source
from pipeline.recorded import recorded

Timed = Sequence[tuple[float, str]]
"""Pieces of text with the second at which each starts."""
Hear = Callable[[Path], Timed]
WITHIN_S = 0.3


@dataclass
class Score:
    clips: Errors = field(default_factory=lambda: Errors(0, 0))
    silent: int = 0
    invented: int = 0
    shows: dict[str, Errors] = field(default_factory=dict)
    starts: dict[str, list[float]] = field(default_factory=dict)
    cpu_s: float = 0.0
    sound_s: float = 0.0


def zimu(chosen: config.Config) -> Hear:
    models = loaded.load(chosen, (loaded.SOURCE,))

    def hear(path: Path) -> Timed:
        with open_audio(parse_source(str(path)), chosen.source) as sound:
            return [
                (shown.caption.start / 1000, "".join(shown.caption.lines))
                for shown in recorded(sound, chosen, models)
                if shown.caption.final
            ]

    return hear


def plain_whisper(directory: Path, **settings: object) -> Hear:
    from faster_whisper import WhisperModel

    model = WhisperModel(str(directory), device="cpu", compute_type="int8", cpu_threads=os.cpu_count() or 1)

    def hear(path: Path) -> Timed:
        segments, _ = model.transcribe(str(path), language="zh", beam_size=5, **settings)
        return [(segment.start, segment.text) for segment in segments]

    return hear


def score(hear: Hear, spoken: Sequence[Clip], played: Sequence[Show], say: Callable[[str], None]) -> Score:
    result = Score()
    began = time.process_time()
    for clip in spoken:
        text = "".join(piece for _, piece in hear(clip.path))
        result.sound_s += clip.seconds
        if clip.transcript:
            result.clips += subtitled(clip.transcript, text)
        else:
            result.silent += 1
            result.invented += bool(letters(text))
    say(f"clips {result.clips.rate:.4f}")
    for show in played:
        heard = hear(show.path)
        result.sound_s += show.lines[-1].end
        result.shows[show.id] = subtitled(show.transcript, "".join(piece for _, piece in heard))
        result.starts[show.id] = list(start_errors(show, heard))
        say(f"{show.id} {result.shows[show.id].rate:.4f}")
    result.cpu_s = time.process_time() - began
    return result


def subtitled(reference: str, text: str) -> Errors:
    """The edits between what was said and subtitles of it, which may write its numbers as zimu does: the
    transcripts have 九十九块九, a subtitle 99.9元."""
    found = (errors(reference, text), errors(written(reference), text))
    return min(found, key=lambda each: (each.rate, each.edits))


def start_errors(show: Show, heard: Timed) -> Iterator[float]:
    """How much later than the reference each line starts that begins a piece of what was heard, in seconds.

    Texts are aligned character by character (difflib); lines whose first character is not the first of a
    piece say nothing about when pieces start, and are left out.
    """
    reference = [
        (c, line.start if i == 0 else None)
        for line in show.lines
        for i, c in enumerate(letters(plain(line.text)))
    ]
    found = [
        (c, start if i == 0 else None) for start, text in heard for i, c in enumerate(letters(plain(text)))
    ]
    matcher = SequenceMatcher(None, [c for c, _ in reference], [c for c, _ in found], autojunk=False)
    for block in matcher.get_matching_blocks():
        for k in range(block.size):
            said, shown = reference[block.a + k][1], found[block.b + k][1]
            if said is not None and shown is not None:
                yield shown - said


def table(scores: dict[str, Score]) -> str:
    names = list(next(iter(scores.values())).shows)
    rows = [["", *scores]]
    rows.append(["clips, CER", *(f"{s.clips.rate:.2%}" for s in scores.values())])
    rows.append(
        ["clips without speech that got words", *(f"{s.invented}/{s.silent}" for s in scores.values())]
    )
    for name in names:
        rows.append([f"{name}, CER", *(f"{s.shows[name].rate:.2%}" for s in scores.values())])
    for name in names:
        rows.append([f"{name}, starts within 0.3 s", *(_within(s.starts[name]) for s in scores.values())])
    rows.append(["CPU s per s of sound", *(f"{s.cpu_s / s.sound_s:.3f}" for s in scores.values())])
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _within(late: Sequence[float]) -> str:
    return f"{sum(abs(s) <= WITHIN_S for s in late) / len(late):.0%} of {len(late)}" if late else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with mandarin.tsv and live/")
    parser.add_argument("--json", type=Path, help="write every figure here")
    parser.add_argument("--only", choices=["zimu", "plain"], help="one side alone")
    arguments = parser.parse_args()
    chosen = config.load()
    directory = Store(config.store_options(chosen), load_catalog()).open(chosen.asr.model)
    spoken = [c for c in clips(arguments.data / "mandarin.tsv") if c.reference is not None]
    played = list(shows(arguments.data / "live"))
    systems: dict[str, Callable[[], Hear]] = {}
    if arguments.only != "plain":
        systems["zimu"] = lambda: zimu(chosen)
    if arguments.only != "zimu":
        systems |= {
            "plain": lambda: plain_whisper(directory),
            "plain, VAD": lambda: plain_whisper(directory, vad_filter=True),
            "plain, no context": lambda: plain_whisper(directory, condition_on_previous_text=False),
            "plain, VAD, no context": lambda: plain_whisper(
                directory, vad_filter=True, condition_on_previous_text=False
            ),
        }
    scores = {
        name: score(make(), spoken, played, partial(print, f"{name}:", file=sys.stderr))
        for name, make in systems.items()
    }
    signed = signature(chosen)
    print(table(scores))
    print("\n" + line(signed))
    if arguments.json:
        arguments.json.write_text(json.dumps({"signature": signed, "systems": _plain(scores)}, indent=1))


def _plain(scores: dict[str, Score]) -> dict[str, object]:
    return {
        name: {
            "cer": s.clips.rate,
            "invented": s.invented,
            "silent": s.silent,
            "shows": {show: e.rate for show, e in s.shows.items()},
            "start_errors": s.starts,
            "cpu_per_audio_s": s.cpu_s / s.sound_s,
        }
        for name, s in scores.items()
    }


if __name__ == "__main__":
    main()
