"""The recogniser itself, on sound in which nobody speaks and on lines of two to four characters."""

import csv

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from models.han import to_simplified
from pipeline import config, loaded
from pipeline.speech import whole
from pipeline.speech.gate import Gate
from pipeline.speech.hallucination import Verdict
from pipeline.speech.whole import Whole
from pipeline.types import SAMPLES_PER_MS, Audio, Hypothesis

pytestmark = [pytest.mark.weights, pytest.mark.data]
SHORT_LINES = [
    *(("liveA", start, end, said) for start, end, said in (
        (29538, 30478, "到手两盒"),
        (63253, 63673, "好"),
        (72454, 73324, "太给力了"),
        (156636, 156916, "没有"),
        (159251, 159951, "可以吃"),
        (193401, 193671, "可以"),
        (278571, 279391, "不见不散"),
    )),
    *(("liveC", start, end, said) for start, end, said in (
        (79466, 80136, "上车"),
        (96055, 96695, "好的"),
        (97975, 99045, "谢谢大家"),
    )),
]  # fmt: skip
"""Show, start and end in ms, and what is said."""


@pytest.fixture(scope="module")
def models():
    with loaded.load(config.Config(), (loaded.SOURCE,)) as opened:
        yield opened


@pytest.fixture(scope="module")
def silent_clips(data_dir):
    """Music, noise and silence; the clip of English that has no transcript is not among them."""
    with (data_dir / "mandarin.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    quiet = [row for row in rows if row["kind"] in ("music", "noise")]
    return {row["id"]: decode_audio(str(data_dir / row["path"])) for row in quiet}


def heard(models, samples):
    """What the recorded path makes of a sound."""
    stages = Gate(models.vad), Whole(models.recognise)
    whole_ms = samples[: len(samples) // SAMPLES_PER_MS * SAMPLES_PER_MS]
    items = [item for part in (stages[0].push(Audio(0, whole_ms)), stages[0].flush()) for item in part]
    made = [record for item in items for record in stages[1].push(item)]
    made += stages[1].flush()
    said = [word.text for record in made if isinstance(record, Hypothesis) for word in record.committed]
    return to_simplified("".join(said)).rstrip("，。,. ")


def test_nothing_is_written_where_nobody_speaks(models, silent_clips):
    assert len(silent_clips) == 14
    assert {name: text for name, sound in silent_clips.items() if (text := heard(models, sound))} == {}


def test_without_a_judge_something_would_be(models, silent_clips, monkeypatch):
    monkeypatch.setattr(whole, "judge", lambda evidence: Verdict(evidence.transcript.words))
    assert heard(models, silent_clips["noise-sherpa4"])


def among_quiet(sound, seed, bed=None):
    """The sound in near silence, with music 10 dB under it if `bed` is given."""
    faded = sound * np.minimum(1, np.minimum(np.arange(len(sound)), np.arange(len(sound))[::-1]) / 160)
    made = np.random.default_rng(seed).normal(0, 3e-4, len(sound) + 35_200)
    made[14_400 : 14_400 + len(sound)] += faded
    if bed is not None:
        made += np.resize(bed, len(made)) * np.sqrt(np.mean(sound**2) / np.mean(bed**2) / 10)
    return made.astype(np.float32)


@pytest.mark.parametrize(("show", "start", "end", "said"), SHORT_LINES)
def test_a_real_short_line_is_kept(models, data_dir, silent_clips, show, start, end, said):
    line = decode_audio(str(data_dir / "live" / f"{show}.flac"))[start * 16 : end * 16]
    # kept is what is tested: whether the weights hear 好的 or 好嘟 is another matter
    assert len(heard(models, among_quiet(line, start))) == len(said)
    assert set(heard(models, among_quiet(line, start, silent_clips["music-bach"]))) & set(said)
