"""Decides which segments of two variants are of the same time, where their origin counts each its own way.

RFC 8216 (section 6.2.4) lets media sequence numbers of variants differ. Dates say what belongs together;
without them what is newest in both does, which is right but for a segment: players align by time stamps, and
the variant is delayed a segment more or less.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.hls.dates import date_ms
from pipeline.hls.playlist import Entry


def difference(variant: Sequence[Entry], lead: Sequence[Entry]) -> int:
    """What is added to the numbers of a variant so that they are those of the lead: with most servers 0."""
    if not variant or not lead:
        return 0
    dated = [(date, each.sequence) for each in lead if (date := date_ms(each)) is not None]
    for entry in reversed(variant):
        date = date_ms(entry)
        if date is None or not dated:
            continue
        nearest, sequence = min(dated, key=lambda known: abs(known[0] - date))
        if abs(nearest - date) <= 500 * entry.seconds:
            return sequence - entry.sequence
    near = len(variant)
    if variant[0].sequence - near <= lead[-1].sequence and lead[0].sequence - near <= variant[-1].sequence:
        return 0
    return lead[-1].sequence - variant[-1].sequence
