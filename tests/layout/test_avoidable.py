"""No violation is left that could be avoided, by the word of an oracle that tries everything.

A caption that is too short or too fast is avoidable if one of these lets it be read, and breaks no rule that
was kept before:

- other borders: it starts up to EARLY_MS before its sound, and ends later: into the pause behind it until it
  outstays its speech by the hang, or up to LATE_MS into the caption that follows without a pause. A neighbour
  without a pause between gives way by as much; a pause stays one. Only the two neighbours move, and each by
  one border: no chains, and none that cannot be read itself gives anything;
- joining: it and a neighbour, neither of which has moved, become one caption that can be read: their text
  fits the lines, there is no pause between, the second comes up to ANTICIPATE_MS before its sound.

Splitting gives no time, as the parts share it, and is left to the wrapping of lines. The oracle knows only
what it states here: captions of one word each, times in steps of 50 ms, at 50 ms a letter.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.layout.borrow import EARLY_MS, LATE_MS
from pipeline.layout.finish import ANTICIPATE_MS, finished
from pipeline.layout.presets import Limits
from pipeline.types import Caption, Segment, Shown

STEP, HANG_MS = 50, 1500
RULES = Limits(42, 20, 2, 800, 7000, 100, 400)


@dataclass(frozen=True)
class Said:
    """A caption of the output, with when its sound starts and how long it may stay."""

    start: int
    end: int
    text: tuple[str, ...]
    spoken: int
    until: int

    @property
    def hurried(self):
        return self.end - self.start < max(800, 50 * len(" ".join(self.text)) - 50 * (self.rows - 1))

    @property
    def rows(self):
        return 1 if len(" ".join(self.text)) <= 42 else 2


def broken(captions):
    """The rules of time that are broken, by whose words; of joined captions by those of both."""
    found = {(word, "time") for one in captions if one.hurried for word in one.text}
    found |= {(one.text[0], "long") for one in captions if one.end - one.start > 7000}
    for before, after in pairwise(captions):
        gap = after.start - before.end
        if gap < 100 or 100 < gap <= 400:
            found.add((after.text[0], "gap" if gap < 100 else "flicker"))
    return found


def moved(captions, index):
    """Everything that other borders of one caption could be."""
    one, before = captions[index], captions[index - 1] if index else None
    after = captions[index + 1] if index + 1 < len(captions) else None
    touches = before is not None and one.start - before.end <= 400
    followed = after is not None and after.start - one.end <= 400
    for early in range(0, one.start - max(0, one.spoken - EARLY_MS) + 1, STEP):
        latest = after.spoken + LATE_MS - after.start if followed else max(0, one.until - one.end)
        for late in range(0, latest + 1, STEP):
            made = list(captions)
            made[index] = replace(one, start=one.start - early, end=one.end + late)
            if touches:
                made[index - 1] = replace(before, end=before.end - early)
            if followed:
                made[index + 1] = replace(after, start=after.start + late)
            pause_kept = touches or before is None or made[index].start - before.end > 400
            lenders = [made[index - 1]] if touches and early else []
            lenders += [made[index + 1]] if followed and late else []
            if pause_kept and not any(each.hurried for each in lenders):
                yield made


def joined(captions, index):
    """The caption as one with the one before, or behind."""
    for first in (index - 1, index):
        if not 0 <= first < len(captions) - 1:
            continue
        one, two = captions[first : first + 2]
        still = one.start == one.spoken and two.start == two.spoken
        text = one.text + two.text
        fits = any(
            len(" ".join(text[:cut])) <= 42 and len(" ".join(text[cut:])) <= 42 for cut in range(len(text))
        )
        if still and fits and two.start - one.end <= 400 and two.start - one.start <= ANTICIPATE_MS:
            both = Said(one.start, two.end, text, one.spoken, two.until)
            yield [*captions[:first], both, *captions[first + 2 :]]


def avoidable(captions):
    """What each caption in haste could have been instead."""
    now = broken(captions)
    for index, one in enumerate(captions):
        if one.hurried:
            for other in (*moved(captions, index), *joined(captions, index)):
                then = broken(other)
                if then < now and not {(word, "time") for word in one.text} & then:
                    yield other


shapes = st.lists(
    st.tuples(st.sampled_from([0, 100, 300, 500, 800, 2000]), st.integers(4, 60), st.integers(1, 42)),
    min_size=2,
    max_size=4,
)


@settings(max_examples=150)
@given(shapes)
def test_what_is_left_broken_could_not_be_avoided(shape):
    shown, at, words = [], 1000, {}
    for number, (pause, steps, letters) in enumerate(shape):
        start, at = at + pause, at + pause + STEP * steps
        word = "abcd"[number] * letters
        words[word] = (start, at + HANG_MS)
        caption = Caption(number, 0, "en", start, at, (word,), True, 0, True)
        shown.append(Shown(caption, Segment(number, start, at, "…", True, 1, True)))
    made = []
    for each in finished(shown, RULES, HANG_MS):
        text = tuple(" ".join(each.lines).split())
        made.append(Said(each.start, each.end, text, words[text[0]][0], words[text[-1]][1]))
    assert next(avoidable(made), None) is None, made
