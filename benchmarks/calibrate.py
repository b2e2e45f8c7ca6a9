"""Fits what the live policy takes for certain: the weights of pipeline/speech/candidate.py.

    python -m benchmarks.calibrate --fit FILE.tsv[,…] --test FILE.tsv[,…]

Manifests as for `zimu bench stream`; no clip of one list should be in the other. Every clip is played through
the live policy, which here commits nothing that is not far behind. Each word of each pass is a case: it
stands if a pass with a second more of sound hears its letters in the same place. Prints the weights, and how
often words of each certainty stood in the clips of --test.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; numpy reads it once

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Clip, clips
from benchmarks.ears import Aligning, Ears
from benchmarks.signature import line, signature
from pipeline import config, loaded
from pipeline.speech.candidate import FITTED, Candidate, Weights, features
from pipeline.speech.commit import CommitOptions
from pipeline.speech.follow import key, recurring
from pipeline.speech.gate import Gate
from pipeline.speech.policy import Streaming
from pipeline.types import SAMPLES_PER_MS, Audio, Hypothesis, Ms, Speech

MORE_MS: Ms = 1_200
"""Sound that a word must outlast; committing later than this is too late for a viewer."""
FAR = CommitOptions(rule="attention", attention_ms=MORE_MS, number_ms=0)
_RIDGE = 1.0
_BINS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.87, 0.92, 0.96, 1.0)

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pass:
    edge: Ms
    said: str
    """The letters that the utterance has committed by then."""
    tail: tuple[Candidate, ...]

    @property
    def text(self) -> str:
        return self.said + "".join(key(it.word.text) for it in self.tail)


def utterances(clip: Clip, ears: Ears) -> Iterator[list[Pass]]:
    """The passes over each utterance of a clip; the last has nothing left that is not committed."""
    samples = ears.sound(clip.path)
    samples = np.pad(samples, (0, -len(samples) % SAMPLES_PER_MS))
    gate = Gate(ears.vad, ears.config.gate)
    policy = Streaming(ears.recognise, replace(ears.config.policy, commit=FAR))
    found: list[Pass] = []
    said = ""
    for heard in (*gate.push(Audio(0, samples)), *gate.flush()):
        for output in policy.push(heard):
            if not isinstance(output, Hypothesis) or not isinstance(heard, Speech):
                continue
            said += "".join(key(word.text) for word in output.committed)
            found.append(Pass(heard.end, said, () if output.ends else policy.candidates))
            if output.ends:
                yield found
                found, said = [], ""


def cases(passes: Sequence[Pass]) -> Iterator[tuple[tuple[float, ...], bool]]:
    """Of every word that some pass left open: its features, and whether it stood."""
    for one in passes[:-1]:
        later = next((it for it in passes if it.edge >= one.edge + MORE_MS), passes[-1])
        stood = recurring("".join(key(it.word.text) for it in one.tail), later.text[len(one.said) :])
        at = 0
        for it in one.tail:
            size = len(key(it.word.text))
            if size:
                yield features(it), all(stood[at : at + size])
            at += size


def fitted(x: Matrix, y: Matrix) -> Matrix:
    """Logistic regression with a ridge, by Newton's method: x (cases, features), y (cases,) of 0 and 1."""
    weights = np.zeros(x.shape[1])
    for _ in range(25):
        p = odds(x, weights)
        slope = x.T @ (p - y) + _RIDGE * weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + _RIDGE * np.eye(x.shape[1])
        weights -= np.linalg.solve(curve, slope)
    return weights


def odds(x: Matrix, weights: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-x @ weights)))


def loss(p: Matrix, y: Matrix) -> float:
    """Mean log-loss in nats."""
    return float(-np.mean(np.where(y > 0, np.log(p), np.log1p(-p))))


def reliability(p: Matrix, y: Matrix) -> list[str]:
    """Rows of a Markdown table: of the words with this certainty, how many stood."""
    rows = ["| certainty | words | stood |", "| --- | --- | --- |"]
    for low, high in pairwise(_BINS):
        inside = (p >= low) & (p < high)
        if inside.any():
            rows.append(f"| {low:.2f} to {high:.2f} | {int(inside.sum())} | {y[inside].mean():.2f} |")
    return rows


def _table(manifests: str, ears: Ears) -> tuple[Matrix, Matrix]:
    x, y = [], []
    for clip in clips(*map(Path, manifests.split(","))):
        if clip.reference:
            print(clip.id, file=sys.stderr)
            for passes in utterances(clip, ears):
                for row, stood in cases(passes):
                    x.append(row)
                    y.append(stood)
    return np.array(x, np.float64), np.array(y, np.float64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--fit", required=True, metavar="FILE.tsv,…")
    parser.add_argument("--test", required=True, metavar="FILE.tsv,…")
    arguments = parser.parse_args()
    chosen = config.load()
    with loaded.load(chosen, (loaded.SOURCE,)) as models:
        assert isinstance(models.recognise, Aligning)
        ears = Ears(models.recognise, models.vad, chosen)
        x, y = _table(arguments.fit, ears)
        weights = fitted(x, y)
        print("\n".join(f"{f.name}: {w:.2f}" for f, w in zip(fields(Weights), weights, strict=True)))
        x, y = _table(arguments.test, ears)
    shipped = np.array([getattr(FITTED, f.name) for f in fields(Weights)])
    print(f"\nlog-loss on {len(y)} words of --test: {loss(odds(x, weights), y):.4f}", end="")
    print(
        f" (those shipped: {loss(odds(x, shipped), y):.4f}; always the mean: {loss(y * 0 + y.mean(), y):.4f})"
    )
    print("\n".join(reliability(odds(x, weights), y)))
    print("\n" + line(signature(replace(chosen, asr=models.asr))))


if __name__ == "__main__":
    main()
