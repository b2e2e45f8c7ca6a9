"""What of an LLM's answer is the translation, and whether a viewer may see it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

import regex

from models import han
from models.mt.prompts import base_of
from models.mt.types import Request
from models.numerals import digits

_THOUGHT = regex.compile(r"<think>.*?(?:</think>|$)", regex.DOTALL)
_LABEL = regex.compile(
    r"^(?:translation|translated text|output|answer|译文|翻译)\s*[:：]\s*", regex.IGNORECASE
)
_NOTE = regex.compile(r"\s*[(\[](?:note|translation|literally|注)\b[^)\]]*[)\]]\s*$", regex.IGNORECASE)
_QUOTES = ('""', "''", "“”", "‘’", "«»", "「」", "『』", "„“", "``")
_REFUSAL = regex.compile(
    r"\bas an ai\b|\bai language model\b|i(?:['’]m| am) sorry, but i c|\bi can(?:no|['’])t (?:assist|fulfil)"
    r"|here(?: is|['’]s) (?:the translation|a poem|your)|as requested|please provide the"
    r"|^(?:sure|of course)[,!] (?:here|i['’]ll)\b|[{}]|```",
    regex.IGNORECASE,
)
_SCRIPTS = {
    "ru": r"\p{Cyrillic}", "uk": r"\p{Cyrillic}", "ar": r"\p{Arabic}", "th": r"\p{Thai}", "ko": r"\p{Hangul}",
    "ja": r"[\p{Hiragana}\p{Katakana}]",
}  # fmt: skip
_LATIN = r"\p{Latin}"
_OTHER = regex.compile(r"[\p{Cyrillic}\p{Arabic}\p{Thai}\p{Hangul}\p{Hiragana}\p{Katakana}]")
_AMOUNT = regex.compile(r"\d+(?:\.\d+)?(?![\d.]*\s*[折点时:：万亿])")
_WARI = regex.compile(r"(\d)割")
_LONGEST = {"ja": 4, "ko": 4}  # characters for one of the source; the references stay below half of this
_ENGLISH = 3.0  # letters of English that a Chinese character becomes, spaces counted
_ROOM = 24  # characters any answer may have, however short the line


def clean(answer: str) -> str:
    """The first line of `answer` without thoughts, label, note or quotes around the whole."""
    lines = _THOUGHT.sub("", answer).splitlines()
    text = next((line.strip() for line in lines if line.strip()), "")
    text = _NOTE.sub("", _LABEL.sub("", text)).strip()
    for pair in _QUOTES:
        inner = text[1:-1]
        if len(text) > 2 and text[0] == pair[0] and text[-1] == pair[1] and not set(pair) & set(inner):
            return str(inner.strip())
    return str(text)


def fault(source: str, answer: str, language: str, written: str = "zh") -> str | None:
    """Why `answer` cannot be shown as `source`, `written` in Chinese or `en`, in the base `language`.

    None when it can.

    It judges form and numbers: empty, far too long or short, the wrong script, boilerplate, an amount that is
    gone. It cannot see a wrong meaning.
    """
    if not any(unicodedata.category(c)[0] in "LN" for c in answer):
        return "empty"
    said = len(source) / (_ENGLISH if written == "en" else 1)
    if len(answer) > _ROOM + _LONGEST.get(language, 10) * said:
        return "too long"
    if said >= 12 and len(answer) < 0.4 * said:
        return "too short"
    if _REFUSAL.search(answer):
        return "boilerplate"
    if reason := _script_fault(source, answer, language):
        return reason
    missing = lost_numbers(source, answer, language)
    return f"without {', '.join(missing)}" if missing else None


def first_good(
    request: Request, tries: Iterable[tuple[str, float | None]], faults: Counter[str]
) -> tuple[str, float | None]:
    """The first answer and its score of which `fault` finds nothing; ("", None) after the last.

    The tries are made one by one, as they are needed; what was wrong with each is counted in `faults`.
    """
    for text, score in tries:
        reason = fault(request.text, text, base_of(request.target), request.source)
        if reason is None:
            return text, score
        faults[reason] += 1
    return "", None


def mean_logprob(choice: Any) -> float | None:
    """Mean natural log-probability of the tokens of a choice, where the server states it."""
    stated = (choice.get("logprobs") or {}).get("content") or ()
    values = [token["logprob"] for token in stated if isinstance(token.get("logprob"), int | float)]
    return min(0.0, sum(values) / len(values)) if values else None


def lost_numbers(source: str, answer: str, language: str) -> list[str]:
    """The amounts of a Chinese line, in digits, that are not in the answer, in whatever notation.

    Numbers up to twelve may be words in any language and are not looked for, nor are 88折 and 20点, which no
    other language says with these figures. Japanese says 20% as 2割.
    """
    said = "".join(str(unicodedata.digit(c)) for c in answer if c.isdigit())
    amounts = [match[0] for match in _AMOUNT.finditer(digits(source))]
    if language == "ja" and "割" in answer:
        said += "".join(f"{rate}0" for rate in _WARI.findall(answer))
    return [amount for amount in amounts if float(amount) > 12 and _figures(amount) not in said]


def _figures(amount: str) -> str:
    """`69.90` and `69,9` are the same figures."""
    return (amount.rstrip("0") if "." in amount else amount).replace(".", "")


def _script_fault(source: str, answer: str, language: str) -> str | None:
    own = _SCRIPTS.get(language, _LATIN)
    if language == "ja":
        if any(han.has_han(c) and not _japanese(c) for c in answer):
            return "Chinese characters"
    elif han.has_han(answer):
        return "Chinese characters"
    if len(source) >= 5 and any(c.isalpha() for c in answer) and not regex.search(own, answer):
        return f"no {language} letters"
    if any(not regex.match(own, c) for c in _OTHER.findall(answer)) and language != "ja":
        return "letters of another language"
    return None


def _japanese(character: str) -> bool:
    """Whether Shift_JIS has this ideograph: the forms that only Simplified Chinese uses are not in it."""
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
