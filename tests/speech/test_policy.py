from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import InferenceFailed
from models.fake import FakeRecogniser, FakeVad
from models.han import to_simplified
from models.types import Transcript, Word
from pipeline.speech.commit import CommitOptions
from pipeline.speech.gate import Gate
from pipeline.speech.policy import PolicyOptions, Streaming
from pipeline.types import Gap, Hypothesis, Progress, Revision, Speech
from tests import laws
from tests.speech.ears import Ear
from tests.speech.scripts import HAN, heard_in, scripts, spoken, steadily, text_of

RULES = ("agreement", "attention", "both", "gated", "calibrated")
COMMIT = CommitOptions(
    hold_ms=200, attention_ms=500, sure=0.8, sure_ms=320, patience_ms=1400, number_ms=700, draft=0.5
)
OPTIONS = PolicyOptions(
    commit=COMMIT,
    prompt="",
    context_chars=40,
    step_ms=480,
    share=0.67,
    settle_ms=700,
    trim_ms=6000,
    longest_ms=12_000,
)
LOOP = "记得给我点赞" * 4


def options(commit=COMMIT, **changed):
    return replace(OPTIONS, commit=commit, **changed)


def rule(name, **changed):
    return options(replace(COMMIT, rule=name, **changed))


def speech(script, start=0, block=100):
    return laws.run(Gate(FakeVad()), heard_in(script, start, block))


def voice(length, start=0, ends=False):
    """Somebody talks all the time, in frames of the gate."""
    frames = [Speech(at, np.ones(512, np.float32), False) for at in range(start, start + length, 32)]
    return [*frames[:-1], replace(frames[-1], ends=True)] if ends else frames


def batches(items, size):
    return [items[at : at + size] for at in range(0, len(items), size)]


def run(stage, items, size=1):
    made = [record for batch in batches(items, size) for record in stage.push_many(batch)]
    return [*made, *stage.flush()]


def hypotheses(records):
    return [record for record in records if isinstance(record, Hypothesis)]


def committed(records):
    return [word for hypothesis in hypotheses(records) for word in hypothesis.committed]


def revisions(records):
    return [record for record in records if isinstance(record, Revision)]


def text(words):
    return "".join(word.text for word in words)


def told(records):
    """What each hypothesis promises, as the progress that it is."""
    for record in records:
        if isinstance(record, Hypothesis):
            yield from (*record.committed, *record.tail, Progress(record.upto))
        elif not isinstance(record, Gap | Revision):
            yield record


def lawful(made):
    laws.committed_is_append_only(made)
    laws.progress_is_kept(told(made))
    laws.a_span_is_revised_once(made)
    for record in made:
        assert not isinstance(record, Hypothesis) or not (record.ends and record.tail)


# What is committed, and when


@pytest.mark.parametrize("name", RULES)
def test_a_word_is_committed_by_its_rule_and_no_sooner(name):
    """Every 100 ms a pass: how much sound must follow 玄, which two passes hear as soon as it is over."""
    script = spoken(*"天地玄黄宇宙洪荒日月", start=0, each=300)
    stage = Streaming(FakeRecogniser(script), replace(rule(name, sure=2.0), step_ms=96))
    waited = None
    for item in speech(script):
        for record in stage.push(item):
            if waited is None and isinstance(record, Hypothesis) and "玄" in text(record.committed):
                waited = item.end - 900
    assert waited is not None
    least = {"agreement": 200, "attention": 500, "both": 500, "gated": 200, "calibrated": 64}[name]
    assert least <= waited <= least + 96 + 32


def test_gated_takes_what_one_pass_is_sure_of():
    script = spoken(*"天地玄黄宇", start=0, each=200)
    for likely, count in ((0.8, 3), (0.79, 0)):
        ear = Ear(script, likely={line.text: likely for line in script})
        chosen = replace(rule("gated"), step_ms=990)
        first = next(iter(hypotheses(run(Streaming(ear, chosen), speech(script)))))
        assert len(first.committed) == count


