"""One live stream with scripted models: what reaches the sinks, however the stream ends."""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import anyio
import pytest
import structlog
from anyio import to_thread

from models.errors import InferenceFailed
from models.fake import FakeTranslator
from models.mt.front import Front, FrontOptions
from models.mt.pivot import Leg, Pivot
from models.mt.types import Answer, Request
from pipeline.config import Config
from pipeline.errors import InputUnavailable, SinkError
from pipeline.ladder import LadderOptions, Step
from pipeline.run import Live
from pipeline.trace import Trace
from pipeline.translate import TranslateOptions
from pipeline.types import Caption, Gap, Progress, Reached, Shown
from tests import laws
from tests.scripted import LINES, PATIENCE_S, Hears, Seen, Source, loaded, talk

CONFIG = Config()


def live(
    source: Source,
    *sinks: Seen,
    recognise: Hears | None = None,
    engine: object = None,
    config: Config = CONFIG,
) -> Live:
    models = loaded(recognise, engine or FakeTranslator())
    return Live(source, sinks, config, models, Trace(lambda: 0.0))


def run(stream: Live, beside: Callable[[], Awaitable[None]] | None = None) -> None:
    """Run a stream to its end; the first error out of its groups. `beside` runs at the same time."""

    async def main() -> None:
        with anyio.fail_after(2 * PATIENCE_S):
            async with anyio.create_task_group() as group:
                if beside is not None:
                    group.start_soon(beside)
                await stream.run()

    try:
        anyio.run(main)
    except BaseExceptionGroup as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup):
            (error,) = error.exceptions
        raise error from None


def chinese(*lines: int) -> list[str]:
    return [LINES[line] for line in lines]


def texts(sink: Seen, language: str = "zh-Hans") -> list[str]:
    """As sinks that write files would have it: a final of each segment, in order, none twice."""
    found = sink.finals(language)
    ids = [segment for segment, _ in found]
    assert ids == sorted(set(ids)), found
    return [text for _, text in found]


def test_all_languages_reach_all_sinks() -> None:
    source, one, two = Source(*talk(1, 2, 3)), Seen(), Seen()
    source.end()
    run(live(source, one, two))
    assert one.shown == two.shown
    assert texts(one) == chinese(1, 2, 3)
    assert texts(one, "en") == [f"en:{line}" for line in chinese(1, 2, 3)]
    laws.captions_do_not_overlap([shown.caption for shown in one.shown])
    assert all(shown.segment.id == shown.caption.segment for shown in one.shown)
    assert source.closed.is_set()


def test_silence_shows_nothing() -> None:
    source, sink = Source(*talk(0, 0, 0)), Seen()
    source.end()
    run(live(source, sink))
    assert sink.shown == []


def test_what_was_heard_is_published_before_the_source_s_error_is_raised() -> None:
    source, sink = Source(*talk(1, 2)[:-1], InputUnavailable("cam: gone")), Seen()
    with pytest.raises(InputUnavailable, match="cam: gone"):
        run(live(source, sink))
    assert texts(sink) == chinese(1, 2)
    assert texts(sink, "en") == [f"en:{line}" for line in chinese(1, 2)]


def test_chinese_does_not_wait_for_a_translator_that_hangs() -> None:
    released = threading.Event()

    class Hanging(FakeTranslator):
        def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
            assert released.wait(PATIENCE_S)
            return super().__call__(requests)

    source, sink, engine = Source(*talk(1, 2, 3, 4)), Seen(), Hanging()

    async def beside() -> None:
        await to_thread.run_sync(sink.wait_for, lambda seen: len(seen.finals("zh-Hans")) >= 3)
        assert not sink.finals("en")
        released.set()
        source.end()

    run(live(source, sink, engine=engine), beside)
    assert texts(sink) == chinese(1, 2, 3, 4)
    assert texts(sink, "en") == [f"en:{line}" for line in chinese(1, 2, 3, 4)]
    assert len(engine.batches) < 4  # what had waited went in one batch


def test_the_recogniser_may_fail_once() -> None:
    """Each line is a pass while it is spoken and one at its end; the stepped source keeps them apart."""
    source, sink = Source(), Seen()
    hears = Hears(failing=lambda call: call == broken)
    broken = -1

    async def beside() -> None:
        nonlocal broken
        source.put(*talk(1, 2))
        await to_thread.run_sync(
            sink.wait_for,
            lambda seen: any(s.caption.text == LINES[2] and s.segment.final for s in seen.shown),
        )
        broken = hears.calls
        source.put(*talk(3, start=10_000))
        source.put(*talk(4, 5, start=20_000))
        source.end()

    run(live(source, sink, recognise=hears), beside)
    found = texts(sink)
    assert found[:2] == chinese(1, 2)
    assert found[-1] == LINES[5]
    assert len(found) == len(set(found))


