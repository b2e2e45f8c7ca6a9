"""Writes what `zimu bench translate --json OUT` measured into the table of what each way is worth.

    python -m benchmarks.worth "44 lines of live commerce" OUT.json ... > models/mt/worth.toml

Ways and languages that were not measured anew keep what they had. A language without references has no
figure.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.signature import line
from models.mt import worth
from models.mt.prompts import base_of

TABLE = Path(worth.__file__).with_name("worth.toml")
_HEAD = """\
# What each way from Chinese to a language was measured to be worth; `python -m benchmarks.worth` writes it.
#
# A table a way: its entries in the catalogue, joined by " > ". Each language, by its base subtag:
#   chrf    corpus chrF (sacrebleu) against reference translations, 0 to 100
#   lost    lines of `lines` for which it gave no acceptable answer
#   lines   lines of the table
# `table` names that table, `signature` what was measured with what, as in benchmarks/RESULTS.md.
"""
_SIGNED = ("zimu", "commit", "weights", "config", "device")
Ways = dict[str, dict[str, Any]]


def merged(known: Mapping[str, Mapping[str, Any]], table: str, reports: Sequence[Mapping[str, Any]]) -> Ways:
    """`known` ways with those of `reports`, what `zimu bench translate --json` wrote, in its place."""
    ways: Ways = {way: {**fields, "languages": dict(fields["languages"])} for way, fields in known.items()}
    for report in reports:
        for tag, found in report["languages"].items():
            if found["chrf"] is None:
                continue
            fields = ways.setdefault(found["engine"], {"languages": {}})
            fields["table"] = table
            fields["signature"] = line({name: report["signature"][name] for name in _SIGNED})
            fields["languages"][base_of(tag)] = {
                "chrf": round(found["chrf"], 1),
                "lost": found["lost"],
                "lines": found["lines"],
            }
    return ways


def written(ways: Mapping[str, Mapping[str, Any]]) -> str:
    """The TOML file, of each way the best language first."""
    return _HEAD + "".join(_lines(ways))


def _lines(ways: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for way, fields in sorted(ways.items()):
        yield f'\n["{way}"]\n'
        yield f'table = "{fields["table"]}"\nsignature = "{fields["signature"]}"\n'
        languages = fields["languages"]
        for base in sorted(languages, key=lambda base: -float(languages[base]["chrf"])):
            figures = ", ".join(f"{name} = {value}" for name, value in languages[base].items())
            yield f"languages.{base} = {{ {figures} }}\n"


def main(arguments: Sequence[str]) -> None:
    table, *outs = arguments
    reports = [json.loads(Path(out).read_text(encoding="utf-8")) for out in outs]
    known = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    sys.stdout.write(written(merged(known, table, reports)))


if __name__ == "__main__":
    main(sys.argv[1:])
