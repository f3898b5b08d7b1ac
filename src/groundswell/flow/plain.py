"""Bodies of JSON as what they stand for; what the reader finds wrong, in our words: which field, what it is, and what would be
right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final, TypeVar

import msgspec
from msgspec import inspect

_T = TypeVar("_T")
_LETTERS_MAX = 200
_FAULT_LETTERS_MAX = 500  # the longest list of words that a field takes has some 300
_LIKE_MIN = 0.65  # two letters of three that changed places still lead to the right name
_NEVER_FILLED: Final = "website"
"""the field that only robots fill: nobody is sent to it"""
_PLACED = re.compile(r"^(?P<words>.*?)(?: - at `\$(?P<path>[^`]*)`)?$", re.DOTALL)
_NAMED = re.compile(r"^Object (?P<what>missing required|contains unknown) field `(?P<name>.*)`$", re.DOTALL)
_STEP = re.compile(r"\.(?P<name>\w+)|\[(?P<place>\d+|\.\.\.)\]")
_KIND = re.compile(r"^Expected `(?P<wanted>[^`]+)`, got `(?P<got>[^`]+)`$")
_BOUND = re.compile(r"^Expected `(?P<kind>\w+)`(?P<of> of length)? (?P<sign><=|>=|<|>) (?P<bound>[\d.e+-]+)$")
_ENUM = re.compile(r"^Invalid enum value (?P<value>.*)$", re.DOTALL)
_BROKEN = re.compile(r"^JSON is malformed: (?P<why>.*) \(byte (?P<byte>\d+)\)$", re.DOTALL)

_NO_FIELD: Final = "is not a field of this request"
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


class UnknownError(msgspec.ValidationError):
    """What the reader's own text does not say: a body has a field that nobody reads, or a word that is none of those its field
    takes, and which there are. `field` is its name, with its place."""

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(f"{field}: {fault}")
        self.field = field
        self.fault = fault


def reader(kind: type[_T]) -> Callable[[bytes | str], _T]:
    """What reads the JSON of a body that is a `kind`. Of a field or a word that it does not take it says which there are.

    It raises msgspec.DecodeError, of which ValidationError (here often UnknownError) is one, and UnicodeDecodeError.
    """
    decode = msgspec.json.Decoder(kind).decode

    def read(body: bytes | str) -> _T:
        try:
            return decode(body)
        except msgspec.ValidationError as fault:
            raise _told(fault, kind) from None

    return read


def converted(said: Mapping[str, object], kind: type[_T], *, strict: bool = True) -> _T:
    """A form's fields as a `kind`; raises as `reader` does. Not `strict`: "3" is a number, too."""
    try:
        return msgspec.convert(said, kind, strict=strict)
    except msgspec.ValidationError as fault:
        raise _told(fault, kind) from None


def there_are(name: str, known: Sequence[str]) -> str:
    """`did you mean service? There are service, symptom`, where `name` is none of `known`."""
    typed = name[:_LETTERS_MAX].lower().replace("-", "_").strip()
    near = get_close_matches(typed, known, n=1, cutoff=_LIKE_MIN)
    meant = f"did you mean {near[0]}? There are " if near else "there are "
    return meant + ", ".join(known)


def fault_of(error: Exception) -> tuple[str, str]:
    """The field and what is wrong with it."""
    match error:
        case UnknownError():
            return error.field, error.fault
        case UnicodeDecodeError():
            return "body", "is not UTF-8"
        case RecursionError():
            return "body", "is nested too deeply"
        case msgspec.ValidationError() | msgspec.DecodeError():
            return plain(str(error))
        case _:
            return "body", "cannot be read"


def words_of(kind: object) -> Sequence[str]:
    """The words that a field of this type takes, or a list of it, if it takes only certain ones; else none.

    >>> from typing import Literal
    >>> words_of(list[Literal["on", "off"]] | None)
    ['off', 'on']
    """
    here = _meant(inspect.type_info(kind))
    return _words_at(_meant(here.item_type) if isinstance(here, inspect.CollectionType) else here)


