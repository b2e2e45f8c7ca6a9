"""Who may control: whoever has the token; where there is none only programs and pages of this machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.server.access import local, may_control, may_listen, may_watch, same
from pipeline.server.refusal import Refused

TOKEN = "0123456789abcdef0123"
HERE = {"host": "localhost:8080"}


def status(token: str, caller: str, headers: dict[str, str], hook: bool = False) -> int:
    try:
        may_control(token, caller, headers, hook=hook)
    except Refused as error:
        assert token == "" or token not in str(error)
        return error.status
    return 200


@pytest.mark.parametrize(
    ("token", "caller", "headers", "code"),
    [
        ("", "127.0.0.1", HERE, 200),
        ("", "::1", {"host": "[::1]:8080"}, 200),
        ("", "127.0.0.1", HERE | {"origin": "http://localhost:8080"}, 200),
        ("", "127.0.0.1", HERE | {"origin": "https://evil.example"}, 403),  # a page in the operator's browser
        ("", "127.0.0.1", HERE | {"origin": "null"}, 403),
        ("", "127.0.0.1", {"host": "evil.example"}, 403),  # a name that was bound to 127.0.0.1
        ("", "127.0.0.1", {}, 200),  # nginx-rtmp speaks HTTP/1.0
        ("", "127.0.0.1", {"host": ""}, 403),
        ("", "127.0.0.1", {"host": "[::1"}, 403),
        ("", "127.0.0.1", HERE | {"x-forwarded-for": "203.0.113.9"}, 403),  # a proxy in front
        ("", "127.0.0.1", HERE | {"forwarded": "for=203.0.113.9"}, 403),
        ("", "203.0.113.9", HERE, 403),
        ("", "", HERE, 403),
        (TOKEN, "127.0.0.1", HERE, 401),
        (TOKEN, "203.0.113.9", {"authorization": f"Bearer {TOKEN}"}, 200),
        (TOKEN, "203.0.113.9", {"authorization": f"bearer  {TOKEN} "}, 200),
        (TOKEN, "203.0.113.9", {"authorization": f"Bearer {TOKEN}x"}, 401),
        (TOKEN, "203.0.113.9", {"authorization": f"Basic {TOKEN}"}, 401),
        (TOKEN, "203.0.113.9", {"authorization": "Bearer é"}, 401),
        (TOKEN, "203.0.113.9", {}, 401),
    ],
)
def test_control(token: str, caller: str, headers: dict[str, str], code: int) -> None:
    assert status(token, caller, headers) == code


@pytest.mark.parametrize(
    ("caller", "headers", "code"),
    [
        ("127.0.0.1", HERE, 200),  # a media server cannot send a token
        ("127.0.0.1", HERE | {"x-real-ip": "203.0.113.9"}, 401),
        ("203.0.113.9", HERE, 401),
        ("203.0.113.9", {"authorization": f"Bearer {TOKEN}"}, 200),
    ],
)
def test_hooks_of_this_machine_need_no_token(caller: str, headers: dict[str, str], code: int) -> None:
    assert status(TOKEN, caller, headers, hook=True) == code


@pytest.mark.parametrize(
    ("host", "token", "fine"),
    [
        ("127.0.0.1", "", True),
        ("localhost", "", True),
        ("::1", "", True),
        ("0.0.0.0", "", False),
        ("::", "", False),
        ("192.168.1.5", "", False),
        ("example.org", "", False),
        ("0.0.0.0", TOKEN, True),
        ("127.0.0.1", "short", False),
        ("127.0.0.1", "has a space in it, and is long", False),
        ("127.0.0.1", "ünsichtbar-0123456789", False),
    ],
)
def test_strangers_are_let_near_only_with_a_token(host: str, token: str, fine: bool) -> None:
    if fine:
        may_listen(host, token)
    else:
        with pytest.raises(ConfigError) as error:
            may_listen(host, token)
        assert not token or token not in str(error.value)


@pytest.mark.parametrize(
    ("origins", "headers", "fine"),
    [
        ((), {}, True),
        ((), {"origin": "http://x:1", "host": "x:1"}, True),
        ((), {"origin": "https://evil.example", "host": "x:1"}, False),
        ((), {"origin": "null", "host": "x:1"}, False),
        (("https://site.example",), {"origin": "https://site.example", "host": "x:1"}, True),
        (("https://site.example",), {"origin": "https://site.example.evil", "host": "x:1"}, False),
        (("*",), {"origin": "https://any.example", "host": "x:1"}, True),
    ],
)
def test_pages_of_other_sites(origins: tuple[str, ...], headers: dict[str, str], fine: bool) -> None:
    if fine:
        may_watch(origins, headers)
    else:
        with pytest.raises(Refused):
            may_watch(origins, headers)


@given(st.text(max_size=30), st.text(max_size=30))
def test_tokens_are_the_same_or_not(one: str, other: str) -> None:
    assert same(one, other) == (one == other)


@given(st.text(max_size=40))
def test_any_host_is_judged(host: str) -> None:
    if local(host):
        assert host.rstrip(".").lower() == "localhost" or host.strip("[]").startswith(("127.", "::", "0"))
