"""The configurations that people copy: each is read, and what media servers are told to call is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from pipeline import config
from pipeline.server.app import operations
from pipeline.server.dialects import Published
from pipeline.server.templates import HookOptions, always, wanted

ROOT = Path(__file__).resolve().parents[2]
TOML = sorted((ROOT / "configs").rglob("*.toml"))
OTHERS = sorted((ROOT / "configs" / "examples").glob("*.*"))
PATHS = {each.path for each in operations(None)}  # type: ignore[arg-type]


@pytest.mark.parametrize("path", TOML, ids=lambda path: path.name)
def test_every_configuration_is_read(path: Path) -> None:
    read = config.load(path, environ={})
    always(read.serve.streams)
    if read.serve.hooks.hls or read.serve.hooks.source:
        found = wanted(Published("live", "show"), read.serve.hooks)
        assert found is not None
        assert found.name == "show"


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_hooks_are_where_they_are_said_to_be(path: Path) -> None:
    for called in re.findall(r"http://127\.0\.0\.1:8080(/hooks/\w+)", path.read_text()):
        assert called in PATHS


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_templates_in_comments_are_templates(path: Path) -> None:
    for key, template in re.findall(r'^#\s+(hls|source) = "(.*)"$', path.read_text(), re.MULTILINE):
        made = wanted(Published("live", "show"), HookOptions(**{key: template}))
        assert made is not None


def test_mediamtx_s_file_is_yaml_that_runs_our_command() -> None:
    read = yaml.safe_load((ROOT / "configs/examples/mediamtx.yml").read_text())
    assert read["paths"]["all_others"]["runOnReady"] == "zimu hook"
