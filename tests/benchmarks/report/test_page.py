"""The page loads nothing, escapes everything, and says of a small log what its golden file says."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.report.page import data
from benchmarks.report.sound import STEP_S, envelope
from benchmarks.report.write import report
from models.types import SAMPLE_RATE
from pipeline.errors import SinkError
from tests.benchmarks.report import small

GOLDEN = Path(__file__).parents[2] / "golden" / "report" / "small.html"
"""What stands in <main> for two runs. Write it anew: python -m tests.benchmarks.report.test_page"""


def made(folder: Path) -> str:
    logs = [small.write(folder / "first"), small.write(folder / "later", late=300, heard="今田九")]
    report(logs, folder / "out.html", False, (), lambda line: None)
    return (folder / "out.html").read_text(encoding="utf-8")


def main(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")] + "</main>\n"


def test_the_page_of_a_small_log(tmp_path: Path) -> None:
    assert main(made(tmp_path)) == GOLDEN.read_text(encoding="utf-8")


def test_its_policy_names_what_runs_and_nothing_else_is_loaded(tmp_path: Path) -> None:
    text = made(tmp_path)
    policy = re.search(r'Content-Security-Policy content="([^"]*)"', text)
    assert policy is not None and policy[1].startswith("default-src 'none'; ")
    for tag in ("script", "style"):
        inner = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert inner is not None
        digest = base64.b64encode(hashlib.sha256(inner[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert (
        not re.search(r"""(?:src|href)=["']?(?!#)\S*//""", text)
        and "@import" not in text
        and "url(" not in text
    )
    assert (
        small.HOSTILE not in text and not re.search(r"\son\w+=", main(text)) and " style=" not in main(text)
    )


@given(
    st.recursive(st.text() | st.integers(), lambda each: st.lists(each) | st.dictionaries(st.text(), each))
)
def test_data_is_json_that_cannot_leave_its_element(value: object) -> None:
    text = data(value)
    assert json.loads(text) == value and not set("<>&\u2028\u2029") & set(text)


@given(st.lists(st.floats(-1, 1, width=32), max_size=3000))
def test_an_envelope_has_the_loudest_of_each_step(values: list[float]) -> None:
    samples = np.array(values, np.float32)
    found = envelope(samples)
    step = int(STEP_S * SAMPLE_RATE)
    assert len(found) == -(-len(values) // step) and all(0 <= peak <= 99 for peak in found)
    if np.abs(samples).max(initial=0.0) > 0:
        assert found[int(np.abs(samples).argmax()) // step] == 99


def test_pngs_of_every_chart_lie_beside_it(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    report([small.write(tmp_path / "a")], tmp_path / "out.html", True, (), lambda line: None)
    found = sorted((tmp_path / "out").iterdir())
    assert [path.stem for path in found] == ["distribution", "spread", "trade", "waterfall"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in found)


def test_a_page_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out.html").mkdir()
    with pytest.raises(SinkError, match="choose another place"):
        report([small.write(tmp_path / "a")], tmp_path / "out.html", False, (), lambda line: None)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        GOLDEN.write_text(main(made(Path(folder))), encoding="utf-8")
