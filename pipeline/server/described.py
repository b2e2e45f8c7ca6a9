"""A stream as the API shows it."""

from __future__ import annotations

from statistics import median

from pipeline.ingest.source import parse_source
from pipeline.ladder import Step
from pipeline.server.records import Delay, Described, Language, Links, Status
from pipeline.server.stream import Stream


def described(stream: Stream, now: float) -> Described:
    return Described(
        name=stream.name,
        state=stream.state,
        app=stream.wanted.app,
        hls=_shown(stream.wanted.hls),
        source=_shown(stream.wanted.source),
        for_s=round((now if stream.ended is None else stream.ended) - stream.began, 1),
        heard_s=stream.tally.heard_upto / 1000,
        error=stream.error,
        restarts=sum(stream.tally.restarts.values()),
        skipped_s=stream.tally.skipped_ms / 1000,
        delay_s=_delay(stream),
        viewers=stream.hub.clients,
        languages=[_language(stream, tag) for tag in stream.languages],
        links=_links(stream),
    )


def _language(stream: Stream, tag: str) -> Language:
    lags = stream.tally.recent[tag]
    counts = stream.tally.counts
    reading = None if stream.tally.live is None else stream.tally.live.reading
    return Language(
        tag=tag,
        lag_s=round(median(lags), 2) if lags else None,
        waiting=0 if reading is None else reading.lines.get(tag, 0),
        step=(Step.ALL if reading is None else reading.steps.get(tag, Step.ALL)).name.lower(),
        failing=reading is not None and tag in reading.failing,
        shown=stream.tally.captions[tag, "final"],
        lost=counts.lost[tag],
        facts_total=counts.facts_total[tag],
        facts_kept=counts.facts_kept[tag],
        terms_wanted=counts.glossary_wanted[tag],
        terms_hit=counts.glossary_hits[tag],
    )


def status(stream: Stream) -> Status:
    found = [_language(stream, tag) for tag in stream.languages]
    delays = [Delay(tag=each.tag, lag_s=each.lag_s, failing=each.failing) for each in found]
    return Status(state=stream.state, delay_s=_delay(stream), languages=delays)


def _delay(stream: Stream) -> float | None:
    return None if stream.cues is None else stream.cues.delay_ms / 1000


def _links(stream: Stream) -> Links:
    name = stream.name
    return Links(
        watch=f"/watch/{name}",
        overlay=f"/overlay/{name}",
        studio=f"/studio/{name}",
        captions=f"/v1/streams/{name}/captions",
        master=f"/hls/{name}/master.m3u8" if stream.feed.packager is not None else None,
    )


def _shown(address: str) -> str:
    return parse_source(address).name if "://" in address else address
