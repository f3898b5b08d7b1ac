"""Operators' rulings on their way from the journal to the incidents: each applied once, in order, by the judge.

Beside them what else ends an incident without a count, and which incidents the judge remembers.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import datetime, timedelta

from groundswell.core.incident import end, rule
from groundswell.core.model import ONGOING, Incident, Ruling
from groundswell.errors import InputError
from groundswell.ports import Incidents, Journal, Revision

_AHEAD_MAX = timedelta(hours=1)
LOOK_BACK = timedelta(days=2)
"""What has been over for longer is let go of."""
Latest = dict[str, dict[str, Incident]]
"""Incidents by service and id."""


class Rulings:
    """Reads rulings beyond the cursor that is saved with the incidents."""

    def __init__(self, journal: Journal, incidents: Incidents) -> None:
        self._journal = journal
        self._incidents = incidents
        self._cursor: int | None = None

    def forget(self) -> None:
        """What was read last may not have been saved: read it again."""
        self._cursor = None

    async def read(
        self, latest: Mapping[str, Mapping[str, Incident]]
    ) -> tuple[dict[str, Revision], int | None]:
        """Rulings since the last time, applied, by incident, and the cursor to save with them (None: there were none).

        `latest` holds every incident that is on, by service and id. One that is no longer possible is passed over.
        """
        if self._cursor is None:
            self._cursor = await self._incidents.rulings_cursor()
        entries = await self._journal.rulings(self._cursor)
        changes: dict[str, Revision] = {}
        for entry in entries:
            assert isinstance(entry.content, Ruling)
            earlier = changes.get(entry.content.incident)
            incident = await self._as_it_is(entry.content.incident, changes)
            if incident is None:
                continue
            live = _live_beside(incident, latest.get(incident.service, {}), changes)
            try:
                moved, event = rule(
                    incident, entry.content, live, await self._as_it_is(entry.content.into, changes)
                )
            except InputError:
                continue  # the state changed between the operator's look and the tick
            changes[incident.id] = Revision(moved, (*(earlier.events if earlier else ()), event))
        if not entries:
            return changes, None
        self._cursor = entries[-1].last
        return changes, self._cursor

    async def _as_it_is(self, name: str, changes: Mapping[str, Revision]) -> Incident | None:
        """The incident of this id, as earlier rulings of this minute have left it."""
        change = changes.get(name)
        return change.incident if change else await self._incidents.get(name) if name else None


def _live_beside(
    incident: Incident, known: Mapping[str, Incident], changes: Mapping[str, Revision]
) -> Incident | None:
    """Another incident of the same service that is on, as earlier rulings of this minute have left it."""
    now = {**known, **{name: change.incident for name, change in changes.items()}}
    for other in now.values():
        if other.id != incident.id and other.service == incident.service and other.state in ONGOING:
            return other
    return None


def remember(latest: Latest, changes: Sequence[Revision], at: datetime) -> None:
    """Bring `latest` up to date with `changes`, and let go of what has long been over."""
    for change in changes:
        held = latest.setdefault(change.incident.service, {})
        held[change.incident.id] = change.incident
        for old in [name for name, known in held.items() if known.updated_at < at - LOOK_BACK]:
            del held[old]


def void(latest: Latest, watched: Container[str], at: datetime) -> list[Revision]:
    """Incidents that are on and that no count can end any more, ended."""
    changes = []
    for incident in [incident for known in latest.values() for incident in known.values()]:
        if incident.service not in watched:
            reason = "The service is no longer watched here."
        elif incident.began_at > at + _AHEAD_MAX:
            reason = "It was opened while the clock of this instance was wrong."
        else:
            continue
        if ended := end(incident, at, reason):
            changes.append(Revision(ended[0], (ended[1],)))
    return changes
