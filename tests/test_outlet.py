"""How far a language is behind: from its oldest closed line that is not done."""

from __future__ import annotations

import anyio

from models.fake import FakeTranslator
from pipeline.config import Config
from pipeline.outlet import Outlet
from pipeline.session import Lane
from pipeline.types import Progress, Segment


def line(number: int, closed: bool = True) -> Segment:
    return Segment(number, number * 1000, number * 1000 + 900, f"第{number}句", False, 1, closed)


def outlet(bound: int = 9, lost: list[Segment] | None = None, patient: bool = False) -> Outlet:
    gone = [] if lost is None else lost
    return Outlet(Lane(Config(), FakeTranslator(), ["en"]), bound, gone.append, patient)


def test_a_line_counts_from_when_it_is_put_until_the_next_is_asked_for() -> None:
    async def main() -> None:
        en = outlet()
        assert en.lag(9000) == 0
        await en.waiting.put(line(3, closed=False))
        assert en.lag(9000) == 0  # drafts may be late
        for item in (line(1), line(2), Progress(2500)):
            await en.waiting.put(item)
        assert en.lag(9000) == 7100
        await en.take()
        await en.waiting.put(line(4))
        assert en.lag(9000) == 7100 and en.lag(1000) == 0
        await en.take()
        assert en.lag(9000) == 4100
        en.waiting.close()
        await en.take()
        assert en.lag(9000) == 0

    anyio.run(main)


def test_putting_never_waits_for_a_language_and_what_is_too_much_is_told() -> None:
    async def main() -> None:
        lost: list[Segment] = []
        en = outlet(2, lost)
        finals = [Segment(n, n, n + 1, "好", True, 1, True) for n in range(5)]
        for final in finals:
            await en.waiting.put(final)
        assert lost == finals[:3] and await en.take() == finals[3:]

    anyio.run(main)


def test_who_puts_waits_for_the_source_language() -> None:
    async def main() -> None:
        chinese = outlet(1, patient=True)
        await chinese.waiting.put(line(1))
        with anyio.move_on_after(0) as waited:
            await chinese.waiting.put(line(2))
        assert waited.cancelled_caught and await chinese.take() == [line(1)]

    anyio.run(main)
