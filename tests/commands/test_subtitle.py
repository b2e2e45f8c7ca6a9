"""`zimu subtitle` as a shell runs it: the files of a show, and every way in which its input can be bad."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pysubs2
import pytest
import webvtt

from models.store import Store
from tests.commands.programs import (
    MAIN,
    ROOT,
    assert_one_line,
    descendants,
    environment,
    error_lines,
    interrupt,
    running,
    until,
    zimu,
)
from tests.ingest.media import make

pytestmark = [pytest.mark.weights, pytest.mark.ffmpeg]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_show_becomes_files_and_a_second_run_leaves_them(media: Path, tmp_path: Path) -> None:
    command = ("subtitle", media / "cut.mp4", "--to", "zh-Hant", "-f", "srt,vtt", "-o", "out")
    done = zimu(*command, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    wanted = ["cut.zh-Hans.srt", "cut.zh-Hans.vtt", "cut.zh-Hant.srt", "cut.zh-Hant.vtt"]
    assert names(tmp_path) == wanted
    assert sorted(Path(line).name for line in done.stdout.splitlines()) == wanted
    for language, word in (("zh-Hans", "欢迎"), ("zh-Hant", "歡迎")):
        srt = pysubs2.load(str(tmp_path / "out" / f"cut.{language}.srt"))
        vtt = webvtt.read(str(tmp_path / "out" / f"cut.{language}.vtt"))
        assert len(srt) == len(vtt) == 3
        assert word in srt[0].text
        assert 800 < srt[0].start < 1400
    first = tmp_path / "out" / wanted[0]
    first.write_text("mine")
    again = zimu(*command, folder=tmp_path)
    assert (again.returncode, again.stdout) == (0, "")
    assert "done already" in again.stderr
    assert first.read_text() == "mine"
    (tmp_path / "out" / wanted[3]).unlink()
    rest = zimu(*command, folder=tmp_path)
    assert (rest.returncode, rest.stdout) == (0, "out/cut.zh-Hant.vtt\n")
    assert first.read_text() == "mine"
    anew = zimu(*command, "--overwrite", folder=tmp_path)
    assert anew.returncode == 0
    assert "欢迎" in first.read_text()
    assert names(tmp_path) == wanted


def test_a_show_becomes_every_kind_of_file_and_video(media: Path, tmp_path: Path, ffmpeg: str) -> None:
    command = ("subtitle", media / "cut.mp4", "--to", "zh-Hant", "--bilingual", "zh,zh-Hant", "-f", "all")
    done = zimu(*command, "--preset", "bbc", "--shots", "--mux", "mkv", "-o", ".", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(names(tmp_path)) == 3 * 7 + 1
    said = subprocess.run(
        [ffmpeg, "-i", tmp_path / "cut.subtitled.mkv"], capture_output=True, text=True
    ).stderr
    assert said.count("(chi): Subtitle:") == 3
    made = json.loads((tmp_path / "cut.zh-Hans.json").read_text(encoding="utf-8"))
    assert [segment["start"] < segment["end"] for segment in made["segments"]] == [True] * 3
    assert all(word["probability"] <= 1 for segment in made["segments"] for word in segment["words"])
    assert all(segment["words"] for segment in made["segments"])
    checked = zimu("check", *tmp_path.glob("cut.zh-Han?.srt"), "--preset", "bbc", "--json", folder=tmp_path)
    broken = {json.loads(line)["rule"] for line in checked.stdout.splitlines()}
    assert broken <= {"fast"}  # a show may be spoken faster than a viewer reads


def test_english(media: Path, tmp_path: Path, store: Store) -> None:
    if store.find("qwen2.5-coder-1.5b") is None:
        pytest.skip("no LLM: pip install 'zimu[embedded]'")
    done = zimu(
        "subtitle", media / "cut.mp4", "--langs", "en", "-o", ".", "--lang-code", "iso639-2", folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert names(tmp_path) == ["cut.chi.srt", "cut.eng.srt"]
    lines = [event.plaintext for event in pysubs2.load(str(tmp_path / "cut.eng.srt"))]
    assert lines
    assert all(line.isascii() or not any("一" <= c <= "鿿" for c in line) for line in lines)


def test_silence_is_a_show_without_captions(media: Path, tmp_path: Path) -> None:
    done = zimu(
        "subtitle", media / "silence.wav", "--to", "zh-Hant", "-f", "srt,vtt", "-o", ".", folder=tmp_path
    )
    assert done.returncode == 0
    assert "silence.wav: 0 captions: no speech was heard" in done.stderr
    assert len(names(tmp_path)) == 4
    assert len(pysubs2.load(str(tmp_path / "silence.zh-Hans.srt"), format_="srt")) == 0
    assert len(webvtt.read(str(tmp_path / "silence.zh-Hans.vtt"))) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["none.mp4"], 1, "'none.mp4': no such file"),
        (["empty"], 2, "'empty' holds no recording"),
        (["*.mkv"], 1, "'*.mkv': matches no recording"),
        (["cut.mp4", "--watch"], 2, "--watch cut.mp4: not a folder"),
        (["text.mp4"], 2, "text.mp4: is not media"),
        (["mute.mp4"], 2, "mute.mp4: has no audio track"),
        (["concat:cut.mp4"], 2, "not an allowed source"),
        (["http://localhost/show.mp4"], 2, "use zimu live"),
        (["cut.mp4", "--to", "qqq"], 2, "unknown language 'qqq'"),
        (["cut.mp4", "--to", "sw"], 4, "sw: no model translates into it"),
        (["cut.mp4", "--to", "ja"], 4, "ja: qwen2.5-coder-1.5b mixes Chinese into it"),
        (["cut.mp4", "--format", "stl"], 2, "--format stl"),
        (["cut.mp4", "--preset", "netflicks"], 2, "did you mean netflix"),
        (["cut.mp4", "--mux", "avi"], 2, "--mux avi"),
        (["cut.mp4", "--burn", "zh", "--font", "Nope"], 4, "font Nope: not installed"),
        (["cut.mp4", "--set", "asr.nonsense=1"], 2, "asr.nonsense"),
        (["cut.mp4", "--set", "asr.model=no-such"], 4, "no-such: not in the catalogue"),
        (["cut.mp4", "-o", "/dev/null"], 1, "cannot write to /dev/null"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_bad_input_is_one_line_and_a_code(
    arguments: Sequence[str], code: int, says: str, media: Path
) -> None:
    to = [] if "--to" in arguments else ["--to", "zh-Hant"]
    before = names(media)
    done = zimu("subtitle", *arguments, *to, folder=media)
    assert_one_line(done, code, says)
    assert done.stdout == ""
    assert names(media) == before


def test_weights_that_are_missing_say_what_to_run(media: Path, tmp_path: Path, store: Store) -> None:
    if store.find("whisper-small") is not None:
        pytest.skip("whisper-small is installed")
    done = zimu(
        "subtitle", media / "cut.mp4", "--to", "zh-Hant", "--set", "asr.model=whisper-small", folder=tmp_path
    )
    assert done.returncode == 4
    assert error_lines(done) == ["zimu: whisper-small: not installed; run `zimu models pull whisper-small`"]


def test_a_wrong_byte_in_the_weights_is_found(media: Path, tmp_path: Path, store: Store) -> None:
    cached = tmp_path / "cache" / "zimu" / "models" / "whisper-base"
    cached.mkdir(parents=True)
    for file in store.open("whisper-base").iterdir():
        (cached / file.name).symlink_to(file.resolve())
    wrong = cached / "config.json"
    content = bytearray(wrong.read_bytes())
    content[10] ^= 1
    wrong.unlink()
    wrong.write_bytes(content)
    done = zimu(
        "subtitle",
        media / "cut.mp4",
        "--to",
        "zh-Hant",
        "-o",
        "out",
        folder=tmp_path,
        XDG_CACHE_HOME=str(tmp_path / "cache"),
    )
    assert done.returncode == 4
    (line,) = error_lines(done)
    assert str(wrong) in line
    assert line.count("sha256") >= 1
    assert len([word for word in line.replace(",", " ").replace(";", " ").split() if len(word) == 64]) == 2
    assert "zimu models pull whisper-base" in line


def test_a_full_disk_says_so_and_leaves_no_part_of_a_file(media: Path, tmp_path: Path) -> None:
    """A limit of 0 on the size of files stands for a full disk."""
    limited = ["sh", "-c", 'ulimit -f 0; exec "$@"', "limited", *MAIN]
    done = zimu(
        "subtitle", media / "short.mp4", "--to", "zh-Hant", "-o", ".", folder=tmp_path, program=limited
    )
    assert done.returncode == 1
    warning, line = error_lines(done)
    assert "journal cannot be written" in warning
    assert "cannot write short.zh-Hans.srt" in line
    assert names(tmp_path) == []


def test_one_bad_show_does_not_stop_the_others(media: Path, tmp_path: Path) -> None:
    shows = [media / "short.mp4", media / "text.mp4", media / "silence.wav", media / "none.mp4"]
    done = zimu("subtitle", *shows, "--to", "zh-Hant", "-o", "out", folder=tmp_path)
    assert done.returncode == 3
    assert "2 made, 2 failed" in done.stderr
    assert names(tmp_path) == [
        "short.zh-Hans.srt",
        "short.zh-Hant.srt",
        "silence.zh-Hans.srt",
        "silence.zh-Hant.srt",
    ]
    assert [line.partition(":")[2].split(":")[0] for line in error_lines(done) if ": failed: " in line] == [
        f" {media / 'none.mp4'}",
        " text.mp4",
    ]


def test_two_shows_that_would_share_a_file_do_not(media: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    shutil.copy(media / "silence.wav", tmp_path / "other" / "short.wav")
    shows = [media / "short.mp4", media / "short.mp4", tmp_path / "other" / "short.wav"]
    done = zimu("subtitle", *shows, "--to", "zh-Hant", "-o", "out", "--overwrite", folder=tmp_path)
    assert done.returncode == 3
    assert "choose another --output-dir" in done.stderr
    assert done.stderr.count(" captions\n") == 1
    assert "欢迎" in (tmp_path / "out" / "short.zh-Hans.srt").read_text()


def test_a_name_is_not_markup(media: Path, tmp_path: Path) -> None:
    show = tmp_path / "a [b] :smile:.wav"
    shutil.copy(media / "silence.wav", show)
    done = zimu("subtitle", show, "--to", "zh-Hant", folder=tmp_path)
    assert done.returncode == 0
    assert f"zimu: {show.name}: 0 captions" in done.stderr


def test_ctrl_c_keeps_the_shows_that_are_done(media: Path, tmp_path: Path) -> None:
    shows = [media / "short.mp4", media / "cut.mp4"]
    with running("subtitle", *shows, "--to", "zh-Hant", "-o", "out", folder=tmp_path) as process:
        said = until(process, "short.mp4: ")
        interrupt(process)
        assert process.wait(60) == 130
        assert process.stderr is not None
        assert "Traceback" not in said + process.stderr.read()
    assert names(tmp_path / "out") == ["short.zh-Hans.srt", "short.zh-Hant.srt"]


def test_a_run_that_is_killed_goes_on_where_it_was(media: Path, tmp_path: Path, ffmpeg: str) -> None:
    """With real models; the journal tells when there is something to lose."""
    show = make(
        ffmpeg, tmp_path / "show.mp4", "-t", "40", "-i", str(ROOT / "examples" / "show.mp4"), "-c", "copy"
    )
    command = ("subtitle", show, "--to", "zh-Hant", "-f", "srt,json", "-o")
    journal = tmp_path / "killed" / ".show.zimu-journal"
    environ = environment()
    with subprocess.Popen([*MAIN, *map(str, command), "killed"], cwd=tmp_path, env=environ) as process:
        while process.poll() is None and not (journal.exists() and journal.stat().st_size):
            os.sched_yield()
        process.kill()
    while descendants(environ):  # ffmpeg ends as soon as it finds that nobody reads
        os.sched_yield()
    resumed = zimu(*command, "killed", folder=tmp_path)
    assert resumed.returncode == 0, resumed.stderr
    assert "captions, resumed" in resumed.stderr
    whole = zimu(*command, "whole", folder=tmp_path)
    assert "resumed" not in whole.stderr
    for path in (tmp_path / "whole").iterdir():
        assert (tmp_path / "killed" / path.name).read_bytes() == path.read_bytes()
    assert names(tmp_path / "killed") == names(tmp_path / "whole")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_drop_folder_is_watched_until_a_signal(media: Path, tmp_path: Path, ending: signal.Signals) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    command = ("subtitle", drop, "--watch", "--still", "0.2", "--to", "zh-Hant", "-o", "out")
    with running(*command, folder=tmp_path) as process:
        until(process, "nothing there yet")
        shutil.copy(media / "silence.wav", drop)
        until(process, "silence.wav: 0 captions")
        shutil.copy(media / "text.mp4", drop)
        until(process, "1 failed, 1 done")
        process.send_signal(ending)
        said, told = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "1 made, 1 failed" in told
    assert "Traceback" not in told
    assert [Path(line).name for line in said.splitlines()] == ["silence.zh-Hans.srt", "silence.zh-Hant.srt"]
    assert names(tmp_path / "out") == ["silence.zh-Hans.srt", "silence.zh-Hant.srt"]
