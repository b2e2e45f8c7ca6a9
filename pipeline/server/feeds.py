"""How a stream is opened: with its origin's playlist it gets subtitle renditions, else captions alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.config import Config
from pipeline.ingest.live import LiveAudio
from pipeline.ingest.reader import open_audio
from pipeline.ingest.source import parse_source
from pipeline.metrics import Cues
from pipeline.run import Source
from pipeline.server.stream import Feed
from pipeline.server.templates import Wanted


@dataclass(slots=True)
class Sound:
    """A source that is no HLS: captions by WebSocket and in files, no renditions."""

    address: str
    config: Config
    packager: None = None

    @property
    def cues(self) -> Cues | None:
        return None

    def sound(self) -> Source:
        source = parse_source(self.address, roots=self.config.source.roots)
        if source.live:
            return LiveAudio(source, self.config.source)
        return open_audio(replace(source, paced=True), self.config.source)

    def close(self) -> None:
        return


@dataclass(frozen=True, slots=True)
class Opened:
    """`Opened(folder)(wanted, languages, config)`; what renditions need after a restart lies in `folder`."""

    folder: Path

    def __call__(self, wanted: Wanted, languages: Sequence[str], config: Config) -> Feed:
        return Sound(wanted.source, config)
