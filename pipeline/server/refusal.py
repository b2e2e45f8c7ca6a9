"""What a client hears that does not get what it asked for: a status and one line that says how to get it."""

from __future__ import annotations

from pipeline.errors import ZimuError


class Refused(ZimuError):
    """An answer with `status`; `after` seconds from now it may be another one."""

    def __init__(self, status: int, reason: str, after: int | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.after = after
