"""What Prometheus reads: every figure of the list, from what really happened."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from pipeline.errors import InputUnavailable
from pipeline.figures import FIGURES
from pipeline.ladder import Change, Step
from pipeline.tally import Measured, Tally
from pipeline.types import Caption, Segment, Shown
from tests.scripted import Source, talk
from tests.server.house import Clock, House, until
from tests.server.test_api import NEW, inside

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples(text: str) -> Samples:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of(found: Samples, name: str, **labels: str) -> float:
    return found[f"zimu_{name}", tuple(sorted({"stream": "show", **labels}.items()))]


def test_a_stream_is_measured() -> None:
    source = Source(*talk(1, 2, 3))

    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW)
        packager = here.feeds["show"].packager
        assert packager is not None
        await packager.until(lambda seen: min(len(seen.finals("en")), len(seen.finals("es"))) >= 2)
        playing = samples((await here.ask("GET", "/metrics")).body.decode())
        assert of(playing, "stream_state", state="live") == 1
        assert of(playing, "ladder_step", language="en") == 0
        assert of(playing, "engine_failing", language="es") == 0
        assert of(playing, "waiting_lines", language="en") == 0
        assert of(playing, "stage_lag_seconds", stage="translate", language="en") >= 0
        assert of(playing, "stage_lag_seconds", stage="recognise", language="") >= 0
        assert of(playing, "waiting_sound_seconds") == 0
        source.end()
        await here.streams.get("show").over.wait()
        found = samples((await here.ask("GET", "/metrics")).body.decode())
        assert found["zimu_ready", ()] == 1
        assert of(found, "stream_state", state="ended") == 1
        assert of(found, "lag_seconds_count", language="en") == 3
        assert of(found, "lag_seconds_bucket", language="en", le="+Inf") == 3
        assert of(found, "captions_total", language="es", kind="final") == 3
        assert of(found, "heard_seconds_total") > 5
        assert of(found, "passes_total") >= 3
        assert of(found, "recogniser_seconds_total") >= 0
        assert of(found, "shown_characters_total", language="zh-Hans") == sum(
            map(len, ("你们好。", "看这里。", "真好看。"))
        )
        assert of(found, "hls_delay_seconds") == 6
        assert of(found, "hls_cues_total", in_time="yes") == 99
        assert of(found, "hls_cues_total", in_time="no") == 1
        assert of(found, "websocket_clients") == 0

    inside(test, show=[source])


def test_every_figure_has_a_name_of_its_own_and_a_reason() -> None:
    names = [figure.name for figure in FIGURES]
    assert len(set(names)) == len(names)
    assert all(figure.says for figure in FIGURES)
    assert not any(figure.name.endswith("_total") for figure in FIGURES)


def shown(text: str, segment: int = 0, *, words_final: bool = False, final: bool = False) -> Shown:
    caption = Caption(segment, 0, "en", 0, 1000, (text,) if text else (), final, 0, words_final)
    return Shown(caption, Segment(segment, 0, 1000, "你好", final, 0))


def test_flicker_is_what_was_taken_back() -> None:
    tally = Tally()
    trace = Measured(Clock(), tally)
    trace.heard(1000)
    for text in ("Hel", "Hello", "Help me", "Helpful"):  # +2, "lo" taken back, " me" taken back
        trace.shown(shown(text))
    trace.shown(shown("Helpful.", words_final=True))
    trace.shown(shown("Helpful.", words_final=True, final=True))
    assert tally.erased_chars["en"] == 2 + 3
    assert tally.shown_chars["en"] == len("Helpful.")
    assert tally.lags["en"].counts[0] + sum(tally.lags["en"].counts[1:]) == 1
    trace.shown(shown("Oh", 1))
    trace.shown(shown("", 1))  # nothing was said after all
    assert tally.erased_chars["en"] == 2 + 3 + 2


def test_drops_outages_and_steps_have_reasons_out_of_a_short_list() -> None:
    tally = Tally()
    trace = Measured(Clock(), tally)
    segment = Segment(0, 0, 1000, "你好", True, 0)
    for reason in (
        "too many lines wait for this language",
        "shed: its engine cannot keep up",
        "its engine did not answer until the end",
        "wrong figures: 三百 is 30",
        "no acceptable translation",
        "<script>",
    ):
        trace.lost(segment, "en", reason)
    assert sorted(reason for _, reason in tally.drops) == [
        *("engine fails", "no acceptable answer", "other", "shed", "too many wait", "wrong figures")
    ]
    trace.failing("en", "it died")
    trace.failing("en", "")
    trace.stepped(Change("en", Step.ALL, Step.NO_DRAFTS, 13_000, Step.NO_DRAFTS))
    trace.skipped(0, 5000)
    assert (tally.outages["en"], tally.steps["en"], tally.skipped_ms) == (1, 1, 5000)


def test_counts_outlive_a_session() -> None:
    async def test(here: House) -> None:
        await here.ask("POST", "/v1/streams", NEW)
        stream = here.streams.get("show")
        packager = here.feeds["show"].packager
        assert packager is not None
        await packager.until(lambda seen: len(seen.finals("en")) >= 4)
        await until(lambda: stream.tally.counts.shown["en"] >= 4)
        assert sum(stream.tally.restarts.values()) == 1
        assert stream.tally.heard_ms >= 8000

    inside(test, show=[Source(*talk(1, 2), InputUnavailable("gone")), Source(*talk(3, 4, 5, start=100_000))])