def plain(text: str, field: str = "", known: Sequence[str] = ()) -> tuple[str, str]:
    """The reader's `text` as field and fault; `field` is where the text itself does not say it, `known` the words that it takes if
    it takes only certain ones.

    A text that is not known here comes as it is: better foreign words than none.
    """
    placed = _PLACED.match(text)
    assert placed is not None, "the pattern matches any text"
    words, path = placed["words"], placed["path"] or ""
    if named := _NAMED.match(words):
        fault = "is missing" if named["what"] == "missing required" else _NO_FIELD
        return f"{path}.{named['name']}".lstrip(".")[:_LETTERS_MAX], fault
    field = field or path.lstrip(".")[:_LETTERS_MAX] or "body"
    return field, _fault(words, known)[:_FAULT_LETTERS_MAX].replace("`", "")


def _told(fault: msgspec.ValidationError, kind: type) -> msgspec.ValidationError:
    """`fault`, and where it is a field that nobody reads, or a word that its field does not take, which there are at its place in a
    `kind`."""
    placed = _PLACED.match(str(fault))
    assert placed is not None, "the pattern matches any text"
    named, enum = _NAMED.match(placed["words"]), _ENUM.match(placed["words"])
    if enum is None and (named is None or named["what"] != "contains unknown"):
        return fault
    here = _type_at(inspect.type_info(kind), placed["path"] or "")
    if named is not None:
        known = _fields_of(here)
        field, words = plain(str(fault))
        return UnknownError(field, f"{words}; {there_are(named['name'], known)}" if known else words)
    return UnknownError(*plain(str(fault), known=_words_at(here)))


def _fields_of(here: inspect.Type | None) -> Sequence[str]:
    """The fields of an object; none of what is no such."""
    if not isinstance(here, inspect.StructType):
        return ()
    return [field.encode_name for field in here.fields if field.encode_name != _NEVER_FILLED]


def _words_at(here: inspect.Type | None) -> Sequence[str]:
    """The words that a type takes which takes only certain ones."""
    match here:
        case inspect.LiteralType():
            return [str(value) for value in here.values]
        case inspect.EnumType():
            return [str(member.value) for member in here.cls]
        case _:
            return ()


def _type_at(found: inspect.Type, path: str) -> inspect.Type | None:
    """What stands at `path` (".layers[0]") of a type; None where the path leads elsewhere."""
    here = _meant(found)
    for step in _STEP.finditer(path):
        match here:
            case inspect.StructType() if name := step["name"]:
                inner = [field.type for field in here.fields if field.encode_name == name]
            case inspect.DictType() if step["place"] == "...":
                inner = [here.value_type]
            case inspect.CollectionType() if step["place"]:
                inner = [here.item_type]
            case _:
                inner = []
        if not inner:
            return None
        here = _meant(inner[0])
    return here


def _meant(found: inspect.Type) -> inspect.Type:
    """A type without its bounds, and without the null that may stand in its place."""
    while isinstance(found, inspect.Metadata | inspect.UnionType):
        if isinstance(found, inspect.Metadata):
            found = found.type
        else:
            found = next(one for one in found.types if not isinstance(one, inspect.NoneType))
    return found


def _fault(words: str, known: Sequence[str]) -> str:
    if words in _WHOLE:
        return _WHOLE[words]
    if enum := _ENUM.match(words):
        value = enum["value"].strip("'\"")[:40]
        return (
            f'"{value}" is none of {", ".join(known)}' if known else f'"{value}" is not among what it takes'
        )
    if kind := _KIND.match(words):
        wanted = [_WANTED.get(one, one) for one in kind["wanted"].split(" | ") if one != "null"]
        got = (
            "one with a fraction"
            if (kind["wanted"], kind["got"]) == ("int", "float")
            else _GOT.get(kind["got"])
        )
        return f"must be {' or '.join(wanted)}, not {got or kind['got']}"
    if bound := _BOUND.match(words):
        letters = " letters" if bound["of"] and bound["kind"] == "str" else ""
        if bound["of"] and bound["sign"] == ">=" and bound["bound"] == "1":
            return "must not be empty"
        return f"must be {_LEAST[bound['sign']]} {bound['bound']}{letters}"
    if broken := _BROKEN.match(words):
        return f"is no JSON: {broken['why']}, after byte {broken['byte']}"
    return words
