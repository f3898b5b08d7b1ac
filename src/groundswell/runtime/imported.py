"""What `groundswell import` has taken in: a file that was counted is not counted twice by mistake, and one whose
import broke off is taken up where it stopped.

Each piece goes into the journal with a key that names the file and the piece, in one entry: after a crash the
journal itself says which pieces it holds.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Final

from groundswell.core.batch import Batch
from groundswell.errors import ConfigError
from groundswell.ports import Clock, Import, Imports, Journal
from groundswell.runtime.terminal import counted

_CHUNK_BYTES: Final = 1 << 20
_LOCK_NAME: Final = "import.lock"


def digest(stream: IO[bytes]) -> str:
    """What tells a file from others: its content alone, however it is read."""
    total = hashlib.blake2b(digest_size=20)
    while chunk := stream.read(_CHUNK_BYTES):
        total.update(chunk)
    return total.hexdigest()


class KnownError(ConfigError):
    """The file was taken in before: so many reports of it are `accepted` already."""

    def __init__(self, words: str, accepted: int) -> None:
        self.accepted = accepted
        super().__init__(words)


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """One import at a time. Raises ConfigError where another is at work."""
    data_dir.mkdir(mode=0o750, parents=True, exist_ok=True)
    with (data_dir / _LOCK_NAME).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigError(f"{data_dir}: another import is at work here; wait for it") from None
        yield


class Taking:
    """One file on its way into the journal; `how` says how it is read: its kind, the width of its bins, lines a piece."""

    def __init__(self, imports: Imports, clock: Clock, entry: Import, how: str) -> None:
        self._imports = imports
        self._clock = clock
        self._entry = entry
        self._how = how

    @property
    def entry(self) -> Import:
        """How far it is."""
        return self._entry

    def key(self, piece: int) -> str:
        """What the journal's entry of this piece is called; pieces are numbered from 1."""
        return f"{_stem(self._entry)}{self._how} {piece}"

    async def took(self, piece: int, accepted: int) -> None:
        """The piece is in the journal."""
        self._entry = replace(self._entry, pieces=piece, accepted=self._entry.accepted + accepted)
        await self._imports.put(self._entry)

    async def finish(self) -> None:
        """All of it is."""
        self._entry = replace(self._entry, finished_at=self._clock.now())
        await self._imports.put(self._entry)


async def begin(
    imports: Imports, journal: Journal, clock: Clock, name: str, found: str, how: str, *, again: bool
) -> Taking:
    """Take up the file `name` with the digest `found`: from its beginning, or where an earlier import broke off.

    Raises KnownError when it was taken in before, ConfigError where in part in another way than `how`, unless `again`.
    """
    earlier = None if again else await imports.get(found)
    if earlier is None:
        entry = Import(found, name, clock.now(), await journal.last())
        await imports.put(entry)
    elif earlier.finished_at is not None:
        was = f" (as {earlier.name})" if earlier.name != name else ""
        raise KnownError(
            f"{name} was taken in at {earlier.finished_at:%Y-%m-%d %H:%M} UTC{was}, {counted(earlier.accepted, 'report')} that "
            "would count twice. Import what is new, or give --again",
            earlier.accepted,
        )
    else:
        entry = await _as_the_journal_has_it(earlier, journal, how)
    return Taking(imports, clock, entry, how)


async def _as_the_journal_has_it(entry: Import, journal: Journal, how: str) -> Import:
    """`entry` with the piece that went into the journal just before the crash, if one did."""
    stem, after = _stem(entry), entry.begun_after
    while entries := await journal.read(after):
        for committed in entries:
            content = committed.content
            for key in content.keys.values() if isinstance(content, Batch) else ():
                if not key.startswith(stem):
                    continue
                was, _, piece = key.removeprefix(stem).rpartition(" ")
                if was != how:
                    raise ConfigError(
                        f"an import of {entry.name} broke off that read it in another way ({was}; now {how}): go on with "
                        "the same --kind and --bin, or give --again, and what went in counts twice"
                    )
                if int(piece) > entry.pieces:
                    accepted = entry.accepted + int(content.count.sum()) if isinstance(content, Batch) else 0
                    entry = replace(entry, pieces=int(piece), accepted=accepted)
        after = entries[-1].last
    return entry


def _stem(entry: Import) -> str:
    return f"import {entry.digest} {entry.begun_at.timestamp():.6f} "
