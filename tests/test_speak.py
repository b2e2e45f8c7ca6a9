"""The languages of a running stream change: who stays is not disturbed, who leaves publishes what it has."""

from __future__ import annotations

import anyio
from anyio import to_thread

from models.fake import FakeTranslator
from pipeline.config import Config
from pipeline.run import Live
from pipeline.trace import Trace
from tests.scripted import LINES, PATIENCE_S, Seen, Source, loaded, talk


def play(first: tuple[str, ...], then: tuple[str, ...]) -> tuple[Seen, Live]:
    """Lines 1 and 2 in the first languages, 3 and 4 in the other ones."""
    source, sink = Source(*talk(1, 2)), Seen()
    live = Live(source, [sink], Config(), loaded(engine=FakeTranslator(), to=first), Trace(lambda: 0.0))

    async def main() -> None:
        with anyio.fail_after(2 * PATIENCE_S):
            async with anyio.create_task_group() as group:
                group.start_soon(live.play)
                for tag in ("zh-Hans", *first):
                    await to_thread.run_sync(sink.wait_for, lambda s, tag=tag: len(s.finals(tag)) == 1)
                live.speak(("zh-Hans", *then))
                source.put(*talk(3, 4, start=4480))
                source.end()

    anyio.run(main)
    return sink, live


def words(sink: Seen, language: str) -> list[str]:
    return [text.partition(":")[2] or text for _, text in sink.finals(language)]


def test_a_language_comes_and_the_others_miss_nothing() -> None:
    sink, live = play(("en",), ("en", "es"))
    assert words(sink, "en") == list(LINES[1:5])
    assert words(sink, "es")[-2:] == list(LINES[3:5])
    assert words(sink, "zh-Hans") == list(LINES[1:5])
    assert set(live.reading.lines) == {"en", "es"}


def test_a_language_leaves_with_what_it_has() -> None:
    sink, live = play(("en", "es"), ("es",))
    assert words(sink, "es") == list(LINES[1:5])
    assert words(sink, "en") == list(LINES[1 : 1 + len(words(sink, "en"))])
    assert 1 <= len(words(sink, "en")) <= 2
    assert live.counts.shown["en"] == len(words(sink, "en"))


def test_chinese_of_another_script_comes() -> None:
    sink, _ = play((), ("zh-Hant",))
    assert words(sink, "zh-Hans") == list(LINES[1:5])
    assert words(sink, "zh-Hant")[-2:] == ["真好看。", "再見了。"]


def test_languages_may_change_after_the_last_word() -> None:
    source, sink = Source(*talk(1)), Seen()
    live = Live(source, [sink], Config(), loaded(engine=FakeTranslator()), Trace(lambda: 0.0))
    source.end()
    anyio.run(live.play)
    live.speak(("zh-Hans", "es"))
    assert set(live.reading.steps) == {"es"}
