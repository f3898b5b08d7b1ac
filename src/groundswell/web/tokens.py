"""The token of bulk senders and operators: asked for as `Authorization: Bearer ...`, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

TokenCheck = Callable[[bytes], bool]


def token_check(token: str) -> TokenCheck:
    """A check that says whether what was shown is `token`, in a time that tells nothing about either."""
    assert token, "an empty token would let everybody in"
    wanted = hashlib.sha256(token.encode()).digest()

    def fits(shown: bytes) -> bool:
        return hmac.compare_digest(hashlib.sha256(shown).digest(), wanted)

    return fits


def bearer(authorization: bytes) -> bytes | None:
    """What was shown as a bearer token; None when nothing was."""
    scheme, _, shown = authorization.partition(b" ")
    return shown.strip() or None if scheme.lower() == b"bearer" else None
