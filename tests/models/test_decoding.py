"""What Whisper is asked, with a scripted decoder: one token a character."""

from __future__ import annotations

import numpy as np
import pytest

from models.decoding import Decoded, Decoder
from models.types import Request

END = 0xF0000
BEFORE = 0xF0001


class Characters:
    eot = END
    sot_prev = BEFORE

    def encode(self, text):
        return [ord(character) for character in text]

    def decode(self, tokens):
        return "".join(chr(token) for token in tokens if token < END)


class Scripted:
    """Answers by (encoded, beam, no_repeat, what stands before), else by fewer of them; keeps every batch."""

    def __init__(self, script):
        self.script = script
        self.batches = []
        self.stops = []

    def __call__(self, encoded, before, forced, *, limit, beam, no_repeat, stop=None):
        self.batches.append((list(encoded), limit, beam, no_repeat))
        self.stops.append(stop)
        found = []
        for window, prompt, prefix in zip(encoded, before, forced, strict=True):
            style = Characters().decode(prompt).strip()
            text, logprob = self.script.get((window, style, no_repeat)) or self.script[window]
            tokens = [*prefix, *Characters().encode(text)][:limit]
            if stop:
                tokens = next((tokens[:n] for n in range(len(tokens)) if stop(tokens[:n])), tokens)
            found.append(Decoded([*tokens, END] if len(tokens) < limit else tokens, logprob, 0.1))
        return found


def sound(seconds=4):
    return np.zeros(seconds * 16_000, np.float32)


def decode(script, *requests, style="请。"):
    """Texts of windows that are named a, b, c …, and the batches that were asked for."""
    generate = Scripted(script)
    decoder = Decoder(generate, Characters(), beam=5, style=style)
    found = decoder([chr(ord("a") + i) for i in range(len(requests))], requests)
    return [Characters().decode(each.tokens) for each in found], generate.batches


def test_all_are_one_batch_with_the_largest_limit():
    script = {"a": ("你好", -0.1), "b": ("再见", -0.1)}
    texts, batches = decode(script, Request(sound(1)), Request(sound(3)))
    assert texts == ["你好", "再见"]
    assert batches == [(["a", "b"], 16 + 3 * 8, 1, 0)]


def test_a_thorough_pass_is_wide():
    _, batches = decode({"a": ("你好", -0.1)}, Request(sound(), thorough=True))
    assert [beam for _, _, beam, _ in batches] == [5]


@pytest.mark.parametrize(("thorough", "beam"), [(False, 2), (True, 5)])
def test_only_what_loops_is_asked_again(thorough, beam):
    script = {"a": ("你好", -0.1), "b": ("好的" * 15, -0.1), ("b", "", 4): ("好的", -0.3)}
    texts, batches = decode(script, *[Request(sound(), thorough=thorough)] * 2)
    assert texts == ["你好", "好的"]
    assert batches[1:] == [(["b"], 64 if thorough else 48, beam, 4)]


def test_an_answer_that_does_not_end_loops_even_within_the_limit_of_a_longer_neighbour():
    endless = "".join(map(chr, range(0x4E00, 0x4E00 + 40)))  # no repetition to see
    script = {"a": (endless, -0.1), "b": ("再见", -0.1), ("a", "", 4): ("你好", -0.3)}
    texts, batches = decode(script, Request(sound(1)), Request(sound(10)))
    assert texts == ["你好", "再见"]
    assert batches[1] == (["a"], 24, 2, 4)


def test_no_answer_is_longer_than_whisper_can_hold():
    endless = "".join(map(chr, range(0x4E00, 0x4E00 + 300)))
    texts, batches = decode({"a": (endless, -0.1), ("a", "", 4): ("你好", -0.3)}, Request(sound(29)))
    assert texts == ["你好"]
    assert [limit for _, limit, _, _ in batches] == [224, 224]


LONG = "今天我们来看看这一款非常好用的产品它真的很不错"


