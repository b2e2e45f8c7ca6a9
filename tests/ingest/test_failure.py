"""ffmpeg's complaints become one plain line and the right class of error."""

from __future__ import annotations

import pytest

from pipeline.errors import InputUnavailable, InputUnsupported, ProgramMissing
from pipeline.ingest.failure import cut_off, explain, lacks_audio
from pipeline.ingest.source import Source

LIVE = Source("rtmp", "rtmp://example.org/live/show?key=hidden", live=True)
FILE = Source("file", "/shows/a.mp4", live=False)


@pytest.mark.parametrize(
    ("complaints", "error", "text"),
    [
        (["[fatal] Stream map '' matches no streams."], InputUnsupported, "has no audio track"),
        (["[http @ 0x1] [error] Server returned 404 Not Found"], InputUnavailable, "answered 404 Not Found"),
        (["[fatal] Error opening input files: Connection refused"], InputUnavailable, "refused"),
        (["[rtmp @ 0x1] [error] Address already in use"], InputUnavailable, "choose another"),
        (
            ["[error] Error: Invalid data found when processing input", "[error] Connection timed out"],
            InputUnavailable,
            "timed out",
        ),
        (
            ["[error] Unrecognized option 'format_whitelist'."],
            ProgramMissing,
            "'?format_whitelist'?; install",
        ),
    ],
)
def test_known_complaints(complaints: list[str], error: type[Exception], text: str) -> None:
    for source in (LIVE, FILE):
        with pytest.raises(error, match=text) as caught:
            raise explain(source, complaints)
        assert "hidden" not in str(caught.value) and "\n" not in str(caught.value)


def test_unknown_complaints_may_pass_for_a_stream_but_not_for_a_file() -> None:
    said = [f"[fatal] [x @ 0x1] Odd trouble with {LIVE.address}"]
    assert isinstance(explain(LIVE, said), InputUnavailable)
    assert "hidden" not in str(explain(LIVE, said))
    assert isinstance(explain(FILE, said), InputUnsupported)
    assert "it gave no reason" in str(explain(FILE, []))


def test_lacking_audio_is_told_apart() -> None:
    assert lacks_audio(explain(LIVE, ["[error] Output file does not contain any stream"]))
    assert not lacks_audio(explain(LIVE, ["[error] Connection refused"]))


def test_only_a_loss_at_the_very_end_cuts_a_stream_off() -> None:
    lost = "[in#0/hls @ 0x1] [warning] Failed to reload playlist 0"
    assert cut_off(["[warning] x", lost])
    assert not cut_off([lost, "[warning] 1", "[warning] 2", "[warning] 3"])
    assert not cut_off(["[in#0/flv @ 0x1] [error] Error during demuxing: Input/output error"])
