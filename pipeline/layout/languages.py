"""The one table of the languages that zimu knows, and how wide a text is in each.

Line lengths and reading speeds are those of the Netflix Timed Text Style Guides (adult programmes), in the
guides' own unit: a column is a character, and in Chinese, Japanese and Korean a full-width character, Latin
letters, spaces and half-width punctuation counting half. Where no guide is known: 42 columns and 17 a second.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import langcodes
import regex
from langcodes.tag_parser import LanguageTagError

from pipeline.errors import ConfigError

Breaks = Literal["spaces", "zh-hans", "zh-hant", "ja", "th"]
Clings = Literal["next", "previous", "neither"]


@dataclass(frozen=True, slots=True)
class Language:
    """How one language is named, broken into lines and read."""

    tag: str
    """BCP 47, in the canonical case."""
    autonym: str
    """The name that a viewer chooses in a player."""
    english: str
    columns: int = 42
    """Columns a line, see `width`."""
    cps: float = 17.0
    """Columns that a viewer reads in a second; a target for timing, never a reason to drop text."""
    rtl: bool = False
    breaks: Breaks = "spaces"
    """Where a line may break: between words set apart by spaces, or as the named budoux model says."""
    clings: Clings = "next"
    """Which neighbour a short word belongs to: articles and prepositions next, postpositions previous."""
    terminal: str = ".!?…"
    """What ends a sentence."""

    @property
    def spaced(self) -> bool:
        """Whether spaces separate the words."""
        return self.breaks == "spaces"

    @property
    def full_width(self) -> bool:
        """Whether a column is one full-width character."""
        return self.columns < 30


_HAN = "。！？…!?"

_TABLE = (
    Language("zh-Hans", "中文（简体）", "Chinese, Simplified", 16, 9, breaks="zh-hans", terminal=_HAN),
    Language("zh-Hant", "中文（繁體）", "Chinese, Traditional", 16, 9, breaks="zh-hant", terminal=_HAN),
    Language("zh-Hant-TW", "中文（繁體，台灣）", "Chinese, Taiwan", 16, 9, breaks="zh-hant", terminal=_HAN),
    Language(
        "zh-Hant-HK", "中文（繁體，香港）", "Chinese, Hong Kong", 16, 9, breaks="zh-hant", terminal=_HAN
    ),
    Language("en", "English", "English", cps=20),
    Language("es", "Español", "Spanish"),
    Language("fr", "Français", "French"),
    Language("de", "Deutsch", "German"),
    Language("it", "Italiano", "Italian"),
    Language("pt-BR", "Português (Brasil)", "Portuguese, Brazil"),
    Language("pt-PT", "Português (Portugal)", "Portuguese, Portugal"),
    Language("ca", "Català", "Catalan"),
    Language("nl", "Nederlands", "Dutch"),
    Language("sv", "Svenska", "Swedish"),
    Language("da", "Dansk", "Danish"),
    Language("nb", "Norsk bokmål", "Norwegian Bokmål"),
    Language("fi", "Suomi", "Finnish", clings="neither"),
    Language("pl", "Polski", "Polish"),
    Language("cs", "Čeština", "Czech"),
    Language("sk", "Slovenčina", "Slovak"),
    Language("hu", "Magyar", "Hungarian"),
    Language("ro", "Română", "Romanian"),
    Language("bg", "Български", "Bulgarian"),
    Language("hr", "Hrvatski", "Croatian"),
    Language("sr", "Српски", "Serbian"),
    Language("ru", "Русский", "Russian", 39),
    Language("uk", "Українська", "Ukrainian"),
    Language("el", "Ελληνικά", "Greek", terminal=".!;…"),
    Language("tr", "Türkçe", "Turkish", clings="previous"),
    Language("ar", "العربية", "Arabic", cps=20, rtl=True, terminal=".!؟?…"),
    Language("he", "עברית", "Hebrew", rtl=True),
    Language("fa", "فارسی", "Persian", rtl=True, terminal=".!؟?…"),
    Language("ur", "اردو", "Urdu", rtl=True, clings="previous", terminal="۔.!؟?…"),
    Language("hi", "हिन्दी", "Hindi", cps=22, clings="previous", terminal="।.!?…"),
    Language("bn", "বাংলা", "Bengali", clings="previous", terminal="।.!?…"),
    Language("ta", "தமிழ்", "Tamil", clings="previous"),
    Language("th", "ไทย", "Thai", 35, breaks="th", clings="neither", terminal="!?…"),
    Language("vi", "Tiếng Việt", "Vietnamese", clings="neither"),
    Language("id", "Bahasa Indonesia", "Indonesian"),
    Language("ms", "Bahasa Melayu", "Malay"),
    Language("fil", "Filipino", "Filipino"),
    Language("sw", "Kiswahili", "Swahili"),
    Language("ja", "日本語", "Japanese", 13, 4, breaks="ja", clings="neither", terminal=_HAN),
    Language("ko", "한국어", "Korean", 16, 12),
)

LANGUAGES: dict[str, Language] = {language.tag: language for language in _TABLE}

_ALIASES = {"zh-TW": "zh-Hant-TW", "no": "nb"}
"""Tags that CLDR resolves otherwise."""


@lru_cache(maxsize=256)
def canonical(tag: str) -> str:
    """The tag in `LANGUAGES` that a user means: `zh_TW` -> `zh-Hant-TW`, `pt` -> `pt-BR`, `chi` -> `zh-Hans`.

    A region picks among the variants of a language (`pt-AO` -> `pt-PT`) and is dropped where there are none
    (`en-GB` -> `en`). Raises ConfigError for what is not BCP 47 or has a language or script not in the table.
    """
    try:
        wanted = langcodes.standardize_tag(tag.strip(), macro=True)
        full = langcodes.Language.get(wanted).maximize()
        fits = langcodes.tag_is_valid(wanted) and wanted != "und"
    except LanguageTagError:
        raise _unknown(tag) from None
    if wanted in _ALIASES or wanted in LANGUAGES:
        return _ALIASES.get(wanted, wanted)
    near = [known for known in LANGUAGES if _script(known) == (full.language, full.script)]
    if not fits or not near:
        raise _unknown(tag)
    return langcodes.closest_match(wanted, near, max_distance=1000)[0] if len(near) > 1 else near[0]


def lookup(tag: str) -> Language:
    """The table's entry for a tag, canonical or not. Raises ConfigError as `canonical` does."""
    return LANGUAGES.get(tag) or LANGUAGES[canonical(tag)]


