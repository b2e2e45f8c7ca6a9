"""Makes the environments of peers, and says whether one can be used."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.peers.catalog import ENVIRONMENTS
from benchmarks.peers.errors import PeerUnavailable

_HERE = Path(__file__).parent


def install(name: str, into: Path, say: Callable[[str], None]) -> None:
    """Make the environment `into`/`name` and fill it with the pinned packages.

    Raises PeerUnavailable with what pip said last.
    """
    package = ENVIRONMENTS[name].package
    say(f"installing {package} into {into / name}")
    try:
        venv.create(into / name, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PeerUnavailable(f"{into / name}: no environment can be made there: {error}") from error
    pip = [str(_program(name, into)), "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
    _run([*pip, "-r", str(_HERE / f"{name}.txt")], package)
    _run([*pip, "--no-deps", package], package)
    python(name, into)


def python(name: str, directory: Path) -> Path:
    """The Python of the environment. Raises PeerUnavailable where there is none or it lacks the peer."""
    found = _program(name, directory)
    if not found.exists():
        raise PeerUnavailable(
            f"not installed in {directory}: zimu bench peers {name} --into {directory} installs it"
        )
    _run([str(found), "-c", f"import {ENVIRONMENTS[name].needs}"], ENVIRONMENTS[name].package)
    return found


def _program(name: str, directory: Path) -> Path:
    return directory / name / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _run(command: Sequence[str], package: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise PeerUnavailable(f"{package}: {said[-1] if said else f'exit code {done.returncode}'}")
