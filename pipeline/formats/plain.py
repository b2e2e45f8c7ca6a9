"""Text without style: lines to read (txt), and rows for a spreadsheet (tsv), both as Whisper writes them."""

from __future__ import annotations

from pipeline.formats.cue import visible
from pipeline.formats.track import Track, sentence


def text(track: Track) -> str:
    """One line a cue; of two languages one line each."""
    made = []
    for cue, under in track.pairs():
        both = [sentence(cue.lines, track.language)]
        if track.second_language:
            both.append(sentence(under.lines, track.second_language))
        made += [f"{line}\n" for line in both if line]
    return "".join(made)


def tsv(track: Track) -> str:
    """`start`, `end` in milliseconds and `text`, set apart by tabs, under a line that names them."""
    rows = ["start\tend\ttext\n"]
    for cue in track.merged():
        line = " ".join(visible(cue.lines)) if track.second_language else sentence(cue.lines, track.language)
        if line:
            rows.append(f"{cue.start}\t{cue.end}\t{line}\n")
    return "".join(rows)
