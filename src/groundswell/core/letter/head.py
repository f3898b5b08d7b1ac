"""The head of a letter or of a part: fields by name, their values unfolded and readable, and what is said in them.

Lenient where mail in the wild is wrong, and never more work than a few passes over what is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from groundswell.core.letter.bounds import Bounds
from groundswell.core.letter.coded import decoded, of_base64, of_quoted

_FIELD: Final = re.compile(rb"([!-9;-~]{1,76})[ \t]*:(.*)", re.DOTALL)
_WORD: Final = re.compile(r"=\?([!->@-~]{1,40})\?([bBqQ])\?([!->@-~ ]{0,2000})\?=")
_BETWEEN: Final = re.compile(r"(\?=)[ \t]+(=\?)")
_PARAMETER: Final = re.compile(
    r""";[ \t]*([!#$&^_.+a-zA-Z0-9-]{1,60}(?:\*[0-9]{0,3}\*?)?)[ \t]*=[ \t]*("(?:[^"\\]|\\.){0,1000}"|[^;\s"]{0,1000})"""
)
_ID: Final = re.compile(r"<([^<>\s\x00-\x1f]{1,250})>")
_MAILBOX: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?"
)
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"?')
_ANGLE: Final = re.compile(r"<([^<>]*)>")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Head:
    """Fields in the order of the letter: (name in small letters, value in one line)."""

    fields: Sequence[tuple[str, str]] = ()
    _first: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, raw: bytes, bounds: Bounds) -> Head:
        """Read from lines that end in a newline alone."""
        found: list[tuple[str, str]] = []
        for line in _unfolded(raw[: bounds.head_bytes]):
            matched = _FIELD.fullmatch(line[: bounds.field_bytes])
            if matched is None:
                continue
            value = decoded(matched[2], "utf-8")
            found.append((matched[1].decode("ascii").lower(), _CONTROL.sub(" ", value).strip()))
            if len(found) >= bounds.fields:
                break
        first: dict[str, str] = {}
        for name, value in found:
            first.setdefault(name, value)
        return cls(found, first)

    def get(self, name: str) -> str:
        """The first value of this name; "" where there is none."""
        return self._first.get(name, "")

    def all(self, name: str) -> list[str]:
        """All values of this name, from the top."""
        return [value for each, value in self.fields if each == name]

    def kind(self, name: str = "content-type") -> tuple[str, dict[str, str]]:
        """The value before the first semicolon, in small letters, and its parameters."""
        value = self.get(name)
        main = value.partition(";")[0].partition("(")[0].strip().lower()
        return main, _parameters(value)


def _unfolded(raw: bytes) -> list[bytes]:
    """Lines, those that go on (RFC 5322, 2.2.3) put together; at most 76 letters of a name and no more fields than lines."""
    found: list[list[bytes]] = []
    for line in raw.split(b"\n"):
        if line[:1] in (b" ", b"\t") and found:
            found[-1].append(line)
        else:
            found.append([line])
    return [b"".join(parts) for parts in found]


def _parameters(value: str) -> dict[str, str]:
    """Parameters, the pieces of RFC 2231 put together (their character sets are of no use to us); the first of a name stands."""
    pieces: dict[str, dict[int, str]] = {}
    for name, text in _PARAMETER.findall(value):
        base, _, rest = name.lower().partition("*")
        place = int(rest.rstrip("*") or 0)
        told = re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text
        pieces.setdefault(base, {}).setdefault(place, told)
    return {base: "".join(parts[place] for place in sorted(parts)) for base, parts in pieces.items()}


def spoken(value: str) -> str:
    """A header value with its encoded words (RFC 2047) read; what cannot be read stays as it is."""
    joined = _BETWEEN.sub(r"\1\2", value)
    return _CONTROL.sub(" ", _WORD.sub(_word, joined)).strip()


def _word(matched: re.Match[str]) -> str:
    charset, way, text = matched[1].partition("*")[0], matched[2].lower(), matched[3]
    raw = text.encode("ascii", "ignore")
    return decoded(of_base64(raw) if way == "b" else of_quoted(raw.replace(b"_", b" ")), charset)


def mailbox(value: str) -> str:
    """The one address that a field names, in small letters; "" where it names none, several, or something odd.

    >>> mailbox('"Smith, Anna" <Anna@Example.org>'), mailbox("a@b.example, c@d.example")
    ('anna@example.org', '')
    """
    bare = _QUOTED.sub("", without_comments(value))
    angles = _ANGLE.findall(bare)
    if len(angles) > 1 or (not angles and ("," in bare or ";" in bare)):
        return ""
    if angles and "," in _ANGLE.sub("", bare):
        return ""
    text = (angles[0] if angles else bare).strip()
    return text.lower() if _MAILBOX.fullmatch(text) and ".." not in text else ""


def ids(value: str, most: int) -> list[str]:
    """The ids of letters in a field (Message-ID, References, In-Reply-To), with their angles; the last `most` of them."""
    return [f"<{each}>" for each in _ID.findall(value)[-most:]]


def without_comments(value: str) -> str:
    """`value` without what stands in (nested) parentheses outside of quotes."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in value:
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter == "(" and not quoted:
            depth += 1
            continue
        elif letter == ")" and depth and not quoted:
            depth -= 1
            continue
        if not depth:
            kept.append(letter)
    return "".join(kept)
