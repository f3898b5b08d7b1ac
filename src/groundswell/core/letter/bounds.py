"""How much of a letter is looked at. All that is read of one is linear in these: that is its bound in time as well."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """What lies beyond is not looked at; nothing fails by it. Bytes and letters are of one letter as a whole."""

    head_bytes: int = 65_536
    """of the head of the letter, and of each part"""
    fields: int = 500
    """header fields of one head"""
    field_bytes: int = 8_192
    """of one header field"""
    depth: int = 8
    """parts within parts"""
    parts: int = 100
    """parts in all"""
    decoded_bytes: int = 400_000
    """of text, after base64 and quoted-printable"""
    letters: int = 100_000
    """of a text, after the character set, its markup among them"""
    words: int = 20_000
    """letters of a text that a reader would see; who asks takes fewer still"""
    references: int = 50
    """letters before this one that it names"""


BOUNDS = Bounds()
