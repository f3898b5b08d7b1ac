"""What the JSON reader finds wrong, in our words: which field, what it is, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

_LETTERS_MAX = 200
_PLACED = re.compile(r"^(?P<words>.*?)(?: - at `\$(?P<path>[^`]*)`)?$", re.DOTALL)
_NAMED = re.compile(r"^Object (?P<what>missing required|contains unknown) field `(?P<name>.*)`$", re.DOTALL)
_KIND = re.compile(r"^Expected `(?P<wanted>[^`]+)`, got `(?P<got>[^`]+)`$")
_BOUND = re.compile(r"^Expected `(?P<kind>\w+)`(?P<of> of length)? (?P<sign><=|>=|<|>) (?P<bound>[\d.e+-]+)$")
_ENUM = re.compile(r"^Invalid enum value (?P<value>.*)$", re.DOTALL)
_BROKEN = re.compile(r"^JSON is malformed: (?P<why>.*) \(byte (?P<byte>\d+)\)$", re.DOTALL)

_INSTANT: Final = "must be a time with its offset, such as 2023-05-21T22:09:00Z"
_WANTED: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "datetime": "a time such as 2023-05-21T22:09:00Z",
    "object": "an object",
    "array": "a list",
}
_GOT: Final = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "null": "null",
    "object": "an object",
    "array": "a list",
}
_WHOLE: Final = {
    "Invalid RFC3339 encoded datetime": _INSTANT,
    "Expected `datetime` with a timezone component": _INSTANT,
    "Input data was truncated": "is empty, or ends in the midst of the JSON",
    "Integer value out of range": "is too large a number",
    "Number out of range": "is too large a number",
    "Invalid UTF-8 encoded string": "is not UTF-8",
}
_LEAST: Final = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}


def fault_of(error: Exception, choices: Mapping[str, Sequence[str]] | None = None) -> tuple[str, str]:
    """The field and what is wrong with it. `choices` are the words that fields take which take only certain ones."""
    match error:
        case UnicodeDecodeError():
            return "body", "is not UTF-8"
        case RecursionError():
            return "body", "is nested too deeply"
        case msgspec.ValidationError() | msgspec.DecodeError():
            return plain(str(error), choices=choices)
        case _:
            return "body", "cannot be read"


def plain(text: str, field: str = "", choices: Mapping[str, Sequence[str]] | None = None) -> tuple[str, str]:
    """The reader's `text` as field and fault; `field` is where the text itself does not say it.

    A text that is not known here comes as it is: better foreign words than none.
    """
    placed = _PLACED.match(text)
    assert placed is not None, "the pattern matches any text"
    words = placed["words"]
    if named := _NAMED.match(words):
        fault = "is missing" if named["what"] == "missing required" else "is not a field of this request"
        return named["name"][:_LETTERS_MAX], fault
    field = field or (placed["path"] or "").lstrip(".")[:_LETTERS_MAX] or "body"
    return field, _fault(words, field, choices or {})[:_LETTERS_MAX].replace("`", "")


def _fault(words: str, field: str, choices: Mapping[str, Sequence[str]]) -> str:
    if words in _WHOLE:
        return _WHOLE[words]
    if enum := _ENUM.match(words):
        known = choices.get(field)
        value = enum["value"].strip("'\"")[:40]
        return (
            f'"{value}" is none of {", ".join(known)}' if known else f'"{value}" is not among what it takes'
        )
    if kind := _KIND.match(words):
        wanted = [_WANTED.get(one, one) for one in kind["wanted"].split(" | ") if one != "null"]
        return f"must be {' or '.join(wanted)}, not {_GOT.get(kind['got'], kind['got'])}"
    if bound := _BOUND.match(words):
        letters = " letters" if bound["of"] and bound["kind"] == "str" else ""
        if bound["of"] and bound["sign"] == ">=" and bound["bound"] == "1":
            return "must not be empty"
        return f"must be {_LEAST[bound['sign']]} {bound['bound']}{letters}"
    if broken := _BROKEN.match(words):
        return f"is no JSON: {broken['why']}, after byte {broken['byte']}"
    return words
