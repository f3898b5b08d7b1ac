"""What a person wrote, without what tells who it is or leads elsewhere: before anybody else reads it.

Addresses, telephone and account numbers, names of accounts. A name in plain words is not found: a person looks before a
comment is shown.
"""

from __future__ import annotations

import re
from typing import Final

REMOVED: Final = "[…]"
"""Stands where something was taken out."""

_MAIL = r"[\w.+%-]+(?:@|\s?(?:\(at\)|\[at\])\s?)[\w-]+(?:\.[\w-]+)+"
_LINK = r"\b(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|app|me|ly|co|info|biz|xyz|ru|de|fr|es|br|jp|in|id|uk)\b(?:/\S*)?"
_ADDRESS = r"\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F:]{1,14}(?![\w:])"
_IBAN = r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b"
_ACCOUNT = r"(?<![\w/])@[\w.]{2,}"
_NUMBER = r"(?<![\w.])(?!\d{1,4}([./-])\d\d?\1\d{1,4}(?!\w))\+?\(?\d(?:[\s().\-/]{0,2}\d){6,}\)?"
_RANDOM = r"\b(?=\w*\d)(?=\w*[a-zA-Z])[\w-]{20,}\b"
_PERSONAL: Final = re.compile(
    "|".join(f"(?:{each})" for each in (_MAIL, _LINK, _ADDRESS, _IBAN, _ACCOUNT, _RANDOM, _NUMBER))
)


def scrub(text: str) -> str:
    """`text` with REMOVED for whatever is personal.

    >>> scrub("Call me: +34 600 123 456, ana@example.com, since 22:09 error 5003")
    'Call me: […], […], since 22:09 error 5003'
    """
    return _PERSONAL.sub(REMOVED, text)
