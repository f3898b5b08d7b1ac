"""What a sender of many reports calls a person, as a number of that day alone: keyed, so that whoever has the numbers
and not the key can neither guess names nor tell that one day's person is the next day's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MILLISECONDS_PER_DAY = 86_400_000
_STRETCH = 8_192
_U64 = np.uint64


def daily(reporter: NDArray[np.uint64], observed_at: NDArray[np.int64], key: bytes) -> NDArray[np.uint64]:
    """`reporter` as of the day (UTC) of `observed_at`, by a secret `key` of 16 bytes; 0, nobody, stays 0."""
    day = (observed_at // _MILLISECONDS_PER_DAY).astype(np.uint64)
    number = np.empty(len(reporter), dtype=np.uint64)
    for start in range(0, len(reporter), _STRETCH):  # what is mixed stays in the processor's cache
        part = slice(start, start + _STRETCH)
        number[part] = siphash(reporter[part], day[part], key)
    return np.where(reporter == 0, _U64(0), np.maximum(number, _U64(1)))


def siphash(first: NDArray[np.uint64], second: NDArray[np.uint64], key: bytes) -> NDArray[np.uint64]:
    """SipHash-2-4 (Aumasson, Bernstein 2012) of the sixteen bytes that each row's two words make.

    >>> words = np.frombuffer(bytes(range(16)), dtype="<u8")
    >>> f"{int(siphash(words[:1], words[1:], bytes(range(16)))[0]):x}"
    '3f2acc7f57c29bdb'
    """
    k0, k1 = (_U64(int.from_bytes(key[at : at + 8], "little")) for at in (0, 8))
    start = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
    v = [
        np.full(len(first), _U64(word) ^ k, dtype=np.uint64)
        for word, k in zip(start, (k0, k1, k0, k1), strict=True)
    ]
    length = np.full(len(first), _U64(16 << 56), dtype=np.uint64)
    for word in (first, second, length):
        v[3] ^= word
        _rounds(v, 2)
        v[0] ^= word
    v[2] ^= _U64(0xFF)
    _rounds(v, 4)
    mixed: NDArray[np.uint64] = v[0] ^ v[1] ^ v[2] ^ v[3]
    return mixed


def _rounds(v: list[NDArray[np.uint64]], times: int) -> None:
    for _ in range(times):
        for a, b, bits in ((0, 1, 13), (2, 3, 16)):
            v[a] += v[b]
            _turn(v[b], bits)
            v[b] ^= v[a]
        _turn(v[0], 32)
        for a, b, bits in ((2, 1, 17), (0, 3, 21)):
            v[a] += v[b]
            _turn(v[b], bits)
            v[b] ^= v[a]
        _turn(v[2], 32)


def _turn(x: NDArray[np.uint64], bits: int) -> None:
    """Rotate each word left by `bits`, in place."""
    left = x << _U64(bits)
    x >>= _U64(64 - bits)
    x |= left
