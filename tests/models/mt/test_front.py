"""Callers are threads; an engine is held and let go by the test, so that what waits is known."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from models.errors import InferenceFailed, LanguageUnsupported
from models.fake import FakeTranslator
from models.mt.front import Front, FrontOptions
from models.mt.types import Answer, Request

PATIENCE_S = 20.0
SOON = FrontOptions(timeout=0.05)


class Gated(FakeTranslator):
    """Takes its first batch and holds it until it is released."""

    def __init__(self, failing: Sequence[str] = ()) -> None:
        super().__init__(failing=failing, name="gated")
        self.entered, self.released = threading.Event(), threading.Event()

    def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
        self.entered.set()
        assert self.released.wait(PATIENCE_S)
        return super().__call__(requests)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


def asked(pool: ThreadPoolExecutor, front: Front, *requests: Request, waiting: int) -> Future[list[Answer]]:
    """A call from another thread, once it is one of `waiting`."""
    call = pool.submit(front, requests)
    while len(front._waiting) < waiting:
        assert not call.done(), call.result()
    return call


def held(pool: ThreadPoolExecutor, front: Front, engine: Gated) -> Future[list[Answer]]:
    """A call that the engine has."""
    call = pool.submit(front, [Request("先", "en")])
    assert engine.entered.wait(PATIENCE_S)
    return call


def test_what_waits_from_all_threads_is_one_batch_and_each_gets_its_own(threads: ThreadPoolExecutor) -> None:
    engine = Gated()
    front = Front(engine)
    first = held(threads, front, engine)
    tags = ("en", "es", "fr", "de", "it", "pt", "ru", "th")
    calls = [
        asked(threads, front, Request("好", tag), Request("来", tag), waiting=n)
        for n, tag in enumerate(tags, 1)
    ]
    engine.released.set()
    assert [a.text for a in first.result(PATIENCE_S)] == ["en:先"]
    for tag, call in zip(tags, calls, strict=True):
        assert [a.text for a in call.result(PATIENCE_S)] == [f"{tag}:好", f"{tag}:来"]
    assert [len(batch) for batch in engine.batches] == [1, 16]


def test_finals_go_before_drafts_and_batches_are_bounded(threads: ThreadPoolExecutor) -> None:
    engine = Gated()
    front = Front(engine, FrontOptions(batch=2))
    calls = [held(threads, front, engine)]
    for n, (text, draft) in enumerate([("稿", True), ("一", False), ("二", False), ("三", False)], 1):
        calls.append(asked(threads, front, Request(text, "en", draft=draft), waiting=n))
    engine.released.set()
    for call in calls:
        call.result(PATIENCE_S)
    assert [[r.text for r in batch] for batch in engine.batches] == [["先"], ["一", "二"], ["三"], ["稿"]]


def test_a_call_larger_than_a_batch_goes_alone() -> None:
    engine = FakeTranslator()
    lines = [Request(str(n), "en") for n in range(5)]
    assert len(Front(engine, FrontOptions(batch=2))(lines)) == 5
    assert Front(engine)([]) == [] and len(engine.batches) == 1


def test_one_caller_s_failure_is_not_another_s(threads: ThreadPoolExecutor) -> None:
    engine = Gated(failing=["es"])
    front = Front(engine)
    first = held(threads, front, engine)
    good = asked(threads, front, Request("好", "en"), waiting=1)
    bad = asked(threads, front, Request("好", "es"), waiting=2)
    engine.released.set()
    assert first.result(PATIENCE_S) and good.result(PATIENCE_S)[0].text == "en:好"
    assert isinstance(bad.exception(PATIENCE_S), InferenceFailed)


def test_a_stuck_engine_is_left_named_refused_at_once_and_used_again(threads: ThreadPoolExecutor) -> None:
    engine = Gated()
    front = Front(engine, SOON)
    with pytest.raises(InferenceFailed, match=r"gated: no answer in 0\.05 s"):
        front([Request("好", "en")])
    for _ in range(3):
        with pytest.raises(InferenceFailed, match="gated: stuck"):
            front([Request("来", "en")])
    other = Front(FakeTranslator(), SOON)
    assert other([Request("好", "en")])[0].text == "en:好"
    engine.released.set()
    while front._running:
        pass
    assert front([Request("走", "en")])[0].text == "en:走"
    assert [[r.text for r in batch] for batch in engine.batches] == [["好"], ["走"]]


def test_who_has_no_turn_in_time_leaves_the_queue(threads: ThreadPoolExecutor) -> None:
    """The caller with the engine is more patient, so the engine is not stuck: it is slow."""
    engine = Gated()
    front = Front(engine)
    first = held(threads, front, engine)
    front._options = SOON
    with pytest.raises(InferenceFailed, match="gated: overloaded, no turn"):
        front([Request("好", "en")])
    assert not front._waiting and not front._stuck
    engine.released.set()
    assert first.result(PATIENCE_S)[0].text == "en:先"


def test_what_may_wait_is_bounded(threads: ThreadPoolExecutor) -> None:
    engine = Gated()
    front = Front(engine, FrontOptions(waiting=3))
    calls = [held(threads, front, engine)]
    calls.append(asked(threads, front, *[Request(str(n), "en") for n in range(5)], waiting=1))
    with pytest.raises(InferenceFailed, match="gated: overloaded, 5 lines wait already"):
        front([Request("好", "en")])
    engine.released.set()
    assert [len(call.result(PATIENCE_S)) for call in calls] == [1, 5]


def test_an_engine_that_miscounts_has_failed() -> None:
    class Short(FakeTranslator):
        def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
            return super().__call__(requests)[1:]

    with pytest.raises(InferenceFailed, match="fake: 1 answers to 2 lines"):
        Front(Short())([Request("好", "en"), Request("来", "en")])


def test_a_language_that_it_does_not_have_is_its_caller_s_error() -> None:
    class Refusing(FakeTranslator):
        def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
            raise LanguageUnsupported("no")

    with pytest.raises(LanguageUnsupported):
        Front(Refusing())([Request("好", "en")])


def test_a_bug_of_the_engine_reaches_its_callers_and_does_not_end_the_front(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed = threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda raised: printed.set())

    class Broken(FakeTranslator):
        def __call__(self, requests: Sequence[Request], /) -> list[Answer]:
            if not self.batches:
                self.batches.append([])
                raise ZeroDivisionError
            return super().__call__(requests)

    front = Front(Broken())
    with pytest.raises(ZeroDivisionError):
        front([Request("好", "en")])
    assert printed.wait(PATIENCE_S)
    assert front([Request("好", "en")])[0].text == "en:好"


def test_close_refuses_what_waits_and_does_not_wait_for_a_stuck_engine(threads: ThreadPoolExecutor) -> None:
    class Stubborn(Gated):
        def close(self) -> None:
            assert self.released.wait(PATIENCE_S)
            super().close()

    engine = Stubborn()
    front = Front(engine)
    first = held(threads, front, engine)
    waiting = asked(threads, front, Request("好", "en"), waiting=1)
    front._options = SOON
    front.close()
    assert isinstance(waiting.exception(PATIENCE_S), InferenceFailed)
    with pytest.raises(InferenceFailed, match="gated: closed"):
        front([Request("好", "en")])
    engine.released.set()
    assert first.result(PATIENCE_S)
    front.close()
    assert engine.closed


def test_it_is_the_engine_by_name_and_ways() -> None:
    front = Front(FakeTranslator(name="a"))
    assert (front.name, front.ways("en")) == ("a", 1)