def test_what_one_batch_had_given_before_the_failure_is_kept() -> None:
    """The recogniser is held up by its first call, so that all other sound waits and is one batch."""
    source, sink, waiting = Source(), Seen(), threading.Event()

    def failing(call: int) -> bool:
        if call == 0:
            assert waiting.wait(PATIENCE_S)
        return call == 3

    hears = Hears(failing)
    source.put(*talk(1, 2, 3, 4))
    source.end()
    stream = live(source, sink, recognise=hears)

    async def beside() -> None:
        while not stream._sound._closed:
            await anyio.lowlevel.checkpoint()
        waiting.set()

    run(stream, beside)
    assert texts(sink)[:2] == chinese(1, 2)


def test_the_recogniser_failing_at_the_very_end_loses_only_the_end() -> None:
    source, sink = Source(*talk(1)), Seen()
    hears = Hears(failing=lambda call: sink.finals("en") != [] or armed)
    armed = False

    async def beside() -> None:
        nonlocal armed
        await to_thread.run_sync(sink.wait_for, lambda seen: any(s.segment.final for s in seen.shown))
        armed = True
        source.put(talk(2, start=10_000)[0])  # its utterance is still open
        source.end()

    run(live(source, sink, recognise=hears), beside)
    assert texts(sink) == chinese(1)


def test_three_failures_in_a_row_end_the_stream() -> None:
    """Each failure brings the next utterance: between two passes come many batches without one."""
    source, sink = Source(), Seen()
    armed = False

    def failing(call: int) -> bool:
        if armed:
            source.put(*talk(2, start=20_000 * (call + 1)))
        return armed

    async def beside() -> None:
        nonlocal armed
        source.put(*talk(1))
        await to_thread.run_sync(sink.wait_for, lambda seen: any(s.segment.final for s in seen.shown))
        armed = True
        source.put(*talk(2, start=10_000))

    with pytest.raises(InferenceFailed, match="scripted"):
        run(live(source, sink, recognise=Hears(failing)), beside)
    assert texts(sink) == chinese(1)
    assert source.closed.is_set()


EIGHT = ("en", "es", "de", "fr", "pt-BR", "ru", "th", "it")


def many(source: Source, sink: Seen, engine: object, config: Config = CONFIG) -> Live:
    models = loaded(None, engine, EIGHT)
    return Live(source, [sink], config, models, Trace(lambda: 0.0))


def test_a_translator_that_fails_for_good_costs_its_language_only() -> None:
    source, sink = Source(*talk(1, 2, 3)), Seen()
    source.end()
    stream = many(source, sink, FakeTranslator(failing=["fr"]))
    with structlog.testing.capture_logs() as logs:
        run(stream)
    for tag in EIGHT:
        assert texts(sink, tag) == ([] if tag == "fr" else [f"{tag}:{line}" for line in chinese(1, 2, 3)])
    assert texts(sink) == chinese(1, 2, 3)
    assert stream.counts.lost == {"fr": 3} and stream._trace.losses == {"fr": 3}
    events = [(log["event"], log["language"]) for log in logs]
    assert events.count(("translator failed", "fr")) == 1 and events.count(("no translation", "fr")) == 3


def test_a_translator_that_dies_and_comes_back_loses_nothing() -> None:
    engine, sink, source = FakeTranslator(failing=["fr"]), Seen(), Source(*talk(1, 2, 3))
    stream = many(source, sink, engine)

    async def beside() -> None:
        await to_thread.run_sync(sink.wait_for, lambda seen: len(seen.finals("en")) >= 2)
        assert not sink.finals("fr")
        engine.failing.clear()
        source.put(*talk(4, start=60_000))
        source.end()

    with structlog.testing.capture_logs() as logs:
        run(stream, beside)
    assert texts(sink, "fr") == [f"fr:{line}" for line in chinese(1, 2, 3, 4)]
    assert not stream.counts.lost
    told = [log["event"] for log in logs if log.get("language") == "fr"]
    assert told == ["translator failed", "translator is back"]


