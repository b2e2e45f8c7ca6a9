"""Translation by what is installed, on lines with reference translations.

    python -m benchmarks.translation --tsv translations.tsv --to en,es,pt-BR [--json OUT]

It needs the extra `bench`. The table has a column `zh` and one a language (`en`, `pt`, ...). Prints a
Markdown table: chrF (sacrebleu), how many lines kept every amount in them, how many got no acceptable
translation, and seconds a line.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sacrebleu

from benchmarks.signature import line, signature
from models.han import to_simplified
from models.mt.answers import lost_numbers
from models.mt.types import Request
from pipeline import config, loaded


@dataclass(frozen=True, slots=True)
class Row:
    language: str
    route: str
    lines: int
    chrf: float
    amounts_kept: int
    """Lines with amounts of which the translation has all."""
    amounts: int
    """Lines with amounts."""
    untranslated: int
    seconds: float
    """Median of a line."""


def measure(chosen: config.Config, table: Path, language: str) -> Row:
    store, (route,) = loaded.routes(chosen, [language])
    base = language.partition("-")[0]
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row.get(base)]
    engine = loaded.translator(chosen, store, [route])
    assert engine is not None, f"{language} needs no translator"
    answers, took = [], []
    try:
        for row in rows:
            began = time.perf_counter()
            answers += [a.text for a in engine([Request(to_simplified(row["zh"]), language)])]
            took.append(time.perf_counter() - began)
    finally:
        engine.close()
    lost = [lost_numbers(row["zh"], answer, base) for row, answer in zip(rows, answers, strict=True)]
    amounts = [lost_numbers(row["zh"], "", base) for row in rows]
    chrf = sacrebleu.corpus_chrf(answers, [[row[base] for row in rows]]).score
    return Row(
        language,
        " > ".join(hop.entry for hop in route.hops),
        len(rows),
        chrf,
        sum(bool(wanted) and not gone for wanted, gone in zip(amounts, lost, strict=True)),
        sum(map(bool, amounts)),
        sum(not answer for answer in answers),
        median(took),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--tsv", type=Path, required=True)
    parser.add_argument("--to", required=True, help="languages, by commas")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    chosen = config.load(overrides=["mt.allow_poor=true"])
    rows = []
    for language in loaded.languages(arguments.to)[1:]:
        rows.append(measure(chosen, arguments.tsv, language))
        print(f"{language}: chrF {rows[-1].chrf:.1f}", file=sys.stderr)
    print("| language | by | chrF | lines with all amounts | without translation | s a line |")
    print("| --- | --- | --- | --- | --- | --- |")
    for r in rows:
        kept = f"{r.amounts_kept} of {r.amounts}"
        print(
            f"| {r.language} | {r.route} | {r.chrf:.1f} | {kept} | {r.untranslated} of {r.lines} "
            f"| {r.seconds:.2f} |"
        )
    signed = signature(chosen)
    print("\n" + line(signed))
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"signature": signed, "languages": list(map(asdict, rows))}, indent=1)
        )


if __name__ == "__main__":
    main()
