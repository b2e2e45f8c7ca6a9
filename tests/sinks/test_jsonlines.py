import io
import json
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.errors import SinkError
from pipeline.sinks.jsonlines import JsonLines
from pipeline.types import Caption, Segment, Shown

SHOWN = Shown(
    Caption(3, 0, "en", 0, 900, ("Good", "evening"), False, 0), Segment(3, 0, 900, "晚上好", False, 0)
)


class Counted(io.StringIO):
    flushed = 0

    def flush(self):
        self.flushed += 1


def test_each_caption_is_a_flushed_line_with_the_next_number():
    stream = Counted()
    sink = JsonLines(stream)
    sink.write(SHOWN)
    sink.write(SHOWN)
    read = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(message["seq"], message["src"]) for message in read] == [(1, "晚上好"), (2, "晚上好")]
    assert stream.flushed == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_a_sink_error():
    stream = Path("/dev/full").open("w")  # noqa: SIM115  (closing fails too)
    with pytest.raises(SinkError, match=r"captions\.jsonl: .*No space"):
        JsonLines(stream, "captions.jsonl").write(SHOWN)
    with suppress(OSError):  # closing tries again to write what is left
        stream.close()


def test_a_closed_stream_is_a_sink_error():
    stream = io.StringIO()
    stream.close()
    with pytest.raises(SinkError, match="standard output"):
        JsonLines(stream).write(SHOWN)
