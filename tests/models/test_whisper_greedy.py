import csv

import numpy as np
import pytest

from models import whisper_greedy
from models.asr import AsrOptions, Whisper
from models.errors import WeightsInvalid
from models.whisper_graph import quantised
from models.whisper_greedy import Greedy, Vocabulary
from tests.models import tiny_whisper
from tests.models.test_asr import clip
from tests.models.tiny_whisper import END, NO_SPEECH, TASK, VOCABULARY

KNOWN = Vocabulary(TASK, END, NO_SPEECH, (5, 6))
SOUND = np.random.default_rng(1).normal(size=(50, tiny_whisper.WIDTH)).astype(np.float32)


@pytest.fixture(scope="module", params=["signed", "unsigned"])
def greedy(request, tmp_path_factory):
    """With the weights that this processor multiplies rightly, and with those that every one does."""
    directory = tmp_path_factory.mktemp("whisper")
    tiny_whisper.save(directory)
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "unsigned":
            patch.setattr(whisper_greedy, "saturates", lambda: True)
        return Greedy(directory, KNOWN)


def softmax(logits):
    shares = np.exp(logits - logits.max(-1, keepdims=True))
    return shares / shares.sum(-1, keepdims=True)


@pytest.mark.parametrize("before", [[], [34, 1, 2, 3]])
@pytest.mark.parametrize("forced", [[], [7, 8, 9]])
def test_it_sees_what_the_plain_decoder_sees(greedy, before, forced):
    found = greedy(SOUND, before, forced, 8)
    assert found.tokens[: len(forced)] == forced
    logits, attention = tiny_whisper.decoded(tiny_whisper.weights(), SOUND, [*before, *TASK, *found.tokens])
    shares = softmax(logits)
    last = len(before) + len(TASK) - 1
    said = [shares[last + i, token] for i, token in enumerate(found.tokens)]
    assert found.attended is not None
    assert found.attended.probabilities == pytest.approx(said, abs=0.1)
    assert found.no_speech == pytest.approx(shares[len(before), NO_SPEECH], abs=0.02)
    assert found.attended.first == len(TASK) - 1
    assert np.abs(found.attended.shares - attention[:, len(before) :]).max() < 0.05
    for at, token in enumerate(found.tokens[len(forced) :], last + len(forced)):
        allowed = np.delete(shares[at], KNOWN.suppressed)
        assert shares[at, token] > allowed.max() - 0.1


def test_suppressed_tokens_and_the_limit(tmp_path):
    tiny_whisper.save(tmp_path)
    every = tuple(token for token in range(VOCABULARY) if token not in (3, END))
    found = Greedy(tmp_path, Vocabulary(TASK, END, NO_SPEECH, every))(SOUND, [], [], 4)
    assert 1 <= len(found.tokens) <= 4  # the end is not allowed at first
    assert set(found.tokens) == {3}


def test_a_text_ends_where_the_positions_end(tmp_path):
    tiny_whisper.save(tmp_path)
    never = Vocabulary(TASK, END, NO_SPEECH, (END,))
    found = Greedy(tmp_path, never)(SOUND, [34, 1, 2], [], 1000)
    assert len(found.tokens) == tiny_whisper.POSITIONS - 3 - len(TASK)


@pytest.mark.parametrize("what", ["int8", "other"])
def test_weights_that_it_cannot_use_are_named(tmp_path, what):
    variables = tiny_whisper.weights()
    if what == "int8":
        variables["decoder/embeddings/weight"] = variables["decoder/embeddings/weight"].astype(np.int8)
    else:
        del variables["decoder/layer_1/attention/linear_2/bias"]
    tiny_whisper.save(tmp_path, variables)
    with pytest.raises(WeightsInvalid, match=r"model\.bin"):
        Greedy(tmp_path, KNOWN)


@pytest.mark.parametrize("signed", [True, False])
def test_quantised_weights_are_near(signed):
    matrix = np.random.default_rng(0).normal(size=(5, 40)).astype(np.float32)
    matrix[3] = 0
    columns, scales, zeros = quantised(matrix, signed)
    again = (columns.astype(np.float32) - zeros.astype(np.float32)) * scales
    assert np.all(np.abs(again.T - matrix) <= scales[:, None] * 0.51)


@pytest.mark.weights
@pytest.mark.data
def test_it_hears_what_ctranslate2_hears(store, data_dir):
    directory = store.open("whisper-base")
    with (data_dir / "mandarin.tsv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["kind"] == "read"]
    names = [row["id"] for row in rows if float(row["seconds"]) < 8][::5][:12]
    assert len(names) == 12
    quick, usual = (
        Whisper(directory, AsrOptions(device="cpu", quick=quick)) for quick in ("onnx", "ctranslate2")
    )
    same, apart, surer = 0, [], []
    for name in names:
        samples, _ = clip(data_dir, name)
        a, b = quick(samples), usual(samples)
        if a.text == b.text:
            same += 1
            assert a.logprob == pytest.approx(b.logprob, abs=0.1)
            apart += [abs(x.start - y.start) for x, y in zip(a.words, b.words, strict=True)]
            surer += [abs(x.probability - y.probability) for x, y in zip(a.words, b.words, strict=True)]
    assert same >= 8
    assert np.median(apart) <= 20
    assert np.percentile(apart, 95) <= 60
    assert np.percentile(surer, 90) < 0.1
