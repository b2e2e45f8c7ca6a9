"""What people wrote for a recording, line by line with times: beside it as SRT or TSV, or in a table.

NAME.mp4 has its lines in NAME.srt (the source's), NAME.en.srt or NAME.zh-Hans.reference.srt; or in NAME.tsv
with columns start, end (seconds), zh and one a language, where NAME_something is NAME too. A parallel table
gives translations of lines whose Chinese stands there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.data import Line, rows
from benchmarks.parallel import Sentence
from benchmarks.scores import tokenizer
from models.han import to_simplified
from pipeline.errors import ConfigError
from pipeline.layout.languages import canonical
from pipeline.subtitle_file import read_file

Written = Mapping[str, tuple[Line, ...]]
"""By canonical tag; what is Chinese has the tag of the source."""


def written(sound: Path, source: str, table: Sequence[Sentence] = ()) -> Written:
    """Raises ConfigError for a file that cannot be read."""
    found = {**_srt(sound, source), **_tsv(sound, source)}
    references = {sentence.source: sentence for sentence in table}
    lines = [(line, references.get(to_simplified(line.text))) for line in found.get(source, ())]
    for tag in {tag for _, sentence in lines if sentence for tag in sentence.references}:
        if tag not in found:
            found[tag] = tuple(
                Line(line.start, line.end, (sentence.references.get(tag, "") if sentence else ""))
                for line, sentence in lines
            )
    return found


def cut(lines: Written, source: str, seconds: float) -> tuple[Written, float]:
    """The lines that have ended by then, and when the source's next one begins if that is earlier than
    `seconds`: a line that is cut off is no line. All for 0."""
    if not seconds:
        return lines, 0.0
    end = min([seconds, *(line.start for line in lines.get(source, ()) if line.end > seconds)])
    return {tag: tuple(line for line in each if line.end <= end) for tag, each in lines.items()}, end


def _srt(sound: Path, source: str) -> dict[str, tuple[Line, ...]]:
    found = {}
    for path in sorted(sound.parent.glob("*.srt")):
        if path.name.startswith(f"{sound.stem}."):
            tags = [tag for part in path.stem[len(sound.stem) :].split(".") if (tag := _tag(part))]
            tag = source if not tags or tags[0].startswith("zh") else tags[0]
            cues = read_file(path).cues
            joined = (" " if tokenizer(tag) == "13a" else "").join
            found[tag] = tuple(Line(cue.start / 1000, cue.end / 1000, joined(cue.lines)) for cue in cues)
    return found


def _tsv(sound: Path, source: str) -> dict[str, tuple[Line, ...]]:
    for name in (sound.stem, sound.stem.rpartition("_")[0]):
        path = sound.with_name(f"{name}.tsv")
        if name and path.is_file():
            table = rows(path)
            if {"start", "end", "zh"} <= table[0].keys():
                tags = {column: tag for column in table[0] if column and (tag := _tag(column))}
                tags.pop("id", None)  # names the row
                return {
                    source if tag.startswith("zh") else tag: tuple(
                        Line(float(row["start"]), float(row["end"]), row[column]) for row in table
                    )
                    for column, tag in tags.items()
                }
    return {}


def _tag(text: str) -> str:
    """Canonical, or nothing where it is no language."""
    try:
        return canonical(text) if text else ""
    except ConfigError:
        return ""
