"""An LLM from a GGUF file, in process: greedy, only the translation kept, several languages at once.

Speech is data: the line stands alone in its turn, the examples show that an order in it is translated and not
obeyed, and the model has no tools. llama.cpp keeps one slot a language, so the examples are read once and not
per line; what is asked in several slots at the same time is decoded as one batch. English may be the source
as well as Chinese, with slots of its own.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import InferenceFailed, LanguageUnsupported, WeightsInvalid, WeightsMissing
from models.mt import prompts
from models.mt.answers import clean, first_good, mean_logprob
from models.mt.prompts import base_of
from models.mt.shots import SHOTS
from models.mt.types import Answer, Request

# Han, CJK punctuation and full-width forms cannot be sampled at all where the language does not write them
_NO_HAN = r"root ::= [^\n\u2E80-\u303F\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]+"
_LINE = r"root ::= [^\n]+"
# A loop costs seconds until the cap: what repeats the last 64 tokens for longer than 4 is made unlikely (DRY)
_NO_LOOPS = {"dry_multiplier": 1.0, "dry_allowed_length": 4, "dry_penalty_last_n": 64}


_GREETING = {"zh": "好。", "en": "Hello."}
Pair = tuple[str, str]
"""Source and target, both base languages."""


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
    """Translates `pairs` of base languages, the first of each `zh` (Simplified) or `en`.

    A line whose two attempts both fail the check of `answers.fault` gives "". Calls may come from any thread;
    lines of different pairs are decoded together, those of one pair one after another. `warm` are the pairs
    whose examples are read while opening; None: as the options say, all or none.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        pairs: Sequence[Pair],
        options: LlmOptions | None = None,
        warm: Sequence[Pair] | None = None,
    ) -> None:
        self.name = name
        self.faults: Counter[str] = Counter()
        """How many answers were refused, by reason; a line that fails twice counts twice."""
        self._options = options or LlmOptions()
        self._form = prompts.form_of(name)
        for _, base in pairs:
            if base not in SHOTS:
                raise LanguageUnsupported(
                    f"{name}: does not translate into {base}; it can: {', '.join(sorted(SHOTS))}"
                )
        self._slots = {pair: slot for slot, pair in enumerate(dict.fromkeys(pairs))}
        self._queues = {pair: threading.Lock() for pair in self._slots}
        self._closing = False
        self._server: Any = self._open(path)
        self._threads = ThreadPoolExecutor(max(1, len(self._slots)), thread_name_prefix="llm")
        if self._options.warm:
            early = [pair for pair in self._slots if warm is None or pair in warm]
            self([Request(_GREETING[source], target, source=source) for source, target in early])

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
        return int(any(base_of(target) == base for _, base in self._slots))

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        for request in requests:
            if _pair(request) not in self._slots:
                raise LanguageUnsupported(
                    f"{self.name}: was not opened for {request.source} to {request.target}"
                )
        try:
            return list(self._threads.map(self._translate, requests))
        except RuntimeError:
            raise InferenceFailed(f"{self.name}: closed") from None

    def close(self) -> None:
        self._closing = True
        self._threads.shutdown(cancel_futures=True)
        self._server = None

    def _translate(self, request: Request) -> Answer:
        with self._queues[_pair(request)]:
            if self._closing:
                raise InferenceFailed(f"{self.name}: closed")
            text, score = first_good(request, self._tries(request), self.faults)
        return Answer(text, score, self.name)

    def _tries(self, request: Request) -> Iterator[tuple[str, float | None]]:
        for strict in prompts.attempts(self._form, request):
            yield self._complete(request, strict)

    def _complete(self, request: Request, strict: bool) -> tuple[str, float | None]:
        """One greedy answer, cleaned, and its score; "" when it was cut off or does not fit the window."""
        options = self._options
        asked = prompts.body(
            self._form, request, shots=options.shots, context_lines=options.context_lines, strict=strict
        )
        query = {
            **asked,
            "max_tokens": prompts.tokens(request),
            "temperature": 0,
            "cache_prompt": True,
            "id_slot": self._slots[_pair(request)],
            "stop": ["\n"],
            "grammar": _LINE if base_of(request.target) == "ja" else _NO_HAN,
            "logprobs": True,
            "top_logprobs": 1,
            **_NO_LOOPS,
        }
        try:
            reply = self._server.handle_chat_completions(query)
        except RuntimeError as error:
            raise InferenceFailed(f"{self.name}: {error}") from error
        if "choices" not in reply:
            refusal = reply.get("error", {})
            if refusal.get("type") == "exceed_context_size_error":
                return "", None
            raise InferenceFailed(f"{self.name}: {refusal.get('message', reply)}")
        choice = reply["choices"][0]
        if choice["finish_reason"] == "length":
            return "", None
        return clean(choice["message"]["content"] or ""), mean_logprob(choice)


def _pair(request: Request) -> Pair:
    return request.source, base_of(request.target)
