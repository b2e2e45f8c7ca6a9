"""The reports of `zimu bench live` and `scale`, and of logs of `translate`, as Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from benchmarks.stages import STAGES
from benchmarks.table import Row, markdown

_RANKS = ("p50", "p95", "p99")


def live(report: Row) -> str:
    """Languages over all streams, their stages, the source text; and each stream where there are several."""
    total = cast(Row, report["total"])
    languages = cast(Mapping[str, Row], total["languages"])
    streams = cast(Sequence[Row], report["streams"])
    parts = [_delays(languages), _stages(languages), _texts(languages), _source(total)]
    return "\n\n".join(parts if len(streams) == 1 else [*parts, _each(streams)])


def agreement(reports: Mapping[str, Row]) -> str:
    """The same shows on several clocks, a column each; of the median with its bounds of 95 %."""
    totals = {clock: cast(Row, report["total"]) for clock, report in reports.items()}
    languages = {clock: cast(Mapping[str, Row], total["languages"]) for clock, total in totals.items()}
    rows = [
        [title, *(show(total[key]) for total in totals.values())]
        for title, key, show in (
            ("CER", "cer", _rate),
            ("commit p50 s", "commit_p50", _s),
            ("commit p95 s", "commit_p95", _s),
            ("first draft p50 s", "first_draft_p50", _s),
        )
    ]
    for tag in next(iter(languages.values())):
        each = [found[tag] for found in languages.values()]
        rows.append(
            [
                f"{tag} delay p50 s",
                *(f"{_s(x['delay_p50'])} ({_within(x['delay_p50_within'])})" for x in each),
            ]
        )
        rows.append([f"{tag} delay p95 s", *(_s(x["delay_p95"]) for x in each)])
    return markdown([["", *reports], *rows])


def scale(report: Row) -> str:
    """A row for each number of streams and languages."""
    titles = ["languages", "streams", "kept up", "delay p50 s", "p95 s", "p99 s", "waited at most s"]
    rows = [
        [
            str(point["languages"]),
            str(point["streams"]),
            _behind(cast(Mapping[str, Sequence[str]], point["behind"])),
            *(_s(point[f"delay_{rank}"]) for rank in _RANKS),
            _s(point["late_max"]),
            _s(point["cpu_per_audio_s"]),
            _s(point["rtf"]),
            f"{point['memory_mb_per_stream']:.0f}",
        ]
        for point in cast(Sequence[Row], report["points"])
    ]
    return markdown([[*titles, "CPU s per s", "RTF of passes", "MB a stream"], *rows])


def translate(report: Row) -> str:
    """A row for each language."""
    titles = ["", "lines", "lost", "chrF", "BLEU", "facts", "listed", "terms", "p50 ms", "p95 ms", "p99 ms"]
    rows = [
        [
            tag,
            str(row["lines"]),
            str(row["lost"]),
            _scored(row, "chrf"),
            _scored(row, "bleu"),
            _share(row, "facts_kept", "facts_total"),
            _share(row, "listed_kept", "listed_total"),
            _share(row, "glossary_hits", "glossary_total"),
            *(f"{row[key]:.0f}" for key in ("ms_p50", "ms_p95", "ms_p99")),
        ]
        for tag, row in cast(Mapping[str, Row], report["languages"]).items()
    ]
    return markdown([titles, *rows])


def _delays(languages: Mapping[str, Row]) -> str:
    titles = ["", "lines", "lost", "end of speech to published p50 s", "95 %", "p95 s", "p99 s"]
    lagging = ["StreamLAAL s", "on the clock", "LongYAAL s", "on the clock"]
    rows = [
        [
            tag,
            str(row["lines"]),
            str(row["lost"]),
            _s(row["delay_p50"]),
            _within(row["delay_p50_within"]),
            _s(row["delay_p95"]),
            _s(row["delay_p99"]),
            *(_s(row[key]) for key in ("stream_laal", "stream_laal_ca", "long_yaal", "long_yaal_ca")),
        ]
        for tag, row in languages.items()
    ]
    return markdown([[*titles, *lagging], *rows])


def _stages(languages: Mapping[str, Row]) -> str:
    """p50 / p95 / p99 of each stage; these do not add up as the stages of one line do."""
    rows = [
        [tag, *(_ranked(cast(Mapping[str, Sequence[float]], row["stages"])[name]) for name in STAGES)]
        for tag, row in languages.items()
    ]
    return markdown([["s, p50 / p95 / p99", *STAGES], *rows])


def _texts(languages: Mapping[str, Row]) -> str:
    titles = ["", "chrF", "BLEU", "facts", "terms", "erasure", "timing error p50 s", "p95 s"]
    rows = [
        [
            tag,
            _scored(row, "chrf"),
            _scored(row, "bleu"),
            _share(row, "facts_kept", "facts_total"),
            _share(row, "glossary_hits", "glossary_total"),
            _s(row["normalised_erasure"]),
            _s(row["timing_error_p50"]),
            _s(row["timing_error_p95"]),
        ]
        for tag, row in languages.items()
    ]
    return markdown([titles, *rows])


def _source(total: Row) -> str:
    titles = [
        "CER",
        "95 %",
        "revised",
        "commit p50 s",
        "p95 s",
        "first draft s",
        "erasure",
        "CPU s per s",
    ]
    keys = ("commit_p50", "commit_p95", "first_draft_p50", "normalised_erasure", "cpu_per_audio_s", "rtf")
    cells = [_rate(total["cer"]), _within(total["cer_within"], 100), _rate(total["cer_revised"])]
    cells += [_s(total[key]) for key in keys] + [f"{total['peak_memory_mb']:.0f}"]
    return markdown([[*titles, "RTF of passes", "peak MB"], cells])


def _each(streams: Sequence[Row]) -> str:
    tags = list(cast(Mapping[str, Row], streams[0]["languages"]))
    rows = [
        [
            str(row["id"]),
            _rate(row["cer"]),
            _s(row["commit_p50"]),
            *(_s(cast(Mapping[str, Row], row["languages"])[tag]["delay_p50"]) for tag in tags),
        ]
        for row in streams
    ]
    return markdown([["", "CER", "commit p50 s", *(f"{tag} p50 s" for tag in tags)], *rows])


def _behind(found: Mapping[str, Sequence[str]]) -> str:
    reasons = sorted({reason for each in found.values() for reason in each})
    return f"{len(found)} did not: {', '.join(reasons)}" if found else "yes"


def _s(value: object) -> str:
    return "-" if value is None else f"{value:.2f}"


def _rate(value: object) -> str:
    return "-" if value is None else f"{value:.1%}"


def _ranked(values: Sequence[float | None]) -> str:
    return " / ".join(_s(value) for value in values)


def _within(bounds: object, times: float = 1.0) -> str:
    if bounds is None:
        return "-"
    low, high = cast(Sequence[float], bounds)
    return f"{low * times:.2f} to {high * times:.2f}"


def _scored(row: Row, name: str) -> str:
    value, within = row[name], row[f"{name}_within"]
    return "-" if value is None else f"{value:.1f}" if within is None else f"{value:.1f} ±{within:.1f}"


def _share(row: Row, kept: str, total: str) -> str:
    return f"{row[kept]} of {row[total]}" if row[total] else "-"
