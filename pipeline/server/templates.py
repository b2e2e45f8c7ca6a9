"""Which stream a publisher's arrival starts: addresses on the media server, from templates. Pure."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import ConfigError, InputError
from pipeline.ingest.source import parse_source
from pipeline.server.dialects import Published
from pipeline.server.names import checked
from pipeline.server.refusal import Refused

_KEYS = ("hls", "source", "languages")
_FIELDS = {"app", "name", "path"}


@dataclass(frozen=True, slots=True)
class HookOptions:
    hls: str = ""
    """The HLS of what is published, as in http://127.0.0.1:18080/{app}/{name}/index.m3u8; {path} is both."""
    source: str = ""
    """Where its sound is, if not there: rtmp://127.0.0.1/{path}. Alone it gives no HLS renditions."""
    name: str = "{name}"
    """What its captions are called; {app}-{name} where names come twice."""
    apps: tuple[str, ...] = ()
    """Applications whose streams are captioned; empty: all."""
    of_app: tuple[str, ...] = ()
    """Others for one application, as in ["radio.source=rtmp://127.0.0.1/{path}", "eu.languages=en,de"]."""
    linger_s: float = 30.0
    """A publisher that comes back within so many seconds finds its stream as it was."""

    def __post_init__(self) -> None:
        for text in (self.hls, self.source, self.name):
            _check(text)
        for entry in self.of_app:
            head, equals, text = entry.partition("=")
            if not equals or head.rpartition(".")[2] not in _KEYS or "." not in head:
                raise ValueError(f"of_app: {entry!r}: write it as APP.hls=…, APP.source=… or APP.languages=…")
            _check(text)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A stream that is to be captioned; the languages are as asked for, none where nobody did."""

    name: str
    app: str = ""
    hls: str = ""
    source: str = ""
    languages: tuple[str, ...] = ()
    show: str = ""
    """The table of the show's words, as text."""
    item: str = ""
    """The same for what is on sale."""
    resumed: bool = False
    """Whether it was on the air when the process before this one ended."""


def wanted(event: Published, options: HookOptions) -> Wanted | None:
    """What a publisher starts; None for an application that is not captioned. Raises Refused."""
    if options.apps and event.app not in options.apps:
        return None
    own = _own(options, event.app)
    if event.hls or event.source:
        hls, source = event.hls, event.source
    else:
        hls = _filled(own.get("hls", options.hls), event)
        source = _filled(own.get("source", options.source), event)
    if not hls and not source:
        raise Refused(422, "nobody says where this stream is: set serve.hooks.hls or serve.hooks.source")
    languages = event.languages or own.get("languages", "")
    tags = tuple(tag for tag in languages.replace(" ", ",").split(",") if tag)
    return Wanted(checked(_filled(options.name, event).replace("/", "-")), event.app, hls, source, tags)


def always(entries: Sequence[str]) -> list[Wanted]:
    """The streams of `NAME=ADDRESS`, the address of a playlist or of another source. Raises ConfigError."""
    found = []
    for entry in entries:
        name, _, address = entry.partition("=")
        try:
            hls = parse_source(address).kind == "hls"
            found.append(Wanted(checked(name), hls=address if hls else "", source="" if hls else address))
        except (Refused, InputError) as error:
            raise ConfigError(f"serve.streams: {name}: {error}") from None
    return found


def may_open(asked: Wanted, roots: Sequence[str], prefixes: Sequence[str]) -> None:
    """Raises Refused for addresses that are none, that lie elsewhere than `prefixes`, or that are files."""
    for address in (asked.hls, asked.source):
        if not address:
            continue
        try:
            source = parse_source(address, roots=tuple(roots))
        except (InputError, ConfigError) as error:
            raise Refused(422, str(error)) from None
        if source.kind == "file" and not roots:
            raise Refused(422, f"{source.name}: files are read only from source.roots, and none are set")
        if prefixes and not address.startswith(tuple(prefixes)):
            raise Refused(422, f"{source.name}: lies outside serve.sources")
    if asked.hls and parse_source(asked.hls).kind not in ("hls", "http"):
        raise Refused(422, "hls is the http or https address of a playlist; give others as source")


def _own(options: HookOptions, app: str) -> dict[str, str]:
    """What one application has of its own."""
    entries = (entry.partition("=") for entry in options.of_app)
    return {head.rpartition(".")[2]: text for head, _, text in entries if head.rpartition(".")[0] == app}


def _filled(template: str, event: Published) -> str:
    path = f"{event.app}/{event.name}" if event.app else event.name
    return template.format(app=event.app, name=event.name, path=path)


def _check(template: str) -> None:
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise ValueError(f"{template!r}: {error}") from None
    if unknown := fields - _FIELDS:
        raise ValueError(f"{template!r}: unknown {{{unknown.pop()}}}; known are {{app}}, {{name}}, {{path}}")
