"""The section [serve] of the configuration."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.server.limits import LimitOptions
from pipeline.server.templates import HookOptions


@dataclass(frozen=True, slots=True)
class ServeOptions:
    host: str = "127.0.0.1"
    """Where it listens; anything but this machine only with a token."""
    port: int = 8080
    """0: any that is free."""
    token: str = ""
    """What operators send as a bearer token; best set by ZIMU_SERVE__TOKEN. Viewers need none."""
    origins: tuple[str, ...] = ()
    """Sites whose pages may connect for captions, as https://example.org; * for all. Our own always may."""
    languages: str = "en"
    """Opened at the start, by commas; a stream has all of them, or those that it asks for."""
    streams: tuple[str, ...] = ()
    """On the air whenever zimu is, as in ["news=http://127.0.0.1:8888/news/index.m3u8"]."""
    sources: tuple[str, ...] = ()
    """How addresses must begin that hooks and the API give; empty: any that zimu can read."""
    state: str = ""
    """Folder for what a restart needs; empty: the user's own for such things."""
    recordings: str = ""
    """Folder for SRT and WebVTT files of every stream; empty: none."""
    idle_s: float = 300.0
    """A stream without sound for so long has ended, whatever its publisher said; 0: never."""
    kept_s: float = 120.0
    """A stream that has ended is answered for so long, so that every player sees its end."""
    hooks: HookOptions = field(default_factory=HookOptions)
    limits: LimitOptions = field(default_factory=LimitOptions)
