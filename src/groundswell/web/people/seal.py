"""What leaves our hands or lies in the database, kept from others' eyes and fingers, under keys of the instance's own key."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES: Final = 12
_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(tuple[float, dict[str, str]]).decode


def fresh() -> str:
    """256 bits that nobody guesses, as text for an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """What is kept of such a text: it says nothing of it, and the text is too long to be tried out."""
    return hashlib.sha256(text.encode()).hexdigest()


class Seal:
    """Seals and signs, each kind of thing under a key of its own."""

    def __init__(self, key: bytes) -> None:
        """`key` is the instance's (runtime/secrets.py)."""
        self._key = key

    def _derived(self, kind: str) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=f"groundswell desk {kind}".encode()).derive(self._key)

    def close(self, kind: str, content: bytes, whose: str = "") -> bytes:
        """`content`, readable only by `open` with the same `kind` and `whose`."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self._derived(kind)).encrypt(nonce, content, whose.encode())

    def open(self, kind: str, sealed: bytes, whose: str = "") -> bytes | None:
        """What was closed; None where it was not closed so, or somebody has changed it."""
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(self._derived(kind)).decrypt(nonce, rest, whose.encode())
        except (InvalidTag, ValueError):
            return None

    def lend(self, kind: str, held: dict[str, str], until: datetime) -> str:
        """What somebody's browser keeps for us for a while, as text."""
        sealed = self.close(kind, _encode((until.timestamp(), held)))
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def back(self, kind: str, text: str, now: datetime) -> dict[str, str] | None:
        """What was lent; None where it is none of ours, or too late."""
        try:
            sealed = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            return None
        opened = self.open(kind, sealed)
        if opened is None:
            return None
        until, held = _decode(opened)
        return held if now.timestamp() < until else None

    def sign(self, kind: str, text: str) -> str:
        """A signature that only we can make."""
        return hmac.new(self._derived(kind), text.encode(), hashlib.sha256).hexdigest()

    def is_signed(self, kind: str, text: str, signature: str) -> bool:
        """Whether we signed it, in a time that tells nothing."""
        return hmac.compare_digest(self.sign(kind, text).encode(), signature.encode("utf-8", "replace"))


class Spent:
    """What was used once and must not be used again while it would still hold. In this process alone."""

    def __init__(self, keep: timedelta) -> None:
        self._keep = keep
        self._until: dict[str, datetime] = {}

    def first(self, text: str, now: datetime) -> bool:
        """Whether `text` was not used before; it is now."""
        for old in [one for one, until in self._until.items() if until <= now]:
            del self._until[old]
        key = digest(text)
        if key in self._until:
            return False
        self._until[key] = now + self._keep
        return True
