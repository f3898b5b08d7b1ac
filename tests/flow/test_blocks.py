"""Blocks as numbers: the same alone as among many, other under another key, and receipts that only we can name."""

from __future__ import annotations

import pytest

from groundswell.flow.blocks import BLOCK_BYTES, KEY_BYTES, Blocks
from groundswell.flow.receipts import RECEIPT_LETTERS, Receipts

KEY, OTHER = bytes(range(KEY_BYTES)), bytes(KEY_BYTES)
BLOCKS = [number.to_bytes(BLOCK_BYTES, "big") for number in range(100)]


def test_a_block_has_the_same_number_alone_and_among_others() -> None:
    assert Blocks(KEY).numbers(b"".join(BLOCKS)) == [Blocks(KEY).number(block) for block in BLOCKS]


def test_a_number_is_half_of_what_aes_256_makes_of_its_block() -> None:
    # FIPS 197, C.3
    block = bytes.fromhex("00112233445566778899aabbccddeeff")
    assert Blocks(KEY).number(block) == 0x8EA2B7CA516745BF


def test_another_key_makes_other_numbers() -> None:
    assert not set(Blocks(KEY).numbers(b"".join(BLOCKS))) & set(Blocks(OTHER).numbers(b"".join(BLOCKS)))


def test_a_receipts_name_is_the_same_alone_and_among_others_and_says_its_sequence() -> None:
    receipts = Receipts(KEY)
    names = receipts.names(1_000_000, 50)
    assert names == [receipts.name(1_000_000 + place).encode() for place in range(50)]
    assert {len(name) for name in names} == {RECEIPT_LETTERS}
    assert [receipts.sequence_of(name.decode()) for name in names] == [
        1_000_000 + place for place in range(50)
    ]


@pytest.mark.parametrize("place", [0, 11, 12, RECEIPT_LETTERS - 1])
def test_a_name_with_one_letter_changed_was_never_given_out(place: int) -> None:
    name = Receipts(KEY).name(77)
    forged = name[:place] + ("0" if name[place] != "0" else "1") + name[place + 1 :]
    assert Receipts(KEY).sequence_of(forged) is None
    assert Receipts(OTHER).sequence_of(name) is None
