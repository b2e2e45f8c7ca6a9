"""A clock burnt into the picture for machines to read: a row of black and white blocks, exact to a frame.

From the left, 24 blocks: white, black, white, 16 bits of the frame's number, highest first, 3 bits of
a check, black, white. The check is the number of ones modulo 8: a mix of two frames is not read as a third.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.types import Ms

WIDTH, HEIGHT = 480, 270
RATE = 20
"""Frames a second."""
FRAME_MS: Ms = 1000 // RATE
BLOCKS = 24
BLOCK = 16
"""Pixels of a block's side: one macroblock, so coding keeps it clean."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Place:
    """The clock's blocks in the picture, in pixels; what the browser's reader is told."""

    x: int = (WIDTH - BLOCKS * BLOCK) // 2
    y: int = 0
    width: int = BLOCKS * BLOCK
    height: int = BLOCK


PLACE = Place()


def draw(picture: Picture, number: int) -> None:
    """Burn the frame's number into an RGB picture of shape (HEIGHT, WIDTH, 3)."""
    ones = (number & 0xFFFF).bit_count() & 7
    bits = f"101{number & 0xFFFF:016b}{ones:03b}01"
    row = np.repeat(np.array([int(bit) * 255 for bit in bits], np.uint8), BLOCK)
    picture[PLACE.y : PLACE.y + BLOCK, PLACE.x : PLACE.x + PLACE.width] = row[:, None]


def read(bits: int) -> int | None:
    """The number that a row of blocks shows, 1 for a bright one; None where they are no clock."""
    number, ones = bits >> 5 & 0xFFFF, bits >> 2 & 7
    sound = bits >> 21 == 0b101 and bits & 3 == 0b01 and number.bit_count() & 7 == ones
    return number if sound else None
