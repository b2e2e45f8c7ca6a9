"""Which peers there are, what their environments hold and how each is started."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import torch_weights, whisper_live, whisperlivekit
from benchmarks.peers.dialogue import Dialect
from pipeline.errors import ConfigError

THREADS = 2
"""That each may use for one product; it may run more at once."""


@dataclass(frozen=True, slots=True)
class Environment:
    """A folder with a Python of its own, whose packages NAME.txt pins."""

    package: str
    """Installed without what it depends on, as NAME==VERSION: NAME.txt has all that is used on this path, and
    leaves out what is not, GPU libraries and other engines."""
    needs: str
    """A module that must be found once it is installed."""


ENVIRONMENTS: Mapping[str, Environment] = {
    "whisper-live": Environment("whisper-live==0.10.0", "whisper_live.server"),
    "whisperlivekit": Environment("whisperlivekit==0.2.26", "whisperlivekit.basic_server"),
    "faster-whisper": Environment("faster-whisper==1.2.1", "faster_whisper"),
}
Start = Callable[[Path, int, Path], Sequence[str]]
"""Weights as a CTranslate2 folder, a port, a folder for what is made of them -> the arguments of Python."""


@dataclass(frozen=True, slots=True)
class Peer:
    environment: str
    start: Start
    dialect: Dialect | None
    """None: it hears a whole recording and prints the text."""
    note: str
    """How it is set, for the report."""

    @property
    def package(self) -> str:
        return ENVIRONMENTS[self.environment].package


def _whisper_live(weights: Path, port: int, made: Path) -> Sequence[str]:
    return "-c", whisper_live.SERVER, str(port), str(weights)


def _kit(port: int, *more: str) -> Sequence[str]:
    return "-m", "whisperlivekit.basic_server", "--port", str(port), *whisperlivekit.COMMON, *more


def _alignatt(weights: Path, port: int, made: Path) -> Sequence[str]:
    decoder = made / "base"
    heads = torch_weights.write(weights, decoder)
    models = ("--encoder-model-path", str(weights), "--decoder-model-path", str(decoder))
    return _kit(port, "--backend", "faster-whisper", *models, "--custom-alignment-heads", heads)


def _local_agreement(weights: Path, port: int, made: Path) -> Sequence[str]:
    options = ("--backend", "faster-whisper", "--backend-policy", "localagreement")
    return _kit(port, *options, "--model_dir", str(weights))


def _offline(weights: Path, port: int, made: Path) -> Sequence[str]:
    return str(Path(__file__).with_name("offline.py")), str(weights), str(made / "sound"), str(THREADS)


PEERS: Mapping[str, Peer] = {
    "whisper-live": Peer("whisper-live", _whisper_live, whisper_live.DIALECT, "its client's defaults"),
    "whisperlivekit": Peer(
        "whisperlivekit",
        _alignatt,
        whisperlivekit.DIALECT,
        "its default policy, AlignAtt; decoder in PyTorch",
    ),
    "whisperlivekit-la": Peer(
        "whisperlivekit", _local_agreement, whisperlivekit.DIALECT, "--backend-policy localagreement"
    ),
    "faster-whisper": Peer(
        "faster-whisper", _offline, None, "offline, its defaults: beam 5, whole recording"
    ),
}


def chosen(names: str) -> list[str]:
    """The peers of `a,b`, each once; all where it is `all`. Raises ConfigError."""
    found = list(PEERS) if names == "all" else list(dict.fromkeys(filter(None, names.split(","))))
    for name in found:
        if name not in PEERS:
            raise ConfigError(f"--peers {name}: choose among {', '.join(PEERS)}, or all")
    return found
