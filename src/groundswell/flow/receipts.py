"""Beside leg 1: names of receipts. Only we can make one, so it tells which report is asked about and that we gave it out."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

_MAC_BYTES = 8
_SEQUENCE_BYTES = 6
RECEIPT_LETTERS: Final = 2 * (_SEQUENCE_BYTES + _MAC_BYTES)
"""How long the name of a receipt is."""


class Receipts:
    """Names keyed with a secret."""

    def __init__(self, secret: bytes) -> None:
        self._keyed = hashlib.blake2b(key=secret, digest_size=_MAC_BYTES)

    def names(self, first: int, number: int) -> list[str]:
        """The unguessable names of `number` sequences from `first` on: 28 hexadecimal digits each."""
        keyed, names = self._keyed, []
        for sequence in range(first, first + number):
            raw = sequence.to_bytes(_SEQUENCE_BYTES, "big")
            mac = keyed.copy()
            mac.update(raw)
            names.append((raw + mac.digest()).hex())
        return names

    def sequence_of(self, name: str) -> int | None:
        """The sequence that a name stands for; None if we never gave it out."""
        try:
            raw = bytes.fromhex(name)
        except ValueError:
            return None
        sequence = int.from_bytes(raw[:_SEQUENCE_BYTES], "big")
        if len(raw) != _SEQUENCE_BYTES + _MAC_BYTES or not hmac.compare_digest(
            raw.hex(), self.names(sequence, 1)[0]
        ):
            return None
        return sequence
