"""Long windows on onnxruntime beside CTranslate2: the same sound, the same words at the same times."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from models import whisper_encoder
from models.asr import AsrOptions, Whisper
from models.errors import WeightsInvalid
from models.types import Request
from models.whisper import WINDOW, Network
from models.whisper_encoder import Encoder
from tests.models import tiny_whisper
from tests.models.test_asr import clip

pytestmark = [pytest.mark.weights, pytest.mark.data]


@pytest.fixture(scope="module")
def window(data_dir):
    """28 s of several speakers, without a pause between them."""
    with (data_dir / "mandarin.tsv").open(encoding="utf-8") as table:
        names = [row["id"] for row in csv.DictReader(table, delimiter="\t") if row["kind"] == "read"]
    return np.concatenate([clip(data_dir, name)[0] for name in names[::7][:10]])[: 28 * 16_000]


def network(store, quick, compute_type):
    return Network(store.open("whisper-base"), device="cpu", compute_type=compute_type, quick=quick)


def apart(found, exact):
    return float(np.linalg.norm(found - exact) / np.linalg.norm(exact))


@pytest.mark.parametrize("signed", [True, False])
def test_it_is_as_near_to_floating_point_as_ctranslate2(store, window, monkeypatch, signed):
    """With the weights that this processor multiplies rightly, and with those that every one does."""
    if not signed:
        monkeypatch.setattr(whisper_encoder, "saturates", lambda: True)
    exact = network(store, "ctranslate2", "float32").encode(window, WINDOW)
    usual = network(store, "ctranslate2", "int8").encode(window, WINDOW)
    quick = network(store, "onnx", "int8").encode(window, WINDOW)
    assert quick.shape == exact.shape
    assert apart(quick, exact) < 1.1 * apart(usual, exact) < 0.2
    assert not np.array_equal(quick, usual)


def test_words_of_a_long_window_are_where_ctranslate2_finds_them(store, window):
    quick, usual = network(store, "onnx", "int8"), network(store, "ctranslate2", "int8")
    encoded = usual.encode(window, WINDOW)
    heard = Whisper(store.open("whisper-base"), AsrOptions(device="cpu"))
    text = quick.tokens.encode(heard.hear([Request(window, thorough=True)])[0].text)
    frames = len(window) // 160
    ours, theirs = (each.align(encoded, text, frames) for each in (quick, usual))
    assert [word.text for word in ours] == [word.text for word in theirs]
    assert len(ours) > 60
    between = [abs(a.start - b.start) for a, b in zip(ours, theirs, strict=True)]
    assert np.median(between) <= 20
    assert np.percentile(between, 90) <= 100
    assert quick.align(encoded, [], frames) == ()


def test_weights_without_an_encoder_are_named(tmp_path):
    tiny_whisper.save(tmp_path)
    with pytest.raises(WeightsInvalid, match=r"model\.bin: not a Whisper that onnxruntime can encode"):
        Encoder(tmp_path)
