"""One line of a mail server, read: which command, whose address, what of its size (RFC 5321, 4.1.1)."""

from __future__ import annotations

import re
from typing import Final

_PATH: Final = re.compile(
    r"(FROM|TO):\s{0,4}<([^<>\s\x00-\x1f\x7f]{0,320})>((?:\s[^\s]{1,200}){0,8})\s{0,4}", re.IGNORECASE
)
_KNOWN_PARAMETERS: Final = frozenset({"SIZE", "BODY", "SMTPUTF8", "RET", "ENVID", "NOTIFY", "ORCPT", "AUTH"})


class BadCommandError(ValueError):
    """What the answer says is the text: a code and words."""


def command_in(line: bytes) -> tuple[str, str]:
    """The command in capitals, and the rest. Raises BadCommandError."""
    try:
        text = line.rstrip(b"\r\n").decode("utf-8")
    except UnicodeDecodeError:
        raise BadCommandError("500 5.5.2 that is no text") from None
    word, _, rest = text.partition(" ")
    return word.upper(), rest.strip()


def path_in(rest: str, which: str, bytes_max: int) -> str:
    """The address after FROM or TO, "" for none. Raises BadCommandError."""
    matched = _PATH.fullmatch(rest)
    if matched is None or matched[1].upper() != which:
        raise BadCommandError(f"501 5.5.4 say {which}:<address>")
    for parameter in matched[3].split():
        name, _, value = parameter.partition("=")
        if name.upper() not in _KNOWN_PARAMETERS:
            raise BadCommandError("555 5.5.4 that parameter is not known here")
        if name.upper() == "SIZE" and (not value.isdigit() or len(value) > 20 or int(value) > bytes_max):
            raise BadCommandError("552 5.3.4 a letter may have at most " + str(bytes_max) + " bytes")
    return matched[2].rpartition(":")[2] if matched[2].startswith("@") else matched[2]
