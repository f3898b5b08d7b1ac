"""Operators' rulings on their way from the journal to the incidents: each applied once, in order, by the judge.

Beside them what else ends an incident without a count, and which incidents the judge remembers.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from groundswell.core.catalog import Catalog
from groundswell.core.incident import declared, end, rule, split_off
from groundswell.core.model import ONGOING, Act, EventKind, Incident, Ruling
from groundswell.errors import InputError
from groundswell.flow.plans import Plans
from groundswell.ports import Incidents, Journal, Revision

_AHEAD_MAX = timedelta(hours=1)
LOOK_BACK = timedelta(days=2)
"""What has been over for longer is let go of."""
GRACE = timedelta(seconds=2)
"""How long after a minute's end it is judged: time for what was observed in it to arrive. What is ruled until then is
applied before it is judged; so it is in a replay."""
Latest = dict[str, dict[str, Incident]]
"""Incidents by service and id."""


class Rulings:
    """Reads rulings beyond the cursor that is saved with the incidents."""

    def __init__(self, journal: Journal, incidents: Incidents, catalog: Catalog) -> None:
        self._journal = journal
        self._incidents = incidents
        self._catalog = catalog
        self._cursor: int | None = None
        self.plans = Plans()
        """the maintenance that was ruled"""

    def forget(self) -> None:
        """What was read last may not have been saved: read it again."""
        self._cursor = None

    async def read(
        self, latest: Mapping[str, Mapping[str, Incident]], until: datetime | None = None
    ) -> tuple[dict[str, Revision], int | None]:
        """Rulings since the last time, applied, by incident, and the cursor to save with them (None: there were none).

        `latest` holds every incident that is on, by service and id. One that is no longer possible is passed over. With
        `until`, those ruled later wait for the next time: a replay has them all beforehand.
        """
        if self._cursor is None:
            self._cursor = await self._incidents.rulings_cursor()
        entries = await self._journal.rulings(self._cursor)
        changes: dict[str, Revision] = {}
        last: int | None = None
        for entry in entries:
            assert isinstance(entry.content, Ruling)
            if until is not None and entry.content.ruled_at > until:
                break
            last = entry.last
            self.plans.take(entry.content)
            with suppress(InputError):  # the state changed between the operator's look and now
                for revision in await self._applied(entry.content, latest, changes):
                    earlier = changes.get(revision.incident.id)
                    events = (*(earlier.events if earlier else ()), *revision.events)
                    changes[revision.incident.id] = Revision(revision.incident, events)
        if last is not None:
            self._cursor = last
        return changes, last

    async def _applied(
        self,
        ruling: Ruling,
        latest: Mapping[str, Mapping[str, Incident]],
        changes: Mapping[str, Revision],
    ) -> list[Revision]:
        """What one ruling changes. Raises InputError where it is not possible."""
        if ruling.act is Act.DECLARE:
            return [await self._declared(ruling, latest, changes)]
        incident = await self._as_it_is(ruling.incident, changes)
        if incident is None or await self._is_said(ruling, changes):
            return []
        live = _live_beside(incident, latest.get(incident.service, {}), changes)
        moved, event = rule(incident, ruling, live, await self._as_it_is(ruling.into, changes))
        made = [Revision(moved, (event,))]
        if ruling.act is Act.SPLIT:
            for service in sorted(set(ruling.services)):
                taken = {*changes, *(each.incident.id for each in made)}
                name = await self.new_id(service, incident.began_at, taken)
                own, begun = split_off(moved, ruling, service, name)
                made.append(Revision(own, (begun,)))
        return made

    async def _declared(
        self,
        ruling: Ruling,
        latest: Mapping[str, Mapping[str, Incident]],
        changes: Mapping[str, Revision],
    ) -> Revision:
        known = [incident for each in latest.values() for incident in each.values()]
        now = {incident.id: incident for incident in known} | {
            name: change.incident for name, change in changes.items()
        }
        wanted = set(ruling.services)
        for other in now.values():
            if other.state in ONGOING and wanted & {other.service, *other.members}:
                raise InputError("services", f"{other.id} is on: confirm it instead")
        if strangers := sorted(wanted - self._catalog.services.keys()):
            raise InputError("services", f"{', '.join(strangers)}: there is no such service")
        began_at = min(ruling.since or ruling.ruled_at, ruling.ruled_at)
        name = await self.new_id(ruling.services[0] if ruling.services else "", began_at, changes)
        kind = self._catalog.part(ruling.kind).kind.value if ruling.kind else ""
        return Revision(*declared(ruling, name, kind))

    async def new_id(self, service: str, began_at: datetime, taken: Container[str] = ()) -> str:
        """An id that no incident has, nor is `taken`: its service and day, numbered where there were several."""
        stem = f"{service}-{began_at:%Y-%m-%d}"
        name, number = stem, 1
        while name in taken or await self._incidents.get(name) is not None:
            number += 1
            name = f"{stem}-{number}"
        return name

    async def _is_said(self, ruling: Ruling, changes: Mapping[str, Revision]) -> bool:
        """Whether it is a statement that was told: one that is ruled twice is told once."""
        if ruling.act is not Act.SPEAK or not ruling.statement:
            return False
        now = changes[ruling.incident].events if ruling.incident in changes else ()
        before = await self._incidents.events(ruling.incident)
        return any(each.statement == ruling.statement for each in (*before, *now))

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
        if EventKind.SPLIT in [event.kind for event in change.events]:  # another may stand for it now
            for others in latest.values():
                others.pop(change.incident.id, None)
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
