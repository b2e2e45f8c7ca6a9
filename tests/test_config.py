"""Configuration: strict, every fault named, what comes later wins, and the reference is the code's own."""

from __future__ import annotations

import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import config, tables
from pipeline.config import Config, load
from pipeline.errors import ConfigError
from pipeline.reference import reasons, reference

CONFIGS = Path(__file__).resolve().parent.parent / "configs"

plain = st.one_of(st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False), st.text())


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a zimu.toml of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_said_is_the_default() -> None:
    assert load(None, (), {}) == Config()


@pytest.mark.parametrize(
    ("override", "parts"),
    [
        ("asr.threds=2", ["--set asr.threds=2", "unknown key asr.threds", "did you mean asr.threads?"]),
        ("asrr.threads=2", ["unknown key asrr", "did you mean asr?"]),
        ("zebra.threads=2", ["unknown key zebra", "known here: source, gate"]),
        ("asr.threads=many", ['asr.threads = "many"', "expected int"]),
        ("asr.threads=2.5", ["asr.threads = 2.5", "expected int"]),
        ("asr.threads=true", ["asr.threads = true", "expected int"]),
        ("asr.model=5", ["asr.model = 5", "expected str"]),
        ("source.roots=[1]", ["source.roots = [1]", "expected tuple[str, ...]"]),
        ("asr=2", ["asr is a section"]),
        ("asr.threads", ["write it as section.key=value"]),
        ("mt.llm.shots={}", ["mt.llm.shots = a table", "expected int"]),
    ],
)
def test_a_fault_is_named(override: str, parts: list[str]) -> None:
    with pytest.raises(ConfigError) as raised:
        load(None, [override], {})
    message = str(raised.value)
    assert "\n" not in message
    for part in parts:
        assert part in message


def test_a_fault_in_a_file_or_variable_names_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[gate]\nthreshhold = 0.4\n")
    with pytest.raises(ConfigError, match=r"mine\.toml: unknown key gate\.threshhold.*gate\.threshold"):
        load(file, (), {})
    with pytest.raises(ConfigError, match=r"ZIMU_ASR__THREDS: unknown key"):
        load(None, (), {"ZIMU_ASR__THREDS": "2"})


@pytest.mark.parametrize(("text", "reason"), [("asr = [", "not TOML"), (None, "cannot be read")])
def test_a_file_that_is_none(tmp_path: Path, text: str | None, reason: str) -> None:
    file = tmp_path / "mine.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ConfigError, match=rf"mine\.toml: {reason}"):
        load(file, (), {})


def test_what_comes_later_wins(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[asr]\nthreads = 2\nbeam = 2\nmodel = 'a'\n")
    environ = {"ZIMU_ASR__BEAM": "3", "ZIMU_ASR__MODEL": "b", "ZIMU_DEBUG": "1", "OTHER__KEY": "1"}
    asr = load(file, ["asr.model=c", "asr.model=d"], environ).asr
    assert (asr.threads, asr.beam, asr.model) == (2, 3, "d")


@pytest.mark.parametrize(
    ("override", "value"),
    [
        ("source.ffmpeg=/usr/bin/ffmpeg", "/usr/bin/ffmpeg"),
        ("source.ffmpeg='quoted'", "quoted"),
        ("source.ffmpeg=a=b", "a=b"),
        ("source.ffmpeg=", ""),
        ("source.roots=['a', 'b']", ("a", "b")),
        ("source.stall_s=3", 3),
        ("source.keep=true", True),
    ],
)
def test_values_are_toml_and_bare_words(override: str, value: object) -> None:
    key = override.partition("=")[0].removeprefix("source.")
    assert getattr(load(None, [override], {}).source, key) == value


def test_the_nearest_file_is_found(tmp_path: Path, elsewhere: Path) -> None:
    personal = tmp_path / "home" / "zimu" / "zimu.toml"
    personal.parent.mkdir(parents=True)
    personal.write_text("[asr]\nthreads = 3\n")
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "home")}
    assert load(None, (), environ).asr.threads == 3
    assert config.find({"HOME": str(tmp_path)}) in (None, Path("/etc/zimu/zimu.toml"))
    (elsewhere / "zimu.toml").write_text("[asr]\nthreads = 4\n")
    assert load(None, (), environ).asr.threads == 4


@given(plain)
def test_toml_keeps_plain_values(value: object) -> None:
    assert tables.value_of(tables.as_toml(value)) == value


@given(st.text())
def test_every_text_of_a_variable_has_a_value(text: str) -> None:
    tables.value_of(text)


def test_differences_are_what_was_set() -> None:
    changed = load(None, ["mt.llm.shots=1", "asr.threads=2", "asr.beam=5"], {})
    assert dict(tables.differences(changed, Config())) == {("asr", "threads"): 2, ("mt", "llm", "shots"): 1}


def test_the_store_has_a_cache_of_its_own() -> None:
    assert config.store_options(Config(), {"XDG_CACHE_HOME": "/c"}).cache.startswith("/c")
    chosen = load(None, ["models.cache=/mine"], {})
    assert config.store_options(chosen, {"XDG_CACHE_HOME": "/c"}).cache == "/mine"


def test_the_reference_file_is_the_codes_own() -> None:
    """Written anew by: zimu check-config --print-reference > configs/reference.toml"""
    assert (CONFIGS / "reference.toml").read_text(encoding="utf-8") == reference()


def test_the_reference_has_every_key_and_default() -> None:
    written = tables.leaves(Config, tomllib.loads(reference()), "reference")
    assert tables.assemble(Config, written) == Config()
    assert set(written) == set(keys(Config()))


def test_every_key_says_why() -> None:
    def silent(options: object, at: tuple[str, ...] = ()) -> list[str]:
        found: list[str] = []
        assert is_dataclass(options)
        for field in fields(options):
            value = getattr(options, field.name)
            if is_dataclass(value):
                found += silent(value, (*at, field.name))
            elif field.name not in reasons(type(options)):
                found.append(".".join((*at, field.name)))
        return found

    assert silent(Config()) == []


@pytest.mark.parametrize("text", ["1234567890123456", "12e4567890123456", "true", '"quoted"', "[1]"])
def test_a_password_in_a_variable_may_look_like_something_else(text: str) -> None:
    assert load(None, (), {"ZIMU_SERVE__TOKEN": text}).serve.token == text.strip('"')


@pytest.mark.parametrize("file", sorted(CONFIGS.glob("*.toml")), ids=lambda file: file.name)
def test_every_configuration_here_loads(file: Path) -> None:
    changed = dict(tables.differences(load(file, (), {}), Config()))
    assert bool(changed) == (file.name != "reference.toml")


def keys(options: object, at: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    assert is_dataclass(options)
    found: list[tuple[str, ...]] = []
    for field in fields(options):
        value = getattr(options, field.name)
        found += keys(value, (*at, field.name)) if is_dataclass(value) else [(*at, field.name)]
    return found
