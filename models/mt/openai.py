"""A model behind an OpenAI-compatible server (vLLM, Ollama, a cloud): one chat a line, several at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

from models.errors import InferenceFailed, LanguageUnsupported
from models.mt import prompts
from models.mt.answers import clean, first_good, mean_logprob
from models.mt.shots import NAMES
from models.mt.types import Answer, Request
from models.mt.wire import Patience, Wire, address


@dataclass(frozen=True, slots=True)
class HttpOptions:
    """One server. Nothing is asked anywhere while `url` is empty."""

    url: str = ""
    """Base address of an OpenAI-compatible server, as in http://127.0.0.1:8000/v1; empty: none."""
    model: str = ""
    """The name under which the server has the model."""
    key: str = field(default="", repr=False)
    """A bearer token, best set by ZIMU_MT__HTTP__KEY; without https anyone on the way can read it."""
    languages: tuple[str, ...] = ()
    """What it is asked for, as in ["ja", "ko"]; empty: every language that zimu knows by name."""
    form: Literal["auto", "chat", "hunyuan", "qwen-mt", "translategemma"] = "auto"
    """How the model wants to be asked; auto: by its name."""
    licence: str = ""
    """Of the model, to be shown by `zimu models routes`; the server cannot be asked."""
    timeout: float = 8.0
    """Seconds that a line may take, with every attempt; later a caption is of no use."""
    connect_timeout: float = 3.0
    """Seconds until a connection must stand."""
    attempts: int = 3
    """Of one line: after 429, 5xx and broken connections it is asked again, as long as there is time."""
    together: int = 8
    """Lines under way at the same time; a server decodes them as a batch."""
    shots: int = 5
    """Examples before the line in form chat, at most 5."""
    context_lines: int = 2
    """Sentences shown before the line in forms chat and hunyuan."""
    extra: str = ""
    """JSON object for every request, as in '{"chat_template_kwargs": {"enable_thinking": false}}'."""

    def __post_init__(self) -> None:
        if self.url:
            address(self.url)
            if not self.model:
                raise ValueError("url without model: name the model as the server does")
        if self.attempts < 1 or self.together < 1 or self.timeout <= 0 or self.connect_timeout <= 0:
            raise ValueError("attempts and together must be at least 1, timeout and connect_timeout above 0")
        self.more()

    def more(self) -> dict[str, Any]:
        """`extra` as an object. Raises ValueError where it is none."""
        try:
            found = json.loads(self.extra or "{}")
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ValueError("extra must be a JSON object")
        return found


class OpenAi:
    """Translates from Simplified Chinese into `languages` (BCP 47 tags).

    A line without an acceptable answer, and one that failed while others were answered, gives "". Calls may
    come from any thread.
    """

    def __init__(self, options: HttpOptions, languages: Sequence[str]) -> None:
        self.name = f"http:{options.model}"
        self.faults: Counter[str] = Counter()
        """How many answers were refused, by reason; a line that fails twice counts twice."""
        self._options = options
        self._form = prompts.form_of(options.model) if options.form == "auto" else options.form
        self._bases = {prompts.base_of(tag) for tag in languages}
        if unknown := sorted(self._bases - NAMES.keys()):
            raise LanguageUnsupported(f"{self.name}: zimu has no name for {unknown[0]} to ask for it")
        patience = Patience(options.timeout, options.connect_timeout, options.attempts)
        self._wire = Wire(options.url, options.key, patience)
        self._threads = ThreadPoolExecutor(options.together, thread_name_prefix="openai")

    def ways(self, target: str) -> int:
        return int(prompts.base_of(target) in self._bases)

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        for request in requests:
            if prompts.base_of(request.target) not in self._bases:
                raise LanguageUnsupported(f"{self.name}: was not opened for {request.target}")
        try:
            asked = [self._threads.submit(self._translate, request) for request in requests]
        except RuntimeError:
            raise InferenceFailed(f"{self.name}: closed") from None
        answers: list[Answer] = []
        failures: list[InferenceFailed] = []
        for each in asked:
            try:
                answers.append(each.result())
            except InferenceFailed as error:
                failures.append(error)
                answers.append(Answer("", engine=self.name))
        if failures and len(failures) == len(requests):
            raise failures[0]
        if failures:
            self.faults["no answer"] += len(failures)
        return answers

    def close(self) -> None:
        self._wire.close()
        self._threads.shutdown(cancel_futures=True)

    def _translate(self, request: Request) -> Answer:
        text, score = first_good(request, self._tries(request), self.faults)
        return Answer(text, score, self.name)

    def _tries(self, request: Request) -> Iterator[tuple[str, float | None]]:
        for strict in prompts.attempts(self._form, request):
            yield self._complete(request, strict)

    def _complete(self, request: Request, strict: bool) -> tuple[str, float | None]:
        """One answer, cleaned, and its score; "" when it was cut off."""
        options = self._options
        asked = prompts.body(
            self._form, request, shots=options.shots, context_lines=options.context_lines, strict=strict
        )
        room = 4 * prompts.tokens(request)  # tokenizers differ
        limits = {"model": options.model, "temperature": 0, "max_tokens": room, "stream": False}
        reply = self._wire.post("/chat/completions", {**limits, **asked, **options.more()})
        try:
            choice = reply["choices"][0]
            content = choice["message"]["content"] or ""
            cut_off = choice.get("finish_reason") == "length"
            text = "" if cut_off else clean(content)
        except (KeyError, IndexError, TypeError, AttributeError):
            raise InferenceFailed(
                f"{self._wire.place}: the answer holds no message; check url and form"
            ) from None
        return text, mean_logprob(choice)
