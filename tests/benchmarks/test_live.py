"""Whole sessions with scripted models on the virtual clock: how long all takes is known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import anyio
import pytest

from benchmarks import live_table, rescored
from benchmarks.data import Line
from benchmarks.live import MEASURES, Plan, Played, Show, play
from benchmarks.logs import Logs
from benchmarks.scoring import behind, live, rtf, scale
from benchmarks.session import Session, load
from benchmarks.stages import STAGES, passed
from benchmarks.virtual import InPlace, Leaping
from benchmarks.whole_path import log
from models.errors import InferenceFailed
from models.fake import FakeTranslator
from models.mt.types import Answer, Request
from models.types import Samples, Transcript
from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.glossary import Glossary
from pipeline.ingest.source import Source as Address
from pipeline.loaded import Loaded
from tests.scripted import LINES, QUIET_MS, SPOKEN_MS, Hears, Source, loaded, talk

pytest.importorskip("sacrebleu", reason="sacrebleu is in the extra bench")

PASS_S, TRANSLATION_S = 0.05, 0.4
SHOW = Show("talk", Address("file", "/talk.wav", live=False), "tts", None)
CONFIG = Config()


class Compute:
    """A clock that stands but for what the models take."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Passes(Hears):
    def __init__(self, compute: Compute, seconds: float = PASS_S) -> None:
        super().__init__()
        self._compute, self._seconds = compute, seconds

    def __call__(self, samples: Samples, /, **how: Any) -> Transcript:
        self._compute.seconds += self._seconds
        return super().__call__(samples, **how)


class Translates(FakeTranslator):
    def __init__(self, compute: Compute) -> None:
        super().__init__()
        self._compute = compute

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        self._compute.seconds += TRANSLATION_S
        return super().__call__(requests)


@pytest.fixture
def compute(monkeypatch: pytest.MonkeyPatch) -> Compute:
    found = Compute()
    monkeypatch.setitem(MEASURES, "cpu", found)
    return found


def played(models: Loaded, *shows: Show, lines: Sequence[int] = (1, 2, 3)) -> list[Played]:
    def sound(show: Show, options: object, paced: bool) -> Source:
        assert not paced
        source = Source(*talk(*lines))
        source.end()
        return source

    return play(shows or [SHOW], Plan("cpu"), CONFIG, models, sound)


def session(one: Played, models: Loaded, **stream: object) -> Session:
    first, *rows = log(one, CONFIG, models, {"clock": "cpu"})
    return load(json.dumps(row) for row in [first | stream, *rows])


def test_the_whole_delay_is_that_of_its_stages(compute: Compute) -> None:
    models = loaded(Passes(compute), Translates(compute))
    one = session(played(models)[0], models)
    found = list(passed(one))
    assert [(p.language, p.segment) for p in found if p.language == "en"] == [("en", n) for n in range(3)]
    for each in found:
        assert set(each.ms) == set(STAGES)
        published = one.of("published", segment=each.segment, language=each.language, words_final=True)[0]
        assert each.total == pytest.approx(published["at"] - each.end, abs=0.5)
        assert each.ms["translate"] == pytest.approx(
            0 if each.language == "zh-Hans" else 1000 * TRANSLATION_S
        )
        assert each.ms["recognise"] >= 1000 * PASS_S  # the gate ends an utterance only after a pause
        assert each.ms["layout"] == each.ms["sink"] == 0  # compute that the script knows nothing of
    assert one.seconds == 3 * (SPOKEN_MS + QUIET_MS) / 1000


def test_stages_overlap_as_in_threads(compute: Compute) -> None:
    """While a line is translated, the next one is heard: nothing of the recogniser is later for it."""
    alone, with_english = loaded(Passes(compute), to=()), loaded(Passes(compute), Translates(compute))
    (one,), (two,) = played(alone), played(with_english)

    def heard(played: Played) -> list[object]:
        return [row["at"] for row in played.rows if row["event"] == "hypothesis"]

    assert heard(one) == heard(two)


