"""Reports as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

Row = Mapping[str, object]
_TIMED = ("lost", "p50 ms", "p95 ms")
_MOST_ROWS = 12
"""With more streams than this, clips of one kind share a row."""
_COLUMNS = {
    "cer": ("CER", "{:.1%}"),
    "cer_revised": ("revised", "{:.1%}"),
    "commit_p50": ("commit p50 s", "{:.2f}"),
    "commit_p95": ("p95 s", "{:.2f}"),
    "first_draft_p50": ("first draft p50 s", "{:.2f}"),
    "first_draft_p95": ("p95 s", "{:.2f}"),
    "normalised_erasure": ("erasure", "{:.2f}"),
    "cpu_per_audio_s": ("CPU s per s", "{:.2f}"),
    "late_max": ("waited at most s", "{:.2f}"),
    "skipped_s": ("skipped s", "{:.1f}"),
    "invented_words": ("invented words", "{}"),
}


def streams(report: Row) -> str:
    """The report of benchmarks.measure: streams or kinds, shifts where there are several, all, and peers."""
    each, kinds, shifts = (cast(list[Row], report[name]) for name in ("streams", "per_kind", "per_shift"))
    total = cast(Row, report["total"])
    rows = [(_name(row), row) for row in each] if len(each) <= _MOST_ROWS else []
    rows = rows or [(f"all {row['kind'] or 'others'}", row) for row in kinds]
    if len(shifts) > 1:
        rows += [(f"all, shifted by {row['shift_ms']} ms", row) for row in shifts]
    peers = cast(Mapping[str, Row], report.get("peers", {}))
    heard = {name: cast(Row, peer["total"]) for name, peer in peers.items() if "total" in peer}
    rows += [("all", total), *((_peer(name, peers[name]), row) for name, row in heard.items())]
    return "\n\n".join([_table(rows), _memory(total), *_beside(peers, heard)])


def _peer(name: str, peer: Row) -> str:
    """The package, and which way of running it where there are several."""
    package = str(peer["package"])
    way = name.removeprefix(package.partition("==")[0]).lstrip("-")
    return f"{package} {way}".rstrip()


def _beside(peers: Mapping[str, Row], heard: Mapping[str, Row]) -> Iterable[str]:
    """What makes the rows of peers less than they look, and why some have none."""
    if foreign := [cast(float, row["foreign_cores"]) for row in heard.values() if row["foreign_cores"]]:
        yield f"Peers on the wall clock, while other work used up to {max(foreign):.2f} cores."
    yield from (f"{name} was skipped: {peer['skipped']}" for name, peer in peers.items() if "skipped" in peer)


def together(report: Row) -> str:
    """The report of benchmarks.together: every stream, all, and which did not keep up."""
    total, behind = cast(Row, report["total"]), cast(list[int], report["behind"])
    rows = [(f"stream {row['id']}", row) for row in cast(list[Row], report["streams"])]
    kept = f"Fell behind: {', '.join(map(str, behind))}." if behind else "No stream fell behind."
    return f"{_table([*rows, ('all', total)])}\n\n{kept} {_memory(total)}"


def translations(report: Row) -> str:
    """The report of benchmarks.translate: languages, then how long captions take where several share."""
    languages = cast(Mapping[str, Row], report["languages"])
    raw = any("raw" in row for row in languages.values())
    titles = ["", "by", "chrF", *["raw chrF"] * raw, "BLEU", "facts", *["raw facts"] * raw, "listed", "terms"]
    titles.append("figures alone")
    cells = [_translated(tag, row, raw) for tag, row in languages.items()]
    each = markdown([[*titles, *_TIMED], *cells])
    at_once = [[str(row["languages"]), *_timed(row)] for row in cast(list[Row], report["together"])]
    return f"{each}\n\n{markdown([['languages at once', *_TIMED], *at_once])}\n\n{_memory(report)}"


def _translated(tag: str, row: Row, raw: bool) -> list[str]:
    bare = [cast(Row, row["raw"])] if raw else []
    return [
        tag,
        str(row["engine"]),
        _scored(row, "chrf"),
        *(_scored(each, "chrf") for each in bare),
        _scored(row, "bleu"),
        _share(row, "facts_kept", "facts_total"),
        *(_share(each, "facts_kept", "facts_total") for each in bare),
        _share(row, "listed_kept", "listed_total"),
        _share(row, "glossary_hits", "glossary_total"),
        str(row["bared"]),
        *_timed(row),
    ]


def _timed(row: Row) -> list[str]:
    lost = f"{row['lost']} of {cast(int, row['lines']) * cast(int, row.get('languages', 1))}"
    return [lost, f"{row['ms_p50']:.0f}", f"{row['ms_p95']:.0f}"]


def _scored(row: Row, name: str) -> str:
    value, within = row[name], row[f"{name}_within"]
    return "-" if value is None else f"{value:.1f}" if within is None else f"{value:.1f} ±{within:.1f}"


def _share(row: Row, kept: str, total: str) -> str:
    return f"{row[kept]} of {row[total]}" if row[total] else "-"


def _memory(total: Row) -> str:
    return f"Peak memory {total['peak_memory_mb']:.0f} MB."


def _name(row: Row) -> str:
    return f"{row['id']} +{row['shift_ms']} ms" if row["shift_ms"] else str(row["id"])


def _table(rows: Sequence[tuple[str, Row]]) -> str:
    titles = ["", *(title for title, _ in _COLUMNS.values())]
    return markdown([titles, *([name, *_cells(row)] for name, row in rows)])


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """The first row is the titles."""
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)


def _cells(row: Row) -> Iterable[str]:
    for key, (_, shape) in _COLUMNS.items():
        yield "-" if row[key] is None else shape.format(row[key])
