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
_HALF_WIDTH = str.maketrans({full: half for half, full in _FULL_WIDTH.items()})
_OPENING = "“‘（《【"
_MARKS = re.compile(r"\s*[,.?!:;](?:\s*[,.?!:;])*")
_QUOTED = re.compile(r'"([^"]*)"')
_BRACKETED = re.compile(r"\(([^()]*)\)")
_PHRASE = re.compile(r"[A-Za-z'’]+[,.?!:;] +(?:[A-Za-z'’]+ +)*[A-Za-z'’]+$")  # Hello, my world
_ADDRESS = re.compile(r"[\x21-\x7e]*(?:://|www\.|@)[\x21-\x7e]*$")
_THOUSANDS = re.compile(r"[0-9]{3}(?![0-9])")
_ITEM = re.compile(r"(?:^|[\s，。；：！？])[0-9]{1,2}$")  # the 1 of 1.面霜
_SPACE = re.compile(rf"(?<=[{_HAN_SET}{_FULL}])\s+(?=[{_HAN_SET}{_FULL}])|(?<=[{_FULL}])\s+|\s+(?=[{_FULL}])")
_REPEATED = re.compile("([，。])\\1+")
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


_TAIWAN = {
    "質量": "品質",
    "價效比": "CP值",
    "資料線": "傳輸線",
    "充電寶": "行動電源",
    "包郵": "免運",
    "土豆": "馬鈴薯",
    "西紅柿": "番茄",
    "菠蘿": "鳳梨",
    "酸奶": "優格",
}
"""What a shop in Taiwan calls its goods, where OpenCC's phrases leave the mainland's word or make one up."""
_TAIWANESE = re.compile("|".join(_TAIWAN))

_TRADITIONAL = {"TW": "s2twp", "HK": "s2hk", "MO": "s2hk", "": "s2t"}


def to_traditional(text: str, region: str = "") -> str:
    """Simplified to Traditional as it is written in `region`.

    `TW` also takes Taiwan's words (软件 becomes 軟體), `HK` and `MO` Hong Kong's characters, "" neither.
    Raises KeyError for any other region.
    """
    made = str(_converter(_TRADITIONAL[region]).convert(text))
    return _TAIWANESE.sub(lambda word: _TAIWAN[word[0]], made) if region == "TW" else made


def regional(text: str, tag: str) -> str:
    """Simplified `text` as the Chinese of a BCP 47 tag: as it is for `zh-Hans`, `zh-Hant-TW` Taiwan's."""
    parts = tag.split("-")[1:]
    region = next((p for p in parts if len(p) == 2 and p.isupper()), "")
    if "Hant" in parts or ("Hans" not in parts and region in ("TW", "HK", "MO")):
        return to_traditional(text, region if region in _TRADITIONAL else "")
    return text


def punctuate(text: str) -> str:
    """ASCII marks in Chinese text become full width: 好,来! becomes 好，来！, 他说"好" 他说“好”.

    A mark does that follows a Han character, stands before one or at the end, or is a comma between two words
    (5G,VIP) or numbers (3,2,1). 99.9, 10:30, 1,200, addresses, ellipses, English phrases and text without Han
    stay. Applying it twice changes nothing more.
    """
    if not has_han(text):
        return text
    text = _QUOTED.sub(_quoted, text)
    while (closed := _BRACKETED.sub(_bracketed, text)) != text:  # from the innermost brackets outwards
        text = closed
    return _MARKS.sub(_full, text)


def _quoted(match: re.Match[str]) -> str:
    return f"“{match[1]}”" if has_han(match[1]) else match[0]


def _bracketed(match: re.Match[str]) -> str:
    return f"（{match[1]}）" if has_han(match[1]) else match[0]


def _full(match: re.Match[str]) -> str:
    marks = "".join(match[0].split())
    before, after = match.string[: match.start()], match.string[match.end() :]
    if not before or (len(marks) > 1 and set(marks) == {"."}):
        return match[0]
    if not (has_han(before[-1]) or before[-1] in _FULL or _ends_latin(match[0], before, after)):
        return match[0]
    wide = "".join(_FULL_WIDTH[mark] for mark in marks)
    return _REPEATED.sub(r"\1", wide)


def _ends_latin(marks: str, before: str, after: str) -> bool:
    """Whether marks behind a Latin word or a number are those of the Chinese sentence around it."""
    if _is_chinese_next(after):
        item = marks == "." and after and _ITEM.search(before)
        return not (item or _PHRASE.search(before))
    grouped = before[-1].isdecimal() and _THOUSANDS.match(after)
    return marks == "," and after[0].isalnum() and not (grouped or _ADDRESS.search(before))


def _is_chinese_next(after: str) -> bool:
    """Whether a Han character, an opening mark or nothing comes next."""
    following = after.lstrip()[:1]
    return not following or has_han(following) or following in _OPENING


def half_width(text: str) -> str:
    """Full-width marks become ASCII, as Whisper writes them itself: 好，来！ becomes 好,来!."""
    return text.translate(_HALF_WIDTH)


def close_up(text: str) -> str:
    """Remove the spaces that recognisers write between Han characters; see the rule above."""
    return _SPACES.sub(" ", _SPACE.sub("", text)).strip()
