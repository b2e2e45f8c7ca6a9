"""From a Hugging Face checkpoint of M2M100, NLLB-200 or Marian to a folder that `Seq2Seq` runs.

Weights are read from safetensors alone: a pickle can run code.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from models.errors import WeightsInvalid, WeightsMissing
from models.mt.ctranslate import TOKENIZER, convert_ctranslate2
from models.mt.seq2seq_files import DECODER, EMBEDDINGS, ENCODER, TARGET_EMBEDDINGS, Card, Format, save_card
from models.mt.seq2seq_graph import Products, Shape, Weights, decoder, encoder
from models.mt.tokens import FILES, Family, family_of

_LARGEST = 2**31 - 1
"""Bytes of a file in the protocol buffers that ONNX is."""
_SHARED = "model.shared.weight"
_SOURCE, _TARGET = "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight"
_ELSEWHERE = {
    _SHARED: (_SOURCE, _TARGET, "lm_head.weight"),
    _SOURCE: (_SHARED, _TARGET, "lm_head.weight"),
    _TARGET: (_SHARED, "lm_head.weight", _SOURCE),
    "lm_head.weight": (_TARGET, _SHARED, _SOURCE),
}
"""A checkpoint has weights that several places share once, under any of the names."""


class Checkpoint(Mapping[str, NDArray[Any]]):
    """The weights of a checkpoint by name, each read from its file when it is asked for."""

    def __init__(self, directory: Path, stack: ExitStack) -> None:
        paths = sorted(directory.glob("*.safetensors"))
        if not paths:
            raise WeightsMissing(
                f"{directory}: no *.safetensors, and zimu reads no pickles: where you trust the checkpoint, "
                "load it with transformers and save_pretrained(..., safe_serialization=True)"
            )
        opened = [stack.enter_context(safe_open(path, framework="numpy")) for path in paths]
        self._files = {name: file for file in opened for name in file.keys()}  # noqa: SIM118

    def __getitem__(self, name: str) -> NDArray[Any]:
        for each in (name, *_ELSEWHERE.get(name, ())):
            if each in self._files:
                found: NDArray[Any] = self._files[each].get_tensor(each)
                return found
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def convert(source: Path, out: Path, weights: str, form: Format = "onnx") -> Card:
    """Write the folder `out`, which must not be there yet; what fails in the middle leaves nothing behind.

    `weights` is one of `Products`, or for CTranslate2 (which needs torch) one of its compute types. Raises
    WeightsMissing without weights in safetensors, WeightsInvalid for what is not one of the families.
    """
    if out.exists():
        raise WeightsInvalid(f"{out}: is there already; name another folder, or remove it first")
    try:
        with ExitStack() as stack:
            config = json.loads((source / "config.json").read_text(encoding="utf-8"))
            checkpoint = Checkpoint(source, stack)
            card = card_of(source, config, weights, form)
            out.parent.mkdir(parents=True, exist_ok=True)
            near = stack.enter_context(tempfile.TemporaryDirectory(prefix=".converting-", dir=out.parent))
            made = Path(near) / "model"
            if form == "onnx":
                made.mkdir()
                _copy_tokenizer(source, made)
                write(made, checkpoint, card, _scale(config))
            else:
                convert_ctranslate2(source, made, weights)
                _copy_tokenizer(source, made / TOKENIZER)  # both have a config.json
                save_card(made, card)
            made.rename(out)
    except FileNotFoundError as error:
        raise WeightsMissing(f"{error.filename}: not there; name the folder of a checkpoint") from error
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise WeightsInvalid(f"{source}: not a checkpoint that can be converted: {error!r}") from error
    return card


def write(directory: Path, weights: Weights, card: Card, scale: float) -> None:
    """The graphs, the embeddings times `scale`, and the card. Raises ValueError for what ONNX cannot hold."""
    products = _products(card.weights)
    kind = np.float32 if products == "float32" else np.float16
    source, target = weights[_SOURCE], weights[_TARGET]
    _save(directory / EMBEDDINGS, source, scale, kind)
    if not np.array_equal(source, target):
        _save(directory / TARGET_EMBEDDINGS, target, scale, kind)
    _save_graph(directory / ENCODER, encoder(weights, card.shape, products))
    _save_graph(directory / DECODER, decoder(weights, card.shape, products, card.never))
    save_card(directory, card)


def card_of(source: Path, config: Mapping[str, Any], weights: str, form: Format) -> Card:
    """From `config.json` and what else lies beside it; the hashes are still to be filled in."""
    if config["encoder_attention_heads"] != config["decoder_attention_heads"]:
        raise ValueError("encoder and decoder differ in their number of heads")
    tokenizer, generation = _json(source / "tokenizer_config.json"), _json(source / "generation_config.json")
    bad = generation.get("bad_words_ids", config.get("bad_words_ids")) or []
    activation = str(config["activation_function"])
    return Card(
        family := _family(source, str(config["model_type"])),
        form,
        weights,
        Shape(
            encoder_layers=int(config["encoder_layers"]),
            decoder_layers=int(config["decoder_layers"]),
            heads=int(config["decoder_attention_heads"]),
            width=int(config["d_model"]),
            activation="swish" if activation == "silu" else activation,
            norm_first=family != "marian",
        ),
        positions=int(config["max_position_embeddings"]),
        start=int(config["decoder_start_token_id"]),
        end=int(config["eos_token_id"]),
        pad=int(config["pad_token_id"]),
        never=tuple(int(word[0]) for word in bad if len(word) == 1),
        pair=(str(tokenizer.get("source_lang") or ""), str(tokenizer.get("target_lang") or "")),
    )


def _family(source: Path, kind: str) -> Family:
    if kind == "marian":
        return "marian"
    if kind != "m2m_100":
        raise ValueError(f"model type {kind}, where m2m_100 or marian is needed")
    return family_of(source)  # NLLB-200 has the layers of M2M100


def _products(weights: str) -> Products:
    match weights:
        case "float32" | "int8" | "uint8":
            return weights
    raise ValueError(f"{weights} weights, where onnxruntime runs {', '.join(get_args(Products))}")


def _copy_tokenizer(source: Path, directory: Path) -> None:
    directory.mkdir(exist_ok=True)
    for path in (source / name for name in FILES):
        if path.is_file():
            shutil.copyfile(path, directory / path.name)


def _scale(config: Mapping[str, Any]) -> float:
    return float(config["d_model"]) ** 0.5 if config.get("scale_embedding") else 1.0


def _json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _save(path: Path, values: NDArray[Any], scale: float, kind: type[Any]) -> None:
    np.save(path, (values.astype(np.float32) * np.float32(scale)).astype(kind), allow_pickle=False)


def _save_graph(path: Path, graph: bytes) -> None:
    if len(graph) > _LARGEST:
        raise ValueError(f"{path.name} would have {len(graph):,} bytes, an ONNX file at most {_LARGEST:,}")
    path.write_bytes(graph)
