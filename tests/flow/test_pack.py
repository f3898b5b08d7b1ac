"""Nothing is packed for nobody, and who reads a page each time it changes finds it packed."""

import gzip
import hashlib
from unittest.mock import patch

import brotli  # type: ignore[import-untyped]
import pytest

from groundswell.flow.pack import Packed, pack


def test_a_coding_is_packed_when_it_is_asked_for_and_with_the_next_page_at_once() -> None:
    first, second, third = (pack("text/html", b"All is well. " * 100 + end) for end in (b"1", b"2", b"3"))
    with patch("groundswell.flow.pack.brotli.compress", side_effect=brotli.compress) as packing:
        assert set(first.bodies) == {"identity", "gzip", "br", "zstd"}
        assert gzip.decompress(first.bodies["gzip"]) == first.bodies["identity"]
        packing.assert_not_called()
        assert brotli.decompress(first.bodies["br"]) == first.bodies["identity"]
        assert first.bodies["br"] is first.bodies["br"]
        assert isinstance(second.bodies, Packed)
        second.bodies.like(first.bodies)
        assert packing.call_count == 2
        assert isinstance(third.bodies, Packed)
        third.bodies.like(second.bodies)
        assert packing.call_count == 2, "nobody has read the second"
        assert brotli.decompress(second.bodies["br"]) == second.bodies["identity"]
        assert packing.call_count == 2, "it was ready before it was asked for"


@pytest.mark.parametrize(
    ("media_type", "body"),
    [("text/plain", b"short"), ("image/png", hashlib.shake_256(b"").digest(2048))],
)
def test_what_does_not_become_smaller_is_not_offered_packed(media_type: str, body: bytes) -> None:
    assert set(pack(media_type, body).bodies) == {"identity"}
