"""How good our word was: incidents held against labelled outages.
A label is found in time when an incident of its service opened between its `begin` and `end`: the delay is from
the label's own alarm (another tracker's, an operator's) to that opening, negative is earlier. It was on already
when one that opened before `begin` was still on at the alarm: found, without a delay. All else is not found. Of a
label in whose time nobody counted its service nothing is said: that is no data, neither found nor missed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from groundswell.core.model import Incident

MONTH = timedelta(days=30.4375)
LATE = timedelta(hours=3)


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
    """One label and the incident that caught it, None if none did; `delay` in minutes, None also when it was on already."""

    label: Label
    incident: Incident | None
    delay: float | None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The whole: one row per label of which there is data, the opened incidents that no label explains, over how
    many service-months outside all labels they were collected, and the labels of which there is no data."""

    rows: tuple[Found, ...]
    false_alarms: tuple[Incident, ...]
    service_months: float
    no_data: tuple[Label, ...] = ()

    @property
    def opened_in_time(self) -> int:
        """How many labels an incident opened for, between their begin and end."""
        return sum(row.delay is not None for row in self.rows)

    @property
    def late(self) -> int:
        """How many of those opened in time did so more than LATE after the alarm: it may be another outage that they found."""
        return sum(row.delay is not None and row.delay > LATE / timedelta(minutes=1) for row in self.rows)

    @property
    def on_already(self) -> int:
        """How many labels were called while an earlier incident of the service was still on."""
        return self.found - self.opened_in_time

    @property
    def found(self) -> int:
        """How many labels were found: opened in time or on already."""
        return sum(row.incident is not None for row in self.rows)

    @property
    def recall(self) -> float:
        """Part of the labels with data that were found, 0 to 1; NaN where there are none."""
        return self.found / len(self.rows) if self.rows else math.nan

    @property
    def false_alarms_per_month(self) -> float:
        """Opened incidents without a label, per service and month; NaN when nothing was watched but labels' own time."""
        return len(self.false_alarms) / self.service_months if self.service_months > 0 else math.nan

    def delay(self, part: float) -> float:
        """The delay in minutes that `part` (0 to 1) of the labels opened in time stay under; NaN when there is none."""
        delays = sorted(row.delay for row in self.rows if row.delay is not None)
        if not delays:
            return math.nan
        position = part * (len(delays) - 1)
        low = math.floor(position)
        high = min(low + 1, len(delays) - 1)
        return delays[low] + (position - low) * (delays[high] - delays[low])


def accuracy(
    incidents: Sequence[Incident],
    labels: Sequence[Label],
    calm: timedelta,
    has_data: Callable[[Label], bool] = lambda _label: True,
) -> Accuracy:
    """`incidents` held against `labels`; `calm` is the time over which counts were there and in which no label of the
    same service explains an incident, summed over services; `has_data` whether there are counts between a label's begin and end."""
    opened = [incident for incident in incidents if incident.opened_at is not None]
    explained: set[str] = set()
    for label in labels:
        explained.update(incident.id for incident in opened if _overlaps(incident, label))
    known = {label: has_data(label) for label in labels}
    rows = tuple(_found(opened, label) for label in labels if known[label])
    false = tuple(incident for incident in opened if incident.id not in explained)
    return Accuracy(rows, false, calm / MONTH, tuple(label for label in labels if not known[label]))


def _found(opened: Sequence[Incident], label: Label) -> Found:
    own = sorted((incident for incident in opened if _is_of(incident, label)), key=_opened_at)
    for incident in own:
        if label.begin <= _opened_at(incident) <= label.end:
            delay = (_opened_at(incident) - label.alarm_at).total_seconds() / 60
            return Found(label, incident, delay)
    on = (incident for incident in own if _opened_at(incident) <= label.alarm_at <= _over_at(incident))
    return Found(label, next(on, None), None)


def _is_of(incident: Incident, label: Label) -> bool:
    """A member of an outage of several services has none of its own."""
    return label.service in (incident.service, *incident.members)


def _opened_at(incident: Incident) -> datetime:
    assert incident.opened_at is not None
    return incident.opened_at


def _over_at(incident: Incident) -> datetime:
    return incident.resolved_at or incident.updated_at


def _overlaps(incident: Incident, label: Label) -> bool:
    return _is_of(incident, label) and _opened_at(incident) <= label.end and _over_at(incident) >= label.begin
