"""A mail address as mail servers take it: what is kept of one that somebody typed, and what a letter is sent to."""

from __future__ import annotations

import idna


def in_ascii(address: str) -> str:
    """`address` with its domain as the wire has it, so that the same mailbox is the same text (RFC 5891); "" where that cannot be: no
    such domain can be, or the name before the @ has letters that few servers carry (RFC 6531) and we do not send.

    >>> in_ascii("anna@müller.example"), in_ascii("anna@straße.example"), in_ascii("änna@town.example")
    ('anna@xn--mller-kva.example', 'anna@xn--strae-oqa.example', '')
    """
    name, at, domain = address.rpartition("@")
    if not name.isascii():
        return ""
    try:
        return name + at + (domain if domain.isascii() else idna.encode(domain, uts46=True).decode())
    except idna.IDNAError:
        return ""
