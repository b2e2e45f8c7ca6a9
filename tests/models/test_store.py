"""Nothing unverified is loaded, nothing wrong gets a final name, and the sources are asked in order."""

from __future__ import annotations

import errno
import io
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from http.client import HTTPMessage
from pathlib import Path
from urllib.request import Request

import pytest
from filelock import FileLock, Timeout
from huggingface_hub import HfApi

import models.cache
from models.cache import default_cache
from models.catalog import Entry, File, Hub, Mozilla, Wheels, load_catalog
from models.digest import chunks
from models.errors import ModelError, WeightsInvalid, WeightsMissing
from models.fetch import SecureRedirects
from models.hub import state
from models.store import Store, StoreOptions
from tests.stand_in import COMMIT, StandIn, git_blob, serving, sha256

ONE, TWO, CONFIG = b"first half, " * 9, b"second half", b'{"layers": 6}'
WHOLE = ONE + TWO
BODY = bytes(range(32, 127)) * 6000
"""Larger than one piece of a download."""

ENTRY = Entry(
    name="speech",
    kind="asr",
    format="ctranslate2",
    languages=("zh",),
    licence="MIT",
    files=(
        File("model.bin", len(WHOLE), sha256(WHOLE), wheel=("zimu_part_one/data/a", "zimu_part_two/data/b")),
        File("config.json", len(CONFIG), sha256(CONFIG), wheel=("zimu_part_two/data/config.json",)),
    ),
    sources=(Wheels("speech-parts"),),
)
HUB_ENTRY = replace(ENTRY, files=(File("model.bin"), File("config.json")), sources=(Hub("org/speech"),))


