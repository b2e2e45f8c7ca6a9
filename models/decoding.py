"""What Whisper is asked to write, and when it is asked again: prompts, caps, loops, missing punctuation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from models.attention import Floats
from models.types import SAMPLE_RATE, Request, compression

TEXT = 224
"""Text tokens of an answer at most: half of what Whisper can hold, the other half is left to the prompt."""
_MARKS = frozenset("，。！？、；,.!?; ")
_WORSE = 0.1
"""How much of a token's mean log-probability punctuation may cost."""
_RATIO = 2.4
"""Text that compresses better than this repeats itself; the threshold is openai-whisper's."""


@dataclass(frozen=True, slots=True, eq=False)
class Attended:
    """What was seen of a text while it was decoded, from which its tokens are timed."""

    probabilities: tuple[float, ...]
    """Of each token of the text."""
    shares: Floats
    """Attention of the alignment heads, shape (heads, tokens of task and text, frames)."""
    first: int
    """Row of the last token before the text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """`tokens` begin with what was forced and may end with special ones."""

    tokens: list[int]
    logprob: float
    no_speech: float
    attended: Attended | None = None
    """None where the tokens must be timed by decoding them again."""


class Generate(Protocol):
    def __call__(
        self,
        encoded: Sequence[Any],
        before: Sequence[list[int]],
        forced: Sequence[list[int]],
        *,
        limit: int,
        beam: int,
        no_repeat: int,
    ) -> list[Decoded]:
        """One batch. `before` are the tokens ahead of the task's own, equally many for each; `forced` those
        that the text begins with; `limit` is the most text tokens of an answer, those included."""
        ...


class Tokens(Protocol):
    """What is needed of faster-whisper's Tokenizer; `decode` leaves special tokens out."""

    eot: int
    sot_prev: int

    def encode(self, text: str) -> list[int]: ...

    def decode(self, tokens: list[int]) -> str: ...


class Decoder:
    """Encoded windows -> text tokens.

    `beam` is the width of a thorough pass; `style` stands before a thorough window that came without a prompt
    and came out without punctuation, empty: never.
    """

    def __init__(self, generate: Generate, tokens: Tokens, beam: int, style: str) -> None:
        self._generate = generate
        self._tokens = tokens
        self._beam = beam
        self._style = style

    def before(self, prompt: str) -> list[int]:
        """The tokens that a prompt puts ahead; windows decode together where they have equally many."""
        return [self._tokens.sot_prev, *self._tokens.encode(" " + prompt)] if prompt else []

    def __call__(self, encoded: Sequence[Any], requests: Sequence[Request]) -> list[Decoded]:
        """Text tokens for each window; all are thorough or none, and their prompts are equally long.

        Long windows are heard best without a prompt, but some then come without a single mark; those are
        decoded again behind `style`, which costs no second encoding.
        """
        found = self._attempt(encoded, requests)
        for index, request in enumerate(requests):
            styled = bool(self._style) and request.thorough and not request.prompt
            if styled and _unpunctuated(self._text(found[index])):
                (second,) = self._attempt([encoded[index]], [replace(request, prompt=self._style)])
                if second.logprob > found[index].logprob - _WORSE and not _unpunctuated(self._text(second)):
                    found[index] = second
        return [self._said(one, request) for one, request in zip(found, requests, strict=True)]

    def _attempt(self, encoded: Sequence[Any], requests: Sequence[Request]) -> list[Decoded]:
        """One decoding of all, and for each that loops another against repetition."""
        before = [self.before(request.prompt) for request in requests]
        forced = [self._tokens.encode(request.prefix) if request.prefix else [] for request in requests]
        limits = [_limit(request, len(tokens)) for request, tokens in zip(requests, forced, strict=True)]
        beam = self._beam if requests[0].thorough else 1
        found = self._generate(encoded, before, forced, limit=max(limits), beam=beam, no_repeat=0)
        for index, one in enumerate(found):
            if len(one.tokens) >= limits[index] or _loops(self._text(one)):
                (found[index],) = self._generate(
                    *([each[index]] for each in (encoded, before, forced)),
                    limit=limits[index],
                    beam=max(beam, 2),
                    no_repeat=4,
                )
        return found

    def _said(self, found: Decoded, request: Request) -> Decoded:
        """Without special tokens, and with the prefix even where the decoder dropped it."""
        tokens = [token for token in found.tokens if token < self._tokens.eot]
        forced = self._tokens.encode(request.prefix) if request.prefix else []
        if tokens[: len(forced)] != forced:
            tokens = [*forced, *tokens]
        attended = found.attended if tokens == found.tokens else None
        return replace(found, tokens=tokens, attended=attended)

    def _text(self, found: Decoded) -> str:
        return self._tokens.decode(found.tokens)


def _limit(request: Request, forced: int) -> int:
    """The most text tokens of an answer. The fastest Mandarin is about 8 characters a second, a token each;
    past that Whisper is repeating itself."""
    return min(TEXT, forced + 16 + 8 * len(request.samples) // SAMPLE_RATE)


def _unpunctuated(text: str) -> bool:
    """Whether a text of some length has next to no marks; a space between clauses counts as one."""
    text = text.strip()
    return len(text) > 20 and sum(c in _MARKS for c in text) < len(text) / 30


def _loops(text: str) -> bool:
    return len(text.encode()) > 60 and compression(text) > _RATIO
