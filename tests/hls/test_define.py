"""Variables of playlists: what they stand for, and what has none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputUnavailable
from pipeline.hls.define import substituted

URL = "http://origin.test/live.m3u8?token=a%2Fb&empty="


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('#EXT-X-DEFINE:NAME="host",VALUE="//cdn.test"\n{$host}/1.ts\n', "//cdn.test/1.ts\n"),
        ('#EXT-X-DEFINE:QUERYPARAM="token"\n1.ts?{$token}\n', "1.ts?a/b\n"),
        ('#EXT-X-DEFINE:IMPORT="path"\n{$path}/{$path}.ts\n', "p/p.ts\n"),
        ('#EXT-X-DEFINE:NAME="a",VALUE=""\n1{$a}.ts\n', "1.ts\n"),
        (
            '#EXT-X-DEFINE:NAME="k",VALUE="key"\n#EXT-X-KEY:METHOD=AES-128,URI="{$k}",IV=0x1\n# {$k}\n',
            '#EXT-X-KEY:METHOD=AES-128,URI="key",IV=0x1\n# {$k}\n',
        ),
        ('#EXT-X-DEFINE:NAME="a",VALUE="{$b}"\n{$a}\n', "{$b}\n"),  # once, not again and again
        ("no-definition/{$host}/1.ts\n", "no-definition/{$host}/1.ts\n"),
    ],
)
def test_variables_are_put_in_place(text: str, written: str) -> None:
    assert substituted(text, URL, "origin", {"path": "p"})[0] == written


@pytest.mark.parametrize(
    "text",
    [
        '{$late}\n#EXT-X-DEFINE:NAME="late",VALUE="x"\n',
        '#EXT-X-DEFINE:IMPORT="other"\n',
        '#EXT-X-DEFINE:QUERYPARAM="none"\n',
        '#EXT-X-DEFINE:QUERYPARAM="empty"\n',
        "#EXT-X-DEFINE:\n",
        f'#EXT-X-DEFINE:NAME="a",VALUE="{"x" * 5000}"\n' + "{$a}\n" * 300,
    ],
)
def test_what_is_not_defined_is_refused(text: str) -> None:
    with pytest.raises(InputUnavailable, match="origin"):
        substituted(text, URL, "origin", {"path": "p"})


@given(st.binary(max_size=60))
def test_no_bytes_break_it(data: bytes) -> None:
    try:
        substituted(b'#EXT-X-DEFINE:NAME="a",VALUE="b"\n' + data, URL, "origin")
    except InputUnavailable as error:
        assert "origin" in str(error)
