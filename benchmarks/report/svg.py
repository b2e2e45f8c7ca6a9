"""SVG as text. Colours are classes (benchmarks.report.palette), so that a page can turn dark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

Number = float | int


def element(name: str, *inner: str, **attributes: object) -> str:
    """Attribute names lose a trailing _ and have - for other _; those that are None are left out. `inner` is
    markup already; use `text` for what is not."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(inner)}</{name}>" if inner else f"<{name}{written}/>"


def text(x: Number, y: Number, said: str, class_: str = "", anchor: str | None = None) -> str:
    return element("text", escape(said), x=x, y=y, class_=class_ or None, text_anchor=anchor)


def line(x1: Number, y1: Number, x2: Number, y2: Number, class_: str) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def rect(x: Number, y: Number, width: Number, height: Number, class_: str, tip: str = "") -> str:
    return element("rect", *_tip(tip), x=x, y=y, width=max(0, width), height=height, class_=class_)


def path(points: Sequence[tuple[Number, Number]], class_: str, tip: str = "", stairs: bool = False) -> str:
    """A line through points; with `stairs` it stays level until the next one."""
    steps = [f"{'L' if number else 'M'}{_plain(x)} {_plain(y)}" for number, (x, y) in enumerate(points)]
    if stairs:
        steps = [
            steps[0],
            *(f"H{_plain(x)}V{_plain(y)}" for x, y in points[1:]),
        ]
    return element("path", *_tip(tip), d="".join(steps), class_=class_, fill="none")


def mark(x: Number, y: Number, number: int, class_: str, tip: str = "", size: float = 5) -> str:
    """One of five shapes: whoever cannot tell colours apart can tell these."""
    r = size
    match number % 5:
        case 0:
            return element("circle", *_tip(tip), cx=x, cy=y, r=r, class_=class_)
        case 1:
            corners = [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)]
        case 2:
            corners = [(x, y - r * 1.3), (x + r * 1.2, y + r), (x - r * 1.2, y + r)]
        case 3:
            corners = [(x, y - r * 1.4), (x + r * 1.4, y), (x, y + r * 1.4), (x - r * 1.4, y)]
        case _:
            corners = [(x - r * 1.2, y - r), (x + r * 1.2, y - r), (x, y + r * 1.3)]
    points = " ".join(f"{_plain(a)},{_plain(b)}" for a, b in corners)
    return element("polygon", *_tip(tip), points=points, class_=class_)


def drawing(width: int, height: int, name: str, *parts: str) -> str:
    """`name` is what a screen reader says; the figures are in the table beside it."""
    return element(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=name,
    )


def _tip(said: str) -> list[str]:
    return [element("title", escape(said))] if said else []


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
