"""What goes out and what far sides took, a line each in files of the data directory: written at once, so that it is there after a kill.

It need not outlive the machine: nothing is synchronised. What a full disk cuts off a line goes before the next; a line that a kill cut in
two is passed over. A file is emptied when all of it is written down elsewhere, and written anew without what is where it grows:
something may always be on its way.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Hashable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Generic, TypeVar

import msgspec

from groundswell.ports.correspondence import Going
from groundswell.ports.notices import Taken

_APPENDS: Final = os.O_WRONLY | os.O_CREAT | os.O_APPEND
_L = TypeVar("_L", Taken, Going)
_N = TypeVar("_N", bound=Hashable)


class _LogFile(Generic[_L, _N]):
    """One process writes to a file."""

    kind: type[_L]
    lines_max = 0
    """so many lines are kept that are forgotten, before the file is written anew"""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1
        self._open: dict[_N, list[_L]] = {}
        """what is not forgotten, by name"""
        self._lines = 0
        self._unwritten = b""
        """what the disk did not take yet"""

    def name(self, line: _L) -> _N:
        """What it is forgotten by."""
        raise NotImplementedError

    def note(self, line: _L) -> None:
        """See ports.notices.SentLog."""
        self._open.setdefault(self.name(line), []).append(line)
        self._lines += 1
        self._unwritten += _written(line)
        with suppress(OSError):
            if self._file < 0:
                self._file = os.open(self._path, _APPENDS, 0o600)
            while self._unwritten:
                self._unwritten = self._unwritten[os.write(self._file, self._unwritten) :]

    def noted(self) -> Sequence[_L]:
        """See ports.notices.SentLog."""
        try:
            kept = self._path.read_bytes()
        except OSError:
            return ()
        lines = kept.splitlines()
        found: list[_L] = []
        for line in lines:
            with suppress(msgspec.MsgspecError):
                found.append(msgspec.json.decode(line, type=self.kind))
        self._open, self._lines = {}, len(lines)
        for each in found:
            self._open.setdefault(self.name(each), []).append(each)
        if kept and not kept.endswith(b"\n"):  # or the next line would be the rest of one
            self._unwritten = b"\n"
        return found

    def forget(self, names: Collection[_N]) -> None:
        """See ports.notices.SentLog."""
        for name in names:
            self._open.pop(name, None)
        left = sum(map(len, self._open.values()))
        if self._lines > (left + self.lines_max if left else 0):
            self._write_anew()

    def _write_anew(self) -> None:
        left = [line for lines in self._open.values() for line in lines]
        self._unwritten = b""
        with suppress(OSError):
            if self._file < 0:
                self._file = os.open(self._path, _APPENDS, 0o600)
            try:
                self._replace(left)
            except OSError:  # better none than one that is forgotten
                left = []
                os.ftruncate(self._file, 0)
            self._lines = len(left)

    def _replace(self, lines: Sequence[_L]) -> None:
        if not lines:
            os.ftruncate(self._file, 0)
            return
        fresh = self._path.with_suffix(".new")
        file = os.open(fresh, _APPENDS | os.O_TRUNC, 0o600)
        try:
            left = b"".join(map(_written, lines))
            while left:
                left = left[os.write(file, left) :]
            fresh.replace(self._path)
        except OSError:
            os.close(file)
            raise
        os.close(self._file)
        self._file = file


class SentLogFile(_LogFile[Taken, int]):
    """ports.notices.SentLog."""

    kind = Taken
    lines_max = 500

    def name(self, line: Taken) -> int:
        """The number of its notice."""
        return line.notice


class GoingLogFile(_LogFile[Going, str]):
    """ports.correspondence.GoingLog."""

    kind = Going

    def name(self, line: Going) -> str:
        """The id of its question."""
        return line.question


def _written(line: Taken | Going) -> bytes:
    return msgspec.json.encode(line) + b"\n"
