"""What a converted model's folder holds, and the card in it that says so: family, shape, hashes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from models.catalog import safe_path
from models.digest import Expected, check
from models.errors import WeightsInvalid, WeightsMissing
from models.mt.seq2seq_graph import Shape
from models.mt.tokens import Family

CARD = "zimu.json"
ENCODER, DECODER = "encoder.onnx", "decoder.onnx"
EMBEDDINGS, TARGET_EMBEDDINGS = "embeddings.npy", "target_embeddings.npy"
"""Mapped, not loaded: (vocabulary, width), scale included. The second only where the target has its own."""
Format = Literal["onnx", "ctranslate2"]


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that running a converted model needs to know."""

    family: Family
    format: Format
    weights: str
    """How they are held: one of `Products`, or a compute type of CTranslate2."""
    shape: Shape
    positions: int
    """How many tokens a text or an answer may have."""
    start: int
    end: int
    pad: int
    never: tuple[int, ...] = ()
    """Tokens that are never chosen."""
    pair: tuple[str, str] = ("", "")
    """Source and target language of a Marian that serves one pair, as its checkpoint names them."""
    files: tuple[tuple[str, str], ...] = ()
    """Every other file of the folder with its sha256."""


def save_card(directory: Path, card: Card) -> None:
    """Write the card, with the hashes of all that lies in the folder by now."""
    paths = sorted(path for path in directory.rglob("*") if path.is_file() and path.name != CARD)
    files = tuple((path.relative_to(directory).as_posix(), _sha256(path)) for path in paths)
    hashed = replace(card, files=files)
    text = json.dumps(asdict(hashed), indent=2, ensure_ascii=False)
    (directory / CARD).write_text(f"{text}\n", encoding="utf-8")


def load_card(directory: Path) -> Card:
    """Read the card and hash every file that it names. Raises WeightsMissing, WeightsInvalid."""
    path = directory / CARD
    if not path.is_file():
        raise WeightsMissing(f"{directory}: no {CARD}; run: zimu models convert HF_DIR {directory}")
    try:
        card = _card(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise WeightsInvalid(
            f"{path}: not a card of this version: {error}; convert the model anew"
        ) from error
    for name, expected in card.files:
        if not (directory / name).is_file():
            raise WeightsMissing(f"{directory / name}: missing; convert the model anew")
        check(name, [directory / name], Expected(expected))
    return card


def positions(family: Family, count: int, width: int) -> NDArray[np.float32]:
    """What is added to the first `count` embeddings, shape (count, width).

    Sines in the first half, cosines in the second. M2M100 and NLLB begin at position 2 and reach the lowest
    frequency 1/10000 with the last column, Marian begins at 0 and stays one step above it.
    """
    half = width // 2
    first, steps = (0, half) if family == "marian" else (2, half - 1)
    frequencies = 10_000.0 ** (-np.arange(half) / steps)
    angles = np.arange(first, first + count)[:, None] * frequencies
    found: NDArray[np.float32] = np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)
    return found


def embeddings(directory: Path, card: Card) -> tuple[NDArray[Any], NDArray[Any]]:
    """Of the source and of the target, mapped from the files. Raises WeightsInvalid."""
    names = {name for name, _ in card.files}
    try:
        source = np.load(directory / EMBEDDINGS, mmap_mode="r", allow_pickle=False)
        if TARGET_EMBEDDINGS not in names:
            return source, source
        return source, np.load(directory / TARGET_EMBEDDINGS, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise WeightsInvalid(f"{directory / EMBEDDINGS}: {error}; convert the model anew") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _card(values: dict[str, Any]) -> Card:
    if set(values) != {field.name for field in fields(Card)}:
        raise ValueError(f"it has {', '.join(sorted(values))}")
    if values["family"] not in get_args(Family) or values["format"] not in get_args(Format):
        raise ValueError(f"{values['family']} as {values['format']}")
    source, target = values["pair"]
    return Card(
        **{
            **values,
            "shape": Shape(**values["shape"]),
            "never": tuple(map(int, values["never"])),
            "pair": (str(source), str(target)),
            "files": tuple((safe_path(str(name)), str(digest)) for name, digest in values["files"]),
        }
    )
