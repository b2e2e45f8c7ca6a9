"""Plain faster-whisper over a whole recording, with its defaults: run by the Python of its own environment.

Arguments: a folder of weights, a file of float32 samples at 16 kHz, threads. Prints one JSON
object: the segments, CPU seconds without loading, and the most memory held.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel


def main() -> None:
    weights, sound, threads = sys.argv[1:]
    model = WhisperModel(weights, device="cpu", compute_type="int8", cpu_threads=int(threads))
    began = time.process_time()
    segments, _ = model.transcribe(np.fromfile(sound, np.float32), language="zh")
    found = [(round(each.start * 1000), round(each.end * 1000), each.text) for each in segments]
    cpu = time.process_time() - began
    status = Path("/proc/self/status").read_text()  # ru_maxrss would be that of the process that started this
    (most,) = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    print(json.dumps({"segments": found, "cpu_s": cpu, "memory_mb": round(most / 1024, 1)}))


if __name__ == "__main__":
    main()
