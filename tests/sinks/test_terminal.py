"""What a person sees: finished lines once, drafts only where a terminal can take them back."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from pipeline.sinks.terminal import Terminal
from pipeline.types import Caption, Segment, Shown

LANGUAGES = ("zh-Hans", "pt-BR")


def shown(
    text: str,
    *,
    id: int = 0,
    part: int = 0,
    language: str = "zh-Hans",
    final: bool = False,
    words: bool = True,
) -> Shown:
    segment = Segment(id, 61_000, 63_000, text, words, 1)
    lines = tuple(text.split("\n")) if text else ()
    return Shown(Caption(id, part, language, 61_000, 63_000, lines, final, 1, words_final=words), segment)


def output(*captions: Shown, terminal: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=terminal, width=40, color_system=None, soft_wrap=True)
    with Terminal(console, LANGUAGES) as sink:
        for caption in captions:
            sink.write(caption)
    return stream.getvalue()


def draft(text: str, id: int = 0) -> Shown:
    return shown(text, words=False, id=id)


def test_finished_lines_are_printed_once_with_time_and_language() -> None:
    text = output(
        draft("你"),
        shown("你好\n世界"),
        shown("Olá", language="pt-BR"),
        shown("你好\n世界", final=True),
        shown("Olá", language="pt-BR", final=True),
    )
    assert text == "01:01  zh-Hans  你好世界\n01:01  pt-BR    Olá\n"


def test_parts_of_a_segment_are_lines_of_their_own() -> None:
    text = output(shown("一", part=0, final=True), shown("二", part=1), shown("二", part=1, final=True))
    assert [line.split()[-1] for line in text.splitlines()] == ["一", "二"]


@pytest.mark.parametrize("terminal", [False, True])
def test_a_caption_without_lines_prints_nothing(terminal: bool) -> None:
    text = output(draft("嗯"), shown(""), shown("再见", id=1), terminal=terminal)
    assert text.count("01:01") == (2 if terminal else 1)  # on a terminal the draft was seen too


def test_an_empty_draft_takes_back_the_one_before() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=40, color_system=None)
    with Terminal(console, LANGUAGES) as sink:
        sink.write(draft("嗯"))
        before = len(stream.getvalue())
        sink.write(draft(""))
        assert "01:01" not in stream.getvalue()[before:]


def last_screen(*captions: Shown) -> str:
    """What the last of the captions makes of the terminal."""
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=40, color_system=None)
    with Terminal(console, LANGUAGES) as sink:
        for caption in captions[:-1]:
            sink.write(caption)
        before = len(stream.getvalue())
        sink.write(captions[-1])
        return stream.getvalue()[before:]


def test_a_closed_line_stays_above_the_draft_until_it_is_final() -> None:
    both = last_screen(draft("天地。"), draft("玄", id=1))
    assert 0 < both.find("天地。") < both.find("玄")
    revised = last_screen(draft("天地。"), draft("玄", id=1), shown("天帝。"))
    assert revised.count("天帝。") == 1
    below = revised.rsplit("\x1b[2K", 1)[1]  # what was drawn last
    assert "天地。" not in below and "玄" in below


def test_a_closed_line_that_turns_out_to_be_nothing_goes() -> None:
    gone = last_screen(draft("谢谢观看。"), draft("玄", id=1), shown(""))
    assert "谢谢观看" not in gone and "玄" in gone


def test_drafts_are_for_terminals() -> None:
    assert output(draft("你")) == ""
    assert "你" in output(draft("你"), terminal=True)


def test_drafts_of_other_languages_are_not_shown() -> None:
    assert "Olá" not in output(shown("Olá", language="pt-BR", words=False), terminal=True)


def test_what_a_speaker_says_is_not_markup() -> None:
    assert "[bold]x[/bold] :smile:" in output(shown("[bold]x[/bold] :smile:"))


def test_the_cursor_is_given_back() -> None:
    assert output(draft("你"), terminal=True).rstrip("\n").rfind("\x1b[?25h") > output(
        draft("你"), terminal=True
    ).rfind("\x1b[?25l")
