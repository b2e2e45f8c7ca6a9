"""`zimu bench translate` as a shell runs it, with a server on loopback for an engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.programs import assert_one_line, zimu
from tests.models.mt.chat_server import Reply, chatting, said

pytest.importorskip("sacrebleu", reason="sacrebleu is in the extra bench")


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.tsv"
    path.write_text(
        "id\tzh\ten\tfacts\n"
        'a\t今天全场九十九块九。\tAll for 99.9 yuan today.\t["99.9"]\n'
        "b\t宝宝们，现在有货。\tIt is in stock, everyone.\t[]\n",
        encoding="utf-8",
    )
    return path


def answer(asked: dict[str, Any]) -> Reply:
    line = str(asked["messages"][-1]["content"]).splitlines()[-1]  # behind what was said before
    return Reply(said("All for 99.9 yuan today." if "99.9" in line else "It is in stock, everyone."))


def test_a_table_is_measured(lines: Path, tmp_path: Path) -> None:
    with chatting() as server:
        server.otherwise = answer
        done = zimu(
            *("bench", "translate", "--tsv", lines, "--to", "en,it,zh-Hant", "--engine", "http", "--raw"),
            *("--set", f"mt.http.url={server.url}", "--set", "mt.http.model=scripted"),
            *("--set", "mt.http.shots=0", "--json", "out.json"),
            folder=tmp_path,
        )
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert list(report["languages"]) == ["en", "it"]
    english, italian = report["languages"].values()
    assert english["chrf"] == english["bleu"] == english["raw"]["chrf"] == 100
    assert (english["facts_kept"], english["facts_total"], english["glossary_hits"]) == (1, 1, 0)
    assert 0 < english["ms_p50"] <= english["ms_p95"]
    assert "scripted" in english["engine"] or "http" in english["engine"]
    assert italian["chrf"] is None
    assert [each["languages"] for each in report["together"]] == [1]
    assert report["signature"]["lines"] == 2
    assert report["signature"]["chrf"].startswith("nrefs:1|")
    rows = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows[2:4]] == ["| en", "| it"]
    assert "zimu: en: chrF 100.0, facts 1 of 1" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--tsv", "bad.tsv", "--to", "en"], 2, "bad.tsv: has no column zh"),
        (["--tsv", "lines.tsv", "--to", "xx"], 2, "xx"),
        (["--tsv", "lines.tsv", "--to", "zh-Hant"], 2, "--to zh-Hant: nothing to translate"),
        (["--tsv", "lines.tsv", "--to", "en", "--json", "no/out.json"], 2, "--json no/out.json: give a file"),
        (["--tsv", "lines.tsv", "--to", "en", "--engine", "best"], 2, "--engine best: en: no "),
        (["--tsv", "lines.tsv", "--to", "en", "--glossary", "gone.tsv"], 2, "glossary gone.tsv"),
    ],
)
def test_what_is_wrong_is_one_line(
    arguments: list[str], code: int, says: str, lines: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.tsv").write_text("id\ten\na\tgood\n", encoding="utf-8")
    assert_one_line(zimu("bench", "translate", *arguments, folder=tmp_path), code, says)
