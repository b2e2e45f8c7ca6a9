"""What is served, and under which policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pipeline.layout.languages import LANGUAGES
from pipeline.pages import app

FOLDER = Path(app.__file__).parent
OWN_SCRIPTS = sorted(path for path in (FOLDER / "static").glob("*.js"))
OWN_PAGES = sorted(FOLDER.glob("*.html"))


@pytest.fixture(scope="module")
def client() -> TestClient:
    media = {"show": ["http://127.0.0.1:18080", "https://cdn.example.org"]}
    return TestClient(Starlette(routes=app.routes(lambda name: media.get(name, ()))))


def directives(header: str) -> dict[str, list[str]]:
    rows = (row.split() for row in header.split(";"))
    return {name: allowed for name, *allowed in rows}


@pytest.mark.parametrize("page", app.PAGES)
def test_a_page_comes_with_a_policy_that_allows_nothing_inline(client: TestClient, page: str) -> None:
    answer = client.get(f"/{page}/anything")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    rules = directives(answer.headers["content-security-policy"])
    assert rules["default-src"] == ["'self'"]
    assert rules["object-src"] == rules["base-uri"] == ["'none'"]
    assert "script-src" not in rules and "style-src" not in rules
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_origins_of_the_segments_are_allowed_to_their_stream_alone(client: TestClient) -> None:
    rules = directives(client.get("/watch/show").headers["content-security-policy"])
    assert rules["connect-src"] == ["'self'", "http://127.0.0.1:18080", "https://cdn.example.org"]
    assert rules["media-src"][:3] == ["'self'", "blob:", "data:"]
    others = directives(client.get("/watch/other").headers["content-security-policy"])
    assert others["connect-src"] == ["'self'"]


@pytest.mark.parametrize(
    "origin",
    ["*", "http://a;script-src *", "http://a b", "javascript:1", "http://user@host", "http://host/path", ""],
)
def test_what_is_no_origin_gets_into_no_policy(origin: str) -> None:
    assert directives(app.policy([origin]))["connect-src"] == ["'self'"]


@pytest.mark.parametrize("origin", ["https://a.example", "http://127.0.0.1:8", "http://[::1]:80"])
def test_origins_of_each_form_do(origin: str) -> None:
    assert directives(app.policy([origin]))["connect-src"] == ["'self'", origin]


@pytest.mark.parametrize("name", [".hidden", "a%20b", "%3Cscript%3E", "x" * 65, "日本"])
def test_a_name_that_no_stream_has_is_not_found(client: TestClient, name: str) -> None:
    answer = client.get(f"/watch/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["watch.js", "base.css", "icon.svg"])
def test_static_files_have_their_type_and_a_policy(client: TestClient, path: str) -> None:
    answer = client.get(f"/static/{path}")
    kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    assert answer.headers["content-type"].startswith(kinds[Path(path).suffix])
    assert "default-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "vendor/"])
def test_nothing_beside_the_static_files_is_served(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_an_unchanged_file_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/static/base.css")
    again = client.get("/static/base.css", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_the_languages_are_those_of_the_table(client: TestClient) -> None:
    found = client.get("/static/languages.json").json()
    assert found.keys() == LANGUAGES.keys()
    assert found["ar"] == {"name": "العربية", "english": "Arabic", "rtl": True}


@pytest.mark.parametrize("path", OWN_PAGES, ids=lambda path: path.name)
def test_pages_hold_no_script_style_or_address_of_their_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|https?://", text)
    assert all(
        re.fullmatch(r'<script type="module" src="[^"]+">', tag) for tag in re.findall("<script[^>]*>", text)
    )
    assert '<html lang="en" dir="ltr">' in text


@pytest.mark.parametrize("path", OWN_SCRIPTS, ids=lambda path: path.name)
def test_scripts_write_text_and_never_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text
    )
    assert not re.search(r"https?://", text)


def test_whatever_a_page_asks_for_is_there(client: TestClient) -> None:
    for page in OWN_PAGES:
        for address in re.findall(r'(?:href|src)="\.\./(static/[^"]+)"', page.read_text(encoding="utf-8")):
            assert client.get(f"/{address}").status_code == 200, address
    for script in OWN_SCRIPTS:
        for name in re.findall(r'from "\./([^"]+)"', script.read_text(encoding="utf-8")):
            assert (FOLDER / "static" / name).is_file(), name
