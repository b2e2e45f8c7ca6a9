"""Two hearings of the same sound: where one of them stands when the other has said so much."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from models.han import to_simplified
from pipeline.types import Word

_APART = 0.1
"""Edits that a second of difference in time counts for: it decides only between what reads alike."""


def key(text: str) -> str:
    """What hearings must agree on: letters and digits in one script and case, not punctuation."""
    folded = to_simplified(unicodedata.normalize("NFKC", text)).lower()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


def begins(heard: Sequence[Word], said: Sequence[Word]) -> int:
    """How many words of `heard` say what `said` says, both from the same sound on.

    It is the beginning of `heard` that costs the fewest edits to turn into `said`, and of several such the
    one that ends when `said` does: 好好好 reads alike wherever it is cut.
    """
    if not said or not heard:
        return 0
    target = key("".join(word.text for word in said))
    costs = [float(len(target)) + _apart(heard[0].start, said[-1].end)]
    row = list(range(len(target) + 1))
    for word in heard:
        for letter in key(word.text):
            row = _next(row, letter, target)
        costs.append(row[-1] + _apart(word.end, said[-1].end))
    return min(range(len(costs)), key=costs.__getitem__)


def _next(row: Sequence[int], letter: str, target: str) -> list[int]:
    """The next row of edit distances (Levenshtein) to every beginning of `target`."""
    found = [row[0] + 1]
    for j, other in enumerate(target):
        found.append(min(row[j + 1] + 1, found[-1] + 1, row[j] + (letter != other)))
    return found


def _apart(a: int, b: int) -> float:
    return _APART * min(abs(a - b) / 1000, 5.0)


def alike(heard: Sequence[Word], before: Sequence[Word]) -> int:
    """How many words from the first on are the same in both."""
    count = 0
    while count < min(len(heard), len(before)) and key(heard[count].text) == key(before[count].text):
        count += 1
    return count


def recurring(text: str, other: str) -> list[bool]:
    """Which letters of `text` stand at the same place of `other`, as difflib aligns them."""
    found = [False] * len(text)
    for block in SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks():
        found[block.a : block.a + block.size] = [True] * block.size
    return found


def carried(cuts: Sequence[int], old: Sequence[Word], new: Sequence[Word]) -> list[int]:
    """For each count of words of `old`, the count of words of `new` that say the same; both are rising.

    The texts are aligned letter by letter (difflib); where they differ the cut falls in proportion.
    """
    before, after = _letters(old), _letters(new)
    blocks = SequenceMatcher(
        None, [c for c, _ in before], [c for c, _ in after], autojunk=False
    ).get_opcodes()
    found = []
    for cut in cuts:
        place = _across(sum(index < cut for _, index in before), blocks)
        whole = cut == len(old) or place == len(after)
        found.append(len(new) if whole else after[place][1])
    return found


def _across(place: int, blocks: Sequence[tuple[str, int, int, int, int]]) -> int:
    """A place between the letters of the first text, in the second one."""
    for _, a, b, c, d in blocks:
        if a <= place < b:
            return c + round((place - a) * (d - c) / (b - a))
    return blocks[-1][4] if blocks else 0


def _letters(words: Sequence[Word]) -> list[tuple[str, int]]:
    return [(letter, index) for index, word in enumerate(words) for letter in key(word.text)]
