import numpy as np
import pytest

from models.errors import WeightsInvalid, WeightsMissing
from models.mt import seq2seq_net
from models.mt.convert import convert
from models.mt.search import Item, SearchOptions, search
from models.mt.seq2seq_net import Network, Rows
from tests.models.mt.seq2seq_models import GOLDEN, SEARCHES, found, without_end

FAMILIES = ["m2m100", "nllb", "marian"]


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    """A network by family and kind of weights, made when it is first asked for."""
    made = {}

    def network(family, weights="float32"):
        if (family, weights) not in made:
            out = tmp_path_factory.mktemp("converted") / family
            convert(GOLDEN / family, out, weights)
            made[family, weights] = Network(out, "cpu")
        return made[family, weights]

    return network


@pytest.mark.parametrize("case", SEARCHES, ids=lambda c: f"{c['family']}-{c['beams']}-{c['length_penalty']}")
def test_it_answers_what_transformers_answers(networks, case):
    """Texts of several lengths in several languages, as one batch; some answers end early, some never."""
    network = networks(case["family"])
    ours = found(
        network, case["family"], case["answers"], beams=case["beams"], penalty=case["length_penalty"]
    )
    for answer, theirs in zip(ours, case["answers"], strict=True):
        assert answer.tokens == without_end(network, theirs["tokens"])
        assert answer.score == pytest.approx(theirs["score"], abs=1e-5)


@pytest.mark.parametrize("weights", ["int8", "uint8"])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("beams", [1, 4])
def test_a_batch_answers_what_one_after_another_answers(networks, family, weights, beams):
    """One text in every language: the same tokens and the same scores to the last bit."""
    network = networks(family, weights)
    every = next(case["answers"] for case in SEARCHES if case["family"] == family)
    for text in {tuple(answer["source"]) for answer in every}:
        answers = [answer for answer in every if tuple(answer["source"]) == text]
        batch = found(network, family, answers * 2, beams=beams)
        assert batch == [found(network, family, [answer], beams=beams)[0] for answer in answers * 2]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("weights", ["int8", "uint8"])
def test_eight_bits_are_near(networks, family, weights):
    """After the same tokens the likeliest next ones have nearly the same probabilities."""
    case = next(case for case in SEARCHES if case["family"] == family)
    for answer in case["answers"]:
        exact, rough = (_shares(networks(family, kind), answer) for kind in ("float32", weights))
        assert np.abs(exact - rough).max() < 0.08


def _shares(network, answer):
    """Probabilities of all next tokens after each of the answer, shape (tokens, vocabulary)."""
    size = len(network._embeddings)
    rows = Rows(network, network.encode([answer["source"]]), [0])
    found = []
    for token in [network.card.start, *answer["tokens"]][:8]:
        logprobs, tokens = rows(np.array([[token]]), np.array([0]), size)
        shares = np.zeros(size)
        shares[tokens[0]] = np.exp(logprobs[0])
        found.append(shares)
    return np.stack(found)


def test_a_prompt_at_once_or_token_by_token_is_the_same(networks):
    network = networks("nllb")
    source = SEARCHES[3]["answers"][0]["source"]
    whole, steps = (Rows(network, network.encode([source]), [0]) for _ in range(2))
    at_once = whole(np.array([[2, 9, 8]]), np.array([0]), 5)
    for token in (2, 9, 8):
        one_by_one = steps(np.array([[token]]), np.array([0]), 5)
    assert np.array_equal(at_once[1], one_by_one[1])
    assert np.allclose(at_once[0], one_by_one[0], atol=1e-5)


def test_what_is_never_to_be_said_is_not(networks):
    network = networks("marian")
    assert network.card.never == (network.card.pad,)
    rows = Rows(network, network.encode([[5, 6, 0]]), [0])
    logprobs, tokens = rows(np.array([[network.card.start]]), np.array([0]), len(network._embeddings))
    assert logprobs[0][list(tokens[0]).index(network.card.pad)] == -np.inf


def test_signed_weights_are_refused_where_they_are_multiplied_wrongly(tmp_path, monkeypatch):
    convert(GOLDEN / "nllb", tmp_path / "out", "int8")
    monkeypatch.setattr(seq2seq_net, "saturates", lambda: True)
    with pytest.raises(WeightsInvalid, match="--quantise uint8"):
        Network(tmp_path / "out")


@pytest.mark.parametrize(
    ("weights", "providers", "what"),
    [
        ("float32", ["CPUExecutionProvider"], "onnxruntime-gpu"),
        ("int8", ["CUDAExecutionProvider"], "float32"),
    ],
)
def test_a_gpu_that_cannot_be_had_is_said(tmp_path, monkeypatch, weights, providers, what):
    convert(GOLDEN / "nllb", tmp_path / "out", weights)
    monkeypatch.setattr(seq2seq_net.ort, "get_available_providers", lambda: providers)
    with pytest.raises((WeightsInvalid, WeightsMissing), match=what):
        Network(tmp_path / "out", "cuda")
    assert Network(tmp_path / "out", "cpu").device == "cpu"


def test_live_parity_on_fresh_weights(tmp_path):
    """Against generate itself, where torch is installed: other weights than the golden ones."""
    torch = pytest.importorskip("torch", reason="no torch: pip install 'zimu[convert]'")
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    torch.manual_seed(11)
    shape = {"encoder_layers": 1, "decoder_layers": 3, "d_model": 48, "vocab_size": 70, "init_std": 0.3}
    heads = {"encoder_attention_heads": 3, "decoder_attention_heads": 3}
    inner = {"encoder_ffn_dim": 80, "decoder_ffn_dim": 72, "activation_function": "gelu"}
    made = M2M100ForConditionalGeneration(
        M2M100Config(**shape, **heads, **inner, scale_embedding=True)
    ).eval()
    made.save_pretrained(tmp_path / "hf")
    convert(tmp_path / "hf", tmp_path / "out", "float32")
    network = Network(tmp_path / "out", "cpu")
    random = np.random.default_rng(0)
    texts = [[*random.integers(5, 60, n).tolist(), 2] for n in (4, 9, 1, 6)]
    length = max(map(len, texts))
    ids = torch.tensor([text + [1] * (length - len(text)) for text in texts])
    for beams in (1, 4):
        for language in (62, 65):
            theirs = made.generate(
                input_ids=ids,
                attention_mask=(ids != 1).long(),
                forced_bos_token_id=language,
                num_beams=beams,
                max_new_tokens=16,
                do_sample=False,
                early_stopping=False,
                length_penalty=1.0,
            )
            items = [Item((2, language), 15)] * len(texts)
            ours = search(
                Rows(network, network.encode(texts), range(len(texts))),
                items,
                2,
                SearchOptions(beams, repeats=0),
            )
            for row, answer in zip(theirs.tolist(), ours, strict=True):
                said = row[2:]
                assert answer.tokens == tuple(said[: said.index(2)] if 2 in said else said)
