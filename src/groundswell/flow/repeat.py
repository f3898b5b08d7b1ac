"""Answers that programs ask of the stores with words of their own: read once however many ask, kept as bytes in the Site and
given again until a page says something new, or for a few seconds. Bounded in number and in bytes.

So what is given again is never older than the page it belongs to. docs/adr/20261127-machine-outputs-on-first-request.md
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from groundswell.ports import Page, Site

KEPT_MAX: Final = 256
BYTES_MAX: Final = 16_000_000
SECONDS_MAX: Final = 10.0
"""So long an answer is given again, as long as a page may be kept by others: of what no page tells, nothing else takes it down."""
OF_ALL: Final = ""
"""What lists many: it falls with the pages that tell of many, the front page's and an outage's, which come anew before any
service's when a service stands otherwise."""
_TRIES_MAX: Final = 3
_LIVE = "/live"
_SERVICE = "/s/"

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Reading:
    """One that is under way; overtaken where a page it belongs to has said something new meanwhile."""

    of: str
    task: asyncio.Task[Any] | None = None
    is_overtaken: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    of: str
    size: int
    end: asyncio.TimerHandle


class Repeat:
    """Keeps answers by key, the path and query that they are asked for with. Used on the event loop alone."""

    def __init__(
        self,
        site: Site,
        *,
        kept_max: int = KEPT_MAX,
        bytes_max: int = BYTES_MAX,
        seconds_max: float = SECONDS_MAX,
    ) -> None:
        self._site = site
        self._kept_max = kept_max
        self._bytes_max = bytes_max
        self._seconds_max = seconds_max
        self._kept: dict[str, _Kept] = {}
        self._readings: dict[str, _Reading] = {}
        self._bytes = 0

    async def read(self, key: str, of: str, ask: Callable[[], Awaitable[tuple[T, Page | None]]]) -> T:
        """What `ask` tells, once for all who want `key` now. Its page is published under `key` until the page `of` (OF_ALL: any
        of many) says something new; no page (a fault) is kept by nobody. Raises what `ask` does."""
        reading = self._readings.get(key)
        if reading is None:
            reading = self._readings[key] = _Reading(of)
            reading.task = asyncio.create_task(self._read(key, reading, ask))
            reading.task.add_done_callback(_heard)
        assert reading.task is not None, "it is made at once"
        told: T = await asyncio.shield(reading.task)  # who goes away takes nothing from the others
        return told

    def drop(self, paths: Iterable[str]) -> None:
        """These pages are about to say something new, of which all has been read: what was read before is old."""
        told = {path.removesuffix(_LIVE) for path in paths}
        if not told:
            return
        if any(not path.startswith(_SERVICE) for path in told):
            told.add(OF_ALL)
        for reading in self._readings.values():
            reading.is_overtaken |= reading.of in told
        for key in [key for key, kept in self._kept.items() if kept.of in told]:
            self._forget(key)

    def clear(self) -> None:
        """A round over everything begins: nothing from before it is given again."""
        for reading in self._readings.values():
            reading.is_overtaken = True
        for key in list(self._kept):
            self._forget(key)

    async def _read(
        self, key: str, reading: _Reading, ask: Callable[[], Awaitable[tuple[T, Page | None]]]
    ) -> T:
        try:
            for _ in range(_TRIES_MAX):
                reading.is_overtaken = False
                told, page = await ask()
                if page is None:
                    break
                if not reading.is_overtaken:
                    self._keep(key, reading.of, page)
                    break
            return told
        finally:
            del self._readings[key]

    def _keep(self, key: str, of: str, page: Page) -> None:
        size = 2 * len(page.bodies["identity"])  # packed in every coding it is about as large once more
        if size > self._bytes_max:
            return
        self._forget(key)
        end = asyncio.get_running_loop().call_later(self._seconds_max, self._forget, key)
        self._kept[key] = _Kept(of, size, end)
        self._bytes += size
        self._site.put(key, page)
        while len(self._kept) > self._kept_max or self._bytes > self._bytes_max:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: str) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            kept.end.cancel()
            self._bytes -= kept.size
            self._site.remove(key)


def _heard(task: asyncio.Task[Any]) -> None:
    """A fault that nobody waits for any more is no news."""
    if not task.cancelled():
        task.exception()
