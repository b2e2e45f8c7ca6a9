import shutil

import pytest

from models.errors import InferenceFailed, LanguageUnsupported, WeightsInvalid
from models.mt.convert import convert
from models.mt.ctranslate import CTranslate, CTranslateOptions
from models.mt.seq2seq import Seq2Seq, Seq2SeqOptions
from models.mt.types import Answer, Request
from tests.models.mt.seq2seq_models import GOLDEN, SEARCHES

LOOSE = {"device": "cpu", "repeats": 0}
PIECES = pytest.mark.skipif(
    pytest.importorskip("importlib.util").find_spec("sentencepiece") is None,
    reason="no sentencepiece: pip install 'zimu[seq2seq]'",
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("converted")

    def folder(family):
        if not (root / family).exists():
            convert(GOLDEN / family, root / family, "float32")
        return root / family

    return folder


def cases(family, beams):
    return next(c["answers"] for c in SEARCHES if (c["family"], c["beams"]) == (family, beams))


@pytest.mark.parametrize(
    "family", ["nllb", *(pytest.param(name, marks=PIECES) for name in ("m2m100", "marian"))]
)
@pytest.mark.parametrize("beams", [1, 4])
def test_texts_in_their_languages(folders, family, beams):
    most = 20 if family == "marian" else 19  # transformers counts the token of the language
    engine = Seq2Seq(folders(family), "tiny", Seq2SeqOptions(**LOOSE, beams=beams, most_tokens=most))
    expected = cases(family, beams)
    requests = [Request(case["text"], case["target"]) for case in expected]
    answers = engine(requests)
    assert [answer.text for answer in answers] == [case["answer"] for case in expected]
    assert [answer.score for answer in answers] == pytest.approx([c["score"] for c in expected], abs=2e-4)
    assert {answer.engine for answer in answers} == {"tiny"}
    backwards = engine(requests[::-1])
    assert [answer.text for answer in backwards] == [answer.text for answer in answers[::-1]]


def test_what_is_asked_twice_is_decoded_once_and_rows_are_bounded(folders):
    engine = Seq2Seq(folders("nllb"), "tiny", Seq2SeqOptions(**LOOSE, most_tokens=19, rows=2))
    expected = cases("nllb", 1)
    batches = []
    decoded = engine._decoded
    engine._decoded = lambda network, wanted: batches.append(len(wanted)) or decoded(network, wanted)
    answers = engine([Request(c["text"], c["target"]) for c in expected[:5] * 2])
    assert [answer.text for answer in answers] == [case["answer"] for case in expected[:5]] * 2
    assert batches == [2, 2, 1]


def test_nothing_becomes_nothing(folders):
    engine = Seq2Seq(folders("nllb"), "tiny", Seq2SeqOptions(**LOOSE))
    assert engine([]) == []
    assert engine([Request("  ", "en")]) == [Answer("", engine="tiny")]


def test_an_answer_that_runs_in_a_loop_is_none(folders):
    case = next(c for c in cases("nllb", 1) if len(c["tokens"]) == 19 and len(set(c["tokens"])) == 1)
    for repeats, shown in ((0, True), (4, False)):
        engine = Seq2Seq(
            folders("nllb"), "tiny", Seq2SeqOptions(device="cpu", repeats=repeats, most_tokens=19)
        )
        (answer,) = engine([Request(case["text"], case["target"])])
        assert bool(answer.text) is shown


def test_languages(folders):
    engine = Seq2Seq(folders("nllb"), "tiny", Seq2SeqOptions(**LOOSE))
    assert [engine.ways(tag) for tag in ("fr", "zh-Hant-TW", "tlh")] == [1, 1, 0]
    with pytest.raises(LanguageUnsupported, match="tlh"):
        engine([Request("好", "tlh")])
    with pytest.raises(WeightsInvalid, match="tlh"):
        Seq2Seq(folders("nllb"), "tiny", Seq2SeqOptions(source="tlh"))


@PIECES
def test_a_marian_serves_its_own_languages(folders):
    engine = Seq2Seq(folders("marian"), "tiny", Seq2SeqOptions(**LOOSE))
    assert [engine.ways(tag) for tag in ("fr", "de", "pt-BR", "en")] == [1, 1, 1, 0]


def test_closed_is_closed(folders):
    engine = Seq2Seq(folders("nllb"), "tiny", Seq2SeqOptions(**LOOSE))
    engine.close()
    engine.close()
    with pytest.raises(InferenceFailed, match="closed"):
        engine([Request("好", "en")])


def test_a_long_text_is_cut_and_a_long_answer_ends(folders):
    engine = Seq2Seq(folders("nllb"), "tiny", Seq2SeqOptions(**LOOSE, most_tokens=500, answer_ratio=100))
    (answer,) = engine([Request("今天特价" * 200, "en")])
    assert len(answer.text) <= 64


def test_ctranslate2_says_the_same():
    engine = CTranslate(
        GOLDEN / "nllb-ctranslate2",
        "tiny",
        CTranslateOptions(**LOOSE, compute_type="float32", most_tokens=20),
    )
    expected = cases("nllb", 1)
    answers = engine([Request(case["text"], case["target"]) for case in expected])
    assert [answer.text for answer in answers] == [case["answer"] for case in expected]
    assert [answer.score for answer in answers] == pytest.approx([c["score"] for c in expected], abs=2e-3)
    assert engine([Request("", "en")]) == [Answer("", engine="tiny")]
    with pytest.raises(LanguageUnsupported, match="tlh"):
        engine([Request("好", "tlh")])
    engine.close()
    with pytest.raises(InferenceFailed, match="closed"):
        engine([Request("好", "en")])


def test_ctranslate2_int8_and_loops():
    case = next(c for c in cases("nllb", 1) if len(c["tokens"]) == 19 and len(set(c["tokens"])) == 1)
    engine = CTranslate(GOLDEN / "nllb-ctranslate2", "tiny", CTranslateOptions(device="cpu", repeats=4))
    (answer,) = engine([Request(case["text"], case["target"])])
    assert answer.text == ""
    assert answer.score is not None


def test_ctranslate2_names_what_it_cannot_read(tmp_path):
    shutil.copytree(GOLDEN / "nllb-ctranslate2", tmp_path / "x")
    (tmp_path / "x" / "model.bin").write_bytes(b"no")
    with pytest.raises(WeightsInvalid, match=r"model\.bin"):
        CTranslate(tmp_path / "x", "tiny")
