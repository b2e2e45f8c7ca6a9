"""The one script that is not ours: only the package that was looked at gets in, whole, with its licence."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTENT = {
    "package/dist/hls.min.mjs": b"export default 1;\n//# sourceMappingURL=hls.min.mjs.map\n",
    "package/dist/hls.worker.js": b"work();\n//# sourceMappingURL=hls.worker.js.map",
    "package/LICENSE": b"Apache-2.0",
    "package/src/hls.ts": b"not for pages",
}


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script, with a place of its own and an npm that packs CONTENT and nothing else."""
    loader = SourceFileLoader("vendor", str(ROOT / "scripts" / "vendor"))
    spec = spec_from_loader("vendor", loader)
    assert spec is not None
    script: Any = module_from_spec(spec)
    loader.exec_module(script)
    archive = tmp_path / "packed.tgz"
    with tarfile.open(archive, "w:gz") as package:
        for name, content in CONTENT.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            package.addfile(member, io.BytesIO(content))
    programs = tmp_path / "bin"
    programs.mkdir()
    npm = programs / "npm"
    npm.write_text(f"#!/bin/sh\ncp {archive} hls.tgz\necho hls.tgz\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setattr(script, "PLACE", tmp_path / "place")
    monkeypatch.setattr(script, "STAMP", tmp_path / "place" / "hls.version")
    digest = hashlib.sha512(archive.read_bytes()).digest()
    monkeypatch.setattr(script, "INTEGRITY", f"sha512-{base64.b64encode(digest).decode()}")
    return script


def test_what_the_pages_need_is_there_and_is_fetched_once(
    vendor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert vendor.main(["--check"]) == 1
    assert vendor.main([]) == 0
    found = {path.name: path.read_bytes() for path in vendor.PLACE.iterdir()}
    assert found.keys() == {"hls.min.mjs", "hls.worker.js", "hls.LICENSE", "hls.version"}
    assert found["hls.LICENSE"] == b"Apache-2.0"
    assert not any(b"sourceMappingURL" in content for content in found.values())
    monkeypatch.setenv("PATH", "")
    assert vendor.main([]) == 0
    assert vendor.main(["--check"]) == 0


def test_another_package_is_refused(
    vendor: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(vendor, "INTEGRITY", "sha512-of-what-was-looked-at")
    assert vendor.main([]) == 1
    assert "is not what it was" in capsys.readouterr().err
    assert not vendor.PLACE.exists()


def test_another_version_is_fetched_anew(vendor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert vendor.main([]) == 0
    monkeypatch.setattr(vendor, "PACKAGE", "hls.js@9.9.9")
    assert not vendor.there()
    assert vendor.main([]) == 0
    assert vendor.there()


def test_without_npm_it_says_what_to_do(
    vendor: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert vendor.main([]) == 1
    assert "install npm" in capsys.readouterr().err
