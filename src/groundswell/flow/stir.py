"""What goes on around the reports, from which a headline is known: visits to services' pages, and posts about them elsewhere.

Each is listened to by a Detector of its own, from the first that anybody has heard of on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection import Detector, Swell
from groundswell.core.detection.state import of, under
from groundswell.core.timegrid import HOUR_MINUTES
from groundswell.flow.bins import Bin, Counts
from groundswell.ports import Arrays

_MINUTES = (5, 15, HOUR_MINUTES)
"""A headline may be minutes old or an hour."""


class Stir:
    """Visits and posts of S services; `heard` says of either whether there ever was one: until then nobody need listen."""

    def __init__(self, services: int, bin_minutes: int) -> None:
        self._services, self._bin = services, bin_minutes
        self._scans = {name: Detector(services, bin_minutes=bin_minutes) for name in ("visits", "posts")}
        self._heard = dict.fromkeys(self._scans, False)

    @property
    def visits(self) -> Detector | None:
        """Who listens to visits, once there was one."""
        return self._scans["visits"] if self._heard["visits"] else None

    def learn(self, first_minute: int, past: Sequence[tuple[Counts, Counts]], bin_minutes: int) -> None:
        """Take in a history: visits and posts, bin by bin."""
        for (name, scan), rows in zip(self._scans.items(), zip(*past, strict=True), strict=True):
            self._heard[name] = any((row > 0).any() for row in rows)
            if self._heard[name]:
                scan.learn(first_minute, np.stack(rows), bin_minutes)

    def come_to(self, minute: int) -> None:
        """Take the bins left out before `minute` for bins without data (`Detector.come_to`)."""
        for scan in self._scans.values():
            scan.come_to(minute)

    def step(self, row: Bin) -> None:
        """Hear a bin."""
        for name, scan in self._scans.items():
            counts = getattr(row, name)
            self._heard[name] = self._heard[name] or bool((counts > 0).any())
            if self._heard[name]:
                scan.step(row.minute, counts)

    def amend(self, more: Bin) -> None:
        """Hear what came late for a bin."""
        for name, scan in self._scans.items():
            if self._heard[name]:
                scan.amend(more.minute, getattr(more, name))

    def set_clock(self, hours: Counts) -> None:
        """Each service's own time of week (`Detector.set_clock`)."""
        for scan in self._scans.values():
            scan.set_clock(hours)

    def rose(self, judged: Sequence[Bin]) -> tuple[Swell, Swell, NDArray[np.float32]]:
        """Visits and posts, each over the stretch in which they rose most, and what part of those visits followed a link from
        elsewhere; `judged` are the newest bins."""
        visits, minutes = self._most("visits")
        posts, _ = self._most("posts")
        part = np.zeros(self._services, dtype=np.float32)
        for long in _MINUTES:
            here = minutes == long
            part[here] = self._referred(judged, long)[here]
        return visits, posts, part

    def state(self) -> dict[str, NDArray[np.generic]]:
        """All that it has learned and heard."""
        state: dict[str, NDArray[np.generic]] = {"heard": np.array([*self._heard.values()])}
        for name, scan in self._scans.items():
            state |= under(name, scan.state())
        return state

    def restore(self, state: Arrays) -> None:
        """Become what `state` says. Raises LookupError, ValueError or AssertionError where it is of other services."""
        self._scans = {name: Detector.restore(of(name, state)) for name in self._scans}
        assert all(scan.series == self._services for scan in self._scans.values())
        self._heard = dict(zip(self._scans, np.array(state["heard"]).tolist(), strict=True))

    def _most(self, name: str) -> tuple[Swell, NDArray[np.int64]]:
        """Counts and usual over the stretch in which they rose most, and how many minutes that is."""
        counts, usual, most = (np.zeros(self._services, dtype=np.float32) for _ in range(3))
        stretch = np.full(self._services, _MINUTES[0], dtype=np.int64)
        if not self._heard[name]:
            return Swell(counts, usual), stretch
        everyone = np.arange(self._services)
        for minutes in _MINUTES:
            window = self._scans[name].within(minutes, everyone)
            rise = window.counts / np.maximum(window.usual, 1.0)
            more = (rise > most) | (minutes == _MINUTES[0])
            counts, usual = np.where(more, window.counts, counts), np.where(more, window.usual, usual)
            stretch, most = np.where(more, minutes, stretch), np.where(more, rise, most)
        return Swell(counts, usual), stretch

    def _referred(self, judged: Sequence[Bin], minutes: int) -> NDArray[np.float32]:
        """What part of the visits of the last so many minutes followed a link from elsewhere."""
        rows = list(judged)[-max(1, minutes // self._bin) :]
        if not rows:
            return np.zeros(self._services, dtype=np.float32)
        visits = np.sum([np.maximum(row.visits, 0) for row in rows], axis=0)
        referred = np.sum([row.referred for row in rows], axis=0)
        part: NDArray[np.float32] = (referred / np.maximum(visits, 1)).astype(np.float32)
        return part
