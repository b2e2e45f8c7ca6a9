"""Starts a stream's session again whenever it fails, with growing delays; other streams never notice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import anyio

from models.errors import LanguageUnsupported, WeightsInvalid, WeightsMissing
from pipeline.errors import ConfigError, InputUnsupported, ProgramMissing
from pipeline.ingest.live import RetryDelays

FOR_GOOD = (
    *(ConfigError, InputUnsupported, ProgramMissing),
    *(LanguageUnsupported, WeightsMissing, WeightsInvalid),
)
"""What no further attempt mends: somebody must change something first."""
Sleep = Callable[[float], Awaitable[None]]


async def supervised(
    session: Callable[[], Awaitable[None]],
    failed: Callable[[Exception, float], None],
    clock: Callable[[], float],
    *,
    delays: RetryDelays | None = None,
    sleep: Sleep = anyio.sleep,
) -> Exception | None:
    """Run `session` until it returns (None) or fails for good (the error).

    Any other failure is told to `failed`, with the seconds until the next attempt. After 60 good seconds the
    delays begin anew. Cancelling passes through; nothing else does.
    """
    delays = delays or RetryDelays()
    while True:
        began = clock()
        try:
            await session()
            return None
        except Exception as raised:  # noqa: BLE001 (whatever breaks one stream, the others go on)
            error = first(raised)
        if isinstance(error, FOR_GOOD):
            return error
        delay = delays.after(clock() - began)
        failed(error, delay)
        await sleep(delay)


async def alone(task: Callable[[], Awaitable[None]], failed: Callable[[Exception], None]) -> None:
    """Run `task`; an error that ends it ends nothing else, and is told."""
    try:
        await task()
    except Exception as raised:  # noqa: BLE001 (as above)
        failed(first(raised))


def first(error: Exception) -> Exception:
    """The error itself, out of the groups that task groups wrap around it."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
