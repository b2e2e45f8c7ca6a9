"""The table of what ways are worth, written from measurements."""

import tomllib

from benchmarks.worth import TABLE, merged, written

SIGNATURE = {
    "zimu": "0.1.0",
    "commit": "abc",
    "weights": "w",
    "config": "c",
    "device": "x86_64 EPYC x2",
    "table": "t.tsv:1",
}


def report(tag: str, way: str, chrf: float | None, lost: int = 0) -> dict[str, object]:
    return {
        "signature": SIGNATURE,
        "languages": {tag: {"engine": way, "chrf": chrf, "lost": lost, "lines": 44, "bleu": 1.0}},
    }


def test_the_file_at_hand_is_what_this_writes() -> None:
    text = TABLE.read_text(encoding="utf-8")
    assert written(tomllib.loads(text)) == text


def test_what_was_measured_takes_the_place_of_what_was_known() -> None:
    known = merged(
        {}, "old", [report("es", "a", 30.0), report("fr", "a", 31.04), report("pt-BR", "a > b", 40.0)]
    )
    ways = merged(known, "new", [report("es", "a", 35.55, lost=2), report("it", "a", None)])
    assert ways["a"]["languages"] == {
        "es": {"chrf": 35.5, "lost": 2, "lines": 44},
        "fr": {"chrf": 31.0, "lost": 0, "lines": 44},
    }
    assert ways["a"]["table"] == "new" and "commit=abc" in ways["a"]["signature"]
    assert ways["a > b"]["table"] == "old" and list(ways["a > b"]["languages"]) == ["pt"]
    assert tomllib.loads(written(ways)) == ways
