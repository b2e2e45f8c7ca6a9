"""How a stream is opened: with its origin's playlist it gets subtitle renditions, else captions alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.config import Config
from pipeline.figures import Cues
from pipeline.ingest.hls import HlsAudio
from pipeline.ingest.live import LiveAudio
from pipeline.ingest.origin import Origin
from pipeline.ingest.reader import open_audio
from pipeline.ingest.source import parse_source
from pipeline.run import Source
from pipeline.server.feed import Feed
from pipeline.server.templates import Wanted
from pipeline.sinks.hls import Packager
from pipeline.sinks.journal import Journal


@dataclass(frozen=True, slots=True)
class Opened:
    """`Opened(folder)(wanted, languages, config)`; what renditions need after a restart lies in `folder`."""

    folder: Path

    def __call__(self, wanted: Wanted, languages: Sequence[str], config: Config) -> Feed:
        if not wanted.hls:
            return Sound(wanted.source, config)
        origin = Origin(wanted.hls, config.hls.fetch, track=config.hls.pull.track)
        journal = Journal(self.folder / f"{wanted.name}.json")
        packager = Packager(origin, languages, config.hls, journal)
        origin.watch()
        return Renditions(origin, packager, config)


@dataclass(frozen=True, slots=True)
class Sound:
    """A source that is no HLS: captions by WebSocket and in files, no renditions."""

    address: str
    config: Config

    @property
    def packager(self) -> None:
        return None

    @property
    def cues(self) -> Cues | None:
        return None

    @property
    def places(self) -> frozenset[str]:
        return frozenset()

    def sound(self) -> Source:
        source = parse_source(self.address, roots=self.config.source.roots)
        if source.live:
            return LiveAudio(source, self.config.source)
        return open_audio(replace(source, paced=True), self.config.source)

    def close(self) -> None:
        """Each session closed its own."""


@dataclass(frozen=True, slots=True)
class Renditions:
    """An HLS origin: its sound, segment by segment, and playlists that wait for the captions."""

    origin: Origin
    packager: Packager
    config: Config

    @property
    def cues(self) -> Cues | None:
        packager = self.packager
        return Cues(packager.delay_ms, packager.in_time, packager.late)

    @property
    def places(self) -> frozenset[str]:
        return self.origin.places

    def sound(self) -> Source:
        return HlsAudio(self.origin, self.packager, self.config.hls.pull, self.config.hls.fetch)

    def close(self) -> None:
        """Closing the packager closed its origin, after what players still get of it."""
