"""Where a text may break and what a break there costs: a text as pieces that are never broken.

Rules of the field: kinsoku (JLREQ 3.1.7, CLREQ 3.1.3) for what must not begin or end a line; clause borders
before phrase borders before word borders; a number stays with its unit, a price with its currency, an article
or preposition with its word. Phrases of scripts without spaces come from budoux: of 147 line breaks in the
Chinese of four shows 4 fell into what jieba calls a word, of 1152 in written sentences (FLORES) 75. That is
not worth jieba's 42 MB and 0.6 s to load for talk; it is a source package last released in 2020.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import budoux
import regex

from pipeline.layout.languages import Language

# The cost of a break. From INSIDE on (inside a phrase, perhaps inside a word) another caption is the lesser
# evil; FORBIDDEN is taken only inside what is wider than a line.
SENTENCE, CLAUSE, PAUSE, PHRASE, WORD = 0, 1, 2, 4, 5
CLOSE, TIGHT, INSIDE, FORBIDDEN = 10, 40, 150, 1000

NO_START = frozenset(
    "、。，．・：；？！…‥ー々〻ヽヾゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ゛゜～〜％‰℃°％ๆฯ।۔؟،؛,.!?:;%)]}»”’）」』】〕〉》〗｝］"
)
NO_END = frozenset("（「『【〔〈《〖｛［([{«“‘¥￥$＄€£₩＃#第№¿¡")

_SPACE = regex.compile(r"[^\S\u00a0\u2007\u202f]+")  # any white space that is not a no-break space
_DENSE = (  # written without spaces; full-width digits and letters are not among them
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}ー"
    r"\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_KANA_UNITS = (
    r"(?<=\d)(?:(?:キロ|センチ|ミリ)?(?:メートル|グラム|リットル|ワット|アンペア)|キロ|センチ|ミリ|パーセント"
    r"|サイズ|セット|ヶ月|ポイント)"
)
_TOKEN = regex.compile(
    rf"(?P<dense>{_KANA_UNITS}|(?=[{_DENSE}])\X)"
    r"|(?P<thai>\p{Thai}(?:\p{Thai}|\p{M})*)"
    # Everything else holds together, but for a dash or dots between two words.
    rf"|(?:(?![{_DENSE}\p{{Thai}}])\X)+?(?:(?<=\p{{L}}[—…])(?=\p{{L}})|(?=[{_DENSE}\p{{Thai}}])|$)"
)
_NUMERALS = regex.compile(r"[零〇一二两兩三四五六七八九十百千万萬亿億半]")
_CURRENCY = regex.compile(r"(?:^|[^\p{L}])(?:\p{Lu}{0,3}\p{Sc}|RM|Rp|[A-Z]{3})\.?$")
_UNIT = regex.compile(
    r"(?:[%‰‱°]\p{L}?|\p{Sc}|[kmcdµμ]?[gml]²?|k?[VWA]h?|[kMGT]?i?[BbPp]|mAh|[kMG]?Hz|oz|lbs?|fps|h|min|s"
    r"|元|円|块|бат|руб|грн|м?л|к?г|[кс]?м|тыс|млн"
    # Money and percentages in words; of those in two words the first, see _TOGETHER.
    r"|[Yy]uan(?:es|s)?|юан\p{L}*|рубл\p{L}*|يوان|원\p{L}*|위안\p{L}*|หยวน|บาท|tệ|đồng|nghìn|triệu|nhân"
    r"|[Pp]ercent|por|pour|per|phần|Prozent|процент\p{L}*|persen|퍼센트\p{L}*|เปอร์เซ็นต์|بالمئة|بالمائة)(?!\p{L})"
)
_TOGETHER = regex.compile(
    r"(?:por (?:ciento|cento)|pour cent|per cento?|phần trăm|nhân dân|dân tệ|(?:nghìn|triệu) tệ)(?!\p{L})"
)
_COUNTED = regex.compile(r"[元块塊毛角折斤克码碼号號件盒箱包瓶双雙套台单單片袋米升度毫公]")
_UNITS = regex.compile(
    r"[毫厘公千平](?=[升米克斤里方安瓦伏])|[分小](?=[钟鐘时時])|[美欧歐日人](?=[元民])|[万萬亿億](?=[元块塊円])"
)
_DEPENDENT = regex.compile(r"[지수것줄데](?!\p{Hangul}{2})")  # Korean: bound to the word before
_ABBREVIATION = regex.compile(r"(?:^|[^\p{L}])(?:\p{Lu}|Mr|Mrs|Ms|Dr|St|No|Nr|Sr|Sra|Art|ст|гл)\.$")
_EXTENDS = regex.compile(r"[\p{M}ำ]")  # what never begins a grapheme in Thai
_CLOSERS = "\"'”’»）)」』】》〉]}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run that no line break may enter. `cost` is that of a break after it, SENTENCE to FORBIDDEN."""

    text: str
    spaced: bool
    """Whether a space stands between this piece and the next when they share a line."""
    cost: int


def pieces(text: str, language: Language) -> list[Piece]:
    """Cut a text. Joined, with a space where `spaced`, the pieces are the text with its spaces folded."""
    tokens = [
        (token, border, last)
        for chunk in _SPACE.sub(" ", text).strip(" ").split(" ")
        for token, border, last in _tokens(chunk, language)
    ]
    made = []
    for number, (token, border, spaced) in enumerate(tokens, 1):
        if number == len(tokens):
            made.append(Piece(token, False, SENTENCE))
        else:
            cost = _cost(token, tokens[number][0], spaced, border, language)
            made.append(Piece(token, spaced, cost))
    return made


