"""Rules what the desk wrote and the journal lacks: statements that were let out, maintenance that was planned or moved.

Every act of the desk that has papers is written there first and ruled then. Whatever ends between the two (a kill, a full disk),
the papers stand, and this leg rules them with the time that they have: nothing is lost for channels nor for a replay.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final

import structlog

from groundswell.core.model import Act, EventKind, Ruling
from groundswell.flow.plans import planning
from groundswell.flow.utter import speaking
from groundswell.ports import Clock, Desk, Incidents, Journal, StatementState

_log = structlog.get_logger(__name__)
GRACE: Final = timedelta(seconds=10)
"""So long a request may be between the two by itself."""
_LOOKED_BACK: Final = timedelta(days=7)
_STATEMENTS_MAX: Final = 200


class Mend:
    """The leg. The journal keeps its rulings for `journal_days`; what was written more than half of that ago, or a week, is left alone."""

    def __init__(
        self, desk: Desk, incidents: Incidents, journal: Journal, clock: Clock, journal_days: int
    ) -> None:
        self.desk = desk
        self._incidents = incidents
        self._journal = journal
        self._clock = clock
        self._kept_for = min(timedelta(days=journal_days) / 2, _LOOKED_BACK)
        self._read_to = 0
        self._statements: dict[str, datetime] = {}
        self._plans: dict[str, datetime] = {}
        """when the last ruling of each was made, as far back as this leg looks"""

    async def run(self, grace: timedelta = GRACE) -> int:
        """One look; return how many acts were ruled. What is younger than `grace` may still be ruled by who wrote it."""
        now, mended = self._clock.now(), 0
        since = now - self._kept_for
        await self._read(since)
        async for ruling in self._lacking(since, now - grace):
            await self._journal.rule(ruling)
            _log.warning("the desk's papers say what the journal did not", act=ruling.act.value, by=ruling.by)
            mended += 1
        return mended

    async def forget(self, papers_before: datetime, said_before: datetime | None) -> int:
        """Forget papers that were kept for their time; how many went. See ports.Desk."""
        return await self.desk.forget(papers_before, said_before)

    async def _read(self, since: datetime) -> None:
        """What has been ruled since the last look; what was ruled before `since` is let go, as what was written then is."""
        for known in (self._statements, self._plans):
            for name in [name for name, at in known.items() if at <= since]:
                del known[name]
        for entry in await self._journal.rulings(self._read_to, since):
            assert isinstance(entry.content, Ruling), "asked for rulings"
            self._read_to = entry.last
            if entry.content.act is Act.SPEAK:
                self._statements[entry.content.statement] = entry.content.ruled_at
            if entry.content.act is Act.PLAN:
                self._plans[entry.content.plan] = entry.content.ruled_at

    async def _lacking(self, since: datetime, until: datetime) -> AsyncIterator[Ruling]:
        for filed in await self.desk.statements(state=StatementState.PUBLISHED, limit=_STATEMENTS_MAX):
            said = filed.statement
            if said.id in self._statements or said.published_at is None:
                continue
            if since < said.published_at <= until and not await self._is_told(said.incident, said.id):
                yield speaking(said)
        for each in await self.desk.maintenances(ending_after=since):
            known = self._plans.get(each.id)
            if since < each.changed_at <= until and (known is None or known < each.changed_at):
                last = each.updates[-1] if each.updates else None
                by = last.by if last is not None and last.at == each.changed_at else each.by
                yield planning(each, by)

    async def _is_told(self, incident: str, statement: str) -> bool:
        """Whether it was applied by a ruling that the journal does not have any more."""
        events = await self._incidents.events(incident)
        return any(each.kind is EventKind.STATED and each.statement == statement for each in events)
