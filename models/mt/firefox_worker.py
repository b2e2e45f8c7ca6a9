"""The process that holds one Firefox Translations model: one JSON line in, one out, until its input closes.

Run as a script, not imported: fxtranslate holds the GIL, panics outside the thread that made it, and a
process that starts this file alone loads nothing else of the project. When the parent dies the input closes,
so none is orphaned.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path


def _read(paths: list[str], *kinds: str) -> bytes | None:
    """The first of `paths` whose name starts with one of `kinds`, the kinds tried in order."""
    for kind in kinds:
        for path in map(Path, paths):
            if path.name.startswith(kind):
                return path.read_bytes()
    return None


def _load(paths: list[str]):  # type: ignore[no-untyped-def]
    import fxtranslate

    source = _read(paths, "srcvocab.", "vocab.")  # pairs like English and Japanese have a vocabulary each
    target = _read(paths, "trgvocab.", "vocab.")
    model = _read(paths, "model.")
    if model is None or source is None or target is None:
        raise FileNotFoundError("a model.*.bin and its vocab.*.spm are needed")
    return fxtranslate.Translator(model, source, target, _read(paths, "lex."))


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle; it closes our input
    try:
        engine = _load(sys.argv[1:])
    except (ImportError, OSError, ValueError) as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)  # noqa: T201
        return
    print(json.dumps({"ready": True}), flush=True)  # noqa: T201
    for line in sys.stdin:
        # translate() silently truncates what is long; translate_long() splits it into sentences
        texts = [engine.translate_long(text) for text in json.loads(line)]
        print(json.dumps(texts), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
