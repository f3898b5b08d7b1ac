"""Whether the wall clock can be believed. One that leaps forward may leap back (a machine that woke up, a wrong
battery, NTP that comes late), and what was forgotten or judged meanwhile does not come back with it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

_NO_TIME = timedelta(0)


class Steady:
    """Believes a clock that goes on from where it was known to be, or back; one that leapt beyond `leap_max` only
    when it has run on from there for `proof` without another leap."""

    def __init__(self, known: datetime, *, leap_max: timedelta, proof: timedelta) -> None:
        """The clock was right at `known`."""
        self._known = self._seen = known
        self._leap_max = leap_max
        self._proof = proof
        self._leapt_at: datetime | None = None

    @property
    def known(self) -> datetime:
        """The last instant that was believed."""
        return self._known

    def believe(self, now: datetime) -> None:
        """The clock shows `now`, and somebody vouches for it."""
        self._known = self._seen = now
        self._leapt_at = None

    def believes(self, now: datetime) -> bool:
        """Whether a clock that shows `now` is to be believed. To be asked more often than `leap_max`."""
        if now - self._known <= self._leap_max:
            self._known, self._leapt_at = now, None
        elif self._leapt_at is None or not _NO_TIME <= now - self._seen <= self._leap_max:
            self._leapt_at = now
        elif now - self._leapt_at >= self._proof:
            self._known, self._leapt_at = now, None
        self._seen = now
        return self._leapt_at is None
