"""Beside `call`: ways to reach somebody, as they give them: which kinds of channels take an address, and what one looks like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from groundswell.core.notice import Way
from groundswell.errors import InputError
from groundswell.flow.subscribe import checked_address

WANTED: Final[Mapping[str, str]] = {
    "email": "an e-mail address",
    "webhook": "an address that begins with https://",
    "telegram": "the number of a chat with the bot",
    "slack": "the id of a member (U0123456789)",
}
"""Kinds of channels that carry to an address of one's own, and what that is. All others go where their settings say."""
_FORMS: Final = {
    "telegram": re.compile(r"-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,40}"),
    "slack": re.compile(r"[A-Z][A-Z0-9]{5,20}"),
}
REACHES_MAX: Final = 10
LABEL_LETTERS_MAX: Final = 60


def checked(kind: str, address: str) -> str:
    """`address` as it is kept for a channel of this kind; "" for one that takes none. Raises InputError."""
    address = address.strip()
    if kind not in WANTED:
        return ""
    if kind in _FORMS:
        if not _FORMS[kind].fullmatch(address):
            raise InputError("address", f"must be {WANTED[kind]}")
        return address
    return checked_address(Way(kind), address)
