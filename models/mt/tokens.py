"""Text to tokens and back for M2M100, NLLB-200 and Marian, by the tokenizers of transformers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from models.errors import WeightsInvalid, WeightsMissing
from models.mt import tags

Family = Literal["m2m100", "nllb", "marian"]
FILES = (
    *("config.json", "tokenizer_config.json", "tokenizer.json", "special_tokens_map.json"),
    *("added_tokens.json", "vocab.json", "target_vocab.json"),
    *("sentencepiece.bpe.model", "source.spm", "target.spm"),
)
"""Of a tokenizer; each family has some of them."""


def family_of(directory: Path) -> Family:
    """Which family's tokenizer lies in a folder."""
    if (directory / "source.spm").is_file():
        return "marian"
    return "m2m100" if (directory / "vocab.json").is_file() else "nllb"


class Wording:
    """What a family makes of a text and of a target language. For one thread at a time."""

    def __init__(self, directory: Path, family: Family, source: str, target: str) -> None:
        """`target` is that of a Marian without language tokens. Raises WeightsMissing, WeightsInvalid."""
        self._tokenizer = _tokenizer(directory)
        self._family, self._target = family, target
        vocabulary = self._tokenizer.get_vocab()
        self._many = family == "marian" and any(word[:2] == ">>" and word[-2:] == "<<" for word in vocabulary)
        self._vocabulary = vocabulary
        if family == "marian":
            return
        code = tags.m2m100(source) if family == "m2m100" else tags.nllb(source)
        if code is None:
            raise WeightsInvalid(f"{directory}: it does not read {source}; name another source")
        self._tokenizer.src_lang = code

    def serves(self, target: str) -> bool:
        if self._family == "marian" and not self._many:
            return tags.same(self._target, target)
        return self.language(target) is not None

    def language(self, target: str) -> str | None:
        """The token of a language, if the model has one."""
        if self._family == "marian":
            return tags.marian(target, self._vocabulary) if self._many else None
        if self._family == "nllb":
            return tags.nllb(target)
        code = tags.m2m100(target)
        return f"__{code}__" if code else None

    def source(self, text: str, target: str) -> str:
        """What the encoder reads: a Marian of several targets is told there which is meant."""
        return f"{self.language(target)} {text}" if self._many else text

    def tokens(self, text: str, most: int) -> tuple[int, ...]:
        """At most so many, the end among them."""
        return tuple(self._tokenizer(text, truncation=True, max_length=most)["input_ids"])

    def named(self, tokens: Sequence[int]) -> list[str]:
        return list(self._tokenizer.convert_ids_to_tokens(list(tokens)))

    def numbered(self, names: Sequence[str]) -> list[int]:
        return list(self._tokenizer.convert_tokens_to_ids(list(names)))

    def prompt(self, target: str) -> tuple[str, ...]:
        """The tokens that an answer begins with."""
        language = None if self._family == "marian" else self.language(target)
        return (language,) if language else ()

    def text(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=True)).strip()


def _tokenizer(directory: Path) -> Any:
    from transformers import AutoTokenizer  # takes a second, which only those who have such a model pay
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # what is wrong is raised
    try:
        return AutoTokenizer.from_pretrained(str(directory), local_files_only=True, trust_remote_code=False)
    except ImportError as error:
        raise WeightsMissing(
            f"{directory}: its tokenizer needs sentencepiece; run: pip install 'zimu[seq2seq]'"
        ) from error
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise WeightsInvalid(
            f"{directory}: no tokenizer that can be read: {error!r}; convert anew"
        ) from error