@pytest.mark.parametrize("name", RULES)
def test_a_number_waits_longer_than_a_word(name):
    """三百九十 is heard as 390 until 八 follows."""

    def first_commit(said, number_ms):
        script = spoken("只", "要", said, *"你好我是小王今天", start=0, each=300)
        chosen = replace(rule(name, number_ms=number_ms), step_ms=96)
        stage = Streaming(FakeRecogniser(script), chosen)
        for item in speech(script):
            for record in stage.push(item):
                if isinstance(record, Hypothesis) and said in text(record.committed):
                    return item.end - 900
        raise AssertionError(f"{said} was never committed")

    assert first_commit("390", 900) >= 900
    assert first_commit("390", 0) < 900
    assert first_commit("三", 900) < 900


def test_a_draft_of_what_is_hardly_likely_is_masked_until_it_is_heard_again():
    script = spoken(*"天地玄黄宇", start=0, each=300)
    ear = Ear(script, likely={"玄": 0.3})
    made = hypotheses(run(Streaming(ear, rule("agreement", hold_ms=2000)), speech(script)))
    drafts = [text(record.tail) for record in made if not record.ends]
    assert drafts[:3] == ["天地", "天地", "天地玄黄宇"]


def test_punctuation_case_and_script_do_not_keep_two_passes_from_agreeing():
    answers = iter(["ok這", "OK，这", "OK，这"])
    stage = Streaming(lambda samples, **_: Transcript((Word(0, 200, next(answers), 1.0),)), rule("agreement"))
    assert text(committed(run(stage, voice(1024)))) == "OK，这"


def test_a_recogniser_that_changes_scripts_says_nothing_twice():
    script = spoken(*"这个价钱我们从来", 900, *"没有给过大家", 900, *"开门红卖光了", 900, *"见", start=0)
    for name in RULES:
        ear = Ear(script, flips=True)
        made = run(Streaming(ear, rule(name)), speech(script))
        assert len(laws.revised(made)) == len(script)
        assert all(each.prompt == to_simplified(each.prompt) for each in ear.passes)


def test_the_pause_that_is_left_of_an_utterance_is_not_recognised():
    ear = Ear([])
    end = Speech(5000, np.zeros(480 * 16, np.float32), True, trail=480)
    made = laws.run(Streaming(ear, OPTIONS), [Gap(0, 5000, "skipped"), end])
    assert ear.passes == []
    assert made[-1] == Hypothesis((), (), 5000, ends=True)


def test_progress_is_passed_on_in_silence_and_kept_in_speech():
    silent = [Progress(320), Progress(640)]
    assert laws.run(Streaming(Ear([]), OPTIONS), silent) == silent
    deaf = Streaming(lambda samples, **_: Transcript(()), OPTIONS)
    made = laws.run(deaf, [*voice(96), Progress(9999)])
    assert Progress(9999) not in made


def test_a_failed_pass_is_the_callers():
    script = spoken("你", "好", start=0)
    with pytest.raises(InferenceFailed):
        run(Streaming(FakeRecogniser(script, failing=[0]), OPTIONS), speech(script))


def test_flush_leaves_nothing_behind():
    script = spoken("你", "好", start=200)
    stage = Streaming(FakeRecogniser(script), OPTIONS)
    for item in speech(script):
        if isinstance(item, Speech) and not item.ends:
            list(stage.push(item))
    assert laws.nothing_left(stage)


# Nothing is lost or said twice

chosen_options = st.builds(
    options,
    commit=st.builds(
        CommitOptions,
        rule=st.sampled_from(RULES),
        hold_ms=st.integers(64, 600),  # a word that still sounds has no end yet
        attention_ms=st.integers(64, 900),
        sure=st.sampled_from([0.5, 0.8, 2.0]),
        sure_ms=st.integers(320, 900),
        patience_ms=st.integers(400, 2000),
        number_ms=st.integers(0, 1000),
    ),
    context_chars=st.sampled_from([0, 5, 40]),
    step_ms=st.sampled_from([96, 320, 480, 1000]),
    share=st.sampled_from([0.3, 0.67, 1.0]),
    settle_ms=st.integers(0, 1200),
    trim_ms=st.sampled_from([2000, 6000]),
    longest_ms=st.sampled_from([5000, 12_000]),
)
starts = st.integers(0, 90_000)
sizes = st.sampled_from([1, 1, 7, 60, 10_000])


