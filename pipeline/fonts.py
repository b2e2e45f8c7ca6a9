"""Which installed fonts can write a text: asked of the font files themselves, see pipeline/font_file.py."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from pipeline.errors import ProgramMissing
from pipeline.font_file import Font, faces

FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    *("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts"),
)
_PREFERRED = ("NotoSansCJK", "NotoSans", "DejaVuSans", "PingFang", "msyh", "Arial")
"""File names begin so; the first that has the letters is taken, then any other, by name."""
_STYLED = ("Bold", "Italic", "Oblique", "Black", "Light", "Thin", "Medium", "Mono", "Condensed", "Serif")
_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
_REGIONS = {"zh-Hans": "SC", "zh-Hant": "TC", "zh-Hant-TW": "TC", "zh-Hant-HK": "HK", "ja": "JP", "ko": "KR"}
"""Han characters look different in each; a font of all of them has a face for each."""
_MOST = 3
"""Fonts for one text: its script, Latin brands in it, and one to spare."""


def find_fonts(text: str, language: str, wanted: str = "", folders: Sequence[str] = FOLDERS) -> list[Font]:
    """Fonts that have every letter of the text together, the one with the most first.

    `wanted`, the name of a font or a file, is that one if it is given. Raises ProgramMissing with the letters
    that are not to be had, and what to install.
    """
    lacking = {ord(c) for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Mn")}
    if wanted:
        named = [font for font in _fonts(wanted, language, folders) if _is(font, wanted)]
        if not named:
            raise ProgramMissing(f"font {wanted}: not installed; name another with --font, or a font file")
        return named[:1]  # whoever names a font has seen it
    found: list[Font] = []
    while lacking and len(found) < _MOST:
        best, has = None, set[int]()
        for font in _fonts("", language, folders):
            letters = font.letters(lacking)
            if len(letters) > len(has):
                best, has = font, letters
            if len(has) == len(lacking):
                break
        if best is None:
            break
        found.append(best)
        lacking -= has
    if lacking:
        shown = " ".join(chr(c) if chr(c).isprintable() else f"U+{c:04X}" for c in sorted(lacking)[:8])
        raise ProgramMissing(
            f"no font that is installed has {shown}: apt install fonts-noto-core fonts-noto-cjk, "
            "or name one with --font"
        )
    return found or list(islice(_fonts("", language, folders), 1))


def _fonts(wanted: str, language: str, folders: Sequence[str]) -> Iterator[Font]:
    region = _REGIONS.get(language, "SC")
    for path in _files(wanted, folders):
        yield from sorted(faces(path), key=lambda font: not font.family.endswith(f" {region}"))


def _is(font: Font, wanted: str) -> bool:
    return font.path == Path(wanted) or wanted.casefold() == font.family.casefold()


def _files(wanted: str, folders: Sequence[str]) -> list[Path]:
    if wanted and Path(wanted).is_file():
        return [Path(wanted)]
    there = [Path(folder).expanduser() for folder in folders]
    found = [path for folder in there if folder.is_dir() for path in folder.rglob("*")]
    return sorted((path for path in found if path.suffix.lower() in _ENDINGS), key=_rank)


def _rank(path: Path) -> tuple[bool, int, str]:
    """Upright and regular before others, then as preferred."""
    places = [n for n, each in enumerate(_PREFERRED) if path.stem.startswith(each)]
    return any(style in path.stem for style in _STYLED), min(places, default=len(_PREFERRED)), path.name
