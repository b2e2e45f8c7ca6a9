import json
from pathlib import Path

import pytest

from models.errors import WeightsInvalid, WeightsMissing
from models.mt.converted import converted
from models.mt.opening import Engines, open_routes
from models.mt.routes import makers, named, plan
from models.mt.types import Request
from tests.models.mt.test_routes import CATALOG

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "seq2seq" / "nllb-ctranslate2"


def folder(place: Path, **card: object) -> str:
    place.mkdir()
    fields = {"family": "marian", "format": "onnx", "pair": ["", ""], **card}
    (place / "zimu.json").write_text(json.dumps(fields), encoding="utf-8")
    return str(place)


def test_each_family_makes_what_its_card_says(tmp_path: Path) -> None:
    many = folder(tmp_path / "many", family="m2m100")
    german = folder(tmp_path / "zh-de", pair=["zho", "deu"])
    french = folder(tmp_path / "en-fr", pair=["en", "fr"], format="ctranslate2")
    own = [maker for maker, _ in converted([many, german, french]).values()]
    installed = makers([CATALOG["firefox-zh-en"], CATALOG["qwen2.5-coder-1.5b"]], None, own)
    (en, de, fr) = plan(["en", "de", "fr"], installed)
    assert [named(way) for way in en.ways] == ["firefox-zh-en", "many", "qwen2.5-coder-1.5b"]
    assert [named(way) for way in de.ways][:3] == ["zh-de", "many", "qwen2.5-coder-1.5b"]
    assert [named(way) for way in fr.ways][:2] == ["firefox-zh-en > en-fr", "many > en-fr"]


@pytest.mark.parametrize(
    ("card", "message"),
    [("{", "cannot be read"), ("{}", "cannot be read"), ("[]", "cannot be read")],
)
def test_a_card_that_cannot_be_read_is_named(tmp_path: Path, card: str, message: str) -> None:
    (tmp_path / "zimu.json").write_text(card, encoding="utf-8")
    with pytest.raises(WeightsInvalid, match=f"zimu.json.*{message}"):
        converted([str(tmp_path)])


def test_a_folder_without_a_card_a_pair_without_names_and_two_of_a_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="zimu models convert"):
        converted([str(tmp_path / "none")])
    with pytest.raises(WeightsInvalid, match="does not say"):
        converted([folder(tmp_path / "nameless")])
    (tmp_path / "other").mkdir()
    first, second = folder(tmp_path / "x", family="nllb"), folder(tmp_path / "other" / "x", family="nllb")
    with pytest.raises(WeightsInvalid, match="another folder"):
        converted([first, second])


def test_a_converted_model_is_opened_and_asked() -> None:
    own = converted([str(GOLDEN)])
    (maker, place) = own["nllb-ctranslate2"]
    routes = plan(["fr"], makers([], None, [maker]))
    engines = Engines(forms={maker.name: maker.form})
    pivot = open_routes(routes, lambda name: [place], engines)
    try:
        (answer,) = pivot([Request("好", "fr")])
    finally:
        pivot.close()
    assert answer.engine == "nllb-ctranslate2"
