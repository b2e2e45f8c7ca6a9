import json
import shutil

import pytest
from safetensors.numpy import load_file, save_file

from models.errors import WeightsInvalid, WeightsMissing
from models.mt import convert as conversion
from models.mt.convert import convert
from models.mt.seq2seq_files import CARD, load_card
from tests.models.mt.seq2seq_models import GOLDEN


@pytest.fixture
def checkpoint(tmp_path):
    return shutil.copytree(GOLDEN / "nllb", tmp_path / "hf")


def test_what_is_made_says_what_it_is(tmp_path):
    made = convert(GOLDEN / "m2m100", tmp_path / "new" / "out", "int8")
    card = load_card(tmp_path / "new" / "out")
    assert (card.family, card.format, card.weights, card.shape) == ("m2m100", "onnx", "int8", made.shape)
    names = {name for name, _ in card.files}
    assert names == {path.name for path in (tmp_path / "new" / "out").iterdir()} - {CARD}
    assert {"encoder.onnx", "decoder.onnx", "embeddings.npy", "vocab.json"} <= names
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["out"]


@pytest.mark.parametrize("file", ["decoder.onnx", "embeddings.npy", "tokenizer_config.json"])
def test_a_file_that_changed_is_found(checkpoint, tmp_path, file):
    convert(checkpoint, tmp_path / "out", "int8")
    path = tmp_path / "out" / file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(WeightsInvalid, match=file):
        load_card(tmp_path / "out")
    path.unlink()
    with pytest.raises(WeightsMissing, match=file):
        load_card(tmp_path / "out")


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card | {"family": "bart"},
        lambda card: card | {"more": 1},
        lambda card: card | {"files": [["../../etc/passwd", "0" * 64]]},
        lambda card: {key: value for key, value in card.items() if key != "shape"},
    ],
)
def test_a_card_that_is_not_one(checkpoint, tmp_path, change):
    convert(checkpoint, tmp_path / "out", "int8")
    path = tmp_path / "out" / CARD
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    with pytest.raises(WeightsInvalid, match="convert the model anew"):
        load_card(tmp_path / "out")


def test_no_card(tmp_path):
    with pytest.raises(WeightsMissing, match="zimu models convert"):
        load_card(tmp_path)


def test_pickles_are_not_read(checkpoint, tmp_path):
    (checkpoint / "model.safetensors").rename(checkpoint / "pytorch_model.bin")
    with pytest.raises(WeightsMissing, match="reads no pickles"):
        convert(checkpoint, tmp_path / "out", "int8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hf"]


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("model_type", "t5", "m2m_100 or marian"),
        ("encoder_attention_heads", 4, "number of heads"),
        ("activation_function", "tanh", "tanh"),
        ("d_model", None, "TypeError"),
        ("decoder_layers", 3, "layers.2"),
    ],
)
def test_what_it_cannot_convert_is_named_and_nothing_is_left(checkpoint, tmp_path, key, value, what):
    config = json.loads((checkpoint / "config.json").read_text())
    (checkpoint / "config.json").write_text(json.dumps(config | {key: value}))
    with pytest.raises(WeightsInvalid, match=what):
        convert(checkpoint, tmp_path / "out", "int8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hf"]


def test_other_refusals(checkpoint, tmp_path, monkeypatch):
    with pytest.raises(WeightsInvalid, match="int4"):
        convert(checkpoint, tmp_path / "out", "int4")
    with pytest.raises(WeightsMissing, match="nowhere"):
        convert(tmp_path / "nowhere", tmp_path / "out", "int8")
    monkeypatch.setattr(conversion, "_LARGEST", 1000)
    with pytest.raises(WeightsInvalid, match="an ONNX file at most"):
        convert(checkpoint, tmp_path / "out", "int8")
    monkeypatch.undo()
    convert(checkpoint, tmp_path / "out", "int8")
    with pytest.raises(WeightsInvalid, match="already"):
        convert(checkpoint, tmp_path / "out", "int8")


@pytest.mark.parametrize("name", ["model.encoder.embed_tokens.weight", "lm_head.weight"])
def test_shards_and_other_names_of_shared_weights(checkpoint, tmp_path, name):
    path, shared = checkpoint / "model.safetensors", "model.shared.weight"
    weights = {
        key: value for key, value in load_file(path).items() if "embed" not in key and key != "lm_head.weight"
    }
    save_file(weights, path)
    convert(checkpoint, tmp_path / "whole", "float32")
    path.unlink()
    weights[name] = weights.pop(shared)
    half = len(weights) // 2
    for i, names in enumerate((list(weights)[:half], list(weights)[half:])):
        save_file({each: weights[each] for each in names}, checkpoint / f"model-{i + 1}-of-2.safetensors")
    convert(checkpoint, tmp_path / "shards", "float32")
    assert load_card(tmp_path / "whole").files == load_card(tmp_path / "shards").files


def test_ctranslate2_by_its_own_converter(checkpoint, tmp_path):
    pytest.importorskip("torch", reason="no torch: pip install 'zimu[convert]'")
    card = convert(checkpoint, tmp_path / "out", "float32", "ctranslate2")
    assert card.format == "ctranslate2"
    golden = dict(load_card(GOLDEN / "nllb-ctranslate2").files)
    assert dict(load_card(tmp_path / "out").files)["model.bin"] == golden["model.bin"]


def test_without_torch_ctranslate2_says_what_to_install(checkpoint, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(WeightsMissing, match=r"zimu\[convert\]"):
        convert(checkpoint, tmp_path / "out", "float16", "ctranslate2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hf"]
