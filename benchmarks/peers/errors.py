"""Why a peer has no figures."""

from __future__ import annotations

from pipeline.errors import ZimuError


class PeerUnavailable(ZimuError):
    """A peer cannot be installed, started or spoken to; the run goes on without it."""
