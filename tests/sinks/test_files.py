import errno
import os
import resource
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.errors import ConfigError, SinkError
from pipeline.sinks.files import Files, LiveFile, output_path, output_paths, write_document
from pipeline.types import Caption, Segment, Shown

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this system")


def caption(number, text="Good evening!", final=True):
    return Caption(number, 0, "en", number * 1000, number * 1000 + 900, (text,), final, 0)


@contextmanager
def disk_of(size):
    """No file may grow beyond `size` bytes: the kernel then takes a part of a write and refuses the rest."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# Live files


@pytest.mark.parametrize(
    ("format", "text"),
    [
        (
            "srt",
            "1\n00:00:01,000 --> 00:00:01,900\na & b\n\n2\n00:00:03,000 --> 00:00:03,900\nGood evening!\n\n",
        ),
        (
            "vtt",
            "WEBVTT\n\nc1\n00:00:01.000 --> 00:00:01.900\na &amp; b\n\n"
            "c3\n00:00:03.000 --> 00:00:03.900\nGood evening!\n\n",
        ),
    ],
)
def test_finals_are_in_the_file_as_soon_as_written(tmp_path, format, text):
    path = tmp_path / "new" / "show.en"
    with LiveFile(path, format) as file:
        file.write(caption(1, "a & b"))
        file.write(caption(2, "a draft", final=False))
        file.write(caption(3))
        assert path.read_text() == text
    file.close()
    assert path.read_text() == text


def test_an_existing_file_is_refused(tmp_path):
    path = tmp_path / "show.srt"
    path.write_text("mine")
    with pytest.raises(ConfigError, match=r"show\.srt is there already"):
        LiveFile(path, "srt")
    assert path.read_text() == "mine"


def test_an_existing_file_is_replaced_when_asked(tmp_path):
    path = tmp_path / "show.vtt"
    path.write_text("mine")
    LiveFile(path, "vtt", existing="replace").close()
    assert path.read_text() == "WEBVTT\n\n"


@pytest.mark.parametrize("format", ["srt", "vtt"])
@pytest.mark.parametrize("torn", ["", "3\n00:00:03,000 --> 00:0", "3\n00:00:03,000 --> 00:00:04,000\nhal"])
def test_a_file_is_continued_after_its_last_whole_cue(tmp_path, format, torn):
    path, whole = tmp_path / "show", tmp_path / "whole"
    with LiveFile(path, format) as file:
        file.write(caption(1))
        file.write(caption(2))
    with path.open("a") as tail:
        tail.write(torn)
    with LiveFile(path, format, existing="append") as file:
        file.write(caption(3))
    with LiveFile(whole, format) as file:
        for number in (1, 2, 3):
            file.write(caption(number))
    assert path.read_text() == whole.read_text()


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_a_full_disk_leaves_whole_cues_and_writing_goes_on_when_there_is_room(tmp_path, format):
    path = tmp_path / "show"
    file = LiveFile(path, format)
    file.write(caption(1))
    before = path.read_bytes()
    with disk_of(len(before) + 20), pytest.raises(SinkError, match=r"show: .*make room"):
        file.write(caption(2))
    assert path.read_bytes() == before
    file.write(caption(2))
    file.close()
    with LiveFile(tmp_path / "same", format) as same:
        same.write(caption(1))
        same.write(caption(2))
    assert path.read_bytes() == (tmp_path / "same").read_bytes()


@needs_full
def test_a_real_enospc_is_a_sink_error():
    with pytest.raises(SinkError, match=f"/dev/full: {os.strerror(errno.ENOSPC)}"):
        LiveFile(FULL, "vtt", existing="append")


def test_a_path_that_cannot_be_written_is_a_sink_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SinkError, match="file: File exists;"):
        LiveFile(tmp_path / "file" / "show.srt", "srt")


def test_a_killed_writer_leaves_a_valid_file(tmp_path):
    path = tmp_path / "show.srt"
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from pipeline.sinks.files import LiveFile; from pipeline.types import Caption\n"
        "file = LiveFile(Path(sys.argv[1]), 'srt')\n"
        "for n in range(3): file.write(Caption(n, 0, 'en', n * 1000, n * 1000 + 900, ('字',), True, 0))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=root, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_text().endswith("3\n00:00:02,000 --> 00:00:02,900\n字\n\n")


def test_a_stream_has_a_file_a_language_and_format(tmp_path):
    with Files("show", ["en", "ja"], tmp_path, False, "bcp47") as files:
        files.write(Shown(caption(1), Segment(1, 1000, 1900, "晚上好", True, 0)))
    assert {path.name: path.read_text().count("-->") for path in tmp_path.iterdir()} == {
        "show.en.srt": 1,
        "show.en.vtt": 1,
        "show.ja.srt": 0,
        "show.ja.vtt": 0,
    }


def test_no_file_of_a_stream_is_opened_when_one_is_there_already(tmp_path):
    (tmp_path / "show.ja.vtt").write_text("mine")
    with pytest.raises(ConfigError, match=r"show\.ja\.vtt"):
        Files("show", ["en", "ja"], tmp_path, False, "bcp47")
    assert [path.name for path in tmp_path.iterdir()] == ["show.ja.vtt"]


# Whole files


def test_a_document_appears_whole_and_readable(tmp_path):
    path = tmp_path / "out" / "show.en.srt"
    write_document(path, "文\n")
    assert path.read_bytes() == "文\n".encode()
    (tmp_path / "plain").touch()
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert list(path.parent.iterdir()) == [path]


def test_a_document_is_overwritten_only_when_asked(tmp_path):
    path = tmp_path / "show.srt"
    write_document(path, "first")
    with pytest.raises(ConfigError, match="--overwrite"):
        write_document(path, "second")
    assert path.read_text() == "first"
    write_document(path, "second", overwrite=True)
    assert path.read_text() == "second"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("existing", [None, "old"])
def test_a_full_disk_leaves_no_part_and_the_old_document(tmp_path, existing):
    path = tmp_path / "show.srt"
    if existing:
        path.write_text(existing)
    with disk_of(5), pytest.raises(SinkError, match=r"show\.srt"):
        write_document(path, "longer than five", overwrite=True)
    assert [p.read_text() for p in tmp_path.iterdir()] == ([existing] if existing else [])


def test_a_document_where_no_directory_can_be_is_a_sink_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SinkError, match="cannot write"):
        write_document(tmp_path / "file" / "show.srt", "text")


# Names


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("zh-Hans", "bcp47", "show.zh-Hans.srt"),
        ("zh-Hans", "iso639-1", "show.zh.srt"),
        ("zh-Hans", "iso639-2", "show.chi.srt"),
        ("pt-BR", "iso639-1", "show.pt.srt"),
        ("hi", "iso639-2", "show.hin.srt"),
        ("fil", "iso639-1", "show.fil.srt"),
    ],
)
def test_names_are_those_that_media_servers_look_for(language, code, name):
    assert output_path("show", language, "srt", Path("d"), code) == Path("d") / name


@pytest.mark.parametrize("stem", ["", ".", "..", "../x", "a/b", "a\0b"])
def test_a_name_cannot_leave_its_directory(stem):
    with pytest.raises(ConfigError, match="cannot name"):
        output_path(stem, "en", "srt", Path("d"))


def test_two_languages_never_share_a_file():
    assert list(output_paths("show", ["zh-Hans", "en"], "srt", Path("d"))) == ["zh-Hans", "en"]
    with pytest.raises(ConfigError, match=r"show\.zh\.srt: both zh-Hans and zh-Hant-TW"):
        output_paths("show", ["zh-Hans", "zh-Hant-TW"], "srt", Path("d"), "iso639-1")
