"""One setting: read off a field of a room's config class, and one value for it: from a file or the environment.

A field's type says what it takes, the text under it what it means. `Annotated[int, msgspec.Meta(ge=1, le=9)]`
bounds it; a number without bounds is at least zero.
"""

from __future__ import annotations

import ast
import dataclasses
import difflib
import inspect
import itertools
import re
import textwrap
import types
import typing
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import msgspec

PREFIX = "GROUNDSWELL_"

Value = str | int | float | bool | Path | Enum | tuple[str, ...] | None


class ValueFault(ValueError):  # noqa: N818  a fault in the file of a person, not an error of ours
    """A value that a setting cannot take; its text says what it is and what it must be."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of `section` ("" for the top of the file), a field of the class `config`."""

    config: type
    section: str
    name: str
    kind: object
    default: Value
    meta: msgspec.Meta = msgspec.Meta()  # noqa: RUF009  frozen, and without state
    optional: bool = False

    @property
    def doc(self) -> str:
        """What it means. It stands in the code, which is read when somebody asks: most commands do not."""
        told = field_docs(self.config).get(self.name)
        assert told, f"{self.config.__name__}.{self.name} needs a text under it that says what it is"
        return told

    @property
    def key(self) -> str:
        """As it is spoken of: "web.port", "data_dir"."""
        return f"{self.section}.{self.name}" if self.section else self.name

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + self.key.replace(".", "_").upper()

    @property
    def wants(self) -> str:
        """What a value must be, in words."""
        words = _kind_words(self.kind) + self._bounds_words()
        return f"{words}, or empty" if self.optional else words

    def read(self, raw: object, *, base: Path) -> Value:
        """The value that `raw` (a TOML value) stands for; relative paths stand on `base`.

        Raises ValueFault.
        """
        if self.optional and raw == "":
            return None
        value = _read_kind(self.kind, raw, base)
        if isinstance(value, _Wrong) and isinstance(raw, str) and (choices := _choices(self.kind)):
            listed = ", ".join(f'"{choice}"' for choice in choices)
            raise ValueFault(f"{shown(raw)} is none of {listed}{did_you_mean(raw, choices)}")
        if isinstance(value, _Wrong):
            meant = (
                f": [{shown(raw)}]" if typing.get_origin(self.kind) is tuple and isinstance(raw, str) else ""
            )
            raise ValueFault(f"{shown(raw)} is {_what(raw)}; it must be {self.wants}{meant}")
        if not self._within(value):
            raise ValueFault(f"{shown(raw)} is out of bounds; it must be {self.wants}")
        return value

    def read_text(self, text: str, *, base: Path) -> Value:
        """The value that `text` (of an environment variable) stands for. Raises ValueFault."""
        try:
            raw = _from_text(self.kind, text.strip())
        except ValueError:
            raise ValueFault(f'"{text}" does not fit; it must be {self.wants}') from None
        return self.read(raw, base=base)

    def _low(self) -> float | None:
        unbounded = self.meta.ge is None and self.meta.gt is None
        return 0 if unbounded and self.kind in (int, float) else self.meta.ge

    def _bounds_words(self) -> str:
        if self.kind not in (int, float):
            least, most = self.meta.min_length, self.meta.max_length
            if most is not None:
                return f" of {least or 0} to {most} letters"
            return f" of at least {least} letters" if least else ""
        low, high = self._low(), self.meta.le
        if low is not None and high is not None:
            return f" from {low:g} to {high:g}"
        parts = [
            f"of at least {low:g}" if low is not None else "",
            f"above {self.meta.gt:g}" if self.meta.gt is not None else "",
            f"of at most {high:g}" if high is not None else "",
            f"below {self.meta.lt:g}" if self.meta.lt is not None else "",
        ]
        return " " + " and ".join(part for part in parts if part)

    def _within(self, value: Value) -> bool:
        meta = self.meta
        if isinstance(value, str):
            return (meta.min_length or 0) <= len(value) <= (meta.max_length or 1_000_000)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return True
        low = self._low()
        return (
            (low is None or value >= low)
            and (meta.gt is None or value > meta.gt)
            and (meta.le is None or value <= meta.le)
            and (meta.lt is None or value < meta.lt)
        )


def settings_of(config: type, section: str) -> tuple[Setting, ...]:
    """Every setting of a frozen dataclass, in its order. A field that holds a section or is no setting is left out."""
    hints = typing.get_type_hints(config, include_extras=True)
    found = []
    for field in dataclasses.fields(config):
        if field.metadata.get("setting") is False or section_class(hints[field.name]) is not None:
            continue
        kind, meta, optional = _taken_apart(hints[field.name])
        assert field.default is not dataclasses.MISSING, f"{config.__name__}.{field.name} needs a default"
        found.append(Setting(config, section, field.name, kind, field.default, meta, optional))
    return tuple(found)


