"""What the kernels work on: lines of a show, who says them when, and the playlist that they are cut by."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

from models.fake import Line
from pipeline.types import Ms, Segment

LINES = (
    (
        "大家晚上好，今天这件羽绒服只要399块，买两件再减50。",
        "Good evening, today this down jacket is only 399 yuan, and two of them save you another 50.",
    ),
    (
        "原价1299，直播间打三折，库存还有1200件。",
        "It was 1,299; in this stream it is 70% off, and 1,200 pieces are left.",
    ),
    (
        "这款面霜一盒50毫升，买一送一，晚上八点准时开抢。",
        "This cream is 50 ml a jar, buy one and get one free, on sale at 8 p.m. sharp.",
    ),
    (
        "刚下单的朋友，明天上午发货，三天之内到。",
        "If you have just ordered, it ships tomorrow morning and arrives within three days.",
    ),
    (
        "尺码从S到3XL都有，体重一百四十斤以内拍L。",
        "Sizes go from S to 3XL; up to 70 kg take an L.",
    ),
    (
        "不满意七天无理由退货，运费我们来出。",
        "If you don't like it you can send it back within 7 days, and we pay for shipping.",
    ),
    (
        "好，我们来看下一个，这个小锅才两斤重，学生宿舍也能用。",
        "Right, let's look at the next one: this little pot weighs just 1 kg and suits a dormitory too.",
    ),
    (
        "还剩最后五分钟，喜欢的赶紧点左下角的小黄车。",
        "Five minutes left: if you like it, tap the yellow cart in the lower left corner.",
    ),
)
"""Each in Chinese and in English."""
EACH_MS: Ms = 180
"""How long a character sounds."""
PAUSE_MS: Ms = 260


def spoken(lines: int) -> list[Line]:
    """The characters of so many lines, each with the mark behind it; after the last line comes the first."""
    found: list[Line] = []
    at = 800
    for text, _ in islice(cycle(LINES), lines):
        for letter in text:
            if letter in "，。":
                found[-1] = Line(found[-1].start, found[-1].end, found[-1].text + letter)
                at += PAUSE_MS
            else:
                found.append(Line(at, at + EACH_MS, letter))
                at += EACH_MS
        at += 2 * PAUSE_MS
    return found


def segments(lines: int) -> Iterator[tuple[Segment, str]]:
    """What a stream makes of so many lines: two drafts of each line and then the line, with its English."""
    at = 1000
    for number, (zh, en) in enumerate(LINES[:lines]):
        end = at + EACH_MS * len(zh)
        for revision, share in enumerate((0.4, 0.8, 1.0)):
            final = share == 1.0
            heard = Segment(number, at, end, zh[: int(len(zh) * share)], final, revision, closed=final)
            yield heard, en[: int(len(en) * share)]
        at = end + PAUSE_MS


def playlist(entries: int) -> str:
    """A live media playlist as packagers write it, with dates and a discontinuity."""
    head = ["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-TARGETDURATION:4", "#EXT-X-MEDIA-SEQUENCE:8200"]
    lines = [*head, "#EXT-X-INDEPENDENT-SEGMENTS", '#EXT-X-MAP:URI="init.mp4"']
    for number in range(entries):
        if number == entries // 2:
            lines += ["#EXT-X-DISCONTINUITY", '#EXT-X-MAP:URI="init2.mp4"']
        minute, second = divmod(4 * number, 60)
        lines += [
            f"#EXT-X-PROGRAM-DATE-TIME:2026-03-01T20:{minute:02}:{second:02}.000+08:00",
            "#EXTINF:4.00008,",
            f"show-{8200 + number}.mp4?part=a,b",
        ]
    return "\n".join(lines) + "\n"
