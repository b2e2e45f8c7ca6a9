"""What a client that comes back is sent."""

from __future__ import annotations

from pipeline.sinks.backlog import Message
from pipeline.sinks.past import Past


def filled(*rows: tuple[int, str, str], kept: int = 3) -> Past:
    past = Past(kept)
    for seq, language, key in rows:
        past.add(Message(seq, language, key, "", keep=True))
    return past


def seqs(past: Past, since: int, *languages: str) -> list[int]:
    return [message.seq for message in past.since(since, languages)]


def test_what_came_after_in_order_over_all_languages() -> None:
    past = filled((1, "en", "a"), (2, "es", "a"), (3, "en", "b"), (4, "es", "b"))
    assert seqs(past, 0) == [1, 2, 3, 4]
    assert seqs(past, 2) == [3, 4]
    assert seqs(past, 4) == []


def test_only_the_languages_asked_for() -> None:
    past = filled((1, "en", "a"), (2, "es", "a"), (3, "en", "b"))
    assert seqs(past, 0, "es") == [2]
    assert seqs(past, 0, "ar") == []


def test_no_language_costs_another_its_past() -> None:
    past = filled((1, "es", "a"), *((seq, "en", str(seq)) for seq in range(2, 12)))
    assert seqs(past, 0) == [1, 9, 10, 11]


def test_a_caption_that_came_again_comes_once_and_late() -> None:
    past = filled((1, "en", "a"), (2, "en", "b"), (3, "en", "a"))
    assert seqs(past, 0) == [2, 3]
