import numpy as np
import pytest

from models.ct2_weights import read
from models.errors import WeightsInvalid
from tests.models import tiny_whisper

ARRAYS = {
    "decoder/weight": np.arange(6, dtype=np.float16).reshape(2, 3),
    "decoder/num_heads": np.array(8, np.int16),
    "decoder/scale": np.array([0.5, -2], np.float32),
}


def test_arrays_come_back_under_their_names_and_aliases(tmp_path):
    tiny_whisper.write(tmp_path / "model.bin", ARRAYS, [("projection", "decoder/weight")])
    found = read(tmp_path / "model.bin")
    assert set(found) == {*ARRAYS, "projection"}
    for name, values in {**ARRAYS, "projection": ARRAYS["decoder/weight"]}.items():
        assert found[name].dtype == values.dtype
        assert np.array_equal(found[name], values)


def test_what_is_no_such_file_is_named(tmp_path):
    path = tmp_path / "model.bin"
    tiny_whisper.write(path, ARRAYS, version=5)
    with pytest.raises(WeightsInvalid, match=r"model\.bin.*layout 5"):
        read(path)
    tiny_whisper.write(path, ARRAYS)
    whole = path.read_bytes()
    for length in (0, 3, 40, len(whole) - 5):
        path.write_bytes(whole[:length])
        with pytest.raises(WeightsInvalid, match=r"model\.bin"):
            read(path)
    with pytest.raises(WeightsInvalid):
        read(tmp_path / "nothing")
