import pytest

from models.mt import tags
from pipeline.layout.languages import LANGUAGES


@pytest.mark.parametrize(
    ("tag", "m2m100", "nllb"),
    [
        ("en", "en", "eng_Latn"),
        ("pt-BR", "pt", "por_Latn"),
        ("zh-Hans", "zh", "zho_Hans"),
        ("zh-Hant-TW", "zh", "zho_Hant"),
        ("nb", "no", "nob_Latn"),
        ("fil", "tl", "tgl_Latn"),
        ("he", "he", "heb_Hebr"),
        ("sr", "sr", "srp_Cyrl"),
        ("tlh", None, None),
    ],
)
def test_codes(tag, m2m100, nllb):
    assert (tags.m2m100(tag), tags.nllb(tag)) == (m2m100, nllb)


def test_every_language_that_zimu_knows_has_a_code():
    for tag in LANGUAGES:
        assert tags.m2m100(tag), tag
        assert tags.nllb(tag), tag


def test_codes_are_those_of_transformers():
    m2m100 = pytest.importorskip("transformers.models.m2m_100.tokenization_m2m_100", exc_type=ImportError)
    nllb = pytest.importorskip("transformers.models.nllb.tokenization_nllb", exc_type=ImportError)
    assert set(tags._M2M100.split()) == set(m2m100.FAIRSEQ_LANGUAGE_CODES["m2m100"])
    assert set(tags._NLLB.values()) <= set(nllb.FAIRSEQ_LANGUAGE_CODES)


@pytest.mark.parametrize(
    ("tag", "known", "token"),
    [
        ("fr", [">>fra<<", ">>fr<<"], ">>fra<<"),
        ("fr", [">>fr<<"], ">>fr<<"),
        ("pt-BR", [">>pt_br<<", ">>por<<"], ">>pt_br<<"),
        ("pt-BR", [">>pt_BR<<"], ">>pt_BR<<"),
        ("pt-BR", [">>por<<"], ">>por<<"),
        ("sr", [">>srp_Cyrl<<", ">>srp_Latn<<"], ">>srp_Cyrl<<"),
        ("xh", [">>xho<<"], None),
        ("de", [">>fra<<"], None),
    ],
)
def test_tokens_of_a_marian(tag, known, token):
    assert tags.marian(tag, known) == token


@pytest.mark.parametrize(
    ("name", "tag", "same"),
    [
        ("zh", "zh-Hans", True),
        ("zho", "zh", True),
        ("cmn_Hans", "zh", True),
        ("eng", "en", True),
        ("por", "pt-BR", True),
        ("fr", "fi", False),
        ("", "en", False),
    ],
)
def test_names_of_a_pair(name, tag, same):
    assert tags.same(name, tag) is same