@pytest.mark.parametrize(
    ("request_", "second", "text"),
    [
        (Request(sound(), thorough=True), ("今天。", -0.15), "今天。"),
        (Request(sound(), thorough=True), ("今天。", -0.25), LONG),  # costs too much
        (Request(sound(), thorough=True), (LONG, -0.1), LONG),  # brings none
        (Request(sound()), ("今天。", -0.1), LONG),
        (Request(sound(), thorough=True, prompt="有。"), ("今天。", -0.1), LONG),
    ],
)
def test_a_thorough_window_without_a_mark_is_asked_for_some(request_, second, text):
    script = {"a": (LONG, -0.1), ("a", "请。", 0): second}
    assert decode(script, request_)[0] == [text]


MINUTE = "今天，" + LONG + "。"
WORDY = LONG * 2


@pytest.mark.parametrize(
    ("case", "script", "request_", "text", "beams"),
    [
        ("sure", {"a": (MINUTE, -0.2)}, {}, MINUTE, [1]),
        ("unsure", {"a": (MINUTE, -0.6)}, {}, MINUTE, [1, 5]),
        ("no marks", {"a": (WORDY, -0.2), ("a", "请。", 0): (MINUTE, -0.25)}, {}, MINUTE, [1, 5]),
        ("none with style", {"a": (WORDY, -0.2), ("a", "请。", 0): (WORDY, -0.2)}, {}, WORDY, [1, 5, 5]),
        ("worse with style", {"a": (WORDY, -0.2), ("a", "请。", 0): (MINUTE, -0.4)}, {}, WORDY, [1, 5, 5]),
        ("no marks, a prompt", {"a": (WORDY, -0.2)}, {"prompt": "有。"}, WORDY, [1]),
        ("loops", {"a": ("好的，" * 20, -0.1), ("a", "", 4): (MINUTE, -0.3)}, {}, MINUTE, [1, 5, 5]),
    ],
)
def test_a_long_window_gets_a_beam_where_greed_does_not_do(case, script, request_, text, beams):
    texts, batches = decode(script, Request(sound(20), thorough=True, **request_))
    assert texts == [text]
    assert [beam for _, _, beam, _ in batches] == beams


def test_long_and_short_windows_of_a_batch_are_answered_as_they_would_be_alone():
    script = {
        **{"a": (MINUTE, -0.2), "b": (WORDY, -0.2), ("b", "请。", 0): (MINUTE + "对", -0.2)},
        **{"c": ("好。", -0.2), "d": (MINUTE + "吗？", -0.9)},
    }
    requests = [Request(sound(n), thorough=True) for n in (20, 20, 14, 20)]
    texts, batches = decode(script, *requests)
    assert texts == [MINUTE, MINUTE + "对", "好。", MINUTE + "吗？"]
    assert [(windows, beam) for windows, _, beam, _ in batches] == [
        (["a", "b", "d"], 1),
        (["b"], 5),
        (["c", "d"], 5),
    ]


def test_what_begins_without_marks_is_given_up():
    generate = Scripted({"a": (WORDY * 3, -0.2), ("a", "请。", 0): (MINUTE, -0.2)})
    Decoder(generate, Characters(), 5, "请。")(["a"], [Request(sound(20), thorough=True)])
    given_up = [n for n in range(100) if generate.stops[0](Characters().encode(WORDY * 3)[:n])]
    assert given_up == [32]
    assert not generate.stops[0](Characters().encode(MINUTE * 2)[:32])
    assert generate.stops[1] is None


def test_without_a_style_nothing_is_asked_again():
    script = {"a": (LONG, -0.1), ("a", "请。", 0): ("今天。", -0.1)}
    assert decode(script, Request(sound(), thorough=True), style="")[0] == [LONG]


def test_an_answer_has_its_prefix_once():
    class Drops(Scripted):
        def __call__(self, encoded, before, forced, **options):
            return super().__call__(encoded, before, [[] for _ in forced], **options)

    request = Request(sound(), prefix="你们")
    for generate in (Scripted({"a": ("好", -0.1)}), Drops({"a": ("好", -0.1)})):
        (found,) = Decoder(generate, Characters(), 5, "")(["a"], [request])
        assert Characters().decode(found.tokens) == "你们好"
    assert generate.batches[0][1] == 2 + 16 + 4 * 8
