"""`--watch`: whatever comes to rest in a drop folder is subtitled, until a signal ends it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.errors import InputError, ZimuError
from pipeline.jobs.drop import Drop, stamp_of
from pipeline.jobs.fingerprint import Fingerprint
from pipeline.jobs.shows import Found, Show, inside
from pipeline.jobs.work import Clock, Outcome, Work
from pipeline.loaded import Loaded

_LOOKS = 4
"""How often a folder is looked at within the time for which a file must stand still."""
_SELDOM_S = 5.0
_OFTEN_S = 0.1


class Watch:
    """`folders` are searched to the bottom again and again, and after each show, so that what comes while one
    is made is seen. `say` hears what is going on when that changes."""

    def __init__(
        self,
        folders: Sequence[Path],
        still_s: float,
        show: Callable[[Found], Show],
        say: Callable[[str], None],
        clock: Clock = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folders = folders
        self._drop = Drop(still_s, stamp_of)
        self._still_s = still_s
        self._show = show
        self._say = say
        self._said = ""
        self._clock = clock
        self._pause = pause

    def run(self, work: Work, models: Loaded, made_by: Fingerprint) -> None:
        """Until an interrupt is raised."""
        while True:
            found = self.look()
            if found is None:
                self._pause(min(max(self._still_s / _LOOKS, _OFTEN_S), _SELDOM_S))
                continue
            outcome = self._take(found, work, models, made_by)
            if outcome.state == "failed":
                self._drop.failed(found.path, self._clock(), outcome.passing)
            else:
                self._drop.done(found.path)

    def look(self) -> Found | None:
        """The next file that is ready, if there is one. What is going on is said."""
        try:
            there = {found.path: found for folder in self._folders for found in inside(folder)}
        except InputError as error:  # a share that is away comes back
            self._tell(f"{error}; looking again")
            return None
        path = self._drop.look(there, self._clock())
        counts = [
            f"{count} {called}"
            for called, count in (
                ("still growing", self._drop.count("growing")),
                ("waiting", self._drop.count("ready")),
                ("failed", self._drop.count("failed")),
                ("done", self._drop.count("done")),
            )
            if count
        ]
        folders = ", ".join(map(str, self._folders))
        self._tell(f"watching {folders}: {', '.join(counts) or 'nothing there yet'}")
        return None if path is None else there[path]

    def _take(self, found: Found, work: Work, models: Loaded, made_by: Fingerprint) -> Outcome:
        try:
            show = self._show(found)
        except ZimuError as error:
            return work.refuse(found.name, error, found.path)
        return work.admit(show) or work.make(show, models, made_by)

    def _tell(self, line: str) -> None:
        if line != self._said:
            self._said = line
            self._say(line)
