"""The models that all streams share: opened in the background, tried again, and told when they are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import anyio
import structlog
from anyio import to_thread

from pipeline.glossary import Glossary
from pipeline.loaded import Loaded
from pipeline.supervise import supervised

_log = structlog.get_logger(__name__)

Open = Callable[[], Loaded]
"""Opens the models; runs in a thread of its own, for as long as it takes."""


class Models:
    """`loaded` is None until they are open; `missing` says why then."""

    def __init__(self, languages: Sequence[str], open_: Open, clock: Callable[[], float]) -> None:
        self.languages = tuple(languages)
        """What `open_` opens engines for, the source's own first."""
        self._open = open_
        self._clock = clock
        self._there = anyio.Event()
        self.loaded: Loaded | None = None
        self.missing = "the models are being opened"

    async def load(self) -> None:
        """Until they are open. Raises what the operator must mend; what may pass is tried again."""
        error = await supervised(self._attempt, self._failed, self._clock)
        if error is not None:
            raise error

    async def there(self) -> Loaded:
        """The models, once they are open."""
        await self._there.wait()
        assert self.loaded is not None
        return self.loaded

    def closed(self, languages: Sequence[str]) -> list[str]:
        """Those that no open engine makes. Chinese of any script needs none."""
        return [tag for tag in languages if tag not in self.languages and not tag.startswith("zh")]

    def of(self, languages: Sequence[str]) -> Loaded:
        """The models, once they are open, for a stream in these languages, the source's first."""
        assert self.loaded is not None
        return replace(self.loaded, languages=tuple(languages))

    def use(self, glossary: Glossary) -> None:
        """The base of the glossaries of streams that begin from now on."""
        if self.loaded is not None:
            self.loaded = replace(self.loaded, glossary=glossary)

    def close(self) -> None:
        """Ends the engines; streams must have ended before."""
        loaded, self.loaded = self.loaded, None
        if loaded is not None:
            loaded.__exit__(None, None, None)

    async def _attempt(self) -> None:
        began = self._clock()
        self.loaded = await to_thread.run_sync(self._open, abandon_on_cancel=True)
        took = round(self._clock() - began, 1)
        _log.info("models are open", languages=",".join(self.loaded.languages), took_s=took)
        self._there.set()

    def _failed(self, error: Exception, delay: float) -> None:
        self.missing = f"{error}"
        _log.error("models cannot be opened", reason=str(error), retry_in_s=round(delay, 1))
