"""The program: light to start, errors as one line and a code, the log on stderr."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
import typer

from models.errors import InferenceFailed, WeightsMissing
from pipeline import __version__, cli, log
from pipeline.errors import ConfigError, InputUnavailable

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("numpy", "ctranslate2", "faster_whisper", "transformers", "xllamacpp", "onnxruntime", "av")


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Make the program a single command that raises."""

    def application(run: object) -> typer.Typer:
        app = typer.Typer()

        @app.command()
        def fail() -> None:
            raise error

        return app

    monkeypatch.setattr(cli, "application", application)


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (ConfigError("zimu.toml: unknown key asr.x"), 2, "zimu: zimu.toml: unknown key asr.x\n"),
        (InputUnavailable("a.mp4: no such file"), 1, "zimu: a.mp4: no such file\n"),
        (WeightsMissing("w: not installed"), 4, "zimu: w: not installed\n"),
        (ExceptionGroup("g", [ExceptionGroup("h", [InferenceFailed("x")])]), 1, "zimu: x\n"),
        (ConfigError("two\nlines"), 2, "zimu: two lines\n"),
        (KeyError("k"), 1, "zimu: KeyError: 'k' (a fault in zimu: --debug before the command shows where)\n"),
    ],
)
def test_an_error_is_one_line_and_a_code(
    error: Exception,
    code: int,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("ZIMU_DEBUG", raising=False)
    failing(monkeypatch, error)
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == code
    assert capsys.readouterr() == ("", line)


def test_debug_shows_where(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ZIMU_DEBUG", "1")
    failing(monkeypatch, ConfigError("wrong"))
    with pytest.raises(SystemExit):
        cli.main([])
    error = capsys.readouterr().err
    assert "Traceback" in error
    assert error.endswith("zimu: wrong\n")


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), BaseExceptionGroup("g", [OSError("x"), KeyboardInterrupt()])]
)
def test_an_interrupt_is_130(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, error)
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_leaves_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, BrokenPipeError(32, "Broken pipe"))
    with pytest.raises(SystemExit):
        cli.main([])
    assert capsys.readouterr().err == ""


def test_help_is_light_and_numpy_comes_after_the_threads_are_set() -> None:
    code = (
        "import sys\n"
        "import pipeline.cli\n"
        "assert 'numpy' not in sys.modules, 'the module itself brings numpy'\n"
        "try: pipeline.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules and name != 'numpy'])\n"
        "import os; print(os.environ['OPENBLAS_NUM_THREADS'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-2:] == ["HEAVY []", "1"], done.stdout + done.stderr


def test_the_threads_that_the_user_chose_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "2"


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--version"], 0), (["no-such-command"], 2), (["--log-format=xml", "doctor"], 2)]
)
def test_version_and_usage(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == code
    assert capsys.readouterr().out == ("" if code else f"zimu {__version__}\n")


def test_check_config(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZIMU_GATE__LEAD_MS", "100")
    file = tmp_path / "mine.toml"
    file.write_text("[asr]\nthreads = 2\nbeam = 5\n")
    for override, code, out in (
        ("asr.beam=5", 0, "gate.lead_ms = 100\nasr.threads = 2\n"),
        ("asr.bean=5", 2, ""),
    ):
        with pytest.raises(SystemExit) as ended:
            cli.main(["check-config", str(file), "--set", override])
        assert ended.value.code == code
        assert capsys.readouterr().out == out


def test_the_log_is_json_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("json")
    structlog.get_logger().info("started", stream="直播")
    structlog.get_logger().debug("not shown")
    import logging

    logging.getLogger("library").warning("careful")
    out, err = capsys.readouterr()
    ours, theirs = map(json.loads, err.splitlines())
    assert out == ""
    assert (ours["event"], ours["stream"], ours["level"]) == ("started", "直播", "info")
    assert (theirs["event"], theirs["level"]) == ("careful", "warning")


@pytest.mark.parametrize("color", [False, True])
def test_colour_only_where_wanted(color: bool, capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up(color=color)
    structlog.get_logger().info("started")
    assert ("\x1b[" in capsys.readouterr().err) == color


def test_no_color_is_heard(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    chosen: list[bool] = []
    monkeypatch.setattr(log, "set_up", lambda form, *, debug, color: chosen.append(color))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    for value in ("", "1"):
        monkeypatch.setenv("NO_COLOR", value)
        with pytest.raises(SystemExit):
            cli.main(["models", "list", "--json"])
    assert chosen == [True, False]