def section_class(hint: object) -> type | None:
    """The config class that a field of this type holds, or None if it holds a plain value."""
    return hint if isinstance(hint, type) and dataclasses.is_dataclass(hint) else None


@cache
def field_docs(config: type) -> dict[str, str]:
    """The string literal under each field of `config`, on one line."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(config)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    docs: dict[str, str] = {}
    for field, under in itertools.pairwise(body):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(under, ast.Expr) and isinstance(under.value, ast.Constant):
            docs[field.target.id] = " ".join(str(under.value.value).split())
    return docs


def shown(value: object) -> str:
    """A value as it is written in a settings file."""
    match value:
        case None:
            return '""'
        case bool():
            return "true" if value else "false"
        case Enum():
            return f'"{value.value}"'
        case str() | Path():
            return f'"{value}"'
        case tuple() | list():
            return "[" + ", ".join(shown(item) for item in value) + "]"
        case dict():
            return "{...}"
        case _:
            return str(value)


def concealed(text: str) -> str:
    """`text` without the password of an address in it."""
    return re.sub(r"(://[^:/@\s]*):[^@\s]*@", r"\1:***@", text)


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """ "; did you mean ...?" where one of `names` looks like `name`."""
    near = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""


class _Wrong:
    """No value of the kind."""


_WRONG = _Wrong()
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def _taken_apart(hint: object) -> tuple[object, msgspec.Meta, bool]:
    """A type without its Annotated and its None."""
    meta, optional = msgspec.Meta(), False
    while True:
        origin = typing.get_origin(hint)
        if origin is typing.Annotated:
            hint, *extras = typing.get_args(hint)
            meta = next((extra for extra in extras if isinstance(extra, msgspec.Meta)), meta)
        elif origin in (typing.Union, types.UnionType):
            members = [member for member in typing.get_args(hint) if member is not type(None)]
            assert len(members) == 1, f"a setting has one type, not {hint}"
            hint, optional = members[0], True
        else:
            return hint, meta, optional


def _choices(kind: object) -> Sequence[str]:
    if typing.get_origin(kind) is typing.Literal:
        return [str(choice) for choice in typing.get_args(kind)]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    return []


def _kind_words(kind: object) -> str:
    if choices := _choices(kind):
        return "one of " + ", ".join(f'"{choice}"' for choice in choices)
    names = {
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        str: "text",
        Path: "a path (text)",
    }
    if isinstance(kind, type) and kind in names:
        return names[kind]
    assert typing.get_origin(kind) is tuple, f"no setting can be a {kind}"
    return "a list of texts"


def _what(raw: object) -> str:
    match raw:
        case bool():
            return "true or false"
        case int():
            return "a whole number"
        case float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "a section"
        case _:
            return "a date or time"


def _read_kind(kind: object, raw: object, base: Path) -> Value | _Wrong:
    if choices := _choices(kind):
        if not isinstance(raw, str) or raw not in choices:
            return _WRONG
        return kind(raw) if isinstance(kind, type) and issubclass(kind, Enum) else raw
    if typing.get_origin(kind) is tuple:
        listed = isinstance(raw, list) and all(isinstance(item, str) for item in raw)
        return tuple(typing.cast("list[str]", raw)) if listed else _WRONG
    if kind is Path:
        return base / Path(raw).expanduser() if isinstance(raw, str) and raw else _WRONG
    if kind is float and isinstance(raw, int) and not isinstance(raw, bool):
        return float(raw)
    if isinstance(raw, bool) and kind is not bool:
        return _WRONG
    if kind is float and isinstance(raw, float):
        return raw if raw == raw and abs(raw) != float("inf") else _WRONG
    return raw if isinstance(kind, type) and isinstance(raw, kind) else _WRONG  # type: ignore[return-value]


def _from_text(kind: object, text: str) -> object:
    """The TOML value that the text of an environment variable means; ValueError if it means none."""
    if kind is int:
        return int(text)
    if kind is float:
        return float(text)
    if kind is bool:
        if text.lower() not in _TRUE + _FALSE:
            raise ValueError(text)
        return text.lower() in _TRUE
    if typing.get_origin(kind) is tuple:
        return [item.strip() for item in text.split(",") if item.strip()]
    return text