def test_streams_share_the_cores(compute: Compute, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(streams: int, cores: int) -> float:
        monkeypatch.setattr("benchmarks.live.cores", lambda: cores)
        models = loaded(Passes(compute, 0.3), to=())
        shows = [replace(SHOW, id=str(number)) for number in range(streams)]
        return max(
            max(Session((dict(rows.rows[0]), *rows.rows)).events.late_ms) for rows in played(models, *shows)
        )

    one, apart, shared = late(1, 2), late(2, 2), late(4, 1)
    assert apart <= one + 60
    assert shared > one + 300


def test_a_session_that_fails_raises(compute: Compute) -> None:
    models = loaded(Hears(lambda call: True), to=())
    with pytest.raises(ExceptionGroup) as raised:
        played(models)
    assert raised.group_contains(InferenceFailed)


def test_a_report_is_that_of_its_log(compute: Compute) -> None:
    models = loaded(Passes(compute), Translates(compute))
    models = replace(models, glossary=Glossary.parse("zh\tkeep\n好看\tkeep\n", "t"))
    step = (SPOKEN_MS + QUIET_MS) / 1000
    lines = {
        "zh-Hans": tuple(Line(n * step, n * step + 0.96, LINES[n + 1]) for n in range(3)),
        "en": tuple(Line(n * step, n * step + 0.96, f"en:{LINES[n + 1]}") for n in range(3)),
    }
    (made,) = played(models, replace(SHOW, transcript="".join(LINES[1:4]), lines=lines))
    one = session(made, models)
    report = live([one])
    total: Any = report["total"]
    english = total["languages"]["en"]
    assert total["cer"] == 0
    assert english["lines"] == 3
    assert (english["glossary_hits"], english["glossary_total"]) == (0, 1)  # no word of its own
    assert english["chrf"] == 100
    assert english["delay_p50"] > total["languages"]["zh-Hans"]["delay_p50"]
    source = total["languages"]["zh-Hans"]
    assert source["timing_error_p95"] is not None
    assert english["stream_laal_ca"] == pytest.approx(english["stream_laal"] + PASS_S + TRANSLATION_S)
    assert source["stream_laal_ca"] == pytest.approx(source["stream_laal"] + PASS_S)
    assert total["rtf"] == rtf([one])
    assert rtf([one]) == pytest.approx(PASS_S * len(one.of("pass")) / one.seconds, abs=1e-4)
    assert "| en | 3 | 0 |" in live_table.live(report)
    compared = live_table.agreement({"real": report, "wall": report})
    assert compared.splitlines()[0] == "|  | real | wall |"
    assert "| CER | 0.0% | 0.0% |" in compared
    assert all(row.split(" | ")[1] == row.rstrip(" |").split(" | ")[2] for row in compared.splitlines()[2:])


def test_who_falls_behind(compute: Compute) -> None:
    fast, slow = loaded(Passes(compute), to=()), loaded(Passes(compute, 3.0), to=())
    lines = [1, 2, 3, 4, 5] * 3
    good, bad = (session(played(models, lines=lines)[0], models, bench="scale") for models in (fast, slow))
    assert behind(good) == []
    assert "waiting sound grew" in behind(bad) or "sound was skipped" in behind(bad)
    points: Any = scale([good])["points"]
    (point,) = points
    assert (point["streams"], point["languages"], point["behind"]) == (1, 0, {})


def test_logs_are_scored_again(compute: Compute, tmp_path: Any) -> None:
    models = loaded(Passes(compute), Translates(compute))
    rows = list(log(played(models)[0], CONFIG, models, {"clock": "cpu"}))
    Logs(tmp_path / "a", {}).kept("one", rows)
    (run,) = rescored.rescored([tmp_path])
    assert run.report == live([Session(tuple(json.loads(json.dumps(rows))))])
    assert run.signatures == ({"clock": "cpu"},)
    assert rescored.tables([run]).endswith("clock=cpu")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "first line"),
        ('{"event": "heard"}', "first line"),
        ('{"event": "stream"}', "no end"),
        ("x", "whole log"),
    ],
)
def test_what_is_no_log(text: str, says: str, tmp_path: Any) -> None:
    (tmp_path / "log.jsonl").write_text(text)
    with pytest.raises(ConfigError, match=says):
        rescored.rescored([tmp_path])


def test_a_live_stream_has_no_virtual_clock() -> None:
    with pytest.raises(ConfigError, match="is live; play it with real"):
        Plan("cpu").check([replace(SHOW, source=Address("rtmp", "rtmp://host/app", live=True))])


def test_work_is_charged_and_waits_are_not() -> None:
    compute = Compute()

    def work() -> None:
        compute.seconds += 2.0

    async def main() -> float:
        workers = InPlace(compute, 1)
        await anyio.sleep(3600)
        async with anyio.create_task_group() as group:
            for _ in range(3):  # one core: one after the other
                group.start_soon(lambda: workers.run(work, limiter=anyio.CapacityLimiter(1)))
            group.start_soon(lambda: workers.run(work))  # no heavy work: beside them
        return anyio.current_time()

    assert anyio.run(main, backend_options={"loop_factory": Leaping}) == pytest.approx(3606)


def test_what_can_never_go_on_is_said() -> None:
    with pytest.raises(RuntimeError, match="waits for another"):
        anyio.run(lambda: anyio.Event().wait(), backend_options={"loop_factory": Leaping})