@settings(max_examples=60)
@given(scripts(), chosen_options, starts, sizes)
def test_every_word_is_said_once_in_order_and_in_time(script, chosen, start, size):
    made = run(Streaming(FakeRecogniser(script, unsure=300), chosen), speech(script, start), size)
    lawful(made)
    words = laws.revised(made)
    assert text(words) == text_of(script)
    for word, line in zip(words, script, strict=True):
        assert abs(word.start - start - line.start) <= 100
        assert abs(word.end - start - line.end) <= 100
    assert all(a.end <= b.start for a, b in pairwise(words))


@settings(max_examples=60)
@given(
    scripts(),
    chosen_options,
    starts,
    sizes,
    st.sets(st.integers(0, 59)),
    st.sampled_from(["错", "对错", "，"]),
)
def test_what_quick_passes_mishear_is_revised(script, chosen, start, size, misheard, wrong):
    quick = {script[n].text: wrong for n in misheard if n < len(script)}
    ear = Ear(script, unsure=300, quick=quick)
    made = run(Streaming(ear, chosen), speech(script, start), size)
    lawful(made)
    assert text(laws.revised(made)) == text_of(script)


def test_a_revision_comes_once_the_clause_is_settled():
    script = spoken(*"天地玄黄，", *"宇宙洪荒日月盈昃", start=0)
    made = run(Streaming(Ear(script, quick={"玄": "宣"}), OPTIONS), speech(script))
    first, *_ = revisions(made)
    assert text(first.words) == "天地玄黄，"
    assert text(committed(made[: made.index(first)])).startswith("天地宣黄，")
    assert made.index(first) < len(made) - 2
    assert text(laws.revised(made)) == text_of(script)


def test_a_clause_is_settled_though_its_second_hearing_says_the_same():
    script = spoken(*"天地玄黄，", *"宇宙洪荒日月盈昃", start=0)
    first, *_ = revisions(run(Streaming(Ear(script), OPTIONS), speech(script)))
    assert text(first.words) == "天地玄黄，"
    assert first.start <= 0 < first.end


def test_the_end_of_an_utterance_revises_what_is_not_settled():
    script = spoken(*"天地玄黄宇宙", 1500, *"洪荒日月盈昃", start=0)
    made = run(Streaming(Ear(script, quick={"地": "错", "荒": "错"}), OPTIONS), speech(script))
    assert text(laws.revised(made)) == text_of(script)
    assert text(committed(made)).count("错") == 2
    assert len(revisions(made)) == 2


@pytest.mark.parametrize("name", RULES)
def test_what_the_end_takes_back_is_gone(name):
    """Quick passes hear a word in a cough; the last one hears none."""

    def cough(samples, *, thorough=False, **_):
        return Transcript(() if thorough else (Word(0, 200, "啊", 0.9),))

    made = run(Streaming(cough, rule(name)), voice(1280, ends=True))
    assert text(committed(made)) == "啊"
    assert laws.revised(made) == []


@settings(max_examples=40)
@given(scripts(), st.sampled_from([20, 32, 100, 1000]), starts)
def test_the_same_whatever_the_chunking_of_the_sound(script, block, start):
    """The gate gives a record a frame whatever comes in, and each of those is pushed alone. Records that are
    pushed together get one pass: that is another schedule, of which only the text is the same."""
    laws.same_whatever_the_chunking(
        lambda: Streaming(FakeRecogniser(script, unsure=300), OPTIONS),
        speech(script, start),
        lambda _: speech(script, start, block),
    )


# What is slow, endless or broken


@pytest.mark.parametrize("each", [330, 1000])
@pytest.mark.parametrize("size", [1, 10_000])
def test_a_slow_speaker_loses_nothing(each, size):
    script = spoken(*"天地玄黄宇", start=0, each=each)
    made = run(Streaming(Ear(script, unsure=300), OPTIONS), speech(script), size)
    assert text(laws.revised(made)) == text_of(script)


