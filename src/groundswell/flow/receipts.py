"""Beside leg 1: names of receipts. Only we can make one, so it tells which report is asked about and that we gave it out."""

from __future__ import annotations

import hmac
from binascii import hexlify
from typing import Final

import numpy as np

from groundswell.flow.blocks import BLOCK_BYTES, HALF_BYTES, KEY_BYTES, Blocks

_SEQUENCE_BYTES: Final = 6
_NAME_BYTES: Final = _SEQUENCE_BYTES + HALF_BYTES
RECEIPT_LETTERS: Final = 2 * _NAME_BYTES
"""How long the name of a receipt is."""


class Receipts:
    """Names keyed with a secret."""

    def __init__(self, secret: bytes) -> None:
        """`secret` has at least KEY_BYTES, all of them unguessable."""
        self._keyed = Blocks(secret[:KEY_BYTES])

    def name(self, sequence: int) -> str:
        """The unguessable name of a sequence: 28 hexadecimal digits."""
        return self.names(sequence, 1)[0].decode()

    def names(self, first: int, number: int) -> list[bytes]:
        """The names of `number` sequences from `first` on, as they are sent."""
        words = np.zeros((number, 2), dtype=">u8")
        words[:, 1] = np.arange(first, first + number, dtype=np.uint64)
        blocks = words.view(np.uint8)
        raw = np.concatenate((blocks[:, BLOCK_BYTES - _SEQUENCE_BYTES :], self._keyed.halves(blocks)), axis=1)
        text = hexlify(raw.tobytes())
        return [text[place : place + RECEIPT_LETTERS] for place in range(0, len(text), RECEIPT_LETTERS)]

    def sequence_of(self, name: str) -> int | None:
        """The sequence that a name stands for; None if we never gave it out."""
        try:
            raw = bytes.fromhex(name)
        except ValueError:
            return None
        sequence = int.from_bytes(raw[:_SEQUENCE_BYTES], "big")
        if len(raw) != _NAME_BYTES or not hmac.compare_digest(raw.hex(), self.name(sequence)):
            return None
        return sequence
