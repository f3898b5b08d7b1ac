"""What the judge has learned and is doing, kept across restarts: a restart loses nothing and gives the same findings.

A note in the notebook, replaced whole; where it is too large for every minute, a small one beside it says what was read in
the minutes since, which heard again gives the same. A note says for whom it was written: another version, catalog or setting,
a gap that is too long, or a past that was imported since make it useless, and then the judge learns anew from the cube.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from groundswell.core.timegrid import HOUR_MINUTES
from groundswell.errors import CorruptStoreError
from groundswell.ports import Arrays, Cube, Notebook

_log = structlog.get_logger(__name__)

VERSION = 5
"""Of the note. It goes up with every change of what `state()` gives, anywhere below the judge."""
_NAME, _SINCE = "judge", "judge since"
_BYTES_A_MINUTE = 4 << 20
"""A large note is written the more seldom, so that a minute costs no more than this on average ..."""
_BYTES_MAX = 256 << 20
"""... and one that is larger than this is not written at all."""
_GREW_MAX = 0.01
"""By so much the past may have grown since it was learned from, in late reports; by more, somebody imported it."""


def texts(value: object) -> NDArray[np.uint8]:
    """What JSON can say, as an array."""
    return np.frombuffer(json.dumps(value).encode(), dtype=np.uint8)


def told(array: NDArray[np.generic]) -> Any:
    """What `texts` was given."""
    return json.loads(array.tobytes())


class Keep:
    """Saves and finds the note of one judge; `whose` is what has to be the same for it to be of use."""

    def __init__(self, notebook: Notebook, cube: Cube, whose: Mapping[str, object]) -> None:
        self._notebook = notebook
        self._cube = cube
        self._whose = {"version": VERSION, **whose}
        self._saved = -1
        self._every = 1
        self._is_kept = False
        self._past = (0, 0, 0)
        self.refused = ""
        """Why the last note found was of no use; "" if it was, or if there was none."""

    async def learned(self, first_minute: int, last_minute: int) -> None:
        """The judge has learned from this stretch of the cube."""
        self._past = (first_minute, last_minute, await self._volume(first_minute, last_minute))
        self._saved = -1

    async def save(self, minute: int, state: Mapping[str, Arrays]) -> None:
        """Keep `state`, by rooms, of a judge who has just judged `minute`."""
        note = _flat(state)
        size = sum(array.nbytes for array in note.values())
        self._every = 1 + size // _BYTES_A_MINUTE
        self._is_kept = size <= _BYTES_MAX
        if self._is_kept:
            whose = {"whose": self._whose, "minute": minute, "past": self._past}
            await self._notebook.put(_NAME, {**note, "about": texts(whose)})
        else:
            self.refused = f"it would hold {size >> 20} MiB"
            _log.warning("what the judge has learned is not kept: a start learns anew", why=self.refused)
        self._saved = minute

    async def save_since(self, state: Mapping[str, Arrays]) -> None:
        """Keep beside the last note what `state`, by rooms, says of the minutes since."""
        if self._is_kept:
            about = {"whose": self._whose, "after": self._saved}
            await self._notebook.put(_SINCE, {**_flat(state), "about": texts(about)})

    def is_due(self, minute: int) -> bool:
        """Whether `minute` is one after which to save."""
        return self._saved < 0 or minute >= self._saved + self._every or minute < self._saved

    async def find(self, minute: int, gap_minutes_max: int) -> tuple[int, dict[str, Arrays]] | None:
        """The minute of the last note, and the state by rooms, for a judge who begins at `minute`; what was kept of the minutes
        since is in its own rooms, in place of those. None if there is none of use."""
        try:
            note = await self._notebook.get(_NAME)
        except CorruptStoreError as fault:
            self.refused = str(fault)
            return None
        self.refused = ""
        if note is None:
            return None
        about = told(note["about"]) if "about" in note else {}
        if about.get("whose") != json.loads(json.dumps(self._whose)):
            self.refused = "another version, catalog or setting wrote it"
            return None
        saved = int(about["minute"])
        if not minute - gap_minutes_max <= saved < minute:
            self.refused = "it was written too long ago, or later than now"
            return None
        first, last, volume = about["past"]
        if await self._volume(first, last) > volume * (1 + _GREW_MAX):
            self.refused = "the past that it was learned from has grown since"
            return None
        self._past = (first, last, volume)
        return saved, _rooms(note) | _rooms(await self._found_since(saved))

    async def _found_since(self, saved: int) -> Arrays:
        try:
            note = await self._notebook.get(_SINCE)
        except CorruptStoreError:
            note = None  # the minutes since are read from the cube again
        about = told(note["about"]) if note and "about" in note else {}
        wanted = {"whose": json.loads(json.dumps(self._whose)), "after": saved}
        return note if note and about == wanted else {}

    async def _volume(self, first_minute: int, last_minute: int) -> int:
        counted = await self._cube.volume(first_minute, last_minute, bin_minutes=HOUR_MINUTES)
        return sum(counted.values())


def _flat(rooms: Mapping[str, Arrays]) -> dict[str, NDArray[np.generic]]:
    return {f"{room}.{name}": array for room, arrays in rooms.items() for name, array in arrays.items()}


def _rooms(note: Arrays) -> dict[str, Arrays]:
    rooms: dict[str, dict[str, NDArray[np.generic]]] = {}
    for name, array in note.items():
        room, dot, rest = name.partition(".")
        if dot:
            rooms.setdefault(room, {})[rest] = array
    return dict(rooms)
