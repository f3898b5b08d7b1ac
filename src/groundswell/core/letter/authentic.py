"""Whether a letter comes from whom it says, as the mail server in front of us has found (RFC 8601).

Only what that server itself has written is believed, by the name that the settings give; and of what it wrote only what
speaks of the very domain that stands in From. In doubt: no.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from groundswell.core.letter.head import without_comments

_RESULT: Final = re.compile(
    r"\s*([A-Za-z0-9-]{1,40})(?:\s?/\s?\d{1,3})?\s?=\s?([A-Za-z]{1,20})\b(.*)", re.DOTALL
)
_PROPERTY: Final = re.compile(r'([a-zA-Z]{1,20}\.[a-zA-Z0-9_-]{1,40})\s?=\s?("[^"]{0,500}"|[^\s;"]{1,500})')
_RESULTS_MAX: Final = 60
_NO_FAILURE: Final = frozenset({"pass", "none", "bestguesspass"})
"""Of DMARC: a domain that names no policy ("none", RFC 7489) has none that could fail; DKIM and SPF speak for it."""


def is_authentic(fields: Sequence[str], authserv: str, sender: str) -> bool:
    """Whether `fields` (the values of Authentication-Results, from the top) show that `sender` is who it says.

    `authserv` is the name of the server that is believed; "" believes none. It takes a pass of DMARC for the sender's
    domain, or of DKIM by it, or of SPF for it; any failure of DMARC that the same server wrote outweighs all of them, and
    so do two that contradict one another.

    >>> is_authentic(["mx.example; dmarc=pass header.from=town.example"], "mx.example", "anna@town.example")
    True
    >>> is_authentic(["evil.example; dmarc=pass header.from=town.example"], "mx.example", "anna@town.example")
    False
    """
    domain = sender.rpartition("@")[2].lower().rstrip(".")
    if not authserv or not domain:
        return False
    passes, failed = False, False
    for method, result, properties in _trusted(fields, authserv):
        if method == "dmarc":
            if properties.get("header.from", domain) == domain:
                failed |= result not in _NO_FAILURE
            passes |= result == "pass" and properties.get("header.from") == domain
        elif method == "dkim" and result == "pass":
            signer = properties.get("header.d") or _domain(properties.get("header.i", ""))
            passes |= _covers(signer, domain)
        elif method == "spf" and result == "pass":
            passes |= _domain(properties.get("smtp.mailfrom", "")) == domain
    return passes and not failed


def _trusted(fields: Sequence[str], authserv: str) -> list[tuple[str, str, dict[str, str]]]:
    """(method, result, properties) of all that the server of this name has written."""
    found = []
    for field in fields:
        name, *results = _parted(without_comments(field))
        told = name.split()
        if not told or told[0].strip('"').lower() != authserv.lower():
            continue
        for result in results[:_RESULTS_MAX]:
            matched = _RESULT.match(result)
            if matched:
                properties = {
                    key.lower(): value.strip('"').lower().rstrip(".")
                    for key, value in _PROPERTY.findall(matched[3])
                }
                found.append((matched[1].lower(), matched[2].lower(), properties))
    return found


def _parted(text: str) -> list[str]:
    """`text` at its semicolons outside of quotes."""
    parts, begin, quoted = [], 0, False
    for place, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter == ";" and not quoted:
            parts.append(text[begin:place])
            begin = place + 1
    return [*parts, text[begin:]]


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _covers(signer: str, domain: str) -> bool:
    """Whether who signs for `signer` may speak for `domain`: the same, or one above it that is not a whole top level."""
    return bool(signer) and (signer == domain or ("." in signer and domain.endswith(f".{signer}")))
