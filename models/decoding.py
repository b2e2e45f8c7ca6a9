"""What Whisper is asked to write, and when it is asked again: prompts, caps, loops, missing punctuation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from models.attention import Floats
from models.types import SAMPLE_RATE, Request, compression

TEXT = 224
"""Text tokens of an answer at most: half of what Whisper can hold, the other half is left to the prompt."""
_MARKS = frozenset("，。！？、；,.!?; ")
_WORSE = 0.1
"""How much of a token's mean log-probability punctuation may cost."""
_STEP = 64
"""Limits of thorough windows are multiples of this."""
_SURE = -0.5
"""Mean log-probability of a token that a greedy answer must reach; that of clips is -0.22 in the median."""
_LONG = 15 * SAMPLE_RATE
"""Windows longer than this are decoded greedily first; those of live corrections are shorter."""
_PROBE = 32
"""Text tokens by which an answer that is going to have marks has one."""
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
        stop: Callable[[Sequence[int]], bool] | None = None,
    ) -> list[Decoded]:
        """One batch. `before` are the tokens ahead of the task's own, equally many for each; `forced` those
        that the text begins with; `limit` is the most text tokens of an answer, those included. A greedy
        answer may end where `stop` says so of its tokens."""
        ...


Decode = Callable[[Sequence[Any], Sequence[Request]], list[Decoded]]


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

    def limit(self, request: Request) -> int:
        """The most text tokens of an answer. The fastest Mandarin is about 8 characters a second, a token
        each; past that Whisper is repeating itself. A beam finds other words under another limit, so those
        of thorough windows are few: a batch must have one."""
        forced = len(self._tokens.encode(request.prefix)) if request.prefix else 0
        most = forced + 16 + 8 * len(request.samples) // SAMPLE_RATE
        return min(TEXT, -(-most // _STEP) * _STEP if request.thorough else most)

    def __call__(self, encoded: Sequence[Any], requests: Sequence[Request]) -> list[Decoded]:
        """Text tokens for each window; all are thorough or none, their prompts are equally long, and those
        of thorough ones have one limit: each is decoded as it would be alone.

        Long windows are heard best without a prompt, but some then come without a single mark; those are
        decoded again behind `style`, which costs no second encoding.
        """
        if not requests[0].thorough:
            found = dict(enumerate(self._attempt(encoded, requests)))
        else:
            found, refused = self._glance(encoded, requests)
            left = [index for index in range(len(requests)) if index not in found]
            wide = self._pick(self._attempt, encoded, requests, left)
            bare = {index: one for index, one in wide.items() if self._wants_style(one, requests[index])}
            found |= wide | self._styled(encoded, requests, {i: bare[i] for i in bare if i not in refused})
        return [self._said(found[index], request) for index, request in enumerate(requests)]

    def _glance(
        self, encoded: Sequence[Any], requests: Sequence[Request]
    ) -> tuple[dict[int, Decoded], set[int]]:
        """Answers to the long windows that need no beam, and which of the others are no better for `style`.

        A greedy answer takes half the time of a beam, and where it is sure it has no more errors. What
        begins without marks is given up after a few tokens and decoded behind `style`.
        """
        long = [index for index, request in enumerate(requests) if len(request.samples) > _LONG]
        seen = self._pick(self._greedy, encoded, requests, long)
        bare = {index: one for index, one in seen.items() if self._wants_style(one, requests[index])}
        styled = self._styled(encoded, requests, bare)
        sure = {
            index: one
            for index, one in seen.items()
            if index not in bare and one.logprob > _SURE and not self._endless(one, requests[index])
        }
        return sure | styled, set(bare) - set(styled)

    def _pick(
        self, decode: Decode, encoded: Sequence[Any], requests: Sequence[Request], some: Sequence[int]
    ) -> dict[int, Decoded]:
        """The answers to some of the windows, by their places."""
        if not some:
            return {}
        found = decode([encoded[index] for index in some], [requests[index] for index in some])
        return dict(zip(some, found, strict=True))

    def _greedy(self, encoded: Sequence[Any], requests: Sequence[Request]) -> list[Decoded]:
        before, forced = self._begun(requests)
        styled = bool(self._style) and not requests[0].prompt
        limit, stop = self.limit(requests[0]), self._bare if styled else None
        return self._generate(encoded, before, forced, limit=limit, beam=1, no_repeat=0, stop=stop)

    def _bare(self, tokens: Sequence[int]) -> bool:
        """Whether an answer has gone on for so long without a mark that it will have none."""
        return len(tokens) == _PROBE and _unpunctuated(self._tokens.decode([*tokens]))

    def _wants_style(self, found: Decoded, request: Request) -> bool:
        return bool(self._style) and not request.prompt and _unpunctuated(self._text(found))

    def _styled(
        self, encoded: Sequence[Any], requests: Sequence[Request], bare: Mapping[int, Decoded]
    ) -> dict[int, Decoded]:
        """Those of the bare ones that have marks behind `style` and are hardly less likely for it."""
        asked = [replace(request, prompt=self._style) for request in requests]
        found = self._pick(self._attempt, encoded, asked, list(bare))
        return {
            index: one
            for index, one in found.items()
            if one.logprob > bare[index].logprob - _WORSE and not _unpunctuated(self._text(one))
        }

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
