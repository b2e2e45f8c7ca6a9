"""What `zimu bench` reports, computed from its logs alone, so that it can be done again elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from benchmarks.captions import Captions, captions
from benchmarks.captions import summary as of_captions
from benchmarks.metrics import Figures, grows, score, summary
from benchmarks.session import Session
from benchmarks.totals import total
from benchmarks.translated_log import figures

Report = dict[str, object]


def recognised(session: Session) -> Figures:
    """What the policy made of the sound of one stream."""
    return score(session.events, session.reference, session.letters, session.seconds)


def stream(sessions: Sequence[Session]) -> Report:
    """As `zimu bench stream` says it: `streams`, one object a replay, `per_kind`, `per_shift` and `total`."""
    scored = [(session.stream, recognised(session)) for session in sessions]
    named = ("id", "kind", "lang", "shift_ms")

    def grouped(name: str) -> list[Report]:
        keys = dict.fromkeys(stream[name] for stream, _ in scored)
        return [{name: key, **total([f for s, f in scored if s[name] == key])} for key in keys]

    memory = [session.events.memory_mb or 0.0 for session in sessions]
    return {
        "streams": [{key: row[key] for key in named} | summary(figures) for row, figures in scored],
        "per_kind": grouped("kind"),
        "per_shift": grouped("shift_ms"),
        "total": {**total([figures for _, figures in scored]), "peak_memory_mb": max(memory)},
    }


def live(sessions: Sequence[Session]) -> Report:
    """`streams`, one object a session, and `total`: what was recognised, and `languages` by tag."""
    each = [(session, recognised(session), _languages(session)) for session in sessions]
    pooled: dict[str, Captions] = {}
    for _, _, languages in each:
        for tag, found in languages.items():
            pooled[tag] = pooled.get(tag, Captions()) + found
    return {
        "streams": [
            {"id": session.stream["id"], "kind": session.stream["kind"], **summary(figures)}
            | {"rtf": rtf([session]), "languages": _summaries(languages)}
            for session, figures, languages in each
        ],
        "total": {
            **total([figures for _, figures, _ in each]),
            "rtf": rtf(sessions),
            "peak_memory_mb": max(session.events.memory_mb or 0.0 for session in sessions),
            "languages": _summaries(pooled),
        },
    }


def scale(sessions: Sequence[Session]) -> Report:
    """`points`, one for each number of streams and languages that was played: who fell behind, and delays."""
    points: dict[tuple[int, int], list[Session]] = {}
    for session in sessions:
        points.setdefault((len(session.languages) - 1, int(session.stream["streams"])), []).append(session)
    return {"points": [_point(*key, points[key]) for key in sorted(points)]}


def behind(session: Session) -> list[str]:
    """Why a stream did not keep up; nothing where it did. Sound was skipped, or waited longer and longer for
    the recogniser; a language gave something up, or lost lines."""
    found = ["sound was skipped"] if session.events.skipped else []
    found += ["waiting sound grew"] if grows(session.events.late_ms) else []
    slow = {row["language"] for row in session.of("step") if row["step"] != "all"}
    return (
        found
        + [f"{tag} gave up something" for tag in sorted(slow)]
        + [f"{tag} lost lines" for tag in sorted({row["language"] for row in session.of("lost")})]
    )


def rtf(sessions: Sequence[Session]) -> float | None:
    """Real-time factor of the recogniser: the time that its passes took over the duration of the sound."""
    took = sum(row["took_ms"] for session in sessions for row in session.of("pass")) / 1000
    seconds = sum(session.seconds for session in sessions)
    return round(took / seconds, 4) if seconds else None


def translate(sessions: Sequence[Session]) -> Report:
    """`languages`, an object a tag: what of `zimu bench translate` depends on texts and times."""
    return {"languages": {session.languages[-1]: figures(session) for session in sessions}}


REPORTS: Mapping[str, Callable[[Sequence[Session]], Report]] = {
    "stream": stream,
    "live": live,
    "scale": scale,
    "translate": translate,
}
"""By bench."""


def _languages(session: Session) -> dict[str, Captions]:
    return {tag: captions(session, tag) for tag in session.languages}


def _summaries(languages: Mapping[str, Captions]) -> Report:
    return {tag: of_captions(found, tag) for tag, found in languages.items()}


def _point(languages: int, streams: int, sessions: Sequence[Session]) -> Report:
    figures = sum(map(recognised, sessions), Figures())
    pooled: Captions = sum(
        (found for session in sessions for found in _languages(session).values()), Captions()
    )
    shown = of_captions(pooled, sessions[0].source)
    memory = max(session.events.memory_mb or 0.0 for session in sessions)
    return {
        "streams": streams,
        "languages": languages,
        "behind": {str(s.stream["id"]): why for s in sessions if (why := behind(s))},
        "delay_p50": shown["delay_p50"],
        "delay_p95": shown["delay_p95"],
        "delay_p99": shown["delay_p99"],
        "late_max": summary(figures)["late_max"],
        "cpu_per_audio_s": summary(figures)["cpu_per_audio_s"],
        "rtf": rtf(sessions),
        "memory_mb_per_stream": round(memory / streams, 1),
    }
