"""Beside `call`: addresses that open one thing. Nothing of them is stored: only we can make one, and one made for one purpose
opens nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from enum import StrEnum
from typing import Final

_MAC_BYTES: Final = 16
_FORM: Final = re.compile(r"([A-Za-z0-9_-]{1,80})\.[A-Za-z0-9_-]{22}")


class Opens(StrEnum):
    """What an address is for."""

    ANSWER = "answer"
    """answers the call that this message is about, once"""
    SCHEDULE = "schedule"
    """reads the calendar of a schedule"""
    PERSON = "person"
    """reads the calendar of one person's shifts"""


class Latch:
    """Words for addresses, keyed with the instance's secret."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(b"latches of calls", key=secret[:64]).digest()

    def make(self, opens: Opens, id: str, turn: int = 0) -> str:  # noqa: A002
        """The word for `id`; with another `turn` it is another one."""
        told = f"{opens}:{turn}:{id}".encode()
        mac = hmac.new(self._key, told, hashlib.sha256).digest()[:_MAC_BYTES]
        return f"{id}.{base64.urlsafe_b64encode(mac).decode('ascii').rstrip('=')}"

    def named(self, word: str) -> str | None:
        """The id that `word` names, which proves nothing yet; None where it has not the form of one."""
        found = _FORM.fullmatch(word)
        return found[1] if found else None

    def fits(self, opens: Opens, word: str, turn: int = 0) -> bool:
        """Whether we made `word` for this, with this `turn`."""
        id = self.named(word)  # noqa: A001
        return id is not None and hmac.compare_digest(word, self.make(opens, id, turn))
