"""Hears recordings with faster-whisper, at its own defaults: run by the Python of its own environment.

Arguments: a folder of weights, threads, `plain` or `batched`, and `words` where words are to be timed too.
Says `{}` once it can hear. Then a line of stdin is the path of a recording, a line of stdout what was
heard: JSON with segments and words, each [start ms, end ms, text].
"""

from __future__ import annotations

import json
import sys

from faster_whisper import BatchedInferencePipeline, WhisperModel


def main() -> None:
    weights, threads, way, *timed = sys.argv[1:]
    model = WhisperModel(weights, device="cpu", compute_type="int8", cpu_threads=int(threads))
    hears = BatchedInferencePipeline(model) if way == "batched" else model
    more = {"word_timestamps": True} if timed else {}
    print("{}", flush=True)
    for line in sys.stdin:
        segments, _ = hears.transcribe(line.rstrip("\n"), language="zh", **more)
        found = list(segments)
        words = [word for each in found for word in each.words or ()]
        said = {
            "segments": [[_ms(each.start), _ms(each.end), each.text] for each in found],
            "words": [[_ms(word.start), _ms(word.end), word.word] for word in words],
        }
        print(json.dumps(said), flush=True)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


if __name__ == "__main__":
    main()
