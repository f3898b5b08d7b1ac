"""What is wrong with a TOML file, all of it at once and each with its line, which tomllib does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from groundswell.errors import ConfigError

Place = tuple[str, ...]
"""The keys that lead to an entry, outermost first."""

_KEY: Final = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEYS: Final = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_TABLE = re.compile(rf"\s*\[\[?\s*(?P<keys>{_KEYS})\s*\]\]?\s*(?:#.*)?$")
_ENTRY = re.compile(rf"\s*(?P<keys>{_KEYS})\s*=")
_ONE = re.compile(_KEY)


class Faults:
    """What is wrong with `file`, noted as it is found."""

    def __init__(self, file: str, text: str = "") -> None:
        self._file = file
        self._lines = lines_of(text)
        self._found: list[tuple[int, str]] = []

    def note(self, table: Place, words: str, *keys: str) -> None:
        """`words` are wrong in `table` (none: at the top), at the entry that `keys` lead to in it."""
        place = (*table, *keys)
        while place and place not in self._lines:
            place = place[:-1]
        line = self._lines.get(place, 0)
        where = f"{self._file}:{line}: " if line else f"{self._file}: "
        head = f"[{'.'.join(table)}] " if table else ""
        self._found.append((line, f"{where}{head}{words}"))

    def stop(self) -> None:
        """Raise ConfigError where something was noted: a line of words each, in the order of the file."""
        if self._found:
            in_order = sorted(self._found, key=lambda fault: fault[0])
            raise ConfigError("\n".join(dict.fromkeys(words for _, words in in_order)))


def lines_of(text: str) -> Mapping[Place, int]:
    """The line, counted from 1, of each table and of each key that begins one. What stands in an inline table has none."""
    found: dict[Place, int] = {}
    table: Place = ()
    for number, line in enumerate(text.split("\n"), 1):
        if head := _TABLE.match(line):
            table = _read(head["keys"])
            place = table
        elif entry := _ENTRY.match(line):
            place = (*table, *_read(entry["keys"]))
        else:
            continue
        for length in range(1, len(place) + 1):
            found.setdefault(place[:length], number)
    return found


def _read(keys: str) -> Place:
    return tuple(key.strip("\"'") for key in _ONE.findall(keys))
