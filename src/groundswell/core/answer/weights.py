"""How what was learned is written in the package, and read: small whole numbers, compressed, one a place for each of several columns."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from groundswell.core.answer.marks import FEW_PLACES

WHOLE = 127
"""the largest whole number: what the scale of a column stands for"""


def unpacked(text: str) -> bytes:
    """Base 64 of zlib."""
    return zlib.decompress(base64.b64decode(text))


def weights(text: str, scales: Sequence[float], places: int = FEW_PLACES) -> NDArray[np.float32]:
    """A row for each of `places`, a column for each of `scales`."""
    small = np.frombuffer(unpacked(text), dtype=np.int8).reshape(len(scales), places)
    steps = np.array(scales, dtype=np.float32) / np.float32(WHOLE)
    return np.ascontiguousarray((small * steps[:, None]).T)