def width(text: str, language: str) -> float:
    """How many columns a text takes on a line of that language; see the top of this file for the unit.

    Counted by grapheme: marks that combine (Thai vowels, Arabic diacritics) and invisible characters take
    nothing. In a language whose column is one Latin letter a full-width character takes two.
    """
    known = lookup(language)
    return (0.5 if known.full_width else 1.0) * _cells(text, known.breaks not in ("spaces", "th"))


@lru_cache(maxsize=4096)
def _cells(text: str, han: bool) -> int:
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_cell(grapheme[0], han) for grapheme in regex.findall(r"\X", text))


def _cell(base: str, han: bool) -> int:
    if unicodedata.category(base) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    # Dashes, dots and curly quotes have no breadth of their own; Chinese and Japanese fonts draw them wide.
    return 2 if unicodedata.east_asian_width(base) in "FW" or (han and base in "…—―·“”‘’") else 1


@lru_cache(maxsize=128)
def _script(tag: str) -> tuple[str | None, str | None]:
    full = langcodes.Language.get(tag).maximize()
    return full.language, full.script


def _unknown(tag: str) -> ConfigError:
    names = {
        name.casefold(): known.tag for known in _TABLE for name in (known.tag, known.english, known.autonym)
    }
    near = difflib.get_close_matches(tag.strip().casefold(), names, n=3, cutoff=0.4) or list(names)[:1]
    tags = ", ".join(dict.fromkeys(f"{names[name]} ({LANGUAGES[names[name]].english})" for name in near))
    return ConfigError(
        f"unknown language {tag!r}: no such tag among {len(_TABLE)} known; the nearest are {tags}"
    )
