"""The JSON of the API: what may be sent, strictly, and what is answered, as the OpenAPI document shows it."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.server.names import NAME
from pipeline.server.refusal import Refused

Tag = Annotated[str, Field(max_length=35, description="BCP 47, as in zh-Hant-TW")]
Name = Annotated[str, Field(pattern=f"^{NAME}$", description="Of a stream")]
Address = Annotated[str, Field(max_length=2048)]


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NewStream(Record):
    name: Name
    hls: Address = Field("", description="The origin's HLS playlist; with it come subtitle renditions")
    source: Address = Field("", description="Where the sound is, if not there: rtmp, rtsp, srt, http")
    languages: list[Tag] | None = Field(None, description="Else serve.languages")


class Change(Record):
    languages: list[Tag] = Field(
        min_length=1, description="Those that it shall have, the source's is implied"
    )


class Language(Record):
    tag: Tag
    lag_s: float | None = Field(None, description="Median of the last captions, from the end of speech")
    waiting: int = Field(0, description="Lines that wait for its engine")
    step: str = Field("all", description="What it gives up: all is shown, no_drafts, joined, shed")
    failing: bool = Field(False, description="Its engine does not answer")
    shown: int = 0
    lost: int = 0
    facts_total: int = Field(0, description="Figures of the lines")
    facts_kept: int = 0
    terms_wanted: int = Field(0, description="Of the glossary, in the lines")
    terms_hit: int = 0


class Links(Record):
    """Relative to the server's own address."""

    watch: str
    overlay: str
    studio: str
    captions: str
    master: str | None = Field(None, description="The multivariant playlist for players; null without HLS")


class Described(Record):
    name: Name
    state: str = Field(description="loading, waiting, live, stalled, restarting, ending, ended or failed")
    app: str
    hls: str = Field(description="Without what may be secret")
    source: str
    for_s: float = Field(description="Seconds since it was started")
    heard_s: float = Field(description="Place of the newest sound, media time")
    error: str
    restarts: int
    skipped_s: float = Field(description="Speech that nobody had time for")
    delay_s: float | None = Field(None, description="Of the synced video; null without HLS")
    viewers: int = Field(description="Connected for captions")
    languages: list[Language]
    links: Links


class Listed(Record):
    streams: list[Described]


class Terms(Record):
    base: int = Field(description="Terms of the configured tables")
    show: str = Field(description="The show's table, as it was sent")
    item: str


class Delay(Record):
    tag: Tag
    lag_s: float | None
    failing: bool


class Status(Record):
    """What viewers see of a stream, by WebSocket: nothing of where it comes from, or of what broke."""

    state: str
    delay_s: float | None
    languages: list[Delay]


class Ready(Record):
    ready: bool
    reason: str


class Failure(Record):
    error: str = Field(description="One line: the thing, the reason, the fix")


R = TypeVar("R", bound=Record)


def read(kind: type[R], body: bytes) -> R:
    """Raises Refused, 422, which names the first thing that is wrong."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(each) for each in first["loc"])
        raise Refused(422, f"{where or 'body'}: {first['msg']}") from None
