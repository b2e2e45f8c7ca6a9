"""What Whisper is asked to write, and when it is asked again: prompts, caps, loops, missing punctuation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from models.attention import Floats
from models.marks import Expect, Pieces, marked
from models.types import SAMPLE_RATE, Request, compression

TEXT = 224
"""Text tokens of an answer at most: half of what Whisper can hold, the other half is left to the prompt."""
_MARKS = frozenset("，。！？、；,.!?; ")
_WORSE = 0.1
"""How much of a token's mean log-probability punctuation may cost."""
_STEP = 64
"""Limits of thorough windows are multiples of this."""
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


class Tokens(Pieces, Protocol):
    """What is needed of faster-whisper's Tokenizer; `decode` leaves special tokens out."""

    sot_prev: int


class Decoder:
    """Encoded windows -> text tokens.

    `beam` is the width of a thorough pass. A thorough window that came without a prompt and came out without
    punctuation gets marks as they stand in `style`, empty: never. With `expect` they are put between the
    words that were heard; without, the window is decoded once more behind the style.
    """

    def __init__(
        self, generate: Generate, tokens: Tokens, beam: int, style: str, expect: Expect | None = None
    ) -> None:
        self._generate = generate
        self._expect = expect
        self._tokens = tokens
        self._beam = beam
        self._style = style

    def before(self, prompt: str) -> list[int]:
        """The tokens that a prompt puts ahead; windows decode together where they have equally many."""
        return [self._tokens.sot_prev, *self._tokens.encode(" " + prompt)] if prompt else []

    def limit(self, request: Request) -> int:
        """The most text tokens of an answer. The fastest Mandarin is about 8 characters a second, a token
        each; past that Whisper is repeating itself. A beam finds other words under another limit, so those
        of thorough windows are few: a batch must have one."""
        forced = len(self._tokens.encode(request.prefix)) if request.prefix else 0
        most = forced + 16 + 8 * len(request.samples) // SAMPLE_RATE
        return min(TEXT, -(-most // _STEP) * _STEP if request.thorough else most)

    def __call__(self, encoded: Sequence[Any], requests: Sequence[Request]) -> list[Decoded]:
        """Text tokens for each window; all are thorough or none, their prompts are equally long, and those
        of thorough ones have one limit: each is decoded as it would be alone."""
        found = self._attempt(encoded, requests)
        if requests[0].thorough:
            bare = [i for i, one in enumerate(found) if self._wants_style(one, requests[i])]
            again = self._marked if self._expect else self._styled
            for index, one in again(encoded, requests, found, bare):
                found[index] = one
        return [self._said(one, request) for one, request in zip(found, requests, strict=True)]

    def _wants_style(self, found: Decoded, request: Request) -> bool:
        return bool(self._style) and not request.prompt and _unpunctuated(self._text(found))

    def _marked(
        self,
        encoded: Sequence[Any],
        requests: Sequence[Request],
        found: Sequence[Decoded],
        bare: Sequence[int],
    ) -> Iterator[tuple[int, Decoded]]:
        """The bare ones with marks, by their places."""
        assert self._expect is not None
        for index in bare:
            text = [token for token in found[index].tokens if token < self._tokens.eot]
            logits = self._expect(encoded[index], self.before(self._style))
            yield index, replace(found[index], tokens=marked(text, logits, self._tokens), attended=None)

    def _styled(
        self,
        encoded: Sequence[Any],
        requests: Sequence[Request],
        found: Sequence[Decoded],
        bare: Sequence[int],
    ) -> Iterator[tuple[int, Decoded]]:
        """Those of the bare ones that have marks behind `style` and are hardly less likely for it."""
        if not bare:
            return
        asked = [replace(requests[index], prompt=self._style) for index in bare]
        for index, one in zip(bare, self._attempt([encoded[i] for i in bare], asked), strict=True):
            if one.logprob > found[index].logprob - _WORSE and not _unpunctuated(self._text(one)):
                yield index, one

    def _begun(self, requests: Sequence[Request]) -> tuple[list[list[int]], list[list[int]]]:
        """What stands before each answer, and what it is forced to begin with."""
        before = [self.before(request.prompt) for request in requests]
        return before, [self._tokens.encode(request.prefix) if request.prefix else [] for request in requests]

    def _endless(self, found: Decoded, request: Request) -> bool:
        return len(found.tokens) >= self.limit(request) or _loops(self._text(found))

    def _attempt(self, encoded: Sequence[Any], requests: Sequence[Request]) -> list[Decoded]:
        """One decoding of all, and for each that loops another against repetition."""
        before, forced = self._begun(requests)
        limits = [self.limit(request) for request in requests]
        beam = self._beam if requests[0].thorough else 1
        found = self._generate(encoded, before, forced, limit=max(limits), beam=beam, no_repeat=0)
        for index, one in enumerate(found):
            if self._endless(one, requests[index]):
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


def _unpunctuated(text: str) -> bool:
    """Whether a text of some length has next to no marks; a space between clauses counts as one."""
    text = text.strip()
    return len(text) > 20 and sum(c in _MARKS for c in text) < len(text) / 30


def _loops(text: str) -> bool:
    return len(text.encode()) > 60 and compression(text) > _RATIO