@pytest.mark.parametrize("breath", [1, 300])
@pytest.mark.parametrize("name", RULES)
def test_a_minute_without_a_pause_or_a_mark(name, breath):
    script = steadily(60, breath=breath)
    ear = Ear(script, unsure=300)
    made = run(Streaming(ear, rule(name)), speech(script))
    lawful(made)
    assert text(laws.revised(made)) == text_of(script)
    assert ear.longest <= 18_000 + 480 + 32


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("size", [300, 900, 10_000])
def test_a_minute_that_had_to_wait(name, size):
    """Up to 30 s of sound wait for the recogniser, which takes no more than that at once."""
    script = steadily(60)
    ear = Ear(script, unsure=300, likely={"咦": 0.1})
    made = run(Streaming(ear, rule(name, hold_ms=320)), speech(script), size)
    lawful(made)
    assert text(laws.revised(made)) == text_of(script)
    assert ear.longest <= 24_000 + 32


@st.composite
def nonsense(draw):
    """A recogniser that hears whatever it likes, with whatever times, at every pass."""
    seed = draw(st.integers(0, 1 << 32))
    kind = draw(st.sampled_from(["words", "nothing", "one word", "no time"]))
    lengths: list[int] = []

    def recognise(samples, *, prompt="", thorough=False, prefix=""):
        length = len(samples) // 16
        lengths.append(length)
        random = np.random.default_rng((seed, len(lengths)))
        if kind == "nothing":
            return Transcript(())
        if kind == "one word":
            return Transcript((Word(0, length, "啊", 1.0),))
        count = int(random.integers(0, 12))
        edges = np.sort(random.integers(0, length + 1, 2 * count))
        if kind == "no time" and count:
            edges = np.repeat(edges[::2], 2)
        letters = [HAN[n] + ("，" if n % 5 == 0 else "") for n in random.integers(0, len(HAN), count)]
        likely = [float(p) for p in random.random(count)]
        words = [
            Word(int(a), int(b), letter, p)
            for a, b, letter, p in zip(edges[::2], edges[1::2], letters, likely, strict=True)
        ]
        return Transcript(tuple(words), float(-random.random()))

    recognise.lengths = lengths
    return recognise


@settings(max_examples=40)
@given(nonsense(), chosen_options, sizes, st.booleans())
def test_whatever_is_heard_the_records_are_lawful_and_the_window_bounded(recognise, chosen, size, ends):
    stage = Streaming(recognise, chosen)
    items = [*voice(20_000, ends=ends), *voice(20_000, start=20_000 + 4000 * ends)]
    made = run(stage, items, size)
    lawful(made)
    bound = max(2 * chosen.longest_ms, chosen.longest_ms + chosen.trim_ms) + max(chosen.step_ms, 32)
    assert max(recognise.lengths) <= bound + (2 * 32 * size if size < 100 else 0)


def test_the_prompt_does_not_grow():
    script = steadily(60)
    ear = Ear(script)
    run(Streaming(ear, options(prompt="价格,", context_chars=12)), speech(script))
    assert all(each.prompt.startswith("价格,") for each in ear.passes)
    assert max(len(each.prompt) for each in ear.passes) == 3 + 12


def test_what_was_said_stands_before_the_next_window_and_a_gap_clears_it():
    script = spoken(*"天地玄黄。", 1500, *"宇宙洪荒", start=0)
    items = speech(script)
    for between, prompt in (((), "名,天地玄黄."), ((Gap(2500, 2500, "lost"),), "名,")):
        ear = Ear(script)
        pause = next(n for n, item in enumerate(items) if isinstance(item, Speech) and item.ends) + 1
        run(Streaming(ear, options(prompt="名,")), [*items[:pause], *between, *items[pause:]])
        assert ear.passes[0].prompt == "名,"
        assert ear.passes[-1].prompt == prompt


def test_without_context_nothing_stands_there():
    script = spoken(*"天地玄黄。", 1500, *"宇宙洪荒", start=0)
    ear = Ear(script)
    run(Streaming(ear, options(context_chars=0)), speech(script))
    assert {each.prompt for each in ear.passes} == {""}


