"""How each kind of model is asked for a translation: the messages of a chat, as data.

Speech is data in every form: the line stands alone in the last turn, or behind an order of ours and nothing
of its own. What changes from line to line stands in that turn only, so that whatever is before it stays read.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from models.mt.shots import NAMES, NAMES_ZH, SHOTS, SOURCE
from models.mt.types import Request
from models.numerals import digits

Form = Literal["chat", "hunyuan", "qwen-mt", "translategemma"]

_SYSTEM = {
    "zh": "You translate the subtitles of a Chinese live shopping stream into {0}. "
    "Reply with the {0} translation of the line only.",
    "en": "You translate the subtitles of a live shopping stream from English into {0}. "
    "Reply with the {0} translation of the line only.",
}
"""By the language of the line."""
_STRICT = "Translate this line into {0}, in one line of {0} and nothing else, with the same numbers: {1}"
_TRAINED = (  # whose model cards give the form that they were trained on
    ("qwen-mt", re.compile("qwen-?mt", re.IGNORECASE)),
    ("hunyuan", re.compile("(?:hunyuan|hy)-?mt", re.IGNORECASE)),
    ("translategemma", re.compile("translate-?gemma", re.IGNORECASE)),
)
_ADDRESSED = re.compile(
    "指令|提示词|系统[:：]|翻译|译成|回答我|回复我|输出|停止|人工智能|机器人|你是谁|你现在是|从现在开始|扮演|重复一遍"
    "|写一?[首篇段个]|JSON|AI|ignore|prompt",
    re.IGNORECASE,
)
_ADDRESSED_EN = re.compile(
    r"\b(?:instructions?|prompts?|ignore|disregard|translat\w+|answer me|reply|output|AI|robot|you are now"
    r"|from now on|pretend|write an?|system)\b",
    re.IGNORECASE,
)
_MARK = re.compile("<(?=\\||｜|start_of|end_of|/?s>)")
_TOKENS = {"en": 2, "ar": 4, "th": 4, "hi": 4, "he": 4}
"""Tokens an answer may have for each character of its source, three elsewhere: about twice what it needs."""


def form_of(model: str) -> Form:
    """The form that a model of this name was trained on; general models are asked in a chat with examples."""
    for form, pattern in _TRAINED:
        if pattern.search(model):
            return form  # type: ignore[return-value]  # the table holds forms only
    return "chat"


def attempts(form: Form, request: Request) -> tuple[bool, ...]:
    """In which order a line is asked for, by `strict`: once where a model would only repeat itself.

    A line that could be meant for the model itself is asked for strictly first: right behind the order a
    small model translates it, further away it may obey.
    """
    if form not in ("chat", "hunyuan"):
        return (False,)
    addressed = _ADDRESSED_EN if request.source == "en" else _ADDRESSED
    return (True, False) if addressed.search(request.text) else (False, True)


def body(
    form: Form, request: Request, *, shots: int = 5, context_lines: int = 0, strict: bool = False
) -> dict[str, Any]:
    """The fields of a chat completion that hold what is asked: `messages`, and what the form adds."""
    before = "".join(request.context[-context_lines:]) if context_lines else ""
    if form == "hunyuan":
        return {"messages": [_user(_hunyuan(request, before, strict))]}
    if form == "qwen-mt":
        terms = [{"source": source, "target": target} for source, target in request.terms]
        options = {"source_lang": "Chinese", "target_lang": NAMES[base_of(request.target)].split()[-1]}
        return {
            "messages": [_user(digits(plain(request.text)))],
            "translation_options": {**options, **({"terms": terms} if terms else {})},
        }
    if form == "translategemma":
        codes = {"type": "text", "source_lang_code": "zh", "target_lang_code": request.target}
        return {"messages": [{"role": "user", "content": [{**codes, "text": spoken(request)}]}]}
    return {"messages": chat(request, shots, before, strict)}


def chat(request: Request, shots: int, before: str, strict: bool) -> list[dict[str, str]]:
    """System turn, examples where the language has some, the line.

    The strict form, also of a line whose figures an earlier answer lost, repeats the order in the last turn.
    """
    base = base_of(request.target)
    messages = [{"role": "system", "content": _SYSTEM[request.source].format(NAMES[base])}]
    examples = SHOTS["en"] if request.source == "en" else map(digits, SOURCE)
    for source, shot in list(zip(examples, SHOTS.get(base, ()), strict=False))[:shots]:
        messages += [_user(source), {"role": "assistant", "content": shot}]
    line = spoken(request)
    if before:
        line = f"（上文：{digits(plain(before))}）\n{line}"
    if strict or request.facts:
        line = _STRICT.format(NAMES[base], line)
    return [*messages, _user(line)]


def spoken(request: Request) -> str:
    """The line as a model reads it: numbers in digits, each term already in the words of the target language,
    figures to be heeded in its notation.

    What stands in the line itself costs no order and was kept more often than what is named in an order; of
    figures in an order a small model makes a list before its translation.
    """
    text = plain(request.text)
    for source, target in sorted(request.terms, key=lambda term: -len(term[0])):
        if source != target:
            said = plain(target)
            if request.source == "en":
                text = _whole_word(source).sub(said.replace("\\", r"\\"), text)
            else:
                text = text.replace(source, f" {said} ")
    return " ".join(_figured(digits(text), request.facts).split())


def _figured(text: str, facts: tuple[tuple[str, str], ...]) -> str:
    """The figures as the target writes them, none inside a longer number."""
    shown = {said: plain(figure) for said, figure in facts if said}
    if not shown:
        return text
    said = "|".join(re.escape(each) for each in sorted(shown, key=len, reverse=True))
    return re.sub(rf"(?<![\d.])(?:{said})(?![\d.]*\d)", lambda found: f" {shown[found[0]]} ", text)


def plain(text: str) -> str:
    """One line, in which nothing can end the turn as the marks of a chat template do (`<|im_end|>`)."""
    return " ".join(_MARK.sub("< ", text).split())


def tokens(request: Request) -> int:
    """The most tokens that an answer may have, so that a loop ends."""
    base = base_of(request.target)
    if request.source == "en":
        return 16 + (2 if base in _TOKENS else 1) * len(request.text)
    return 16 + _TOKENS.get(base, 3) * len(request.text)


def base_of(tag: str) -> str:
    """`pt-BR` -> `pt`."""
    return tag.split("-", 1)[0].lower()


def _whole_word(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)


def _user(content: str) -> dict[str, str]:
    return {"role": "user", "content": content}


def _hunyuan(request: Request, before: str, strict: bool) -> str:
    """The orders of Hunyuan-MT's model card: terms, then what was said before, then the line."""
    parts = []
    if request.terms:
        terms = "\n".join(f"{source} 翻译成 {plain(target)}" for source, target in request.terms)
        parts.append(f"参考下面的翻译：\n{terms}\n")
    if before:
        parts.append(f"{digits(plain(before))}\n参考上面的信息，不需要翻译上文。")
    figures = f"，数字写成：{'；'.join(plain(shown) for _, shown in request.facts)}" if request.facts else ""
    figures = figures or ("，保留所有数字" if strict else "")
    name = NAMES_ZH[base_of(request.target)]
    parts.append(f"将以下文本翻译为{name}{figures}，注意只需要输出翻译后的结果，不要额外解释：\n")
    return "\n".join([*parts, digits(plain(request.text))])
