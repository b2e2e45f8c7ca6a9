import pytest

from models.mt.seq2seq_files import load_card
from pipeline import cli
from tests.models.mt.seq2seq_models import GOLDEN


def zimu(*arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(["models", "convert", *map(str, arguments)])
    return ended.value.code


@pytest.mark.parametrize(("options", "weights"), [([], "int8"), (["--quantise", "float32"], "float32")])
def test_convert(tmp_path, capsys, monkeypatch, options, weights):
    monkeypatch.setattr("models.whisper_greedy.saturates", lambda: False)
    assert zimu(GOLDEN / "nllb", tmp_path / "out", *options) == 0
    family, kind, _, folder = capsys.readouterr().out.strip().split("\t")
    assert (family, kind, folder) == ("nllb", f"onnx {weights}", str(tmp_path / "out"))
    assert load_card(tmp_path / "out").weights == weights


def test_it_makes_what_this_processor_multiplies_rightly(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("models.whisper_greedy.saturates", lambda: True)
    assert zimu(GOLDEN / "nllb", tmp_path / "out") == 0
    assert load_card(tmp_path / "out").weights == "uint8"
    assert "held as uint8" in capsys.readouterr().err


def test_what_is_wrong_is_one_line(tmp_path, capsys):
    assert zimu(tmp_path, tmp_path / "out") == 4
    assert "config.json: not there" in capsys.readouterr().err
