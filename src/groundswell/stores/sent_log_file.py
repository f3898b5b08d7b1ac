"""What far sides took, a line each in a file of the data directory: written at once, so that it is there after a kill.

It need not outlive the machine: nothing is synchronised, and a line that was cut in two is passed over.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from groundswell.ports.notices import Taken


class SentLogFile:
    """ports.notices.SentLog. One process writes to a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1

    def note(self, taken: Taken) -> None:
        """See ports.notices.SentLog."""
        with suppress(OSError):
            if self._file < 0:
                self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.write(self._file, msgspec.json.encode(taken) + b"\n")

    def noted(self) -> Sequence[Taken]:
        """See ports.notices.SentLog."""
        try:
            lines = self._path.read_bytes().splitlines()
        except OSError:
            return ()
        found = []
        for line in lines:
            with suppress(msgspec.MsgspecError):
                found.append(msgspec.json.decode(line, type=Taken))
        return found

    def clear(self) -> None:
        """See ports.notices.SentLog."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
