"""An LLM from a GGUF file, in process: one subtitle line after another, greedy, only the translation kept.

Speech is data: the line stands alone in its turn, the examples show that an order in it is translated and not
obeyed, and the model has no tools. llama.cpp keeps one slot a language, so the examples are read once and not
per line.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import InferenceFailed, LanguageUnsupported, WeightsInvalid, WeightsMissing
from models.mt.answers import clean, fault
from models.mt.shots import NAMES, SHOTS, SOURCE
from models.mt.types import Answer, Request
from models.numerals import digits

_SYSTEM = (
    "You translate the subtitles of a Chinese live shopping stream into {0}. "
    "Reply with the {0} translation of the line only."
)
# The second attempt repeats the order in the last turn: whatever stands before it stays read in the slot.
_STRICT = "Translate this line into {0}, in one line of {0} and nothing else, with the same numbers: {1}"
# Han, CJK punctuation and full-width forms cannot be sampled at all where the language does not write them
_NO_HAN = r"root ::= [^\n\u2E80-\u303F\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]+"
_LINE = r"root ::= [^\n]+"
# A loop costs seconds until the cap: what repeats the last 64 tokens for longer than 4 is made unlikely (DRY)
_NO_LOOPS = {"dry_multiplier": 1.0, "dry_allowed_length": 4, "dry_penalty_last_n": 64}
_TOKENS = {"en": 2, "ar": 4, "th": 4}
"""Tokens an answer may have for each character of its source, three elsewhere: about twice what it needs."""


@dataclass(frozen=True, slots=True)
class LlmOptions:
    threads: int = 1
    """Threads of llama.cpp. They spin while one waits for another: two beside a busy core took 28 s."""
    shots: int = 5
    """Examples before the line, at most 5; they are read once a language."""
    context_lines: int = 0
    """Sentences shown before the line; each costs the reading of its tokens, 33 ms a token."""
    slot_tokens: int = 1024
    """Window of one language in tokens; the examples take about 350."""
    warm: bool = True
    """Read the examples while opening, 8 s a language on one thread; else its first line waits so long."""


class Llm:
    """Translates from Simplified Chinese into `languages` (BCP 47 tags).

    A line whose two attempts both fail the check of `answers.fault` gives "". Calls wait for one another.
    """

    def __init__(
        self, path: Path, name: str, languages: Sequence[str], options: LlmOptions | None = None
    ) -> None:
        self.name = name
        self.faults: Counter[str] = Counter()
        """How many answers were refused, by reason; a line that fails twice counts twice."""
        self._options = options or LlmOptions()
        bases = dict.fromkeys(_base(tag) for tag in languages)
        for base in bases:
            if base not in SHOTS:
                raise LanguageUnsupported(
                    f"{name}: does not translate into {base}; it can: {', '.join(sorted(SHOTS))}"
                )
        self._slots = {base: slot for slot, base in enumerate(bases)}
        self._lock = threading.Lock()
        self._closing = False
        self._server: Any = self._open(path)
        if self._options.warm:
            for base in self._slots:
                self([Request("好。", base)])

    def _open(self, path: Path) -> Any:
        try:
            import xllamacpp  # only in the extra `embedded`; the options are wanted without it
        except ImportError:
            raise WeightsMissing(
                f"{self.name}: xllamacpp is not installed; run: pip install 'zimu[embedded]'"
            ) from None
        options = self._options
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_parallel = max(1, len(self._slots))
        params.n_ctx = options.slot_tokens * params.n_parallel
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = options.threads
        params.cache_ram_mib = 0  # it would keep up to 8 GiB of old prompts
        params.verbosity = 0
        params.warmup = False
        params.api_keys = [secrets.token_hex()]  # it also listens on loopback, for nobody
        try:
            return xllamacpp.Server(params)
        except RuntimeError as error:
            raise WeightsInvalid(
                f"{self.name}: {path} does not load ({error}); run: zimu models pull {self.name}"
            ) from error

    def ways(self, target: str) -> int:
        return int(_base(target) in self._slots)

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        for request in requests:
            if _base(request.target) not in self._slots:
                raise LanguageUnsupported(f"{self.name}: was not opened for {request.target}")
        with self._lock:
            return [Answer(self._translate(request), engine=self.name) for request in requests]

    def close(self) -> None:
        self._closing = True
        with self._lock:
            self._server = None

    def _translate(self, request: Request) -> str:
        if self._closing:
            raise InferenceFailed(f"{self.name}: closed")
        base = _base(request.target)
        for strict in (False, True):
            answer = self._complete(request, base, strict)
            reason = fault(request.text, answer, base)
            if reason is None:
                return answer
            self.faults[reason] += 1
        return ""

    def _complete(self, request: Request, base: str, strict: bool) -> str:
        """One greedy answer, cleaned; "" when it was cut off or the line does not fit the window."""
        query = {
            "messages": self._messages(request, base, strict),
            "max_tokens": 16 + _TOKENS.get(base, 3) * len(request.text),
            "temperature": 0,
            "cache_prompt": True,
            "id_slot": self._slots[base],
            "stop": ["\n"],
            "grammar": _LINE if base == "ja" else _NO_HAN,
            **_NO_LOOPS,
        }
        try:
            reply = self._server.handle_chat_completions(query)
        except RuntimeError as error:
            raise InferenceFailed(f"{self.name}: {error}") from error
        if "choices" not in reply:
            refusal = reply.get("error", {})
            if refusal.get("type") == "exceed_context_size_error":
                return ""
            raise InferenceFailed(f"{self.name}: {refusal.get('message', reply)}")
        choice = reply["choices"][0]
        return "" if choice["finish_reason"] == "length" else clean(choice["message"]["content"] or "")

    def _messages(self, request: Request, base: str, strict: bool) -> list[dict[str, str]]:
        messages = [{"role": "system", "content": _SYSTEM.format(NAMES[base])}]
        for source, shot in list(zip(SOURCE, SHOTS[base], strict=True))[: self._options.shots]:
            messages.append({"role": "user", "content": digits(source)})
            messages.append({"role": "assistant", "content": shot})
        keep = self._options.context_lines
        before = plain("".join(request.context[-keep:])) if keep else ""
        line = digits(f"（上文：{before}）\n{plain(request.text)}" if before else plain(request.text))
        messages.append({"role": "user", "content": _STRICT.format(NAMES[base], line) if strict else line})
        return messages


def plain(text: str) -> str:
    """One line, in which nothing can end the turn as the marks of the chat template do (`<|im_end|>`)."""
    return " ".join(text.replace("<|", "< |").split())


def _base(tag: str) -> str:
    return tag.split("-", 1)[0].lower()
