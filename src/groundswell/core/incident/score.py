"""How good our word was: incidents held against labelled outages.

An outage is found when an incident of its service was open at any time between its `begin` and `end`. The
delay is from the label's own alarm (another tracker's, an operator's) to our opening; negative is earlier.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from groundswell.core.model import Incident

MONTH = timedelta(days=30.4375)


@dataclass(frozen=True, slots=True)
class Label:
    """A known outage of `service`: somewhere in [begin, end]; `alarm_at` when somebody else called it."""

    service: str
    begin: datetime
    end: datetime
    alarm_at: datetime
    name: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One label and the incident that caught it, None if none did; `delay` in minutes."""

    label: Label
    incident: Incident | None
    delay: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """The whole: one row per label, the opened incidents that no label explains, and over how many
    service-months they were collected."""

    rows: tuple[Found, ...]
    false_alarms: tuple[Incident, ...]
    service_months: float

    @property
    def found(self) -> int:
        """How many labels were found."""
        return sum(row.incident is not None for row in self.rows)

    @property
    def recall(self) -> float:
        """Part of the labels that were found, 0 to 1; NaN without labels."""
        return self.found / len(self.rows) if self.rows else math.nan

    @property
    def false_alarms_per_month(self) -> float:
        """Opened incidents without a label, per service and month; NaN when nothing was watched."""
        return len(self.false_alarms) / self.service_months if self.service_months > 0 else math.nan

    def delay(self, part: float) -> float:
        """The delay in minutes that `part` (0 to 1) of the found labels stay under; NaN when none was found."""
        delays = sorted(row.delay for row in self.rows if row.delay is not None)
        if not delays:
            return math.nan
        position = part * (len(delays) - 1)
        low = math.floor(position)
        high = min(low + 1, len(delays) - 1)
        return delays[low] + (position - low) * (delays[high] - delays[low])


def score(incidents: Sequence[Incident], labels: Sequence[Label], watched: timedelta) -> Score:
    """`incidents` held against `labels`; `watched` is the time over which counts were there, summed over services."""
    opened = [incident for incident in incidents if incident.opened_at is not None]
    rows: list[Found] = []
    explained: set[str] = set()
    for label in labels:
        hits = [incident for incident in opened if _overlaps(incident, label)]
        explained.update(incident.id for incident in hits)
        first = min(hits, key=_opened_at, default=None)
        delay = (_opened_at(first) - label.alarm_at).total_seconds() / 60 if first is not None else None
        rows.append(Found(label, first, delay))
    false = tuple(incident for incident in opened if incident.id not in explained)
    return Score(tuple(rows), false, watched / MONTH)


def _opened_at(incident: Incident) -> datetime:
    assert incident.opened_at is not None
    return incident.opened_at


def _overlaps(incident: Incident, label: Label) -> bool:
    over_at = incident.resolved_at or incident.updated_at
    return incident.service == label.service and _opened_at(incident) <= label.end and over_at >= label.begin