def pinned(entry: Entry, *bodies: bytes, revision: str = COMMIT) -> Entry:
    """The entry with the size and hash of each file, and a commit if the hub has it."""
    files = tuple(
        replace(file, size=len(body), sha256=sha256(body))
        for file, body in zip(entry.files, bodies, strict=True)
    )
    sources = tuple(replace(s, revision=revision) if isinstance(s, Hub) else s for s in entry.sources)
    return replace(entry, files=files, sources=sources)


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two installed packages that carry the parts, and raise if anybody imports them."""
    site = tmp_path / "site"
    for package, files in {
        "zimu_part_one": {"a": ONE},
        "zimu_part_two": {"b": TWO, "config.json": CONFIG},
    }.items():
        (site / package / "data").mkdir(parents=True)
        (site / package / "__init__.py").write_text("raise SystemExit('code of a weights package ran')")
        for name, body in files.items():
            (site / package / "data" / name).write_bytes(body)
    monkeypatch.syspath_prepend(str(site))
    return site


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def web() -> Iterator[StandIn]:
    with serving() as stand_in:
        yield stand_in


def store(entry: Entry, cache: Path | str = "", **options: str | bool) -> Store:
    return Store(StoreOptions(cache=str(cache), **options), {entry.name: entry})  # type: ignore[arg-type]


def online(entry: Entry, cache: Path, web: StandIn) -> Store:
    return store(entry, cache, hub=web.url, mozilla=f"{web.url}/v1")


def put(root: Path, **files: bytes) -> Path:
    directory = root / ENTRY.name
    directory.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (directory / name.replace("_", ".")).write_bytes(body)
    return directory


def names(directory: Path) -> set[str]:
    """What is in a directory, but for the lock."""
    return {path.name for path in directory.iterdir()} - {".lock"}


# ---- Finding ----


def test_the_named_directory_comes_before_the_cache_and_the_cache_before_wheels(
    tmp_path: Path, wheels: Path, cache: Path
) -> None:
    mine = tmp_path / "mine"
    both = store(ENTRY, cache, directory=str(mine))
    assert both.find("speech").place == "wheels"
    put(cache, model_bin=WHOLE, config_json=CONFIG)
    assert both.find("speech").place == "cache"
    put(mine, model_bin=WHOLE)
    assert both.find("speech").place == "cache", "half a model is none"
    put(mine, config_json=CONFIG)
    assert both.find("speech").place == "directory"
    assert both.open("speech") == mine / "speech"


def test_missing_weights_name_the_command(cache: Path) -> None:
    assert store(ENTRY, cache).find("speech") is None
    with pytest.raises(WeightsMissing, match=r'`pip install "speech-parts"`$'):
        store(ENTRY, cache).open("speech")
    with pytest.raises(WeightsMissing, match=r"`zimu models pull speech`$"):
        store(HUB_ENTRY, cache).open("speech")
    with pytest.raises(WeightsMissing, match=r'`pip install "speech-parts"` or `zimu models pull speech`$'):
        store(replace(ENTRY, sources=(*ENTRY.sources, Hub("org/speech"))), cache).open("speech")


def test_an_unknown_name_is_met_with_the_nearest() -> None:
    with pytest.raises(WeightsMissing, match="speach: not in the catalogue; did you mean speech"):
        store(ENTRY).open("speach")
    with pytest.raises(WeightsMissing, match="zimu models list"):
        store(ENTRY).find("什么")


@pytest.mark.parametrize(
    ("environ", "end"),
    [
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "/fast"}, Path("/fast/zimu/models")),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "", "LOCALAPPDATA": "/home/a/Local"}, Path("zimu/models")),
    ],
)
def test_the_default_cache_follows_the_environment_it_is_given(environ: dict[str, str], end: Path) -> None:
    place = default_cache(environ)
    assert place.is_relative_to("/fast" if environ["XDG_CACHE_HOME"] else "/home/a")
    assert place.parts[-2:] == end.parts[-2:]


# ---- Wheels ----


def test_parts_are_put_together_once(wheels: Path, cache: Path) -> None:
    directory = store(ENTRY, cache).open("speech")
    assert directory == cache / "speech"
    assert (directory / "model.bin").read_bytes() == WHOLE
    assert names(directory) == {"model.bin", "config.json"}
    (wheels / "zimu_part_one" / "data" / "a").unlink()
    assert store(ENTRY, cache).open("speech") == directory


def test_files_that_are_whole_in_one_package_are_used_where_they_lie(wheels: Path) -> None:
    entry = replace(ENTRY, files=ENTRY.files[1:])
    assert store(entry).open("speech") == wheels / "zimu_part_two" / "data"
    (wheels / "zimu_part_two" / "data" / "config.json").write_bytes(b"changed")
    with pytest.raises(WeightsInvalid, match="pip install --force-reinstall"):
        store(entry).open("speech")
    with pytest.raises(WeightsInvalid, match="pip install --force-reinstall"):
        store(entry).pull("speech")


def test_a_wrong_part_leaves_nothing_behind(wheels: Path, cache: Path) -> None:
    (wheels / "zimu_part_one" / "data" / "a").write_bytes(b"somebody else's")
    with pytest.raises(WeightsInvalid, match=sha256(WHOLE)):
        store(ENTRY, cache).open("speech")
    assert names(cache / "speech") == set()


def test_what_a_killed_process_left_is_not_used(wheels: Path, cache: Path) -> None:
    left_over = f".model.bin.{sha256(WHOLE)[:12]}.part"
    directory = put(cache)
    (directory / left_over).write_bytes(b"x" * 1000)
    (directory / ".model.bin.000000000000.part").write_bytes(b"of another version")
    assert store(ENTRY, cache).open("speech") == directory
    assert names(directory) == {"model.bin", "config.json"}
    assert (directory / "model.bin").read_bytes() == WHOLE


def test_a_full_disk_is_said_and_leaves_nothing(
    wheels: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fills_up(parts: Sequence[Path]) -> Iterator[bytes]:
        yield ONE
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(models.cache, "chunks", fills_up)
    with pytest.raises(ModelError, match=r"No space left on device.*--cache"):
        store(ENTRY, cache).open("speech")
    assert names(cache / "speech") == set()


def test_a_cache_that_cannot_be_or_is_not_there_is_an_error_of_ours(wheels: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="name one with --cache"):
        store(ENTRY).open("speech")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ModelError, match="--cache"):
        store(ENTRY, tmp_path / "file").open("speech")


def test_nobody_else_may_write_the_model_meanwhile(
    wheels: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(parts: Sequence[Path]) -> Iterator[bytes]:
        with pytest.raises(Timeout):
            FileLock(cache / "speech" / ".lock").acquire(blocking=False)
        yield from chunks(parts)

    monkeypatch.setattr(models.cache, "chunks", locked)
    store(ENTRY, cache).open("speech")
    with FileLock(cache / "speech" / ".lock").acquire(blocking=False):
        assert store(ENTRY, cache).open("speech") == cache / "speech", "what only reads does not wait"


def test_processes_that_assemble_at_once_all_succeed(wheels: Path, cache: Path) -> None:
    program = (
        "import sys; from models.store import *; from tests.models.test_store import ENTRY, store;"
        "print('ready', flush=True); sys.stdin.readline(); print(store(ENTRY, sys.argv[1]).open('speech'))"
    )
    path = ":".join([str(wheels), *filter(None, sys.path), str(Path(__file__).resolve().parents[2])])
    racing = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(cache)],
            env={"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in racing:
        assert process.stdout.readline() == "ready\n"
    for process in racing:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in racing:
        out, _ = process.communicate(timeout=60)
        assert (process.returncode, out.strip()) == (0, str(cache / "speech"))
    assert names(cache / "speech") == {"model.bin", "config.json"}


# ---- Verifying ----


def test_a_changed_file_is_named_with_both_hashes_and_pull_mends_it(wheels: Path, cache: Path) -> None:
    directory = store(ENTRY, cache).open("speech")
    (directory / "model.bin").write_bytes(b"changed")
    with pytest.raises(WeightsInvalid) as caught:
        store(ENTRY, cache).open("speech")
    for told in (str(directory / "model.bin"), sha256(WHOLE), sha256(b"changed"), "zimu models pull speech"):
        assert told in str(caught.value)
    before = (directory / "config.json").stat().st_mtime_ns
    assert store(ENTRY, cache).pull("speech") == directory
    assert (directory / "model.bin").read_bytes() == WHOLE
    assert (directory / "config.json").stat().st_mtime_ns == before, "what was right is left alone"


def test_a_wrong_file_in_the_users_directory_is_not_passed_over(
    tmp_path: Path, wheels: Path, cache: Path
) -> None:
    put(tmp_path / "mine", model_bin=b"wrong", config_json=CONFIG)
    both = store(ENTRY, cache, directory=str(tmp_path / "mine"))
    for attempt in (both.open, both.pull):
        with pytest.raises(WeightsInvalid, match="replace the file in"):
            attempt("speech")
    assert (tmp_path / "mine" / "speech" / "model.bin").read_bytes() == b"wrong"


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_is_refused_even_if_its_hash_is_right(cache: Path, protocol: int) -> None:
    body = pickle.dumps({"weights": [1.0]}, protocol)
    entry = pinned(ENTRY, body, CONFIG)
    put(cache, model_bin=body, config_json=CONFIG)
    with pytest.raises(WeightsInvalid, match="a pickle or an archive"):
        store(entry, cache).open("speech")


def test_an_archive_is_refused_even_if_its_hash_is_right(cache: Path) -> None:
    body = b"PK\x03\x04" + bytes(40)
    put(cache, model_bin=body, config_json=CONFIG)
    with pytest.raises(WeightsInvalid, match="a pickle or an archive"):
        store(pinned(ENTRY, body, CONFIG), cache).open("speech")


def test_verify_tells_of_every_file_and_writes_nothing(wheels: Path, cache: Path) -> None:
    one = store(ENTRY, cache)
    assert [file.state for file in one.verify("speech")] == ["ok", "ok"]
    assert not cache.exists(), "parts are hashed where they lie"
    (one.open("speech") / "config.json").write_bytes(b"")
    states = one.verify("speech")
    assert [(file.path, file.state) for file in states] == [("model.bin", "ok"), ("config.json", "invalid")]
    assert sha256(CONFIG) in states[1].detail
    assert [file.state for file in store(HUB_ENTRY).verify("speech")] == ["missing", "missing"]


def test_progress_ends_with_the_size_of_each_file(wheels: Path, cache: Path) -> None:
    last: dict[str, tuple[int, int]] = {}
    store(ENTRY, cache).open("speech", lambda path, done, total: last.update({path: (done, total)}))
    assert last == {"model.bin": (len(WHOLE),) * 2, "config.json": (len(CONFIG),) * 2}


def test_weights_that_nothing_vouches_for_are_not_loaded(cache: Path) -> None:
    put(cache, model_bin=WHOLE, config_json=CONFIG)
    with pytest.raises(WeightsInvalid, match="no hash vouches for it"):
        store(HUB_ENTRY, cache).open("speech")
    (cache / "speech" / "manifest.json").write_text("[]")
    with pytest.raises(WeightsInvalid, match="not a record of verified files"):
        store(HUB_ENTRY, cache).open("speech")


# ---- The Hugging Face hub ----


def test_what_the_hub_states_is_verified_recorded_and_vouches_later(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG}, large=("model.bin",))
    directory = online(HUB_ENTRY, cache, web).pull("speech")
    manifest = json.loads((directory / "manifest.json").read_text("utf-8"))
    assert manifest["revision"] == COMMIT
    assert manifest["files"] == {"model.bin": sha256(BODY), "config.json": sha256(CONFIG)}
    offline = store(HUB_ENTRY, cache, offline=True)
    assert offline.open("speech") == directory
    (directory / "config.json").write_bytes(b"{}")
    with pytest.raises(WeightsInvalid, match=sha256(CONFIG)):
        offline.open("speech")


def test_the_hubs_own_client_reads_the_same_statement(web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG}, large=("model.bin",))
    hub_client = HfApi(endpoint=web.url, token=False)
    read = hub_client.model_info("org/speech", revision="main", files_metadata=True)
    stated = state(HUB_ENTRY, Hub("org/speech"), web.url, timeout=5.0)
    large, small = read.siblings
    assert read.sha == stated.revision
    assert large.lfs.sha256 == stated.offers[0].expected.sha256 == sha256(BODY)
    assert small.lfs is None
    assert small.blob_id == stated.offers[1].expected.git_blob == git_blob(CONFIG)


def test_a_pulled_model_serves_as_the_directory_of_another_machine(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG})
    online(HUB_ENTRY, cache, web).pull("speech")
    elsewhere = store(HUB_ENTRY, directory=str(cache), offline=True)
    assert elsewhere.open("speech") == cache / "speech"


def test_a_pinned_entry_asks_the_hub_for_nothing_but_the_files(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG})
    entry = pinned(HUB_ENTRY, BODY, CONFIG)
    online(entry, cache, web).pull("speech")
    assert [path for path, _ in web.asked] == [
        f"/org/speech/resolve/{COMMIT}/{name}" for name in ("model.bin", "config.json")
    ]
    web.asked.clear()
    online(entry, cache, web).pull("speech")
    assert web.asked == [], "what is there and right is not fetched again"


def test_the_file_may_have_another_name_at_the_hub(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"deep/q4 0.bin": BODY})
    web.bodies[f"/org/speech/resolve/{COMMIT}/deep/q4%200.bin"] = BODY
    entry = replace(HUB_ENTRY, files=(File("model.bin", at="deep/q4 0.bin"),))
    assert (online(entry, cache, web).pull("speech") / "model.bin").read_bytes() == BODY


MODEL = f"/org/speech/resolve/{COMMIT}/model.bin"


def test_a_cut_connection_is_taken_up_where_it_ended(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG}, large=("model.bin",))
    half = len(BODY) // 2
    web.cuts[MODEL] = [half, 7]
    directory = online(HUB_ENTRY, cache, web).pull("speech")
    assert (directory / "model.bin").read_bytes() == BODY
    assert [asked for path, asked in web.asked if path == MODEL] == [
        "",
        f"bytes={half}-",
        f"bytes={half + 7}-",
    ]


def test_an_interrupted_pull_is_continued_by_the_next(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG}, large=("model.bin",))
    web.cuts[MODEL] = [1000, 0]
    with pytest.raises(WeightsMissing, match="continues from 1000 bytes"):
        online(HUB_ENTRY, cache, web).pull("speech")
    assert not (cache / "speech" / "model.bin").exists()
    assert store(HUB_ENTRY, cache).find("speech") is None
    web.asked.clear()
    online(HUB_ENTRY, cache, web).pull("speech")
    assert (MODEL, "bytes=1000-") in web.asked
    assert names(cache / "speech") == {"model.bin", "config.json", "manifest.json"}


def test_a_server_that_ignores_the_range_is_read_from_the_start(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG})
    web.cuts[MODEL] = [len(BODY) // 2]
    web.ignores_range = True
    assert (online(HUB_ENTRY, cache, web).pull("speech") / "model.bin").read_bytes() == BODY


def test_a_redirect_keeps_the_range(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG})
    web.bodies["/cdn/blob"] = web.bodies.pop(MODEL)
    web.redirects[MODEL] = f"{web.url}/cdn/blob"
    web.cuts["/cdn/blob"] = [10]
    assert (online(HUB_ENTRY, cache, web).pull("speech") / "model.bin").read_bytes() == BODY
    assert [asked for path, asked in web.asked if path == "/cdn/blob"] == ["", "bytes=10-"]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/model.bin", "data:,model"])
def test_only_http_is_followed(cache: Path, web: StandIn, location: str) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG})
    web.redirects[MODEL] = location
    with pytest.raises(WeightsMissing):
        online(HUB_ENTRY, cache, web).pull("speech")
    assert names(cache / "speech") == set()


def test_https_is_never_left_for_http() -> None:
    request = Request("https://hub.example/model.bin", headers={"Range": "bytes=5-"})
    follow = partial(SecureRedirects().redirect_request, request, io.BytesIO(), 302, "Found", HTTPMessage())
    with pytest.raises(WeightsInvalid, match="redirects to http://cdn"):
        follow("http://cdn.example/blob")
    assert follow("https://cdn.example/blob").get_header("Range") == "bytes=5-"


@pytest.mark.parametrize("large", [(), ("model.bin",)], ids=["git blob", "sha256"])
@pytest.mark.parametrize("served", [b"?" + BODY[1:], BODY[:-1] + b"??", pickle.dumps(BODY)])
def test_another_file_than_was_stated_is_never_kept(
    cache: Path, web: StandIn, served: bytes, large: tuple[str, ...]
) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG}, large=large)
    web.bodies[MODEL] = served
    with pytest.raises(WeightsInvalid):
        online(HUB_ENTRY, cache, web).pull("speech")
    assert names(cache / "speech") == set()


def test_a_file_without_end_is_cut_off(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG})
    web.bodies[MODEL] = BODY * 20
    reached: list[int] = []
    with pytest.raises(WeightsInvalid, match=f"longer than the {len(BODY)} bytes"):
        online(HUB_ENTRY, cache, web).pull("speech", lambda path, done, total: reached.append(done))
    assert max(reached) < 2 * len(BODY)
    assert names(cache / "speech") == set()


def test_a_shorter_file_is_never_kept(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG})
    web.bodies[MODEL] = BODY[:-1]
    with pytest.raises(WeightsInvalid, match=git_blob(BODY)):
        online(HUB_ENTRY, cache, web).pull("speech")
    assert names(cache / "speech") == set()


def test_a_hub_that_contradicts_the_catalogue_is_refused_before_anything_is_fetched(
    cache: Path, web: StandIn
) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG}, large=("model.bin",))
    entry = replace(HUB_ENTRY, files=(File("model.bin", sha256=sha256(WHOLE)), File("config.json")))
    with pytest.raises(WeightsInvalid, match=f"states sha256 {sha256(BODY)}.*expected {sha256(WHOLE)}"):
        online(entry, cache, web).pull("speech")
    assert MODEL not in [path for path, _ in web.asked]


def test_missing_at_the_hub(cache: Path, web: StandIn) -> None:
    with pytest.raises(WeightsMissing, match="answers 404"):
        online(HUB_ENTRY, cache, web).pull("speech")
    web.hub("org/speech", {"model.bin": BODY})
    with pytest.raises(WeightsMissing, match=r"has no config\.json at revision"):
        online(HUB_ENTRY, cache, web).pull("speech")


def test_a_hub_that_is_not_there(cache: Path) -> None:
    with serving() as gone:
        pass
    with pytest.raises(WeightsMissing, match="check the network"):
        online(HUB_ENTRY, cache, gone).pull("speech")


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>sign in to the hotel network</html>",
        b"{}",
        json.dumps({"sha": COMMIT, "siblings": [{"rfilename": "../../.bashrc"}]}).encode(),
        json.dumps({"sha": COMMIT, "siblings": [{"rfilename": "/etc/cron.d/x"}]}).encode(),
        json.dumps({"sha": "main", "siblings": []}).encode(),
        json.dumps({"sha": "", "siblings": []}).encode(),
        json.dumps(
            {"sha": COMMIT, "siblings": [{"rfilename": "model.bin"}, {"rfilename": "config.json"}]}
        ).encode(),
    ],
    ids=["html", "empty", "climbs out", "absolute", "no commit", "empty commit", "no hashes"],
)
def test_nonsense_from_the_hub_is_refused(cache: Path, web: StandIn, answer: bytes) -> None:
    web.bodies["/api/models/org/speech/revision/main"] = answer
    with pytest.raises(WeightsInvalid):
        online(HUB_ENTRY, cache, web).pull("speech")
    assert not cache.exists()


def test_an_answer_for_another_commit_is_refused(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG})
    other = "1" * 40
    web.bodies[f"/api/models/org/speech/revision/{other}"] = web.bodies[
        "/api/models/org/speech/revision/main"
    ]
    entry = replace(HUB_ENTRY, sources=(Hub("org/speech", other),))
    with pytest.raises(WeightsInvalid, match=COMMIT):
        online(entry, cache, web).pull("speech")


def test_offline_asks_nobody(cache: Path, web: StandIn) -> None:
    web.hub("org/speech", {"model.bin": BODY, "config.json": CONFIG})
    with pytest.raises(WeightsMissing, match="--offline forbids the network"):
        store(HUB_ENTRY, cache, hub=web.url, offline=True).pull("speech")
    assert web.asked == []


# ---- Mozilla ----

FIREFOX = Entry(
    name="firefox-en-de",
    kind="mt-pair",
    format="firefox",
    languages=("en", "de"),
    licence="MPL-2.0",
    files=(File("model.ende.bin"), File("vocab.ende.spm")),
    sources=(Mozilla("en", "de"),),
)
RECORDS = "/v1/buckets/main/collections/translations-models/records"


def test_the_newest_release_for_everybody_is_taken(cache: Path, web: StandIn) -> None:
    old = [web.record(file.path, b"old", version="2.9") for file in FIREFOX.files]
    new = [web.record(file.path, BODY, version="2.10") for file in FIREFOX.files]
    phone = [
        web.record(f.path, b"phone", version="3.0", only="env.appinfo.OS == 'Android'") for f in FIREFOX.files
    ]
    alpha = [web.record(f.path, b"alpha", version="3.0a1") for f in FIREFOX.files]
    other = [{**record, "toLang": "fr"} for record in alpha]
    web.mozilla(*old, *phone, *other, *alpha, *new)
    directory = online(FIREFOX, cache, web).pull("firefox-en-de")
    assert (directory / "model.ende.bin").read_bytes() == BODY
    assert json.loads((directory / "manifest.json").read_text("utf-8"))["revision"] == "2.10"
    assert store(FIREFOX, cache).open("firefox-en-de") == directory


def test_a_catalogued_attachment_is_fetched_from_its_location(cache: Path, web: StandIn) -> None:
    records = [web.record(file.path, BODY) for file in FIREFOX.files]
    web.mozilla()
    entry = pinned(FIREFOX, BODY, BODY)
    located = [replace(f, at=r["attachment"]["location"]) for f, r in zip(entry.files, records, strict=True)]
    online(replace(entry, files=tuple(located)), cache, web).pull("firefox-en-de")
    assert RECORDS not in [path for path, _ in web.asked]


def test_an_attachment_that_moved_is_found_by_its_hash(cache: Path, web: StandIn) -> None:
    old = [web.record(file.path, BODY, version="2.0") for file in FIREFOX.files]
    new = [web.record(file.path, b"newer", version="2.1") for file in FIREFOX.files]
    web.mozilla(*new, *old)
    entry = pinned(FIREFOX, BODY, BODY)
    moved = replace(entry, files=tuple(replace(file, at=f"gone/{file.path}") for file in entry.files))
    directory = online(moved, cache, web).pull("firefox-en-de")
    assert (directory / "model.ende.bin").read_bytes() == BODY


def test_a_model_that_mozilla_dropped_is_said(cache: Path, web: StandIn) -> None:
    web.mozilla(*(web.record(file.path, b"newer") for file in FIREFOX.files))
    with pytest.raises(WeightsMissing, match=f"lists no model.ende.bin {sha256(BODY)}; upgrade zimu"):
        online(pinned(FIREFOX, BODY, BODY), cache, web).pull("firefox-en-de")


def test_a_wrong_attachment_is_never_kept(cache: Path, web: StandIn) -> None:
    records = [web.record(file.path, BODY) for file in FIREFOX.files]
    web.mozilla(*records)
    web.bodies[f"/files/{records[0]['attachment']['location']}"] = BODY[::-1]
    with pytest.raises(WeightsInvalid, match=sha256(BODY)):
        online(FIREFOX, cache, web).pull("firefox-en-de")
    assert names(cache / "firefox-en-de") == set()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (RECORDS, b"no json"),
        (RECORDS, b'{"data": [{"name": "../x"}]}'),
        ("/v1/", b'{"capabilities": {}}'),
    ],
)
def test_nonsense_from_mozilla_is_refused(cache: Path, web: StandIn, path: str, body: bytes) -> None:
    web.mozilla(*(web.record(file.path, BODY) for file in FIREFOX.files))
    web.bodies[path] = body
    with pytest.raises(WeightsInvalid):
        online(FIREFOX, cache, web).pull("firefox-en-de")
    assert not cache.exists()


# ---- What is really installed ----


@pytest.mark.weights
@pytest.mark.parametrize("name", ["whisper-base", "silero-vad-v6", "firefox-en-pt", "qwen2.5-coder-1.5b"])
def test_embedded_weights_are_the_catalogued_ones(name: str) -> None:
    embedded = Store(StoreOptions(offline=True), load_catalog())
    if embedded.find(name) is None:
        pytest.skip(f"{name} is not installed: pip install 'zimu[embedded]'")
    assert {file.state for file in embedded.verify(name)} == {"ok"}
