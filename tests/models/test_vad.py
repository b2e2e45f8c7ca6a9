import numpy as np
import pytest

from models.errors import InferenceFailed, WeightsInvalid
from models.vad import FRAME, Silero


@pytest.fixture(scope="module")
def silero(store):
    return Silero(store.open("silero-vad-v6"))


def voice_like():
    """Two seconds of a buzz with two formants that comes and goes."""
    time = np.arange(64 * FRAME) / 16_000
    buzz = sum(np.sin(2 * np.pi * 140 * k * time) / (1 + abs(k - 5)) for k in range(1, 25))
    return (0.1 * buzz * (1 + np.sin(2 * np.pi * 4 * time))).astype(np.float32)


@pytest.mark.weights
def test_silence_is_no_speech(silero):
    probabilities, _ = silero(np.zeros(40 * FRAME, np.float32), silero.initial())
    assert probabilities.shape == (40,)
    assert probabilities.max() < 0.3


@pytest.mark.weights
def test_frame_by_frame_is_the_same_as_all_at_once(silero):
    samples = voice_like()
    at_once, last = silero(samples, silero.initial())
    state, one_by_one = silero.initial(), []
    for frame in samples.reshape(-1, FRAME):
        probability, state = silero(frame, state)
        one_by_one.append(float(probability[0]))
    assert np.allclose(at_once, one_by_one, atol=1e-5)
    assert np.allclose(last.h, state.h, atol=1e-5)
    assert np.array_equal(last.context, state.context)
    assert np.ptp(at_once) > 0.001, "the sound makes no difference to the model"


@pytest.mark.weights
def test_a_call_leaves_the_state_it_was_given_as_it_was(silero):
    state = silero.initial()
    silero(voice_like(), state)
    assert not state.h.any()
    assert not state.context.any()


@pytest.mark.weights
def test_a_state_that_does_not_fit_is_a_failed_inference(silero):
    state = silero.initial()
    broken = type(state)(state.h[..., :3], state.c, state.context)
    with pytest.raises(InferenceFailed, match="silero"):
        silero(np.zeros(FRAME, np.float32), broken)


def test_a_file_that_is_no_model_is_named(tmp_path):
    (tmp_path / "silero_vad_v6.onnx").write_bytes(b"not a model")
    with pytest.raises(WeightsInvalid, match=r"silero_vad_v6\.onnx"):
        Silero(tmp_path)
    with pytest.raises(WeightsInvalid):
        Silero(tmp_path / "nowhere")
