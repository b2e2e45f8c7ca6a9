"""What every model on onnxruntime shares: how its session is set, and what is raised when it breaks."""

from __future__ import annotations

import onnxruntime as ort
from onnxruntime.capi import onnxruntime_pybind11_state as broken

BROKEN = (
    broken.Fail,
    broken.InvalidArgument,
    broken.InvalidGraph,
    broken.InvalidProtobuf,
    broken.NoSuchFile,
    broken.NotImplemented,
    broken.RuntimeException,
)
"""What onnxruntime raises: each derives from Exception alone."""


def quiet(threads: int = 1) -> ort.SessionOptions:
    """Options of a session on so many threads that logs nothing: what fails is raised."""
    options = ort.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 4
    return options


def sparing(model: bytes, threads: int, keep: bool = False) -> ort.InferenceSession:
    """A session on the CPU with no second copy of the weights and no thread spinning, which keeps memory
    between calls only to `keep` it: sooner where every call needs much, and equally much. Raises one of
    BROKEN."""
    options = quiet(threads)
    options.enable_cpu_mem_arena = keep
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    session._model_bytes = None  # kept for a fallback to other providers: the weights a second time
    return session
