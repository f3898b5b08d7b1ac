"""How addresses lie in the database: sealed with AES-256-GCM, found by a keyed hash (HMAC-SHA-256).

Both keys are derived (HKDF, RFC 5869) from the instance's secret key: whoever has the database alone, or a copy of it,
reads no address. "1." in front names this way of sealing, so that another can follow it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from groundswell.errors import CorruptStoreError

_WAY: Final = "1."
_NONCE_BYTES: Final = 12


class Sealing:
    """ports.subscriptions.Seal; `key` gives the instance's secret key when it is first needed."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def seal(self, text: str, purpose: str) -> str:
        """See ports.subscriptions.Seal."""
        if not text:
            return ""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._box.encrypt(nonce, text.encode(), purpose.encode())
        return _WAY + base64.urlsafe_b64encode(sealed).decode("ascii")

    def open(self, sealed: str, purpose: str) -> str:
        """See ports.subscriptions.Seal."""
        if not sealed:
            return ""
        try:
            if not sealed.startswith(_WAY):
                raise ValueError("another way of sealing")
            raw = base64.b64decode(sealed[len(_WAY) :], altchars=b"-_", validate=True)
            return self._box.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode()).decode()
        except (InvalidTag, ValueError, binascii.Error) as fault:
            raise CorruptStoreError(
                "an address cannot be opened: it was sealed with another key, or was changed; put back the file "
                "secret.key that belongs to this database"
            ) from fault

    def mark(self, text: str) -> str:
        """See ports.subscriptions.Seal."""
        return hmac.new(self._marker, text.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _box(self) -> AESGCM:
        return AESGCM(self._derived(b"groundswell: addresses, sealed"))

    @cached_property
    def _marker(self) -> bytes:
        return self._derived(b"groundswell: addresses, found")

    def _derived(self, told: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=told).derive(self._key())
