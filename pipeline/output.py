"""What is made of a show, and where: its subtitle files in every language and kind, and its video."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pipeline.errors import ConfigError, SinkError
from pipeline.formats.documents import Kind, kinds
from pipeline.layout.languages import canonical
from pipeline.sinks.files import LangCode, output_path

Container = Literal["mkv", "mp4"]
Made = tuple[str, str]
"""What one file holds: a language, `zh-Hans+en`, or SUBTITLED; and a Kind, a Container or BURNT."""
SUBTITLED = "subtitled"
BURNT = "burnt"


@dataclass(frozen=True, slots=True)
class Output:
    """Which files a show becomes, how they are named and where they go."""

    directory: Path | None = None
    """None: beside the source."""
    kinds: tuple[Kind, ...] = ("srt",)
    lang_code: LangCode = "bcp47"
    overwrite: bool = False
    pair: tuple[str, ...] = ()
    """Two languages for a file with one under the other."""
    mux: Container | None = None
    """A copy of the video with every language as a soft subtitle."""
    burn: str = ""
    """A language, or the pair as `a+b`, for a copy of the video with it in the picture."""
    font: str = ""
    """The name or file of the font for that; empty: one that has the letters."""

    @classmethod
    def asked(
        cls,
        directory: Path | None,
        form: str,
        lang_code: LangCode,
        overwrite: bool,
        bilingual: str = "",
        mux: str = "",
        burn: str = "",
        font: str = "",
    ) -> Self:
        """As a command line says it. Raises ConfigError for what makes no sense."""
        both = pair(bilingual or (burn if "+" in burn else ""))
        burnt = joined(pair(burn)) if "+" in burn else canonical(burn) if burn else ""
        if "+" in burnt and burnt != joined(both):
            raise ConfigError(f"--burn {burn}: of two languages only those of --bilingual can be drawn")
        return cls(directory, kinds(form), lang_code, overwrite, both, container(mux), burnt, font)

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that the files need beside the ones that were asked for."""
        return tuple(
            dict.fromkeys((*self.pair, *(() if "+" in self.burn or not self.burn else (self.burn,))))
        )

    def paths(self, stem: str, beside: Path, languages: Sequence[str]) -> dict[Made, Path]:
        """Every file of a show, in the order of making. Raises ConfigError where two would share one name."""
        folder = self.directory or beside
        names = [*languages, *([joined(self.pair)] if self.pair else [])]
        found: dict[Made, Path] = {
            (name, kind): self._path(stem, name, kind, folder) for kind in self.kinds for name in names
        }
        if self.mux:
            found[SUBTITLED, self.mux] = folder / f"{stem}.{SUBTITLED}.{self.mux}"
        if self.burn:
            burnt = self._path(stem, self.burn, "mp4", folder)
            found[self.burn, BURNT] = burnt.with_name(f"{burnt.stem}.{BURNT}.mp4")
        owners: dict[Path, Made] = {}
        for made, path in found.items():
            if (other := owners.setdefault(path, made)) != made:
                raise ConfigError(
                    f"{path}: both {other[0]} and {made[0]} would be written to it; use --lang-code bcp47"
                )
        return found

    def missing(self, stem: str, beside: Path, languages: Sequence[str]) -> dict[Made, Path]:
        """The files of a show that are to be made: all, or those that are not there."""
        paths = self.paths(stem, beside, languages)
        return {made: path for made, path in paths.items() if self.overwrite or not path.exists()}

    def prepare(self, beside: Path) -> None:
        """Make the folder. Raises SinkError where it takes no files, before hours go into what they hold."""
        directory = self.directory or beside
        try:
            directory.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=directory):
                pass
        except OSError as error:
            raise SinkError(
                f"cannot write to {directory}: {error.strerror}; allow it or choose another --output-dir"
            ) from error

    def _path(self, stem: str, name: str, ending: str, folder: Path) -> Path:
        codes = [
            output_path(stem, tag, ending, folder, self.lang_code).name.split(".")[-2]
            for tag in name.split("+")
        ]
        return folder / f"{stem}.{'+'.join(codes)}.{ending}"


def is_made(name: str) -> bool:
    """Whether a file is called as the video that zimu makes: `show.subtitled.mkv`, `show.en.burnt.mp4`."""
    return Path(name).stem.endswith((f".{SUBTITLED}", f".{BURNT}"))


def pair(text: str) -> tuple[str, ...]:
    """`zh,en` -> (`zh-Hans`, `en`), "" -> (). Raises ConfigError for anything but two languages."""
    tags = tuple(dict.fromkeys(canonical(tag) for tag in text.replace("+", ",").split(",") if tag.strip()))
    if text and len(tags) != 2:
        raise ConfigError(f"--bilingual {text}: write two languages, the upper first: zh,en")
    return tags


def joined(languages: Sequence[str]) -> str:
    """The name of a file of two languages."""
    return "+".join(languages)


def container(text: str) -> Container | None:
    """Raises ConfigError for what is none; "" is None."""
    match text.lower().removeprefix("."):
        case "":
            return None
        case "mkv":
            return "mkv"
        case "mp4" | "m4v" | "mov":
            return "mp4"
    raise ConfigError(f"--mux {text}: choose mkv or mp4")
