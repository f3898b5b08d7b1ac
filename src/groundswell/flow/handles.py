"""Beside `subscribe` and `ask`: the keys to a subscription that stand in its messages, to a question in its page's address, and to what somebody proposed.
Nothing of them is stored: only we can make one, and one made for one purpose opens nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from enum import StrEnum
from typing import Final

_MAC_BYTES: Final = 16
ID_LETTERS: Final = 12
"""how long the id of a subscription or question is"""
_FORM: Final = re.compile(rf"[A-Za-z0-9_-]{{{ID_LETTERS}}}[A-Za-z0-9_-]{{22}}")


class Purpose(StrEnum):
    """What a handle opens."""

    CONFIRM = "confirm"
    """says yes, once, while it is waited for"""
    MANAGE = "manage"
    """everything that who has the subscription may do: it stands in each message"""
    QUESTION = "question"
    """everything that who asked may do with the question"""
    WISH_YES = "wish-yes"
    """says yes to a wish, once, while it is waited for"""
    PROPOSAL = "proposal"
    """reads and forgets what somebody wrote that helps others"""
    WISH = "wish"
    """everything that who has the wish may do"""


class Handles:
    """Handles keyed with the instance's secret."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(b"handles of subscriptions", key=secret[:64]).digest()

    def make(self, purpose: Purpose, id: str) -> str:  # noqa: A002
        """The handle of the subscription or question `id`."""
        mac = hmac.new(self._key, f"{purpose}:{id}".encode(), hashlib.sha256).digest()[:_MAC_BYTES]
        return id + base64.urlsafe_b64encode(mac).decode("ascii").rstrip("=")

    def read(self, purpose: Purpose, handle: str) -> str | None:
        """The id that `handle` is of; None where we did not make it for `purpose`."""
        if not _FORM.fullmatch(handle):
            return None
        id = handle[:ID_LETTERS]  # noqa: A001
        return id if hmac.compare_digest(handle, self.make(purpose, id)) else None
