"""Recordings, read through a real ffmpeg: times, odd files, attacks."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from pipeline.errors import InputUnsupported, ProgramMissing
from pipeline.ingest.ffmpeg import IngestOptions, find_ffmpeg
from pipeline.ingest.reader import open_audio
from pipeline.ingest.source import Source, parse_source
from pipeline.types import Audio, Gap

from .media import X264, bursts, make, onsets, picture

pytestmark = pytest.mark.ffmpeg


def read(path: Path, **options: object) -> list[Audio | Gap]:
    with open_audio(parse_source(str(path)), IngestOptions(**options)) as reader:  # type: ignore[arg-type]
        return list(reader)


AAC_PRIMING = 23
"""MPEG-TS and FLV cannot say that an encoder's first 1024 samples are padding; players play them too."""


@pytest.mark.parametrize(
    ("name", "codec", "late"),
    [
        ("a.wav", "pcm_s16le", 0),
        ("a.flac", "flac", 0),
        ("a.mp3", "libmp3lame", 0),
        ("a.m4a", "aac", 0),
        ("a.mkv", "aac", 0),
        ("a.ogg", "libopus", 0),
        ("a.ts", "aac", AAC_PRIMING),
        ("a.flv", "aac", AAC_PRIMING),
    ],
)
def test_sound_is_where_it_was_recorded(
    ffmpeg: str, tmp_path: Path, name: str, codec: str, late: int
) -> None:
    rate = "48000" if codec == "libopus" else "44100"
    path = make(ffmpeg, tmp_path / name, *bursts(4), "-c:a", codec, "-ar", rate)
    items = read(path)
    assert [at - late for at in onsets(items)] == [pytest.approx(1000, abs=10), pytest.approx(3000, abs=10)]
    assert items[0].start == 0 and items[-1].end == pytest.approx(4000, abs=70)
    assert all(before.end == after.start for before, after in itertools.pairwise(items))
    assert all(len(item.samples) == 1600 for item in items[:-1] if isinstance(item, Audio))


@pytest.mark.parametrize("name", ["late.mkv", "late.mp4", "late.ts"])
def test_an_audio_track_that_starts_late_keeps_its_place(ffmpeg: str, tmp_path: Path, name: str) -> None:
    path = make(ffmpeg, tmp_path / name, *picture(6), "-itsoffset", "2.5", *bursts(3), *X264, "-c:a", "aac")
    items = read(path)
    assert onsets(items) == [pytest.approx(3500, abs=30)]
    assert isinstance(items[0], Gap) and items[0].end == pytest.approx(2500, abs=30)


def test_lost_packets_shift_nothing(ffmpeg: str, tmp_path: Path) -> None:
    loss = r"noise=drop='not(mod(n\,5))'"
    path = make(ffmpeg, tmp_path / "loss.ts", *bursts(8), "-c:a", "aac", "-bsf:a", loss)
    items = read(path)
    assert onsets(items) == [pytest.approx(1000 * n, abs=60) for n in (1, 3, 5, 7)]
    assert items[-1].end == pytest.approx(8000, abs=70)


def test_many_packets_lost_at_once_are_a_gap(ffmpeg: str, tmp_path: Path) -> None:
    loss = r"noise=drop='between(n\,70\,110)'"
    path = make(ffmpeg, tmp_path / "loss.ts", *bursts(6), "-c:a", "aac", "-bsf:a", loss)
    items = read(path)
    (gap,) = (item for item in items if isinstance(item, Gap))
    assert gap.end - gap.start == pytest.approx(41 * 1024 / 44.1, abs=40)
    assert onsets(items)[-1] == pytest.approx(5000, abs=40)


def test_a_recording_with_a_restart_in_it_is_read_to_its_end(ffmpeg: str, tmp_path: Path) -> None:
    one = make(ffmpeg, tmp_path / "1.ts", *bursts(4), "-c:a", "aac")
    two = make(ffmpeg, tmp_path / "2.ts", *bursts(4), "-c:a", "aac", "-ar", "48000", "-ac", "2")
    both = tmp_path / "both.ts"
    both.write_bytes(one.read_bytes() + two.read_bytes())
    items = read(both)
    (gap,) = (item for item in items if isinstance(item, Gap))
    assert gap.start == gap.end == pytest.approx(4030, abs=50)
    assert [round(at / 1000) for at in onsets(items)] == [1, 3, 5, 7]


