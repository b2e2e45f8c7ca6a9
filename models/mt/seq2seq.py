"""M2M100, NLLB-200 or Marian on onnxruntime: a text is encoded once, and all its languages are one batch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import InferenceFailed
from models.mt.distinct import Asked, distinct, spread
from models.mt.search import Found, Item, SearchOptions, search
from models.mt.seq2seq_net import Network, Rows
from models.mt.tokens import Wording
from models.mt.types import Answer, Request
from models.onnx_runtime import BROKEN


@dataclass(frozen=True, slots=True)
class Seq2SeqOptions:
    source: str = "zh"
    """BCP 47 tag of what is translated."""
    target: str = ""
    """Of a Marian that serves one pair and whose checkpoint does not say which."""
    device: str = "auto"
    """cpu, cuda, or auto: a GPU where onnxruntime has one and the model was converted to float32."""
    threads: int = 1
    """Of one decoding step; the recogniser needs the other cores."""
    beams: int = 1
    """1 is greedy; 4 takes about twice as long and gives slightly better sentences."""
    length_penalty: float = 1.0
    """Exponent of the length by which beams are compared: 0 prefers short answers."""
    most_tokens: int = 200
    """Of a source text, which is cut there, and of an answer."""
    answer_ratio: float = 3.0
    """Tokens of an answer for one of the source; 16 more are always allowed. What runs on is a loop."""
    repeats: int = 4
    """How often the same few tokens may follow one another before an answer counts as a loop; 0: for ever."""
    rows: int = 64
    """Texts times languages that are decoded at once; more wait. 12 layers of 1024 take 3 MB a row."""


class Seq2Seq:
    """Context, terms, facts and way of a request are not used; an answer that runs in a loop is "".

    Calls may come from any thread and wait for one another.
    """

    def __init__(self, directory: Path, name: str, options: Seq2SeqOptions | None = None) -> None:
        """`directory` is what `zimu models convert` wrote. Raises WeightsMissing, WeightsInvalid."""
        self.name = name
        self._options = chosen = options or Seq2SeqOptions()
        self._search = SearchOptions(chosen.beams, chosen.length_penalty, chosen.repeats)
        self._network: Network | None = Network(directory, chosen.device, chosen.threads)
        card = self._network.card
        self._card = card
        target = chosen.target or card.pair[1]
        self._wording = Wording(directory, card.family, chosen.source, target)
        self._most = min(chosen.most_tokens, card.positions - 2)
        self._lock = threading.Lock()

    def ways(self, target: str) -> int:
        return 1 if self._wording.serves(target) else 0

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        wanted = distinct(requests, self.name, self._wording.serves)
        answers: dict[Asked, Answer] = {}
        with self._lock:
            if self._network is None:
                raise InferenceFailed(f"{self.name}: closed")
            for at in range(0, len(wanted), self._options.rows):
                part = wanted[at : at + self._options.rows]
                answers.update(zip(part, self._decoded(self._network, part), strict=True))
        return spread(requests, answers, self.name)

    def close(self) -> None:
        with self._lock:
            self._network = None

    def _decoded(self, network: Network, wanted: Sequence[Asked]) -> list[Answer]:
        """The answers to texts in languages, as one batch."""
        words = self._wording
        sources = [words.source(text, target) for text, target in wanted]
        places = {source: i for i, source in enumerate(dict.fromkeys(sources))}
        tokens = {source: words.tokens(source, self._most) for source in places}
        items = [
            Item(
                (self._card.start, *words.numbered(words.prompt(target))),
                min(self._most, 16 + int(self._options.answer_ratio * len(tokens[source]))),
            )
            for source, (_, target) in zip(sources, wanted, strict=True)
        ]
        try:
            rows = Rows(network, network.encode(list(tokens.values())), [places[each] for each in sources])
            found = search(rows, items, self._card.end, self._search)
        except BROKEN as error:
            raise InferenceFailed(f"{self.name}: {error}") from error
        return [self._answer(each) for each in found]

    def _answer(self, found: Found) -> Answer:
        text = "" if found.looped else self._wording.text(found.tokens)
        return Answer(text, found.score, self.name)
