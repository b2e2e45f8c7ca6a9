"""M2M100, NLLB-200 and Marian through CTranslate2: for GPUs, where float16 runs.

On a CPU `Seq2Seq` is two to three times as fast. CTranslate2 encodes a text once for each language.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2

from models.errors import InferenceFailed, WeightsInvalid, WeightsMissing
from models.mt.distinct import Asked, distinct, spread
from models.mt.search import loops
from models.mt.seq2seq_files import CARD, load_card
from models.mt.tokens import Wording, family_of
from models.mt.types import Answer, Request

TOKENIZER = "tokenizer"
"""The folder of the tokenizer in a converted model; in others its files lie beside the weights."""


@dataclass(frozen=True, slots=True)
class CTranslateOptions:
    source: str = "zh"
    """BCP 47 tag of what is translated."""
    target: str = ""
    """Of a Marian that serves one pair and whose checkpoint does not say which."""
    device: str = "auto"
    """cpu, cuda, or auto: a GPU where there is one."""
    compute_type: str = "auto"
    """int8, float16, int8_float16 …; auto: int8_float16 on a GPU that has it, else float16; int8 on a CPU."""
    threads: int = 1
    """Of one call on a CPU; the recogniser needs the other cores."""
    beams: int = 1
    """1 is greedy; 4 takes about twice as long and gives slightly better sentences."""
    length_penalty: float = 1.0
    """Exponent of the length by which beams are compared: 0 prefers short answers."""
    most_tokens: int = 200
    """Of a source text, which is cut there, and of an answer."""
    answer_ratio: float = 3.0
    """Tokens of an answer for one of the longest source in the batch; 16 more are always allowed."""
    repeats: int = 4
    """How often the same few tokens may end an answer before it counts as a loop; 0: for ever."""
    rows: int = 64
    """Texts times languages that are decoded at once."""


class CTranslate:
    """Context, terms, facts and way of a request are not used; an answer that runs in a loop is "".

    Calls may come from any thread and wait for one another.
    """

    def __init__(self, directory: Path, name: str, options: CTranslateOptions | None = None) -> None:
        """`directory` holds model.bin and the tokenizer's files. Raises WeightsMissing, WeightsInvalid."""
        self.name = name
        self._options = chosen = options or CTranslateOptions()
        card = load_card(directory) if (directory / CARD).is_file() else None
        words = directory / TOKENIZER if (directory / TOKENIZER).is_dir() else directory
        target = chosen.target or (card.pair[1] if card else "")
        self._wording = Wording(words, family_of(words), chosen.source, target)
        self._most = min(chosen.most_tokens, card.positions - 2 if card else chosen.most_tokens)
        device = chosen.device
        if device == "auto":
            device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
        try:
            self._model: Any = ctranslate2.Translator(
                str(directory),
                device=device,
                compute_type=_compute_type(device) if chosen.compute_type == "auto" else chosen.compute_type,
                inter_threads=1,
                intra_threads=chosen.threads,
            )
        except (RuntimeError, ValueError) as error:
            raise WeightsInvalid(f"{directory}: {error}; convert the model anew") from error
        self._lock = threading.Lock()

    def ways(self, target: str) -> int:
        return 1 if self._wording.serves(target) else 0

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        wanted = distinct(requests, self.name, self._wording.serves)
        with self._lock:
            if self._model is None:
                raise InferenceFailed(f"{self.name}: closed")
            answers = self._translated(wanted) if wanted else []
        return spread(requests, dict(zip(wanted, answers, strict=True)), self.name)

    def close(self) -> None:
        with self._lock:
            self._model = None

    def _translated(self, wanted: Sequence[Asked]) -> list[Answer]:
        chosen, words = self._options, self._wording
        prompts = [words.prompt(target) for _, target in wanted]
        sources = [words.named(words.tokens(words.source(*each), self._most)) for each in wanted]
        limit = min(self._most, 16 + int(chosen.answer_ratio * max(map(len, sources))))
        try:
            found = self._model.translate_batch(
                sources,
                target_prefix=[list(prompt) for prompt in prompts] if any(prompts) else None,
                max_batch_size=chosen.rows,
                beam_size=chosen.beams,
                length_penalty=chosen.length_penalty,
                max_decoding_length=limit,
                return_scores=True,
            )
        except (RuntimeError, ValueError) as error:
            raise InferenceFailed(f"{self.name}: {error}") from error
        return [self._answer(each, len(prompt), limit) for each, prompt in zip(found, prompts, strict=True)]

    def _answer(self, found: Any, given: int, limit: int) -> Answer:
        names = found.hypotheses[0]
        tokens = self._wording.numbered(names[given:])
        # CTranslate2 gives the sum divided by length ** penalty; prompt and end count as tokens
        length = len(names) + (len(names) < limit)
        score = found.scores[0] * length**self._options.length_penalty / max(1, length - given)
        repeats = self._options.repeats
        looped = repeats > 0 and any(loops(tokens[:end], repeats) for end in range(len(tokens) + 1))
        return Answer("" if looped else self._wording.text(tokens), min(0.0, score), self.name)


def convert_ctranslate2(source: Path, out: Path, compute_type: str) -> None:
    """A Hugging Face checkpoint by CTranslate2's own converter, weights from safetensors alone.

    Raises WeightsMissing without torch, ValueError for what it cannot convert.
    """
    try:
        import torch  # type: ignore[import-not-found,unused-ignore]  # noqa: F401 (else it fails in the middle)
        from ctranslate2.converters import TransformersConverter
    except ImportError as error:
        raise WeightsMissing(
            f"{source}: CTranslate2 converts with torch; run: pip install 'zimu[convert]'"
        ) from error

    class Safe(TransformersConverter):  # type: ignore[misc]
        def load_model(self, kind: Any, name: str, **more: Any) -> Any:
            return kind.from_pretrained(name, use_safetensors=True, local_files_only=True, **more)

        def load_tokenizer(self, kind: Any, name: str, **more: Any) -> Any:
            return kind.from_pretrained(name, local_files_only=True, **more)

    try:
        Safe(str(source)).convert(str(out), quantization=compute_type)
    except (RuntimeError, NotImplementedError, AttributeError) as error:
        raise ValueError(str(error)) from error


def _compute_type(device: str) -> str:
    if device == "cpu":
        return "int8"
    return "int8_float16" if "int8_float16" in ctranslate2.get_supported_compute_types(device) else "float16"