def test_a_translator_that_hangs_holds_up_its_language_only_and_loses_nothing() -> None:
    """Each language has an engine of its own behind a front; the French one hangs, then goes on."""
    released = threading.Event()

    class Hanging(FakeTranslator):
        def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
            assert released.wait(PATIENCE_S)
            return super().__call__(requests)

    engines = {tag: Hanging(name=tag) if tag == "fr" else FakeTranslator(name=tag) for tag in EIGHT}
    fronts = {tag: Front(engine, FrontOptions(timeout=0.05)) for tag, engine in engines.items()}
    source, sink = Source(*talk(1, 2, 3)), Seen()
    stream = many(source, sink, Pivot({tag: [[Leg(front, tag)]] for tag, front in fronts.items()}))

    async def beside() -> None:
        for tag in EIGHT:
            if tag != "fr":
                await to_thread.run_sync(sink.wait_for, lambda seen, tag=tag: len(seen.finals(tag)) >= 2)
        assert not sink.finals("fr")
        released.set()
        while fronts["fr"]._running:
            await anyio.lowlevel.checkpoint()
        source.put(*talk(4, start=60_000))
        source.end()

    run(stream, beside)
    for tag in EIGHT:
        assert texts(sink, tag) == [f"{tag}:{line}" for line in chinese(1, 2, 3, 4)]
    assert not stream.counts.lost


def test_a_language_that_falls_behind_gives_up_more_and_more_and_comes_back() -> None:
    """Italian, the last in the list, is held by its engine until it is shed; then nothing waits any more."""
    released = threading.Event()

    class Slow(FakeTranslator):
        def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
            if requests[0].target == "it":
                assert released.wait(PATIENCE_S)
            return super().__call__(requests)

    options = LadderOptions(budget_ms=12_000, patience_ms=0, calm_ms=10_000)
    config = replace(CONFIG, translate=TranslateOptions(ladder=options))
    source, sink = Source(), Seen()
    stream = many(source, sink, Slow(), config)

    async def step(count: int) -> None:
        """One more line; the others have shown all before it."""
        source.put(*talk(1 + count % 5, start=count * 3000))
        await to_thread.run_sync(
            sink.wait_for, lambda seen: all(len(seen.finals(tag)) >= count for tag in EIGHT[:-1])
        )

    async def beside() -> None:
        counts = iter(range(60))
        while stream._ladder.step_of("it") != Step.SHED:
            await step(next(counts))
        released.set()
        while stream._ladder.step_of("it") == Step.SHED:
            await step(next(counts))
        source.end()

    with structlog.testing.capture_logs() as logs:
        run(stream, beside)
    steps = [(log["language"], log["step"]) for log in logs if "gives up" in log["event"]]
    assert steps[:3] == [("it", "no_drafts"), ("it", "joined"), ("it", "shed")]
    assert [log["step"] for log in logs if log["event"] == "translation recovers"][:1] == ["joined"]
    assert {language for language, _ in steps} == {"it"}
    assert all(len(texts(sink, tag)) == len(texts(sink)) for tag in EIGHT[:-1])
    assert set(stream.counts.lost) <= {"it"}


def test_a_full_disk_ends_the_stream_though_the_source_is_silent() -> None:
    def full(shown: Shown) -> None:
        raise SinkError("disk full")

    source = Source(*talk(1))  # and then nothing, for ever
    with pytest.raises(SinkError, match="disk full"):
        run(live(source, Seen(full)))
    assert source.closed.is_set()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_the_stream_as_if_the_source_had_ended(number: signal.Signals) -> None:
    source, sink = Source(*talk(1, 2)), Seen()

    async def beside() -> None:
        await to_thread.run_sync(sink.wait_for, lambda seen: any(s.segment.final for s in seen.shown))
        os.kill(os.getpid(), number)

    run(live(source, sink), beside)
    assert texts(sink)[:1] == chinese(1)
    assert source.closed.is_set()


def test_a_second_signal_stops_without_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    released = threading.Event()

    class Hanging(FakeTranslator):
        def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
            assert released.wait(PATIENCE_S)
            return super().__call__(requests)

    source, sink = Source(*talk(1, 2)), Seen()
    stream = live(source, sink, engine=Hanging())

    async def beside() -> None:
        await to_thread.run_sync(sink.wait_for, lambda seen: any(s.segment.final for s in seen.shown))
        os.kill(os.getpid(), signal.SIGINT)
        await to_thread.run_sync(source.closed.wait, PATIENCE_S)
        os.kill(os.getpid(), signal.SIGINT)
        with anyio.fail_after(PATIENCE_S):
            while not stream._stopped:
                await anyio.lowlevel.checkpoint()
        released.set()

    with pytest.raises(KeyboardInterrupt):
        run(stream, beside)
    assert not sink.finals("en")
    assert [record for record in caplog.records if record.name == "asyncio"] == []


