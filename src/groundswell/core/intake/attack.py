"""Whether somebody floods the intake: three states, and what moves between them. Judged by what was dropped.

While one does, a report is asked for a proof of work; whoever cannot give one still has a smaller share. A wrong alarm
costs people with a script a second or two of their processor's time, and nobody a word.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from groundswell.core.model import Drop

HOSTILE: Final = frozenset({Drop.ROBOT, Drop.HOSTING, Drop.FLOOD})
"""Drops that people seldom cause."""


class Alert(StrEnum):
    """How the intake stands to strangers."""

    CALM = "calm"
    """Nothing is asked of anybody."""
    GUARDED = "guarded"
    """Somebody floods the intake: reports are asked for a proof of work."""
    EASING = "easing"
    """It has stopped: nothing is asked, but half as much is enough to be on guard again."""


class Pressure(StrEnum):
    """What the last minutes say."""

    ATTACK = "attack"
    """Many hostile drops, and at least as many as reports that were taken."""
    RETURN = "return"
    """The same, with half as many."""
    QUIET = "quiet"
    """No such thing for ten minutes."""
    PEACE = "peace"
    """No such thing for forty minutes."""


TABLE: Final[Mapping[tuple[Alert, Pressure], Alert]] = {
    (Alert.CALM, Pressure.ATTACK): Alert.GUARDED,
    (Alert.GUARDED, Pressure.QUIET): Alert.EASING,
    (Alert.GUARDED, Pressure.PEACE): Alert.EASING,
    (Alert.EASING, Pressure.ATTACK): Alert.GUARDED,
    (Alert.EASING, Pressure.RETURN): Alert.GUARDED,
    (Alert.EASING, Pressure.PEACE): Alert.CALM,
}
"""Every move there is; what is not here leaves things as they are."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """What counts as an attack: `drops` hostile ones within `window`, and `share` of all that came."""

    drops: int = 600
    share: float = 0.5
    window: timedelta = timedelta(minutes=5)
    quiet: timedelta = timedelta(minutes=10)
    peace: timedelta = timedelta(minutes=40)


@dataclass(slots=True)
class Watchman:
    """Holds the state. `look` is told the counters since the start, every few seconds."""

    threshold: Threshold = field(default_factory=Threshold)
    alert: Alert = Alert.CALM
    _seen: deque[tuple[datetime, Mapping[Drop, int], int]] = field(default_factory=deque)
    _hostile_at: datetime | None = None

    def look(self, now: datetime, drops: Mapping[Drop, int], accepted: int) -> Alert:
        """The state at `now`, where so many have been dropped and accepted since the start."""
        hostile = {reason: drops.get(reason, 0) for reason in HOSTILE}
        if self._seen and now < self._seen[-1][0]:
            self._seen.clear()  # the clock was set back
            self._hostile_at = now if self._hostile_at is not None else None
        self._seen.append((now, hostile, accepted))
        while len(self._seen) > 1 and self._seen[1][0] <= now - self.threshold.window:
            self._seen.popleft()
        before, accepted_before = self.before
        came = sum(hostile.values()) - sum(before.values())
        pressure = self._pressure(now, came, accepted - accepted_before)
        if pressure is not None:
            self.alert = TABLE.get((self.alert, pressure), self.alert)
        return self.alert

    @property
    def before(self) -> tuple[Mapping[Drop, int], int]:
        """The counters of hostile drops and of reports taken, as they stood when the window that was last judged began."""
        return self._seen[0][1:]

    def resume(self, now: datetime) -> None:
        """Somebody was flooding the intake when the process before this one ended."""
        self.alert, self._hostile_at = Alert.GUARDED, now

    def _pressure(self, now: datetime, hostile: int, accepted: int) -> Pressure | None:
        limits = self.threshold
        is_much = hostile >= limits.share * (hostile + accepted)
        if is_much and hostile >= limits.drops / 2:
            self._hostile_at = now
            return Pressure.ATTACK if hostile >= limits.drops else Pressure.RETURN
        if self._hostile_at is None or now - self._hostile_at >= limits.peace:
            return Pressure.PEACE
        return Pressure.QUIET if now - self._hostile_at >= limits.quiet else None
