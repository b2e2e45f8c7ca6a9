"""Hooks as servers send them: nginx-rtmp 1.2.2 and node-media-server 4.4.3 as received, SRS as documented."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.server.dialects import Dialect, Published, Unpublished, answer, event
from pipeline.server.refusal import Refused

NGINX = (
    b"app=live&flashver=FMLE/3.0%%20(compatible%%3B%%20Lavf59.27&swfurl=&tcurl=rtmp://127.0.0.1:19350/live&pageurl="
    b"&addr=127.0.0.1&clientid=1&call=%s&name=show1&type=live%s"
)
SRS = {
    "server_id": "vid-k21d7y2",
    "service_id": "9o6g1330",
    "client_id": "7o17b5h5",
    "ip": "127.0.0.1",
    "vhost": "__defaultVhost__",
    "app": "live",
    "tcUrl": "rtmp://127.0.0.1:1935/live",
    "stream": "show1",
    "param": "?secret=1",
    "stream_url": "video.test.com/live/show1",
    "stream_id": "vid-124q9y3",
}
NMS = {
    "id": "HUXVHRQ6",
    "ip": "::ffff:127.0.0.1",
    "app": "live",
    "name": "show1",
    "query": {"key": "1"},
    "protocol": "rtmp",
    "createTime": 1763900000000,
}
COMES = Published("live", "show1")
GOES = Unpublished("live", "show1")


@pytest.mark.parametrize(
    ("dialect", "body", "found"),
    [
        ("nginx", NGINX % (b"publish", b""), COMES),
        ("nginx", NGINX % (b"publish", b"&key=secret&name=other"), COMES),
        ("nginx", NGINX % (b"publish_done", b""), GOES),
        ("nginx", NGINX % (b"play", b""), None),
        ("nginx", NGINX % (b"done", b""), None),
        ("nginx", NGINX % (b"update_publish", b""), None),
        ("srs", json.dumps(SRS | {"action": "on_publish"}).encode(), COMES),
        ("srs", json.dumps(SRS | {"action": "on_unpublish"}).encode(), GOES),
        ("srs", json.dumps(SRS | {"action": "on_play", "pageUrl": ""}).encode(), None),
        ("srs", json.dumps(SRS | {"action": "on_hls", "duration": 9.36}).encode(), None),
        ("nms", json.dumps(NMS | {"action": "prePublish"}).encode(), None),
        ("nms", json.dumps(NMS | {"action": "postPublish"}).encode(), COMES),
        ("nms", json.dumps(NMS | {"action": "donePublish"}).encode(), GOES),
        ("nms", json.dumps(NMS | {"action": "postPlay"}).encode(), None),
        ("generic", b'{"action":"publish","path":"live/show1"}', COMES),
        ("generic", b'{"action":"publish","path":"show1"}', Published("", "show1")),
        ("generic", b"action=publish&app=live&name=show1", COMES),
        ("generic", b'{"action":"unpublish","app":"live","name":"show1"}', GOES),
        (
            "generic",
            b'{"action":"publish","name":"x","hls":"http://a/b.m3u8","source":"rtmp://a/b","languages":"en,es"}',
            Published("", "x", "http://a/b.m3u8", "rtmp://a/b", "en,es"),
        ),
    ],
)
def test_what_a_server_says(dialect: Dialect, body: bytes, found: object) -> None:
    assert event(dialect, body) == found


@pytest.mark.parametrize(
    ("dialect", "body", "says"),
    [
        ("nginx", b"call=publish&app=live&name=../../etc/x", "cannot name"),
        ("nginx", b"call=publish&app=..&name=x", "no application"),
        ("nginx", b"call=publish&app=live", "cannot name"),
        ("nginx", b"\xff\xfe", "no form"),
        ("srs", b'["on_publish"]', "no JSON object"),
        ("srs", b'{"action":"on_publish","app":"live","stream":"a/b"}', "cannot name"),
        ("nms", b'{"action":"postPublish","app":"live","name":7}', "cannot name"),
        ("generic", b"{}", "say publish or unpublish"),
        ("generic", b'{"action":"publish","path":"/../x/.y"}', "no application|cannot name"),
    ],
)
def test_what_is_refused(dialect: Dialect, body: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        event(dialect, body)


@given(st.sampled_from(["nginx", "srs", "nms", "generic"]), st.binary(max_size=200))
def test_no_body_breaks_it(dialect: Dialect, body: bytes) -> None:
    try:
        event(dialect, body)
    except Refused as error:
        assert error.status == 400


@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda x: st.lists(x) | st.dictionaries(st.text(max_size=8), x),
    )
)
def test_no_json_breaks_it(said: object) -> None:
    try:
        event("srs", json.dumps(said).encode())
    except Refused as error:
        assert error.status == 400


def test_srs_hears_a_zero() -> None:
    assert answer("srs")[0] == "0"
