"""What a person at a terminal sees: finished lines scroll, and below them the words that are being heard."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from pipeline.formats.cue import visible
from pipeline.layout.languages import lookup
from pipeline.types import Ms, Shown

_COLOURS = ("bold", "cyan", "green", "yellow", "magenta", "blue")


class Terminal:
    """Prints to `console`; drafts only where it is a terminal that can take them back."""

    def __init__(self, console: Console, languages: tuple[str, ...]) -> None:
        self._console = console
        self._styles = {tag: _COLOURS[i % len(_COLOURS)] for i, tag in enumerate(languages)}
        self._column = max(map(len, languages))
        self._source = languages[0]
        self._said: dict[str, tuple[int, int]] = {}  # the last segment and part printed of each language
        self._drafts: dict[int, Text] = {}  # of the source, by segment
        self._live = (
            Live(console=console, transient=True, auto_refresh=False) if console.is_terminal else None
        )
        if self._live is not None:
            self._live.start()

    def write(self, shown: Shown) -> None:
        caption = shown.caption
        space = " " if lookup(caption.language).spaced else ""
        text = space.join(visible(caption.lines))
        place = (caption.segment, caption.part)
        if caption.words_final:
            if place > self._said.get(caption.language, (-1, -1)):
                self._said[caption.language] = place
                if text:  # else the segment turned out to hold nothing
                    self._console.print(self._line(caption.start, caption.language, text))
                if caption.language == self._source:
                    self._show_draft(caption.segment, None)
        elif caption.language == self._source and caption.part == 0:
            line = self._line(caption.start, caption.language, text, draft=True)
            self._show_draft(caption.segment, line if text else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def _show_draft(self, segment: int, line: Text | None) -> None:
        self._drafts.pop(segment, None)
        if line is not None:
            self._drafts[segment] = line
        if self._live is not None:
            self._live.update(Text("\n").join(self._drafts.values()), refresh=True)

    def _line(self, start: Ms, language: str, text: str, *, draft: bool = False) -> Text:
        minutes, ms = divmod(start, 60_000)
        line = Text(f"{minutes:02d}:{ms // 1000:02d}  ", style="dim")
        line.append(f"{language:<{self._column}}  ", style="dim")
        line.append(text, style="dim italic" if draft else self._styles[language])
        return line
