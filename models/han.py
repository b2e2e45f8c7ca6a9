"""How Chinese text is written: its script, Simplified or Traditional, its punctuation and its spacing.

The spacing rule: no space between two Han characters or beside full-width punctuation; where Han meets a
Latin word or a number, the space that is there is kept as one space and none is added.
"""

from __future__ import annotations

import re
from functools import cache

import opencc

_HAN_SET = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{_HAN_SET}]")
_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_FULL = "，。？！：；、…—“”‘’（）《》【】"
_FULL_WIDTH = dict(zip(",.?!:;", "，。？！：；", strict=True))
_BEFORE = f"[{_HAN_SET}”’）》】]"  # what stands before a mark that must be Chinese
_MARK = re.compile(rf"(?<={_BEFORE})\s*([,.?!:;])(?![.,])|(?<=[0-9A-Za-z%])([,.?!:;])(?=\s*[{_HAN_SET}])")
_PHRASE = re.compile(r"[A-Za-z]['’]?[A-Za-z]*[ ,.?!:;]+[A-Za-z][A-Za-z'’]*$")  # two English words or more
_SPACE = re.compile(rf"(?<=[{_HAN_SET}{_FULL}])\s+(?=[{_HAN_SET}{_FULL}])|(?<=[{_FULL}])\s+|\s+(?=[{_FULL}])")
_SPACES = re.compile(r"\s+")


def has_han(text: str) -> bool:
    """Whether any character is a Han ideograph (kanji and hanja count)."""
    return _HAN.search(text) is not None


def has_kana(text: str) -> bool:
    return _KANA.search(text) is not None


def has_hangul(text: str) -> bool:
    return _HANGUL.search(text) is not None


@cache
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def to_simplified(text: str) -> str:
    """Traditional to Simplified, by phrases; words are not changed to those of another region."""
    return str(_converter("t2s").convert(text))


_TRADITIONAL = {"TW": "s2twp", "HK": "s2hk", "MO": "s2hk", "": "s2t"}


def to_traditional(text: str, region: str = "") -> str:
    """Simplified to Traditional as it is written in `region`.

    `TW` also takes Taiwan's words (软件 becomes 軟體), `HK` and `MO` Hong Kong's characters, "" neither.
    Raises KeyError for any other region.
    """
    return str(_converter(_TRADITIONAL[region]).convert(text))


def regional(text: str, tag: str) -> str:
    """Simplified `text` as the Chinese of a BCP 47 tag: as it is for `zh-Hans`, `zh-Hant-TW` Taiwan's."""
    parts = tag.split("-")[1:]
    region = next((p for p in parts if len(p) == 2 and p.isupper()), "")
    if "Hant" in parts or ("Hans" not in parts and region in ("TW", "HK", "MO")):
        return to_traditional(text, region if region in _TRADITIONAL else "")
    return text


def punctuate(text: str) -> str:
    """ASCII marks in Chinese text become full width: 好,来! becomes 好，来！.

    A mark follows a Han character, or stands between a number or a single Latin word and one. 99.9, 10:30,
    1,200, addresses, ellipses and English phrases stay. Applying it twice changes nothing more.
    """

    def full(match: re.Match[str]) -> str:
        phrase = match[2] is not None and _PHRASE.search(text, 0, match.start()) is not None
        return match[0] if phrase else _FULL_WIDTH[match[1] or match[2]]

    return _MARK.sub(full, text)


def close_up(text: str) -> str:
    """Remove the spaces that recognisers write between Han characters; see the rule above."""
    return _SPACES.sub(" ", _SPACE.sub("", text)).strip()
