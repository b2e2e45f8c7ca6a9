from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipeline.commands.check_config import check_config


def test_what_differs_is_shown_but_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZIMU_MT__HTTP__KEY", "sk-very-secret")
    app = typer.Typer()
    app.command()(check_config)
    shown = CliRunner().invoke(app, ["--set", "mt.ways=3"]).stdout
    assert shown.splitlines() == ["mt.http.key = (set)", "mt.ways = 3"]
