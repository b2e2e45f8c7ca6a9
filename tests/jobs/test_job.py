"""Whole jobs with scripted models: folders, a bad file among good ones, a watched folder, what is printed."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.config import Config
from pipeline.errors import ConfigError, InputError, SinkError
from pipeline.jobs.display import Display
from pipeline.jobs.journal import Journal, journal_path
from pipeline.jobs.shows import find, show
from pipeline.jobs.watch import Watch
from pipeline.jobs.work import Outcome, Work
from pipeline.output import Output
from tests.jobs.program import LANGUAGES, MADE_BY, job, models, record

pytestmark = pytest.mark.ffmpeg


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("spoken") / "show.wav", sentences=2)


@pytest.fixture
def season(spoken: Path, tmp_path: Path) -> Path:
    season = tmp_path / "season"
    (season / "disc2").mkdir(parents=True)
    shutil.copy(spoken, season / "e01.wav")
    shutil.copy(spoken, season / "disc2" / "e02.wav")
    (season / "e00.mp4").write_text("no film")
    return season


def console(width: int = 80) -> Console:
    file = io.StringIO()
    return Console(file=file, width=width, soft_wrap=True, markup=False, highlight=False)


def said(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def written(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_season_with_one_bad_show(season: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen = console()
    assert job(tmp_path / "out", seen).run([str(season)]) is False
    names = [
        f"{stem}.{language}.{kind}"
        for stem in ("disc2/e02", "e01")
        for language in sorted(LANGUAGES)
        for kind in ("json", "srt")
    ]
    assert written(tmp_path / "out") == sorted(names)
    lines = said(seen).splitlines()
    assert lines[0].startswith(f"zimu: season/e00.mp4: failed: {season / 'e00.mp4'}: is not media")
    table = lines[-5:]
    assert table[0].split() == ["file", "length", "time", "speed", "captions", "lost", "state"]
    assert [row.split()[0] for row in table[1:-1]] == [
        "season/e00.mp4",
        "season/e01.wav",
        "season/disc2/e02.wav",
    ]
    assert [row.split()[-1] for row in table[1:-1]] == ["failed", "done", "done"]
    assert table[-1] == "zimu: 2 made, 1 failed, for the reasons above"
    assert all(len(line) <= 80 for line in table)
    assert capsys.readouterr().out.count(f"{tmp_path / 'out'}/") == len(names)
    again = console()
    assert job(tmp_path / "out", again).run([str(season)]) is False
    assert "2 done already" in said(again)
    assert capsys.readouterr().out == ""


def test_a_sole_show_that_fails_raises(season: Path, tmp_path: Path) -> None:
    seen = console()
    with pytest.raises(InputError, match=r"e00\.mp4"):
        job(tmp_path, seen).run([str(season / "e00.mp4")])
    assert said(seen) == ""


def test_the_same_show_twice_is_made_once(season: Path, tmp_path: Path) -> None:
    (season / "e00.mp4").unlink()
    seen = console()
    assert job(tmp_path / "out", seen).run([str(season / "e01.wav"), str(season / "*.wav")])
    assert said(seen).count("captions\n") == 1


def test_a_show_that_another_process_makes_is_left_to_it(season: Path, tmp_path: Path) -> None:
    with (
        Journal(journal_path("e01", tmp_path / "out")),
        pytest.raises(SinkError, match="another zimu is making this show"),
    ):
        job(tmp_path / "out", console()).run([str(season / "e01.wav")])


def test_a_show_that_another_process_has_made_is_there(season: Path, tmp_path: Path) -> None:
    output = Output.asked(tmp_path / "out", "srt", "bcp47", False)
    wanted = show(find(str(season / "e01.wav"))[0], output)
    works = [Work(Config(), LANGUAGES, Display(console())) for _ in range(2)]
    assert [work.admit(wanted) for work in works] == [None, None]
    with models() as made:
        assert [work.make(wanted, made, MADE_BY).state for work in works] == ["done", "there"]


def test_what_a_killed_run_had_begun_to_write_is_removed(season: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / ".e01.en.srt.0123abcd.part").touch()
    (out / ".e010.en.srt.0123abcd.part").touch()
    assert job(out, console()).run([str(season / "e01.wav")])
    assert [name for name in written(out) if name.endswith("part")] == [".e010.en.srt.0123abcd.part"]


class Stories:
    """A watched folder: before each look that finds nothing, the next step happens; then an interrupt."""

    def __init__(
        self, folder: Path, out: Path, *steps: Callable[[], object], roots: tuple[str, ...] = ()
    ) -> None:
        self._steps = list(steps)
        self._now = 0.0
        self.console = console()
        display = Display(self.console)
        self._work = Work(Config(), LANGUAGES, display)
        output = Output.asked(out, "srt", "bcp47", False)
        self._watch = Watch(
            [folder],
            2.0,
            lambda found: show(found, output, roots),
            display.say,
            lambda: self._now,
            self._pause,
        )

    def _pause(self, seconds: float) -> None:
        self._now += 1.0
        if not self._steps:
            raise KeyboardInterrupt
        self._steps.pop(0)()

    def run(self) -> str:
        with models() as made, pytest.raises(KeyboardInterrupt):
            self._watch.run(self._work, made, MADE_BY)
        return said(self.console)


def nothing() -> None:
    """Time passes."""


def test_what_comes_is_taken_and_what_is_bad_is_left(spoken: Path, tmp_path: Path) -> None:
    drop, out = tmp_path / "drop", tmp_path / "out"
    drop.mkdir()
    story = Stories(
        drop,
        out,
        lambda: shutil.copy(spoken, drop / "a.wav"),
        nothing,
        lambda: (drop / "bad.mp4").write_text("no film"),
        nothing,
        nothing,
        lambda: shutil.copy(spoken, drop / "late.wav"),
        *[nothing] * 300,
    )
    told = story.run()
    assert written(out) == sorted(f"{stem}.{tag}.srt" for stem in ("a", "late") for tag in LANGUAGES)
    assert told.count("bad.mp4: failed") == 1
    assert "nothing there yet" in told
    assert f"watching {drop}: 1 still growing" in told
    assert told.splitlines()[-1] == f"zimu: watching {drop}: 1 failed, 2 done"


def test_a_folder_that_is_away_comes_back(spoken: Path, tmp_path: Path) -> None:
    drop, away, out = tmp_path / "drop", tmp_path / "away", tmp_path / "out"
    drop.mkdir()
    shutil.copy(spoken, drop / "a.wav")
    story = Stories(drop, out, lambda: drop.rename(away), nothing, lambda: away.rename(drop), *[nothing] * 5)
    told = story.run()
    assert told.count("cannot be listed: No such file or directory; looking again") == 1
    assert len(written(out)) == len(LANGUAGES)


def test_what_may_not_be_read_is_told_once(spoken: Path, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    shutil.copy(spoken, drop / "a.wav")
    told = Stories(drop, tmp_path / "out", *[nothing] * 300, roots=("/nowhere",)).run()
    assert told.count("lies outside the folders that may be read") == 1


def test_what_is_made_at_last_has_not_failed() -> None:
    display = Display(seen := console())
    path = Path("a.mp4")
    for each in (
        Outcome("a.mp4", "failed", path, error=SinkError("full")),
        Outcome("b.mp4", "there", Path("b.mp4")),
        Outcome("a.mp4", "resumed", path, 1000, 1.0, 3),
    ):
        display.ended(each)
    assert not display.counts["failed"]
    display.summary()
    assert said(seen).count("resumed\n") == 2
    assert "zimu: 1 made, 1 done already" in said(seen)


def test_a_terminal_sees_a_bar_for_each_and_for_all(season: Path, tmp_path: Path) -> None:
    seen = Console(file=io.StringIO(), width=80, force_terminal=True, soft_wrap=True, markup=False)
    job(tmp_path / "out", seen).run([str(season)])
    text = said(seen)
    assert "all 3 shows" in text
    assert "season/e01.wav" in text
    last = text.rpartition("all 3 shows")[2]
    assert "100%" in last


def test_only_folders_are_watched(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a folder"):
        job(tmp_path).watch([str(tmp_path / "none")], 1.0)


def test_a_long_name_and_figures_fit_a_terminal() -> None:
    seen = console(80)
    display = Display(seen)
    name = "season/第三十二集 直播带货专场 with a very long title that goes on and on.mp4"
    display.ended(Outcome(name, "done", None, 7_325_000, 913.0, 1234, 5))
    display.summary()
    table = said(seen).splitlines()[1:-1]
    assert "2:02:05" in table[1]
    assert "15:13" in table[1]
    assert "8.0x" in table[1]
    assert all(Console(width=200).measure(line).maximum <= 80 for line in table)
