import csv
from concurrent.futures import ThreadPoolExecutor

import av
import numpy as np
import pytest

from models.asr import AsrOptions, Whisper
from models.errors import WeightsInvalid
from models.han import to_simplified
from models.types import Request

CLIPS = ("ais1-S0150-W0122", "ais1-S0150-W0128")


@pytest.fixture(scope="module")
def whisper(store):
    return Whisper(store.open("whisper-base"), AsrOptions())


def clip(data_dir, name):
    """Samples and the reference transcript of a clip."""
    with (data_dir / "mandarin.tsv").open(encoding="utf-8") as table:
        row = next(row for row in csv.DictReader(table, delimiter="\t") if row["id"] == name)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
    with av.open(str(data_dir / row["path"])) as container:
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]), row["transcript"]


@pytest.mark.weights
@pytest.mark.data
@pytest.mark.parametrize("name", CLIPS)
def test_words_come_in_order_within_the_clip(whisper, data_dir, name):
    samples, reference = clip(data_dir, name)
    transcript = whisper(samples)
    assert len(set(reference) & set(to_simplified(transcript.text))) > len(set(reference)) / 2
    length = len(samples) // 16 + 20  # an encoder frame is 20 ms
    assert all(0 <= word.start <= word.end <= length for word in transcript.words)
    starts = [word.start for word in transcript.words]
    assert starts == sorted(starts)
    assert all(0 <= word.probability <= 1 for word in transcript.words)


@pytest.mark.weights
@pytest.mark.data
def test_the_answer_begins_with_the_prefix(whisper, data_dir):
    samples, _ = clip(data_dir, CLIPS[0])
    heard = whisper(samples).text
    for prefix in (heard[:4], "完全不同"):
        text = whisper(samples, prefix=prefix).text
        assert text.startswith(prefix)
        assert not text.startswith(prefix * 2)
        assert len(text) > len(prefix)


@pytest.mark.weights
def test_sound_that_is_too_long_or_too_short(whisper):
    with pytest.raises(ValueError, match="30 s"):
        whisper(np.zeros(30 * 16_000 + 1, np.float32))
    assert whisper(np.zeros(0, np.float32)).words == ()


def test_a_directory_without_a_model_is_named(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"not a model")
    with pytest.raises(WeightsInvalid, match=tmp_path.name):
        Whisper(tmp_path, AsrOptions(device="cpu"))


@pytest.mark.weights
@pytest.mark.data
@pytest.mark.parametrize("thorough", [False, True])
def test_a_batch_gives_what_each_would_get_alone(whisper, data_dir, thorough):
    names = (*CLIPS, "ais1-S0150-W0134", "fred-net")
    sounds = [clip(data_dir, name)[0] for name in names]
    requests = [Request(samples, thorough=thorough) for samples in sounds]
    requests[1] = Request(sounds[1], prefix="新房", thorough=thorough)
    requests += [Request(sounds[0], prompt="房价。", thorough=thorough), Request(np.zeros(0, np.float32))]
    requests.append(Request(np.concatenate(sounds[:2]), thorough=thorough))  # longer than the floor
    requests += [Request(np.resize(sound, 20 * 16_000), thorough=thorough) for sound in sounds[:3]]
    alone = [whisper.hear([request])[0] for request in requests]
    assert whisper.hear(requests) == alone  # to the last bit, whatever the batches


@pytest.mark.weights
@pytest.mark.data
def test_streams_in_threads_get_their_own(whisper, data_dir):
    sounds = [clip(data_dir, name)[0] for name in (*CLIPS, "fred-net")] * 2
    alone = [whisper.hear([Request(samples)])[0].text for samples in sounds]
    with ThreadPoolExecutor(len(sounds)) as pool:
        assert [heard.text for heard in pool.map(whisper, sounds)] == alone


@pytest.mark.weights
@pytest.mark.data
def test_fast_speech_is_not_cut_off(whisper, data_dir):
    samples, reference = clip(data_dir, "flores-0588")
    at = np.arange(0, len(samples), 1.5)  # 9 characters a second
    fast = np.interp(at, np.arange(len(samples)), samples).astype(np.float32)
    assert len(whisper(fast).text) > 0.9 * len(reference)
