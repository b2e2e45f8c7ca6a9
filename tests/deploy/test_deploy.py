"""The systemd unit and the Dockerfile: neither is run here, and what they name is there."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pipeline import cli, config
from pipeline.server.app import operations

ROOT = Path(__file__).resolve().parents[2]
UNIT = (ROOT / "deploy" / "zimu.service").read_text()
MADE = (ROOT / "deploy" / "Dockerfile").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PATHS = {each.path for each in operations(None)}  # type: ignore[arg-type]


def lines(text: str, word: str) -> list[str]:
    """What follows a word at the beginning of a line."""
    return re.findall(rf"^{word}[ =](.*)$", text, re.MULTILINE)


def understood(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> bool:
    """Whether zimu has such a sub-command with such options: it reads them all before it helps."""
    with pytest.raises(SystemExit) as ended:
        cli.main([*arguments, "--help"])
    return ended.value.code == 0 and f"Usage: zimu {arguments[-3]} " in capsys.readouterr().out


def set_by(text: str, word: str) -> dict[str, str]:
    """The variables that it sets for zimu."""
    pairs = [pair.partition("=") for line in lines(text, word) for pair in shlex.split(line)]
    return {name: value for name, _, value in pairs if name.startswith("ZIMU_")}


def test_commands_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    (started,), (entry,), (asked,) = lines(UNIT, "ExecStart"), lines(MADE, "ENTRYPOINT"), lines(MADE, "CMD")
    assert understood(shlex.split(started)[1:], capsys)
    assert json.loads(entry) == [*PROJECT["project"]["scripts"]]
    assert understood(json.loads(asked), capsys)
    assert (ROOT / json.loads(asked)[-1]).is_file()
    assert not understood(["serve", "--konfig", "x"], capsys)


@pytest.mark.parametrize(("text", "word"), [(UNIT, "Environment"), (MADE, "ENV")])
def test_variables_are_keys_of_the_configuration(text: str, word: str) -> None:
    found = set_by(text, word)
    assert len(found) >= 2
    read = config.load(ROOT / "configs" / "sidecar.toml", environ=found)
    assert read.serve.state == found["ZIMU_SERVE__STATE"]


def test_names_in_comments_are_keys_too() -> None:
    for name in re.findall(r"ZIMU_\w+", UNIT + MADE):
        config.load(environ={name: "1"})


def test_the_service_may_write_where_its_state_is() -> None:
    folders = {"/var/lib/zimu": "StateDirectory", "/var/cache/zimu": "CacheDirectory"}
    for place in set_by(UNIT, "Environment").values():
        assert lines(UNIT, folders[place]) == ["zimu"]
    (volume,) = lines(MADE, "VOLUME")
    paths = [value for value in set_by(MADE, "ENV").values() if value.startswith("/")]
    assert all(value.startswith(f"{volume}/") for value in paths)


def test_the_service_is_given_as_long_as_zimu_takes_to_end() -> None:
    assert int(lines(UNIT, "TimeoutStopSec")[0]) > 10


def test_the_container_is_asked_where_it_answers() -> None:
    (port,) = lines(MADE, "EXPOSE")
    assert int(port) == config.load(environ={}).serve.port
    (asked,) = re.findall(r"http://127\.0\.0\.1:(\d+)(/\w+)", MADE)
    assert asked[0] == port
    assert asked[1] in PATHS


def test_the_container_holds_what_the_wheel_is_made_of() -> None:
    copied = [word for line in lines(MADE, "COPY") for word in shlex.split(line)[:-1]]
    assert all((ROOT / name).exists() for name in copied)
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {*wheel["packages"], PROJECT["project"]["readme"], "pyproject.toml"} <= set(copied)
    (install,) = [line for line in lines(MADE, "RUN") if line.startswith("pip install")]
    extra = re.search(r"\[(\w+)\]", install)
    assert extra is not None
    assert extra[1] in PROJECT["project"]["optional-dependencies"]
    assert all(name in copied for name in re.findall(r"-c (\S+)", install))
    (image,) = lines(MADE, "FROM")
    assert PROJECT["project"]["requires-python"] == f">={image.removeprefix('python:').removesuffix('-slim')}"


def test_make_targets_in_comments_are_there() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"`make ([\w-]+)`", UNIT + MADE)
    assert named
    assert set(named) <= targets


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze: it is part of the package systemd")
    unit = tmp_path / "zimu.service"
    unit.write_text(UNIT.replace("/opt/zimu/bin/zimu", sys.executable))  # a program that is there
    done = subprocess.run([program, "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
