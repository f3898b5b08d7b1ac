"""Now: the one file that reads the wall clock.

Three clocks behind one port: the system's, one that stands still until told otherwise (tests, replays), and
one that runs at a multiple of real time (the demo).
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
import time
from datetime import UTC, datetime, timedelta

_NAP_SECONDS_MAX = 5.0
"""Sleep in short naps, so that a wall clock that jumps (suspend, NTP) is noticed soon."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """This instant, UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, at: datetime) -> None:
        """Return when `now()` has reached `at`; always lets others run once."""
        while (left := (at - self.now()).total_seconds()) > 0:
            await asyncio.sleep(min(left, _NAP_SECONDS_MAX))
        await asyncio.sleep(0)


class ManualClock:
    """A clock that moves only when told to, until it is let run. May be set from any thread; sleepers wake in their own loop."""

    def __init__(self, at: datetime) -> None:
        self._now = _utc(at)
        self._lock = threading.Lock()
        self._order = itertools.count()
        self._sleepers: list[tuple[datetime, int, asyncio.AbstractEventLoop, asyncio.Future[None]]] = []
        self._running: ScaledClock | None = None

    def now(self) -> datetime:
        """The instant it was last set to, or what has gone by since it runs."""
        return self._running.now() if self._running is not None else self._now

    def run_on(self, speed: float = 1.0) -> None:
        """From here on it runs by itself, `speed` times as fast as real time, and is set no more."""
        with self._lock:
            self._running = ScaledClock(self._now, speed)
            waiting, self._sleepers = self._sleepers, []
        for _, _, loop, future in waiting:  # they sleep on by the clock that runs
            if not loop.is_closed():
                loop.call_soon_threadsafe(_wake, future)

    def set(self, at: datetime) -> None:
        """It is now `at` (which may be earlier than before); whoever slept until then wakes, earliest first."""
        at = _utc(at)
        with self._lock:
            self._now = at
            due = []
            while self._sleepers and self._sleepers[0][0] <= at:
                due.append(heapq.heappop(self._sleepers))
        for _, _, loop, future in due:
            if not loop.is_closed():
                loop.call_soon_threadsafe(_wake, future)

    def advance(
        self,
        by: timedelta = timedelta(),
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> datetime:
        """Move on by `by` and the parts, together; return what it then is."""
        self.set(self._now + by + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))
        return self._now

    async def sleep_until(self, at: datetime) -> None:
        """Return when `now()` has reached `at`; always lets others run once."""
        at = _utc(at)
        loop = asyncio.get_running_loop()
        while True:
            with self._lock:
                if self._running is not None or self._now >= at:
                    break
                future: asyncio.Future[None] = loop.create_future()
                heapq.heappush(self._sleepers, (at, next(self._order), loop, future))
            await future
        if self._running is not None:
            await self._running.sleep_until(at)
        await asyncio.sleep(0)


class ScaledClock:
    """Simulated time: begins at `start` and runs `speed` times as fast as real time."""

    def __init__(self, start: datetime, speed: float) -> None:
        if not speed > 0:
            raise ValueError(f"speed must be above zero, not {speed}")
        self._start = _utc(start)
        self._began = time.monotonic()
        self.speed = speed

    def now(self) -> datetime:
        """This simulated instant."""
        return self._start + timedelta(seconds=(time.monotonic() - self._began) * self.speed)

    async def sleep_until(self, at: datetime) -> None:
        """Return when `now()` has reached `at`; always lets others run once."""
        while (left := (at - self.now()).total_seconds()) > 0:
            await asyncio.sleep(left / self.speed)
        await asyncio.sleep(0)


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _utc(at: datetime) -> datetime:
    assert at.tzinfo is not None, "times are aware"
    return at.astimezone(UTC)
