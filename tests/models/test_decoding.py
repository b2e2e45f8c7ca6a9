"""What Whisper is asked, with a scripted decoder: one token a character."""

from __future__ import annotations

import numpy as np
import pytest

from models.decoding import Decoded, Decoder
from models.types import Request

END = 0xFFFE
BEFORE = 0xFFFF


class Characters:
    eot = END
    sot_prev = BEFORE

    def encode(self, text):
        return [ord(character) for character in text]

    def decode(self, tokens):
        return "".join(chr(token) for token in tokens if token < END)

    def split_tokens_on_unicode(self, tokens):
        return [chr(token) for token in tokens], [[token] for token in tokens]


class Scripted:
    """Answers by (encoded, beam, no_repeat, what stands before), else by fewer of them; keeps every batch."""

    def __init__(self, script):
        self.script = script
        self.batches = []

    def __call__(self, encoded, before, forced, *, limit, beam, no_repeat):
        self.batches.append((list(encoded), limit, beam, no_repeat))
        found = []
        for window, prompt, prefix in zip(encoded, before, forced, strict=True):
            style = Characters().decode(prompt).strip()
            text, logprob = self.script.get((window, style, no_repeat)) or self.script[window]
            tokens = [*prefix, *Characters().encode(text)][:limit]
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


def expects(marks):
    """An `expect` of whom a comma is likely behind each of these characters; keeps what it was asked."""
    asked = []

    def expect(encoded, before):
        def logits(text):
            asked.append((encoded, Characters().decode(before), Characters().decode(text)))
            found = np.full((len(text) + 1, 0x10000), -9.0, np.float32)
            found[np.arange(len(text) + 1), [*text, END]] = 0.0
            for place, token in enumerate(text, 1):
                found[place, ord(",")] = 1.0 if chr(token) in marks else -9.0
            return found

        return logits

    return expect, asked


@pytest.mark.parametrize(
    ("heard", "options", "text"),
    [
        (LONG, {}, "今天我们来看看,这一款非常好用的产品,它真的很不错"),
        (LONG, {"prompt": "有。"}, LONG),
        ("今天，" + LONG, {}, "今天，" + LONG),
        ("好的产品", {}, "好的产品"),  # too short to want any
    ],
)
def test_a_thorough_window_without_a_mark_gets_some_between_its_words(heard, options, text):
    expect, asked = expects("看品")
    generate = Scripted({"a": (heard, -0.1)})
    request = Request(sound(), thorough=True, **options)
    (found,) = Decoder(generate, Characters(), 5, "请。", expect)(["a"], [request])
    assert Characters().decode(found.tokens).replace("看,看", "看看") == text
    assert len(generate.batches) == 1
    assert {(window, before) for window, before, _ in asked} == ({("a", " 请。")} if heard != text else set())


def test_windows_of_a_batch_get_their_own_marks():
    expect, asked = expects("品")
    generate = Scripted({"a": (LONG, -0.1), "b": ("好。", -0.1), "c": (LONG[::-1], -0.1)})
    found = Decoder(generate, Characters(), 5, "请。", expect)("abc", [Request(sound(), thorough=True)] * 3)
    texts = [Characters().decode(each.tokens) for each in found]
    assert [text.replace(",", "") for text in texts] == [LONG, "好。", LONG[::-1]]
    assert [text.count(",") for text in texts] == [1, 0, 1]
    assert {window for window, _, _ in asked} == {"a", "c"}


def test_quick_windows_get_no_marks():
    expect, asked = expects("品")
    (found,) = Decoder(Scripted({"a": (LONG, -0.1)}), Characters(), 5, "请。", expect)(
        "a", [Request(sound())]
    )
    assert Characters().decode(found.tokens) == LONG
    assert asked == []


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
