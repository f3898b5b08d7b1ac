"""Hears whether people agree, once an operator has ruled that an outage is over: the crowd's word on that, told once.

It is said when a whole quarter of an hour after the ruling was quiet; while people go on reporting nothing is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from groundswell.core.incident import Signal, Thresholds, advance, awaits_crowd, is_quiet, signal
from groundswell.core.model import Incident, State
from groundswell.core.status import hit_by
from groundswell.core.timegrid import QUARTER_MINUTES
from groundswell.flow.record import Record, Tick
from groundswell.flow.rulings import Latest
from groundswell.flow.window import Watch
from groundswell.ports import Incidents, Revision

_QUARTER: Final = timedelta(minutes=QUARTER_MINUTES)


class Agree:
    """The crowd's word on what operators ended. All that it has to know stands in the events: a restart changes nothing."""

    def __init__(
        self, slugs: Sequence[str], incidents: Incidents, record: Record, thresholds: Thresholds
    ) -> None:
        self._place = {slug: column for column, slug in enumerate(slugs)}
        self._incidents, self._record, self._thresholds = incidents, record, thresholds
        self._settled: set[tuple[str, datetime]] = set()
        """ends of which the crowd has spoken, or has not to: incident and when"""

    async def of(self, tick: Tick, latest: Latest) -> list[Revision]:
        """The incidents whose end the crowd confirms in this minute, of those that `latest` still holds."""
        over = {
            (each.id, each.resolved_at): each
            for known in latest.values()
            for each in known.values()
            if each.state is State.RESOLVED and each.resolved_at is not None
        }
        self._settled &= over.keys()
        changes = []
        for (name, ended_at), incident in over.items():
            if (name, ended_at) in self._settled or tick.at - ended_at < _QUARTER:
                continue
            if not awaits_crowd(incident, await self._incidents.events(name)):
                self._settled.add((name, ended_at))
            elif await self._is_agreed(incident, tick):
                moved = advance(incident, Signal.QUIET, tick.at, "")
                assert moved is not None, "the table lets the crowd confirm what is over"
                changes.append(self._record.told(*moved))
        return changes

    async def _is_agreed(self, incident: Incident, tick: Tick) -> bool:
        """Whether most of the services that it hit are quiet; of what nobody counts, or what is held back, nothing is known."""
        answers = await self._record.answers_of(incident, tick)
        slugs = hit_by(incident)
        quiet = 0
        for slug in slugs:
            column = self._place.get(slug)
            if column is None or not tick.watched[column] or column in tick.heard.held:
                continue
            own = None if incident.is_shared else incident
            watch = Watch.of(own, int(tick.reports[column]))
            measures = self._record.measures(column, tick, watch, answers.get(slug))
            is_back = own is not None and signal(own, measures, self._thresholds) is Signal.RELAPSE
            quiet += is_quiet(measures, self._thresholds) and not is_back
        return 2 * quiet > len(slugs)
