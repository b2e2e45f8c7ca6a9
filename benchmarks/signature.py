"""What a figure depends on, printed beside it: versions, weights, configuration and machine."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
from pathlib import Path

from models.catalog import load_catalog
from models.store import Store
from pipeline import __version__, config


def signature(chosen: config.Config, **more: object) -> dict[str, object]:
    """`more` is what else this kind of run depends on, its clock say."""
    return {
        "zimu": __version__,
        "commit": _commit(),
        "asr": chosen.asr.model,
        "weights": _digest(_pins(chosen)),
        "config": _digest(repr(chosen)),
        "compute_type": chosen.asr.compute_type,
        "threads": chosen.asr.threads,
        "device": f"{platform.machine()} {_cpu()} x{os.cpu_count()}",
        "python": platform.python_version(),
        **more,
    }


def line(signed: dict[str, object]) -> str:
    """A signature on one line, to stand below a table."""
    return " ".join(f"{key}={value}" for key, value in signed.items())


def digest(path: Path) -> str:
    """Of a file that figures depend on."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _commit() -> str:
    """Of the checkout that this runs from; empty where there is none, or no git."""
    git = shutil.which("git")
    if git is None:
        return ""
    here = Path(__file__).parent
    command = [git, "-C", str(here), "describe", "--always", "--dirty"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _pins(chosen: config.Config) -> str:
    """The pinned hashes of all models that are installed; the store loads nothing else."""
    catalog = load_catalog()
    store = Store(config.store_options(chosen), catalog)
    return " ".join(str(f.sha256) for name in catalog if store.find(name) for f in catalog[name].files)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")
