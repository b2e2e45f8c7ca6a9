"""The rules of the rings (models, core, edge), checked in the source of one file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch

CORE = (
    *("pipeline/types.py", "pipeline/stage.py", "pipeline/errors.py", "pipeline/speech/*.py"),
    *("pipeline/translate.py", "pipeline/translation/*.py", "pipeline/ladder.py"),
    *("pipeline/facts/*.py", "pipeline/glossary.py"),
    *("pipeline/terms.py", "pipeline/board.py"),
    *("pipeline/layout/*.py", "pipeline/formats/*.py", "pipeline/hls/*.py"),
)
CORE_MODULES = tuple(path.removesuffix(".py").replace("/", ".") for path in CORE)
PURE_MODELS = (
    *("models.types", "models.errors", "models.mt.types"),
    *("models.han", "models.numerals", "models.cardinals", "models.itn", "models.idioms"),
)
IMPURE = (
    *("time", "datetime", "sched", "random", "secrets"),
    *("asyncio", "anyio", "socket", "ssl", "select", "signal", "threading", "multiprocessing", "concurrent"),
    *(
        "subprocess",
        "os",
        "io",
        "pathlib",
        "shutil",
        "tempfile",
        "glob",
        "sys",
        "urllib.request",
        "http",
        "websockets",
    ),
    *("logging", "structlog", "rich", "typer", "av", "ffmpeg"),
    *("onnxruntime", "ctranslate2", "faster_whisper", "transformers", "xllamacpp", "fxtranslate"),
)
"""What core may not import: clocks, tasks, sockets, files, logs, weights."""

CONCURRENT = ("anyio", "asyncio", "threading", "concurrent", "multiprocessing")
MAY_RUN_AT_ONCE = {
    "pipeline/run.py": "the one place with the tasks and threads of a stream",
    "pipeline/workers.py": "the threads of those tasks",
    "pipeline/ahead.py": "threads that hear the chunks of a recording",
    "pipeline/channels.py": "what waits between two of those tasks",
    "pipeline/commands/live.py": "starts the loop that they live in",
    "pipeline/commands/serve.py": "starts the loop of a server",
    "pipeline/server/*.py": "a server: tasks of streams, models and HTTP side by side",
    "pipeline/supervise.py": "waits between the sessions of a stream",
    "pipeline/sinks/websocket.py": "a server: one task a client",
    "pipeline/sinks/hub.py": "a server: one task a client",
    "pipeline/sinks/client.py": "what that task does",
    "pipeline/sinks/hls.py": "one lock: a session tells it what players ask it",
    "pipeline/sinks/push.py": "a thread that posts, so that no service holds up a stream",
    "pipeline/ingest/*.py": "a reader owns its child and the threads that read from it",
    "models/mt/firefox.py": "owns a child whose answers may hang",
    "models/mt/front.py": "a thread a batch, as a call that hangs cannot be stopped",
    "models/mt/once.py": "one lock: threads that ask the same wait for one answer",
    "models/mt/seq2seq.py": "one lock: calls wait for one another",
    "models/mt/ctranslate.py": "one lock: calls wait for one another",
    "models/waiting.py": "callers of several threads share batches of one model",
    "models/whisper.py": "one lock: the first long window opens the encoder of such",
    "models/mt/llm.py": "one thread a language: their lines are decoded together",
    "models/mt/openai.py": "several lines under way to one server",
    "models/mt/wire.py": "a deadline for connections that hang",
}
WHISPER = ("faster_whisper", "ctranslate2")
MAY_RUN_WHISPER = {
    "models/whisper.py": "the one engine of that kind",
    "models/mt/ctranslate.py": "the same runtime, for translation",
    "pipeline/diagnosis.py": "asks for versions and devices, loads nothing",
}
MAY_READ_ENVIRONMENT = {
    "pipeline/config.py": "variables are configuration",
    "pipeline/cli.py": "prepares the process",
    "pipeline/commands/*.py": "a command hands the environment down",
}
MAY_CATCH_ALL = {
    "pipeline/cli.py": "the end of the process: an error becomes an exit code",
    "pipeline/supervise.py": "the end of a session: whatever broke it, the other streams go on",
}
MAY_PRINT = {"models/mt/firefox_worker.py": "a program of its own: its answers go to stdout"}
BROAD = ("Exception", "BaseException")


def breaches(path: str, source: str) -> list[str]:
    """Every breach, as `path:line: what`; `path`, relative to the root, decides which rules hold."""
    tree = ast.parse(source)
    return sorted(f"{path}:{line}: {what}" for line, what in _breaches(path, tree))


def is_core(path: str) -> bool:
    return _listed(path, CORE)


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, wherever it stands: `from a import b` gives `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{each.name}") for each in node.names)


def _breaches(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    for line, name in imports(tree):
        yield from ((line, what) for what in _import(path, name))
    for node in ast.walk(tree):
        match node:
            case ast.ExceptHandler() if _catches_all(node) and not _listed(path, MAY_CATCH_ALL):
                yield node.lineno, "catches every error"
            case ast.Call(func=ast.Name(id="print")) if not _listed(path, MAY_PRINT):
                yield node.lineno, "prints"
            case ast.Call(func=ast.Name(id="open" | "input")) if is_core(path):
                yield node.lineno, "core opens files"
            case ast.Attribute(attr="environ" | "getenv" | "environb"):
                if not _listed(path, MAY_READ_ENVIRONMENT):
                    yield node.lineno, "reads the environment"
            case ast.AsyncFunctionDef() | ast.Await() if is_core(path):
                yield node.lineno, "core waits"


def _import(path: str, name: str) -> Iterator[str]:
    if path.startswith("models/") and _within(name, ("pipeline",)):
        yield f"models import {name}"
    if _within(name, CONCURRENT) and not is_core(path) and not _listed(path, MAY_RUN_AT_ONCE):
        yield f"runs things at once: {name}"
    if _within(name, WHISPER) and not _listed(path, MAY_RUN_WHISPER):
        yield f"imports {name}, which models/whisper.py hides"
    if name in ("os.environ", "os.getenv") and not _listed(path, MAY_READ_ENVIRONMENT):
        yield "reads the environment"
    if is_core(path):
        if _within(name, IMPURE):
            yield f"core imports {name}"
        if _within(name, ("models",)) and not _within(name, PURE_MODELS):
            yield f"core imports {name}"
        if _within(name, ("pipeline",)) and not _is_core_module(name):
            yield f"core imports {name}"


def _is_core_module(name: str) -> bool:
    """True for a core module or package and for what is in one: `pipeline.types`, `pipeline.types.Audio`."""
    names = (name, name.rpartition(".")[0], f"{name}.__init__")
    return any(fnmatch(each, pattern) for each in names for pattern in CORE_MODULES)


def _within(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def _listed(path: str, patterns: dict[str, str] | tuple[str, ...]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def _catches_all(handler: ast.ExceptHandler) -> bool:
    if isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None:
        return False  # tidies up and lets the error go on
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(each is None or (isinstance(each, ast.Name) and each.id in BROAD) for each in caught)
