import pytest

from pipeline.ingest.endings import is_recorded, is_recording


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("show.mp4", True),
        ("SHOW.MKV", True),
        ("show.ts", True),
        ("第一集.flv", True),
        ("show.final.mov", True),
        ("show.part.2.mp4", True),
        (".show.mp4", False),
        ("._show.mp4", False),
        ("~show.mp4", False),
        ("show.mp4.part", False),
        ("show.part.mp4", False),
        ("show.mp4.crdownload", False),
        ("show.srt", False),
        ("show.en.ass", False),
        ("show", False),
        ("mp4", False),
    ],
)
def test_a_name_tells_a_recording(name, is_one):
    assert is_recording(name) is is_one


@pytest.mark.parametrize(
    ("path", "is_one"), [("/a/show.mp4", True), ("/live/show.ts", False), ("/live/show.flv", False)]
)
def test_at_an_address_what_may_be_live_is(path, is_one):
    assert is_recorded(path) is is_one
