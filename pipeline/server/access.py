"""Who may do what: viewers see, whoever has the token controls; without a token only this machine does. Pure.

Control is the API, the hooks and the metrics. Without a token it is for callers on this machine alone: their
address, the Host they ask for and the page they come from must be local, and no proxy may stand between, so
that neither a proxy nor a page of another site in the operator's browser opens it to strangers. Hooks of a
media server on this machine need no token: it cannot send one.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from pipeline.errors import ConfigError
from pipeline.server.refusal import Refused

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_LEAST_TOKEN = 16


def may_listen(host: str, token: str) -> None:
    """Raises ConfigError for an address that strangers reach, without a token that keeps them out."""
    if token and (
        len(token) < _LEAST_TOKEN or not token.isascii() or not token.isprintable() or " " in token
    ):
        raise ConfigError(
            f"serve.token: a token is at least {_LEAST_TOKEN} visible ASCII characters; "
            "make one with: openssl rand -hex 24"
        )
    if not token and not local(host):
        raise ConfigError(
            f"serve.host = {host}: others than this machine could control it; "
            "set ZIMU_SERVE__TOKEN, or serve on 127.0.0.1"
        )


def local(host: str) -> bool:
    """Whether a host name or an address is this machine's own, without asking anybody."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def may_control(token: str, caller: str, headers: Mapping[str, str], *, hook: bool = False) -> None:
    """Raises Refused, 401 or 403, for a request that may not change or read what operators do.

    `headers` are by lower-case name, `caller` is the address that the connection comes from.
    """
    ours = _here(caller, headers)
    if token and not (hook and ours):
        if not same(token, bearer(headers)):
            raise Refused(401, "this needs the token: send Authorization: Bearer TOKEN")
        return
    if not ours:
        raise Refused(403, "without a token only this machine may do this, and no proxy: set serve.token")


def may_watch(origins: Sequence[str], headers: Mapping[str, str]) -> None:
    """Raises Refused for a WebSocket that a page of another site opens; programs send no origin."""
    origin = headers.get("origin", "")
    if origin and origin not in origins and "*" not in origins and not _own_page(origin, headers):
        raise Refused(403, f"pages of {origin[:200]} may not connect: add it to serve.origins")


def bearer(headers: Mapping[str, str]) -> str:
    kind, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def same(one: str, other: str) -> bool:
    """Compared in a time that does not tell how much of it was right."""
    return hmac.compare_digest(one.encode(), other.encode())


def _here(caller: str, headers: Mapping[str, str]) -> bool:
    """A program or a page of ours on this machine, with nobody between."""
    origin = headers.get("origin", "")
    return (
        local(caller)
        and ("host" not in headers or local(_host(headers)))
        and not any(name in headers for name in _FORWARDED)
        and (not origin or _own_page(origin, headers))
    )


def _own_page(origin: str, headers: Mapping[str, str]) -> bool:
    try:
        return urlsplit(origin).netloc == headers.get("host", "")
    except ValueError:
        return False


def _host(headers: Mapping[str, str]) -> str:
    """The name of `name:port`; "" where it is none. A browser always says for whom a request is."""
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""