def test_the_second_audio_track(ffmpeg: str, tmp_path: Path) -> None:
    tracks = ["-map", "0:a", "-map", "1:a", "-c:a", "flac"]
    path = make(ffmpeg, tmp_path / "two.mkv", "-f", "lavfi", "-i", "anullsrc=d=2", *bursts(2), *tracks)
    assert onsets(read(path)) == []
    assert len(onsets(read(path, audio_track=1))) == 1
    with pytest.raises(InputUnsupported, match="has no audio track"):
        read(path, audio_track=2)


def test_the_length_is_known_while_reading(ffmpeg: str, tmp_path: Path) -> None:
    path = make(ffmpeg, tmp_path / "a.wav", *bursts(2))
    with open_audio(parse_source(str(path)), IngestOptions(block_ms=500)) as reader:
        first = next(iter(reader))
        assert (first.end, reader.duration_ms) == (500, 2000)


def test_sound_shorter_than_a_block(ffmpeg: str, tmp_path: Path) -> None:
    path = make(ffmpeg, tmp_path / "a.wav", "-f", "lavfi", "-i", "sine=d=0.03:r=16000")
    assert [(item.start, item.end) for item in read(path)] == [(0, 30)]


def test_a_recording_that_is_cut_short_gives_what_it_holds(ffmpeg: str, tmp_path: Path) -> None:
    path = make(ffmpeg, tmp_path / "a.mkv", *bursts(8), "-c:a", "flac")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    items = read(path)
    assert 1000 < items[-1].end < 7000 and onsets(items)[0] == pytest.approx(1000, abs=10)


def test_files_that_are_no_media(tmp_path: Path) -> None:
    for name, content in (("text.mp4", b"hello\n" * 50), ("empty.mp4", b""), ("noise.ts", bytes(range(256)))):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(InputUnsupported, match=r"is not media that ffmpeg can read") as caught:
            read(path)
        assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_picture_without_sound(ffmpeg: str, tmp_path: Path) -> None:
    path = make(ffmpeg, tmp_path / "mute.mp4", *picture(1), *X264)
    with pytest.raises(InputUnsupported, match=r"mute.mp4: has no audio track$"):
        read(path)


PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{0}\n#EXT-X-ENDLIST\n"


@pytest.mark.parametrize("name", ["innocent.mp4", "innocent.ts", "list.m3u8", "list.ffconcat"])
@pytest.mark.parametrize("content", [PLAYLIST, "ffconcat version 1.0\nfile {0}\n"])
def test_a_file_never_leads_to_another_file(ffmpeg: str, tmp_path: Path, name: str, content: str) -> None:
    make(ffmpeg, tmp_path / "secret.ts", *bursts(4), "-c:a", "aac")
    for target in ("secret.ts", str(tmp_path / "secret.ts"), f"file:{tmp_path / 'secret.ts'}"):
        path = tmp_path / name
        path.write_text(content.format(target))
        with pytest.raises(InputUnsupported):
            read(path)


@pytest.mark.parametrize("address", ["concat:{0}|{0}", "subfile,,start,0,end,0,,:{0}"])
def test_a_path_is_never_read_as_an_ffmpeg_protocol(ffmpeg: str, tmp_path: Path, address: str) -> None:
    secret = make(ffmpeg, tmp_path / "secret.ts", *bursts(4), "-c:a", "aac")
    source = Source("file", address.format(secret), live=False)
    with pytest.raises(Exception, match="no such file"), open_audio(source, IngestOptions()) as reader:
        list(reader)


def test_no_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("pipeline.ingest.ffmpeg._packaged", lambda: None)
    with pytest.raises(ProgramMissing, match=r"apt install ffmpeg.*pip install imageio-ffmpeg"):
        find_ffmpeg()
    with pytest.raises(ProgramMissing, match="/nowhere/ffmpeg: no such program"):
        find_ffmpeg("/nowhere/ffmpeg")
