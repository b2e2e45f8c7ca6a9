"""`zimu bench all`: one small run of every bench, in a stated order, each with its logs and its report.

On two cores it ends within 20 minutes: about 3 minutes of sound heard twice at most, one of it in real time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data import Clip, clips
from benchmarks.parallel import spread

EACH = 3
"""Clips of each kind of a manifest, spread over it."""
LONGEST_S = 20.0
"""Of a clip that is taken."""
LIVE_S, SCALE_S = 60.0, 30.0
"""Of the show that is played through whole sessions, once on each clock; and by each of several streams."""
MOST = 4
"""Streams at once."""
TRANSLATED = "live/realsiA_tts.flac"
"""A show of which people have translated every line."""
LINES = 24
"""Of the table that is translated."""


@dataclass(frozen=True, slots=True)
class Data:
    """What there is to play; what is missing is left out, and said."""

    show: Path
    manifest: Path | None = None
    table: Path | None = None

    @classmethod
    def found(cls, show: Path, folder: Path | None) -> Data:
        """Of a folder laid out as the evaluation data: mandarin.tsv, translations.tsv, and a show with the
        translation of its lines beside it, which is taken in place of `show`."""

        def there(name: str) -> Path | None:
            return folder / name if folder and (folder / name).is_file() else None

        return cls(there(TRANSLATED) or show, there("mandarin.tsv"), there("translations.tsv"))


def selection(found: Sequence[Clip]) -> list[Clip]:
    """The clips that are played: EACH of every kind, none longer than LONGEST_S."""
    kinds = dict.fromkeys(clip.kind for clip in found)
    return [
        clip
        for kind in kinds
        for clip in spread([c for c in found if c.kind == kind and c.seconds <= LONGEST_S], EACH)
    ]


def commands(data: Data, into: Path, to: str) -> Iterator[tuple[str, list[str]]]:
    """The name of each part and the arguments of `zimu bench` that make it."""
    show = str(data.show)
    if data.manifest is not None:
        ids = ",".join(clip.id for clip in selection(clips(data.manifest)))
        yield "stream", ["stream", "--manifest", str(data.manifest), "--only", ids, *_kept(into, "stream")]
    live = ["live", show, "--to", to, "--seconds", f"{LIVE_S:g}", "--both"]
    yield "live", [*live, *_kept(into, "live")]
    scale = ["scale", show, "--to", to, "--languages", "1", "--most", str(MOST), "--seconds", f"{SCALE_S:g}"]
    yield "scale", [*scale, *_kept(into, "scale")]
    if data.table is not None:
        lines = ["translate", "--tsv", str(data.table), "--to", to, "--limit", str(LINES)]
        yield "translate", [*lines, *_kept(into, "translate")]


def run(
    parts: Iterator[tuple[str, list[str]]], bench: Callable[[list[str]], str], say: Callable[[str], None]
) -> str:
    """What the parts print, one after the other below headings, each with the command that printed it."""
    sections = []
    for name, arguments in parts:
        say(f"bench {name}")
        printed = bench(arguments)
        shown = " ".join(_short(argument) for argument in arguments)
        sections.append(f"## {name}\n\n    zimu bench {shown}\n\n{printed.strip()}")
    return "\n\n".join(sections) + "\n"


def _kept(into: Path, name: str) -> list[str]:
    return ["--log", str(into / name), "--json", str(into / f"{name}.json")]


def _short(argument: str) -> str:
    """Names of files without their folders, and long lists cut: a table is read by people."""
    name = Path(argument).name if "/" in argument else argument
    return name if len(name) <= 60 else f"{name[:57]}..."
