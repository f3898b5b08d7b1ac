"""Beside leg 1: blocks of sixteen bytes as numbers that only a key tells, many at once.

AES, each block by itself: no message is hidden, a block is the whole input. Half of what comes out is kept.
Why not a keyed hash: docs/adr/20261128-blocks-as-pseudonyms.md.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

BLOCK_BYTES: Final = 16
HALF_BYTES: Final = 8
KEY_BYTES: Final = 32
_WORD: Final = np.dtype(">u8")


class Blocks:
    """One key. Not for several threads at once."""

    def __init__(self, key: bytes) -> None:
        """`key` has KEY_BYTES."""
        self._seal = Cipher(algorithms.AES(key), modes.ECB()).encryptor().update  # noqa: S305

    def number(self, block: bytes) -> int:
        """The number of 64 bits for this block: never 0."""
        return int.from_bytes(self._seal(block)[:HALF_BYTES], "big") or 1

    def numbers(self, blocks: bytes) -> list[int]:
        """The same of many, one behind the other."""
        words = np.frombuffer(self._seal(blocks), dtype=_WORD)
        numbers: list[int] = np.maximum(words[::2], 1).tolist()
        return numbers

    def halves(self, blocks: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The first half of what comes out, by row: `blocks` has BLOCK_BYTES columns, this HALF_BYTES."""
        sealed = np.frombuffer(self._seal(blocks.tobytes()), dtype=np.uint8)
        return sealed.reshape(-1, BLOCK_BYTES)[:, :HALF_BYTES]
