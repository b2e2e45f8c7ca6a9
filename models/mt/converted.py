"""Folders that `zimu models convert` made, as what can be asked: read from their cards, nothing is loaded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from models.errors import WeightsInvalid, WeightsMissing
from models.mt import tags
from models.mt.prompts import base_of
from models.mt.routes import Maker
from models.mt.seq2seq_files import CARD
from models.mt.shots import NAMES

_TAGS = {"m2m100": tags.m2m100, "nllb": tags.nllb}


def converted(folders: Iterable[str]) -> dict[str, tuple[Maker, Path]]:
    """Makers and folders by the folders' names. Raises WeightsMissing, WeightsInvalid, naming the folder."""
    found = {}
    for folder in map(Path, folders):
        if folder.name in found:
            raise WeightsInvalid(f"{folder}: another folder of mt.converted has this name; rename one")
        found[folder.name] = (_maker(folder), folder)
    return found


def _maker(folder: Path) -> Maker:
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        family, form, (source, target) = str(card["family"]), str(card["format"]), card["pair"]
    except FileNotFoundError:
        raise WeightsMissing(f"{folder}: no {CARD}; run: zimu models convert HF_DIR {folder}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsInvalid(f"{folder / CARD}: cannot be read ({error}); convert the model anew") from error
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if family in _TAGS:
        targets = frozenset(base for base in NAMES if _TAGS[family](base))
        return Maker(folder.name, "many", "zh", targets, size, form)
    bases = (*NAMES, "zh")
    source = next((base for base in bases if tags.same(str(source), base)), base_of(str(source) or "zh"))
    into = frozenset(base for base in NAMES if tags.same(str(target), base))
    if not into:
        raise WeightsInvalid(f"{folder}: it does not say which language it translates into; convert a pair")
    return Maker(folder.name, "pair", source, into, size, form)
