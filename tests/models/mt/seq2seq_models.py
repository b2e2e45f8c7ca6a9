"""The tiny checkpoints in tests/golden/seq2seq, and what transformers answered with them."""

from __future__ import annotations

import json
from pathlib import Path

from models.mt import tags
from models.mt.search import Item, SearchOptions, search
from models.mt.seq2seq_net import Rows

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "seq2seq"
SEARCHES = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
LANGUAGES = {
    "m2m100": {"en": "__en__", "fr": "__fr__", "pt-BR": "__pt__"},
    "nllb": {"en": "eng_Latn", "fr": "fra_Latn", "zh-Hant-TW": "zho_Hant"},
}
NEW = 20


def first_tokens(family):
    """The token that an answer in a language begins with, by its tag; Marian has none."""
    if family == "marian":
        return {}
    if family == "nllb":
        table = json.loads((GOLDEN / family / "tokenizer.json").read_text(encoding="utf-8"))["added_tokens"]
        numbers = {entry["content"]: entry["id"] for entry in table}
    else:  # its languages follow the vocabulary, in the order of their codes
        size = len(json.loads((GOLDEN / family / "vocab.json").read_text(encoding="utf-8")))
        numbers = {f"__{code}__": size + i for i, code in enumerate(tags._M2M100.split())}
    return {tag: numbers[name] for tag, name in LANGUAGES[family].items()}


def found(network, family, answers, *, beams=1, penalty=1.0):
    """What our own search finds for the golden answers, all as one batch."""
    first = first_tokens(family)
    sources = list(dict.fromkeys(tuple(answer["source"]) for answer in answers))
    items = [
        Item((network.card.start, first[a["target"]]), NEW - 1) if first else Item((network.card.start,), NEW)
        for a in answers
    ]
    rows = Rows(network, network.encode(sources), [sources.index(tuple(a["source"])) for a in answers])
    return search(rows, items, network.card.end, SearchOptions(beams, penalty, repeats=0))


def without_end(network, tokens):
    return tuple(tokens[:-1] if tokens[-1:] == [network.card.end] else tokens)
