"""What `scripts/install-test-deps` does on machines where everything, something or nothing is there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "install-test-deps"
TOOLS = ("sh", "dirname", "grep", "id", "mkdir", "touch")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout with the script, and a folder `bin` that is the whole PATH."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or "")
    return tmp_path


def program(machine: Path, name: str, does: str) -> None:
    """A stand-in that writes its arguments down in `name.log`, then does something."""
    path = machine / "bin" / name
    path.write_text(f'#!/bin/sh\necho "$*" >> {machine}/{name}.log\n{does}\n')
    path.chmod(0o755)


def run(machine: Path) -> tuple[int, str]:
    script = machine / "scripts" / "install-test-deps"
    environ = {"PATH": str(machine / "bin")}
    done = subprocess.run([script], env=environ, capture_output=True, text=True, timeout=20)
    return done.returncode, done.stderr


INSTALLED = 'echo "install ok installed"'


def test_without_apt_it_says_what_to_install(machine: Path) -> None:
    program(machine, "dpkg-query", "exit 1")
    code, said = run(machine)
    assert code == 1
    assert "install by hand: nginx-light libnginx-mod-rtmp chromium" in said


def test_only_what_is_missing_is_installed(machine: Path) -> None:
    for name in ("chromium", "npm"):
        program(machine, name, "")
    program(machine, "dpkg-query", f"case $4 in nginx-light) exit 1 ;; *) {INSTALLED} ;; esac")
    program(machine, "apt-get", "")
    program(machine, "sudo", 'exec "$@"')
    assert run(machine)[0] == 0
    assert (machine / "apt-get.log").read_text().split()[-1] == "nginx-light"
    assert "libnginx-mod-rtmp" not in (machine / "apt-get.log").read_text()
    assert "node-media-server@" in (machine / "npm.log").read_text()


def test_what_cannot_be_installed_is_named(machine: Path) -> None:
    for name in ("chromium", "npm"):
        program(machine, name, "")
    program(machine, "dpkg-query", "exit 1")
    program(machine, "apt-get", "exit 100")
    program(machine, "sudo", 'exec "$@"')
    code, said = run(machine)
    assert code == 1
    assert "apt-get could not install nginx-light" in said


def test_where_everything_is_there_nothing_is_done(machine: Path) -> None:
    for name in ("chromium", "npm"):
        program(machine, name, "")
    program(machine, "dpkg-query", INSTALLED)
    (machine / "build" / "e2e" / "node_modules" / "node-media-server").mkdir(parents=True)
    assert run(machine) == (0, "install-test-deps: everything is here\n")
    assert not (machine / "npm.log").exists()
