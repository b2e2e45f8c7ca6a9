"""A first start measures, the next one remembers, and only what an answer holds for uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.asr import AsrOptions, Whisper
from pipeline import probe, settle
from pipeline.settle import CACHE, settled
from pipeline.tuning import Cost

CPU = AsrOptions(device="cpu")


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    directory = tmp_path / "whisper"
    directory.mkdir()
    (directory / "model.bin").write_bytes(b"weights")
    return directory


@pytest.fixture
def glances(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Those that were taken; int8 is bad here."""
    taken: list[tuple[str, int]] = []

    def glance(directory: Path, compute_type: str, threads: int) -> Cost:
        taken.append((compute_type, threads))
        return Cost(3.0, 3.0 if compute_type == "int8" else 0.3)

    monkeypatch.setattr(settle, "glance", glance)
    return taken


def test_a_second_start_is_told(weights: Path, tmp_path: Path, glances: list[tuple[str, int]]) -> None:
    for _ in range(2):
        found = settled(CPU, weights, tmp_path, {})
        assert (found.compute_type, found.threads) == ("float32", 1)
    assert glances == [("int8", 1), ("float32", 1)]


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"a": 1}', '{"a": ["int8"]}', '{"a": ["int8", null]}'])
def test_a_broken_cache_is_measured_again(
    broken: str, weights: Path, tmp_path: Path, glances: list[tuple[str, int]]
) -> None:
    (tmp_path / CACHE).write_text(broken)
    assert settled(CPU, weights, tmp_path, {}).compute_type == "float32"
    assert settled(CPU, weights, tmp_path, {}).compute_type == "float32"
    assert len(glances) == 2


def test_a_cache_that_cannot_be_written(
    weights: Path, tmp_path: Path, glances: list[tuple[str, int]]
) -> None:
    assert settled(CPU, weights, tmp_path / "none", {}).compute_type == "float32"
    assert len(glances) == 2


def test_other_weights_and_kernels_are_measured_anew(
    weights: Path, tmp_path: Path, glances: list[tuple[str, int]]
) -> None:
    settled(CPU, weights, tmp_path, {})
    settled(CPU, weights, tmp_path, {"CT2_USE_MKL": "1"})
    assert len(glances) == 4
    (weights / "model.bin").write_bytes(b"other weights")
    settled(CPU, weights, tmp_path, {})
    assert len(glances) == 6


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        (AsrOptions(device="cpu", compute_type="int8", threads=2), []),
        (AsrOptions(device="cpu", compute_type="float32"), [("float32", 1)]),
        (AsrOptions(device="cpu", threads=3), [("int8", 3), ("float32", 3)]),
    ],
)
def test_what_the_user_chose_stays(
    options: AsrOptions,
    taken: list[tuple[str, int]],
    weights: Path,
    tmp_path: Path,
    glances: list[tuple[str, int]],
) -> None:
    found = settled(options, weights, tmp_path, {})
    assert options.compute_type in ("auto", found.compute_type)
    assert options.threads in (0, found.threads)
    assert glances == taken


def test_a_gpu_is_not_timed(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "supported", lambda device: {"float32", "float16", "int8_float16"})
    found = settled(AsrOptions(device="cuda"), weights, tmp_path, {})
    assert (found.compute_type, found.threads) == ("float16", 1)


def test_large_weights_are_not_opened_more_often_than_needed(
    weights: Path, tmp_path: Path, glances: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle, "LARGE", 3)
    monkeypatch.setattr(settle, "cores", lambda: 16)
    found = settled(CPU, weights, tmp_path, {})
    assert (found.compute_type, found.threads, glances) == ("int8", 4, [])


@pytest.mark.weights
def test_the_real_weights_open_as_settled(store, tmp_path: Path) -> None:
    directory = store.open("whisper-base")
    found = settled(CPU, directory, tmp_path, {})
    assert found.compute_type in probe.types("cpu")
    assert found.threads >= 1
    Whisper(directory, found)
    assert (tmp_path / CACHE).is_file()


@pytest.mark.weights
def test_a_survey_of_one_way(store) -> None:
    found = probe.measure(store.open("whisper-base"), "int8", 1, "cpu")
    costs = (*found.encode, found.token, found.token_together, found.align)
    assert all(cost.cpu > 0 for cost in costs)
    eight, ten, thirty = (cost.cpu for cost in found.encode)
    assert thirty > max(eight, ten)