def test_a_cancelled_stream_closes_its_source() -> None:
    source, sink = Source(*talk(1)), Seen()

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(live(source, sink).run)
            await to_thread.run_sync(sink.wait_for, lambda seen: bool(seen.shown))
            group.cancel_scope.cancel()

    anyio.run(main)
    assert source.closed.is_set()


def test_sound_beyond_the_bound_is_skipped_and_counted() -> None:
    source, sink, waiting = Source(), Seen(), threading.Event()

    def slow(call: int) -> bool:
        assert waiting.wait(PATIENCE_S)
        return False

    config = replace(CONFIG, waiting=replace(CONFIG.waiting, sound_ms=3000))
    stream = live(source, sink, recognise=Hears(slow), config=config)

    async def beside() -> None:
        source.put(*talk(1, 2, 3, 4, 5))
        source.end()
        while not stream._sound._closed:
            await anyio.lowlevel.checkpoint()
        waiting.set()

    with structlog.testing.capture_logs() as logs:
        run(stream, beside)
    skipped = [log for log in logs if log["event"] == "recogniser too slow"]
    assert skipped
    assert stream._trace.skipped_ms >= 3000
    assert texts(sink)[-1] == LINES[5]
    assert len(texts(sink)) < 5


def test_a_lost_translation_is_logged() -> None:
    source, sink = Source(*talk(1)), Seen()
    source.end()
    engine = FakeTranslator({(LINES[1], "en"): ""})
    with structlog.testing.capture_logs() as logs:
        run(live(source, sink, engine=engine))
    (lost,) = [log for log in logs if log["event"] == "no translation"]
    assert (lost["language"], lost["line"]) == ("en", LINES[1])
    assert texts(sink) == chinese(1)
    assert not sink.finals("en")


def test_a_gap_closes_the_utterance_before_it() -> None:
    first = talk(1)[0]
    source, sink = Source(first, Gap(first.end, 60_000, "lost"), *talk(2, start=60_000)), Seen()
    source.end()
    run(live(source, sink))
    assert texts(sink) == chinese(1, 2)
    captions: list[Caption] = [
        s.caption for s in sink.shown if s.caption.final and s.caption.language == "en"
    ]
    assert captions[1].start >= 60_000


class Following(Seen):
    """A sink that also keeps how far the languages are, and which fail, in the order in which it hears."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Caption | Reached] = []
        self.outages: list[tuple[str, bool]] = []

    def write(self, shown: Shown) -> None:
        super().write(shown)
        self.heard.append(shown.caption)

    def reached(self, reached: Reached) -> None:
        self.heard.append(reached)

    def failing(self, language: str, reason: str) -> None:
        self.outages.append((language, bool(reason)))


def test_a_sink_may_follow_how_far_each_language_is() -> None:
    source, sink = Source(*talk(1, 2), *talk(0, 0, start=5000)), Following()
    source.end()
    run(live(source, sink))
    for language in ("zh-Hans", "en"):
        heard = [each for each in sink.heard if each.language == language]
        laws.progress_is_kept(
            Progress(each.upto) if isinstance(each, Reached) else each
            for each in heard
            if isinstance(each, Reached) or each.final
        )
        assert max(each.upto for each in heard if isinstance(each, Reached)) > 5000, language


def test_a_sink_that_follows_hears_of_a_language_that_fails() -> None:
    engine, sink, source = FakeTranslator(failing=["fr"]), Following(), Source(*talk(1, 2, 3))
    stream = many(source, sink, engine)

    async def beside() -> None:
        await to_thread.run_sync(sink.wait_for, lambda seen: len(seen.finals("en")) >= 2)
        engine.failing.clear()
        source.put(*talk(4, start=60_000))
        source.end()

    run(stream, beside)
    assert sink.outages == [("fr", True), ("fr", False)]


def test_every_event_is_traced() -> None:
    stream = io.StringIO()
    source, sink = Source(*talk(1, 2)), Seen()
    source.end()
    run(Live(source, [sink], CONFIG, loaded(engine=FakeTranslator()), Trace(lambda: 0.0, stream)))
    assert len(stream.getvalue().splitlines()) == 4 + len(sink.shown)
