"""Reminds whoever leads and whoever speaks of a promise: once when four fifths of its time are gone, once when it is missed.

They are told by the ways on which they are called; where neither has one, a channel of the settings is. The name of a
notice is made of its promise: whatever is killed, each is told once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from groundswell.core.access import Right
from groundswell.core.accounts import Account, actor_of_account
from groundswell.core.catalog import Catalog
from groundswell.core.desk import Duty
from groundswell.core.model import Incident, State
from groundswell.core.notice import Sender, TargetState
from groundswell.core.phrases import phrases
from groundswell.core.statement import Promise, PromiseState
from groundswell.core.statement.promise import lapsed_at, stands
from groundswell.flow.utter import StatementsConfig
from groundswell.ports import Clock, Desk, Incidents, People
from groundswell.ports.notices import CHANNEL, Draft, Notices
from groundswell.ports.oncall import Oncall

_log = structlog.get_logger(__name__)
_TELLS: Final = (PromiseState.DUE_SOON, PromiseState.MISSED)
_LOOKED_BACK: Final = timedelta(hours=24)
"""A promise that was due longer ago is no matter of a reminder: its notices may be forgotten before it is."""


class Remind:
    """The leg. `channels` may carry to single people; `key_of` makes the key of a notice, always the same, of what it is about."""

    def __init__(
        self,
        desk: Desk,
        incidents: Incidents,
        people: People,
        oncall: Oncall,
        notices: Notices,
        catalog: Catalog,
        clock: Clock,
        sender: Sender,
        config: StatementsConfig,
        channels: Sequence[str],
        *,
        key_of: Callable[[str], str],
    ) -> None:
        self._desk = desk
        self._incidents = incidents
        self._people = people
        self._oncall = oncall
        self._notices = notices
        self._catalog = catalog
        self._clock = clock
        self._sender = sender
        self._config = config
        self._channels = channels
        self._key_of = key_of
        self._known: set[tuple[str, PromiseState, tuple[str, ...]]] = set()
        self.told: Counter[tuple[str, str]] = Counter()
        """promises since the start, by (how they stood, whether somebody was "told" or "nobody" could be)"""

    async def run(self) -> int:
        """One look; return how many notices were made."""
        if not self._config.reminds:
            return 0
        now, made = self._clock.now(), 0
        open_ones = await self._desk.promises(open_since=now - _LOOKED_BACK)
        # What is kept, or was due too long ago, is not asked for again.
        self._known = {each for each in self._known if each[0] in {one.statement for one in open_ones}}
        for promise in open_ones:
            standing = stands(promise, now)
            if standing.state in _TELLS:
                made += await self._remind(promise, standing.state, now)
        return made

    async def _remind(self, promise: Promise, state: PromiseState, now: datetime) -> int:
        incident = await self._incidents.get(promise.incident)
        if incident is None or lapsed_at(incident) is not None:
            return 0
        targets = await self._targets(promise, incident)
        seen = (promise.statement, state, tuple(targets))
        if seen in self._known:
            return 0
        said = self._words(promise, state, incident)
        drafts = [
            replace(
                Draft(each, "", None, "", now, now, said, once=True),
                key=self._key_of(f"{promise.statement} {state} {each}"),
            )
            for each in targets
        ]
        made = await self._notices.take(drafts)
        self._known.add(seen)
        if made:
            self.told[state.value, "told"] += 1
        if not targets:
            self.told[state.value, "nobody"] += 1
            _log.error("nobody can be reminded of a promise", incident=incident.id, promise=state.value)
        return made

    async def _targets(self, promise: Promise, incident: Incident) -> list[str]:
        """Whom to tell: those with a duty, without any whoever let the promise out; else the channel of the settings."""
        duties = await self._desk.duties([incident.id])
        names = [each.name for each in duties if each.duty in (Duty.LEAD, Duty.COMMUNICATOR)]
        if not names and (filed := await self._desk.statement(promise.statement)) is not None:
            names = [filed.statement.approved_by or filed.statement.by]
        accounts = {each.id: each for name in names if (each := await self._people.named(name)) is not None}
        theirs = {
            reach.target
            for account in accounts.values()
            if self._sees(account, incident)
            for reach in await self._oncall.reaches(account.id)
            if reach.channel in self._channels
        }
        fallback = CHANNEL + self._config.reminds_by
        targets = await self._notices.targets(states=[TargetState.ON], opened=False, ids=[*theirs, fallback])
        on = {each.id for each in targets}
        return sorted(theirs & on or {fallback} & on)

    def _sees(self, account: Account, incident: Incident) -> bool:
        if account.disabled_at is not None:
            return False
        return actor_of_account(account, self._catalog).may(Right.LOOK, incident.service)

    def _words(self, promise: Promise, state: PromiseState, incident: Incident) -> tuple[str, str]:
        """What a notice says, by the clock of nobody: UTC, and minutes."""
        service, due = self._catalog.named(incident.service).name, f"{promise.due_at:%H:%M} UTC"
        if state is PromiseState.MISSED:
            title = f"{self._sender.name}: the word promised on {service} by {due} is missed"
            told = (
                "that it is over"
                if incident.state is State.RESOLVED
                else "that you still work on it, and by when you speak next"
            )
            body = f"Nobody has spoken since. Say at least {told}."
        else:
            title = f"{self._sender.name}: you promised a word on {service} by {due}"
            body = "Four fifths of the time are gone. A draft that says where it stands is ready in the composer."
        if self._sender.is_exercise:
            title = phrases("en").sentences["drill"].format(sentence=title)
        if self._sender.url:
            body += f"\n{self._sender.url}/desk/incidents/{incident.id}/speak"
        return title, body