def _tokens(chunk: str, language: Language) -> Iterator[tuple[str, bool, bool]]:
    """The tokens of a run without spaces: text, whether it ends a phrase, whether it ends the run."""
    if not chunk:
        return
    found: list[str] = []
    for match in _TOKEN.finditer(chunk):
        if match["thai"]:
            for word in _parser("th").parse(match[0]):
                if found and _EXTENDS.match(word):  # the model cuts before a vowel now and then
                    found[-1] += word
                else:
                    found.append(word)
        else:
            found.append(match[0])
    borders = _borders(chunk, language) if len(found) > 1 else frozenset()
    at = 0
    for number, token in enumerate(found, 1):
        at += len(token)
        yield token, at in borders, number == len(found)


def _borders(chunk: str, language: Language) -> frozenset[int]:
    model = language.breaks
    if model not in ("ja", "zh-hans", "zh-hant"):  # a foreign phrase
        model = "ja" if regex.search(r"[\p{Hiragana}\p{Katakana}]", chunk) else "zh-hans"
    ends, at = set(), 0
    for phrase in _parser(model).parse(chunk):
        at += len(phrase)
        ends.add(at)
    return frozenset(ends)


@lru_cache(maxsize=4)
def _parser(model: str) -> budoux.Parser:
    match model:
        case "ja":
            return budoux.load_default_japanese_parser()
        case "th":
            return budoux.load_default_thai_parser()
        case "zh-hant":
            return budoux.load_default_traditional_chinese_parser()
    return budoux.load_default_simplified_chinese_parser()


def _cost(before: str, after: str, spaced: bool, border: bool, language: Language) -> int:
    if _bound(before, after, spaced):
        return FORBIDDEN
    spoken = before.rstrip(_CLOSERS) or before
    if spoken[-1] in language.terminal or spoken[-1] in "。！？":
        return CLOSE if _ABBREVIATION.search(before) else SENTENCE
    if spoken[-1] in ",;:،؛，；：、—–·" and (spaced or not spoken[-1].isascii()):
        return PAUSE if spoken[-1] == "、" else CLAUSE
    dense = _is_dense(before[-1]) + _is_dense(after[0])
    thai = _is_thai(before) + _is_thai(after)
    if not spaced:
        return _dense_cost(before, after, border) if dense else PHRASE + 3 if thai else WORD
    if dense or thai:  # between two phrases; beside a number or a Latin word
        return PAUSE if 2 in (dense, thai) else TIGHT if before[-1].isdecimal() else WORD
    return _word_cost(before, after, language)


def _bound(before: str, after: str, spaced: bool) -> bool:
    """Whether the two must share a line: kinsoku, and numbers with their units and currencies."""
    if not spaced:
        straight = before[-1] in "\"'" or after[0] in "\"'"
        # A dash or dots may be two characters long and are still one mark.
        twin = before[-1] == after[0] and after[0] in "—…―"
        number = before[-1].isdecimal() and _is_dense(after[0])
        counted = (_NUMERALS.match(before) and _COUNTED.match(after)) or _UNITS.match(before + after)
        return bool(straight or twin or number or counted) or after[0] in NO_START or before[-1] in NO_END
    if all(c in NO_START for c in after) or all(c in NO_END for c in before):
        return True
    if _TOGETHER.match(f"{before} {after}"):
        return True
    if before[-1].isdecimal() and (_UNIT.match(after) or regex.match(r"\d{3}(?!\d)", after)):
        return True
    return after[0].isdecimal() and bool(_CURRENCY.search(before))


def _dense_cost(before: str, after: str, border: bool) -> int:
    """A break without a space where at least one side is Han, kana or full-width punctuation."""
    if _NUMERALS.match(before) and _NUMERALS.match(after):
        return FORBIDDEN
    if _NUMERALS.match(before):
        return TIGHT
    if before in "年月" and after[0].isdecimal():
        return CLOSE
    return PHRASE if border else INSIDE


def _word_cost(before: str, after: str, language: Language) -> int:
    """A break at a space between two words of a spaced script, or between Latin words in another."""
    if (
        (not language.spaced or language.rtl)
        and _is_latin(before)
        and (_is_latin(after) or after[0].isdecimal())
    ):
        return TIGHT  # a brand of several words in a text of another script
    cost = WORD
    if (before[0].isupper() and after[0].isupper()) or after[0].isdecimal():  # a name; "type 1"
        cost = CLOSE - 2
    if before[0].isupper() and after[0].isdecimal():  # a product or a date: iPhone 15, November 11
        cost = CLOSE
    if before[-1].isdecimal():  # what is counted
        cost = CLOSE + 4
    short = 1 if language.full_width else 3
    if language.full_width and _DEPENDENT.match(after):
        return CLOSE
    if language.clings == "next":
        cost += 4 * (len(before) <= short) - (len(before) > short >= len(after))
    elif language.clings == "previous":
        cost += 4 * (len(after) <= short)
    return cost


def _is_dense(character: str) -> bool:
    return regex.match(rf"[{_DENSE}]", character) is not None


def _is_thai(token: str) -> bool:
    return regex.match(r"\p{Thai}", token) is not None


def _is_latin(token: str) -> bool:
    return regex.search(r"\p{Latin}", token) is not None
