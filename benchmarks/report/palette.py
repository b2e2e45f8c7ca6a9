"""The colours of the report, by the name of their class, in light and in dark.

Series are Okabe and Ito's palette ("Color Universal Design", 2008), darkened on light ground and lightened on
dark until each has 3 to 1 against it (WCAG 2.2, 1.4.11); shapes and dashes tell the same again.
"""

from __future__ import annotations

TONES: dict[str, tuple[str, str]] = {
    "ground": ("#f6f4ef", "#101214"),
    "panel": ("#fffdfa", "#171b1e"),
    "raised": ("#efebe3", "#21272b"),
    "line": ("#ddd7cb", "#2d343a"),
    "ink": ("#1a1c1e", "#f2efe8"),
    "muted": ("#5c646b", "#9da7af"),
    "draft": ("#6b747c", "#8e9aa4"),
    "accent": ("#c1341f", "#f2705c"),
    "focus": ("#0b63b8", "#7cc4ff"),
    "good": ("#1b7345", "#62c98e"),
    "bad": ("#b3261e", "#ff8a7c"),
}
SERIES: tuple[tuple[str, str], ...] = (
    ("#0072b2", "#58b5ec"),
    ("#d55e00", "#ff8f4a"),
    ("#00805d", "#2fc596"),
    ("#b5588c", "#e79bc7"),
    ("#a87400", "#f0c155"),
    ("#5b4fb3", "#aaa0f5"),
    ("#5a6168", "#b4bdc5"),
    ("#8a3b12", "#d8a07c"),
    ("#1f2a30", "#e3e7ea"),
)
DASHES = ("", "7 3", "2 3", "9 3 2 3", "5 2 1 2 1 2", "1 2", "12 3", "4 4", "9 2 2 2 2 2")


def series(number: int) -> int:
    """1 to 9."""
    return number % len(SERIES) + 1


def tokens() -> str:
    """Custom properties that follow color-scheme."""
    named = {**TONES, **{f"s{number}": pair for number, pair in enumerate(SERIES, 1)}}
    return "".join(f"--{name}:light-dark({light},{dark});" for name, (light, dark) in named.items())


def rules(dark: bool | None = None) -> str:
    """The classes of drawings; with `dark` given, in colours and not in custom properties."""

    def colour(name: str, pair: tuple[str, str]) -> str:
        return f"var(--{name})" if dark is None else pair[dark]

    found = []
    for number, pair in enumerate(SERIES, 1):
        tone, dash = colour(f"s{number}", pair), DASHES[number - 1]
        stroke = f"stroke:{tone};stroke-width:2.2px" + (f";stroke-dasharray:{dash}" if dash else "")
        found += [f".f{number}{{fill:{tone}}}", f".l{number}{{{stroke}}}", f".w{number}{{stroke:{tone}}}"]
    for name, pair in TONES.items():
        found.append(f".{name}-f{{fill:{colour(name, pair)}}}")
    line, ink, muted = (colour(name, TONES[name]) for name in ("line", "ink", "muted"))
    found += [
        f"text{{fill:{ink};font-size:13px}}",
        f"text.quiet{{fill:{muted};font-size:12px}}",
        "text.strong{font-weight:600}",
        f".grid{{stroke:{line};stroke-width:1px}}",
        f".axis{{stroke:{muted};stroke-width:1px}}",
        f".many{{stroke:{muted};stroke-width:1px;stroke-opacity:0.45}}",
        f".whisker{{stroke:{muted};stroke-width:1.5px}}",
        f".front{{stroke:{muted};stroke-width:1.2px;stroke-dasharray:3 4}}",
        ".soft{fill-opacity:0.28}",
        f".ring{{stroke:{colour('panel', TONES['panel'])};stroke-width:1.5px}}",
    ]
    return "\n".join(found)
