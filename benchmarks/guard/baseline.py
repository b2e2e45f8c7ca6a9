"""What was accepted, benchmarks/baseline.json: figures by what they were measured on, and why they are so."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError

FILE = Path(__file__).resolve().parents[1] / "baseline.json"
Values = dict[str, float]


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one kind."""

    name: str
    bound: float
    """The most that a figure may be of what was accepted."""
    holds: str
    """On what the figures depend: machine, build, python, or nothing."""
    said: str
    """What is counted, for a table."""


GROUPS = (
    Group("time", 1.10, "machine", "CPU time, in that of the calibration"),
    Group("instructions", 1.05, "build", "instructions"),
    Group("bytecodes", 1.05, "python", "bytecodes of our files"),
    Group("memory", 1.10, "python", "bytes held at once"),
    Group("calls", 1.0, "machine", "in 20 s of the sample show"),
    Group("queues", 1.0, "nothing", "in a scripted stream"),
)


class Baseline:
    """Of each group and place: `values`, the `signature` of their run and the `reason` for it."""

    def __init__(self, entries: Mapping[str, Mapping[str, Mapping[str, object]]]) -> None:
        self._entries = {group: dict(entries.get(group, {})) for group in (each.name for each in GROUPS)}

    @classmethod
    def read(cls, file: Path = FILE) -> Baseline:
        """An empty one where there is no file. Raises ConfigError for one that is damaged."""
        if not file.exists():
            return cls({})
        try:
            return cls(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, AttributeError) as error:
            raise ConfigError(f"{file}: not a baseline: {error}; take the file of the last commit") from error

    def values(self, group: Group) -> Values | None:
        """What holds here; None where nothing was accepted on such a machine, build or Python."""
        entry = self._entries[group.name].get(place(group.holds))
        found = entry.get("values") if entry else None
        return dict(found) if isinstance(found, dict) else None

    def places(self, group: Group) -> list[str]:
        return list(self._entries[group.name])

    def accept(self, group: Group, values: Values, signature: Mapping[str, object], reason: str) -> None:
        entry = {"reason": reason, "signature": dict(signature), "values": values}
        self._entries[group.name][place(group.holds)] = entry

    def write(self, file: Path = FILE) -> None:
        """Sorted, so that a change is a small difference. Raises ConfigError."""
        text = json.dumps(self._entries, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"{file}: {error.strerror}; it must be writable for --update") from error


def place(holds: str) -> str:
    """The name of this machine, build or Python in the file."""
    python = f"{platform.python_implementation()} {sys.version_info.major}.{sys.version_info.minor}"
    match holds:
        case "machine":
            return f"{cpu()}, {python}"
        case "build":
            return f"{python} {sys.version} {platform.machine()}".replace("\n", " ")
        case "python":
            return python
    return "anywhere"


def cpu(info: Path = Path("/proc/cpuinfo")) -> str:
    """Model, and family and number, as clouds name many models alike: `x86_64 AMD EPYC 26/2`."""
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    told = {key.strip(): value.strip() for key, _, value in reversed([line.partition(":") for line in lines])}
    name = told.get("model name") or platform.processor() or "unknown CPU"
    numbers = "/".join(told[key] for key in ("cpu family", "model") if key in told)
    return " ".join(part for part in (platform.machine(), name, numbers) if part)