def test_a_gap_ends_what_is_open_before_it_is_passed_on():
    script = spoken("你", "好", start=200)
    before = [item for item in speech(script) if isinstance(item, Speech) and not item.ends]
    made = laws.run(Streaming(FakeRecogniser(script), OPTIONS), [*before, Gap(600, 900, "lost")])
    assert [type(record) for record in made][-2:] == [Hypothesis, Gap]
    assert made[-2].ends
    assert text(committed(made)) == "你好"


# Loops

SCRIPT = spoken(
    *"天地玄黄宇宙洪荒",
    300,
    *"日月盈昃，",
    *"辰宿列张",
    300,
    *"寒来暑往秋收冬藏。",
    1500,
    *"闰余成岁。",
    start=0,
)


LOOPS = [("quick", 0.3), ("settling", 0.3), ("last", 0.3), ("last", 1.0)]
"""Which pass loops, and how sure of it it is. While the speaker goes on, a loop that is as likely as speech
is taken for somebody who says a thing three times; the end of the utterance knows better."""


def looping(chosen, sure):
    """The script, with one pass that loops: the fifth, the first thorough one, or that of the end."""
    count = len(Ear(SCRIPT).passes)

    def loops(number, thorough):
        nonlocal count
        if chosen == "quick":
            return number == 4
        count += thorough
        return thorough and count == {"settling": 1, "last": 2}[chosen]

    ear = Ear(SCRIPT, loops=loops, loop=LOOP, sure_of_loop=sure)
    return ear, run(Streaming(ear, OPTIONS), speech(SCRIPT))


@pytest.mark.parametrize(("chosen", "sure"), LOOPS)
def test_a_loop_commits_nothing_and_stays_out_of_the_context(chosen, sure):
    ear, made = looping(chosen, sure)
    assert LOOP in [each.text for each in ear.passes]
    assert not set("记得给我点赞") & set(text(committed(made)))
    assert not set("记得给我点赞") & set(text(laws.revised(made)))
    assert not any(set("记得给我点赞") & set(each.prompt) for each in ear.passes)
    lawful(made)


@pytest.mark.parametrize(("chosen", "sure"), LOOPS)
def test_what_was_committed_before_a_loop_stands_and_the_next_utterance_is_clean(chosen, sure):
    _, made = looping(chosen, sure)
    assert all(record.words for record in revisions(made))
    said = text(laws.revised(made))
    assert said.startswith("天地玄黄宇宙洪荒日月盈昃，")
    assert said.endswith("闰余成岁。")
    assert chosen == "last" or said == text_of(SCRIPT)


# Load


def busy(cost_ms, seconds=40, share=0.67, until=None):
    """When passes start that take `cost_ms` each, and 50 from `until` on; what waits is pushed together."""
    script = steadily(seconds, breath=1)  # the gate holds a pause back, which then counts as waiting
    items = speech(script)
    ends = [item.upto if isinstance(item, Progress) else item.end for item in items]
    clock, passes = 0, []
    ear = Ear(script)
    stage = Streaming(ear, options(share=share))
    at = 0
    while at < len(items):
        clock = max(clock, ends[at])
        here = max(at + 1, sum(end <= clock for end in ends))
        before = len(ear.passes)
        list(stage.push_many(items[at:here]))
        at = here
        for _ in range(len(ear.passes) - before):
            passes.append(clock)
            clock += cost_ms if until is None or clock < until else 50
    return passes


@pytest.mark.parametrize(("cost", "share"), [(200, 0.67), (600, 0.67), (1500, 0.67), (600, 0.4)])
def test_on_a_busy_machine_the_step_grows(cost, share):
    passes = busy(cost, share=share)
    apart = [b - a for a, b in pairwise(passes[1:-1])]
    assert min(apart) >= max(480, cost / share) - 64
    assert max(apart) <= max(480, cost / share) + 600  # nor does it grow without need


def test_it_shrinks_when_the_load_is_gone():
    passes = busy(1500, until=20_000)
    apart = [b - a for a, b in pairwise(passes) if a > 23_000]
    assert max(apart[:-1]) <= 480 + 64
