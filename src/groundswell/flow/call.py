"""Calls whoever is on call when an outage opens, and the next one when nobody answers.

What is on and what rings is read at every tick, and a rung is written with what it sends: whatever is killed, the next
tick goes on where this one was. Notices leave by the announcer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
import structlog

from groundswell.core.access import Right
from groundswell.core.accounts import Account, actor_of_account
from groundswell.core.acts import OPENINGS
from groundswell.core.catalog import Catalog
from groundswell.core.headline import headline
from groundswell.core.incident import RULED_NOTES
from groundswell.core.model import OURSELVES, Event, EventKind, Incident, State
from groundswell.core.notice import NoticeState, Sender
from groundswell.core.oncall import (
    Call,
    CallState,
    Policy,
    answers,
    covers,
    due,
    is_unanswered,
    last_of_round,
    opened_at,
    place,
    step_of,
)
from groundswell.core.phrases import phrases
from groundswell.flow.lack import Called, Gap, Lack, Missed
from groundswell.flow.roster import Roster
from groundswell.ports import Clock, Incidents, People
from groundswell.ports.notices import Draft, Notices
from groundswell.ports.oncall import PAGE, Delivered, Oncall, Summons

_log = structlog.get_logger(__name__)
_ON: Final = (State.OPEN, State.EASING)
_LISTED_MAX: Final = 1_000
_DEAD_ATTEMPTS: Final = 4
"""after so many attempts in vain (about half a minute) a way is not waited for, though it is tried on"""
_LOOK_AGAIN: Final = timedelta(minutes=1)
TRIAL: Final = "trial-"
"""what the id of a policy begins with that is a trial of one's own ways"""


@dataclass(frozen=True, slots=True)
class OncallConfig:
    """How people are called at night: see docs/howto/be-called-at-night."""

    channels: tuple[str, ...] = ()
    """Names of channels (`[channels.NAME]`) that may carry calls to single people. Of the kinds `email`, `telegram`, `slack` and `webhook` people give their own address; all others go to the one that the channel has. Empty: nobody can be called but by channels that a policy names."""
    link_minutes: Annotated[int, msgspec.Meta(ge=5, le=1440)] = 60
    """Minutes for which the link of a message answers its call."""
    device_days: Annotated[int, msgspec.Meta(ge=1, le=730)] = 180
    """Days for which a paired device answers calls without signing in."""
    calendar_minutes: Annotated[int, msgspec.Meta(ge=5, le=1440)] = 60
    """Minutes after which calendars of others (who takes over, who is away) are read again."""
    calls_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 365
    """Days that it is kept who was called and who answered; overrides and absences are kept as long after their end."""


class Calling:
    """The leg. `make_key` gives an unguessable word; `exercise`: all that is told here is one."""

    def __init__(
        self,
        oncall: Oncall,
        notices: Notices,
        incidents: Incidents,
        people: People,
        catalog: Catalog,
        clock: Clock,
        sender: Sender,
        config: OncallConfig,
        *,
        make_key: Callable[[], str],
    ) -> None:
        self._oncall = oncall
        self._notices = notices
        self._incidents = incidents
        self._people = people
        self._catalog = catalog
        self._clock = clock
        self._sender = sender
        self._make_key = make_key
        self._looked_at: datetime | None = None
        self._fresh = 0
        self.config = config
        self.roster = Roster(oncall)
        self.lack = Lack(oncall, notices, people, catalog, config.channels)
        self.done: Counter[str] = Counter()
        """since the start: calls begun, answered, ended, unanswered; rungs that rang, found nobody, or only dead ways"""
        self.ringing = 0
        self.gaps: tuple[Gap, ...] = ()
        """whom policies count on and who cannot be called now"""

    async def run(self) -> int:
        """One tick; return how many rungs were called since the last."""
        policies = [each for each in await self._oncall.policies() if each.is_on]
        live = await self._incidents.list(states=_ON, limit=_LISTED_MAX) if policies else ()
        for incident in live:
            await self._begin(incident, policies)
        waiting = await self._oncall.calls(
            states=[CallState.RINGING, CallState.UNANSWERED], limit=_LISTED_MAX
        )
        rang, self._fresh = self._fresh, 0
        for call in reversed(waiting):
            rang += await self._tend(call)
        self.ringing = len(await self._oncall.calls(states=[CallState.RINGING], limit=_LISTED_MAX))
        await self._look_for_gaps(policies)
        return rang

    async def trial(self, account: int, by: str) -> int:
        """Call `account` once on each of its ways; how many that were."""
        now = self._clock.now()
        policy = Policy(TRIAL + self._make_key()[:24], "Trial", (), by, now)
        called, _ = (await self.lack.ways()).of(account)
        if not called:
            return 0
        call = await self._oncall.begin(Call(0, "", policy, now, now))
        assert call is not None, "its name is new"
        words = (
            f"{self._sender.name}: a trial call",
            "Nothing is wrong: this is how you will be called. Open the page below and press its button.",
        )
        await self._send(call, 1, called, words)
        self._fresh += 1
        return len(called)

    async def forget(self) -> int:
        """Forget what has been kept for its time."""
        return await self._oncall.forget(self._clock.now() - timedelta(days=self.config.calls_days))

    async def _begin(self, incident: Incident, policies: Sequence[Policy]) -> None:
        """Begin the calls that this outage makes and has not made."""
        mine = [
            policy
            for policy in policies
            if covers(policy, incident, self._catalog) and (policy.drills or not self._sender.is_exercise)
        ]
        if not mine:
            return
        opened = opened_at(await self._incidents.events(incident.id))
        if opened is None:
            return
        for policy in mine:
            call = Call(0, incident.id, policy, opened, self._clock.now())
            if await self._oncall.begin(call) is not None:
                self.done["begun"] += 1
                _log.info("an outage calls", incident=incident.id, policy=policy.id)

    async def _tend(self, call: Call) -> int:
        """Bring one call forward; 1 where a rung was called."""
        now = self._clock.now()
        if not call.incident:
            if now >= call.begun_at + timedelta(minutes=self.config.link_minutes):
                await self._oncall.finish(call.id, CallState.ENDED, "", now)
            return 0
        incident = await self._incidents.get(call.incident)
        if incident is None or incident.state not in _ON:
            await self._finish(call, CallState.ENDED, "", now)
            return 0
        events = await self._incidents.events(incident.id)
        if opened_at(events) != call.opened_at:
            seen = [each for each in events if answers(each) and each.at >= call.opened_at]
            await self._finish(
                call, CallState.ANSWERED if seen else CallState.ENDED, seen[-1].by if seen else "", now
            )
            return 0
        if call.state is CallState.RINGING and call.rung and not call.hurried:
            call = await self._hurried(call)
        if is_unanswered(call, now):
            await self._finish(call, CallState.UNANSWERED, "", now)
            return 0
        rung = due(call, now)
        return 0 if rung is None else await self._ring(call, rung, incident, events)

    async def _finish(self, call: Call, state: CallState, by: str, now: datetime) -> None:
        if not await self._oncall.finish(call.id, state, by, now):
            return
        self.done[state.value] += 1
        if state is CallState.UNANSWERED:
            _log.error("nobody answers", incident=call.incident, policy=call.policy.id)

    async def _hurried(self, call: Call) -> Call:
        """`call`, hurried where every way of its rung is dead. The last rung of a round is waited for all the same: calling
        dead ways without a pause would help nobody."""
        if last_of_round(call.policy, call.rung - 1) == call.rung - 1:
            return call
        sent = [each for each in await self._oncall.summoned([call.id]) if each.summons.rung == call.rung]
        if not sent or not all(is_dead(each) for each in sent):
            return call
        await self._oncall.hurry(call)
        self.done["dead"] += 1
        _log.error(
            "no way leads to who is called: the next is called", incident=call.incident, rung=call.rung
        )
        return replace(call, hurried=True)

    async def _ring(self, call: Call, rung: int, incident: Incident, events: Sequence[Event]) -> int:
        """Call this rung or, where it leads to nobody, the next one of its round that leads to somebody."""
        # the first of several is one of the members, too
        hit = frozenset((incident.service, *incident.members))
        last = last_of_round(call.policy, rung)
        missed: list[tuple[int, Missed]] = []
        while True:
            found = await self.lack.find(step_of(call.policy, rung).whom, hit, self._clock.now())
            missed += [(rung, each) for each in found.missed]
            if not found.called:
                self.done["nobody"] += 1
                _log.error(
                    "nobody can be called",
                    incident=call.incident,
                    policy=call.policy.id,
                    step=place(call.policy, rung)[1],
                    why=[each.said({}) for each in found.missed],
                )
            if found.called or rung == last:
                break
            rung += 1
        words = self._words(call, rung, incident, events)
        return await self._send(call, rung + 1, found.called, words, missed)

    async def _send(
        self,
        call: Call,
        rung: int,
        called: Sequence[Called],
        words: tuple[str, str],
        missed: Sequence[tuple[int, Missed]] = (),
    ) -> int:
        """Call them, and keep who could not be: of each the rung (from 0) that meant them."""
        now = self._clock.now()
        sent = [(each, PAGE + self._make_key()) for each in called]
        summons = [Summons(call.id, rung, each.account, each.target, key, now) for each, key in sent]
        summons += [
            Summons(call.id, at + 1, each.account, "", PAGE + self._make_key(), now, each.why)
            for at, each in missed
        ]
        drafts = [Draft(each.target, key, None, call.incident, now, now, words) for each, key in sent]
        if not await self._oncall.ring(call, rung, summons, drafts, now):
            return 0
        self.done["rang"] += 1
        return 1

    def may_answer(self, account: Account) -> bool:
        """Whether it makes sense to call them: they may acknowledge something."""
        return actor_of_account(account, self._catalog).may(Right.RULE)

    def _words(self, call: Call, rung: int, incident: Incident, events: Sequence[Event]) -> tuple[str, str]:
        """What a message says; its address is added when it goes out."""
        service, now = self._catalog.named(incident.service), self._clock.now()
        title = f"{self._sender.name} calls you: {service.name}, severity {incident.severity} of 5"
        if self._sender.is_exercise:
            title = phrases("en").sentences["drill"].format(sentence=title)
        told = headline(
            service, incident, at=now, reports=-1, usual=math.nan, whole=True, catalog=self._catalog
        )
        turn, step = place(call.policy, rung)
        again = f", round {turn}" if turn > 1 else ""
        where = (
            f"Nobody has answered yet. Step {step} of {len(call.policy.steps)}{again} ({call.policy.title})."
        )
        by_hand = "".join(f"{line}\n" for line in _by_hand(events))
        return title, f"{told}\n{by_hand}{where}\nThe page below has a button that says: I have it."

    async def _look_for_gaps(self, policies: Sequence[Policy]) -> None:
        """Once a minute: whom somebody counts on and who cannot be called."""
        now = self._clock.now()
        if self._looked_at is not None and timedelta(0) <= now - self._looked_at < _LOOK_AGAIN:
            return
        self._looked_at = now
        before, self.gaps = self.gaps, await self.lack.gaps(policies, now)
        for gap in self.gaps:
            if gap not in before:
                _log.error(
                    "a policy counts on somebody who cannot be called",
                    policy=gap.policy.id,
                    step=gap.step,
                    why=gap.missed.said({}),
                )


def _by_hand(events: Sequence[Event]) -> list[str]:
    """Who had it open, where a person did, and what they said: the first thing that is asked at night."""
    opening = [each for each in events if each.kind in OPENINGS][-1:]
    return [
        f"{'Declared' if each.kind is EventKind.DECLARED else 'Reopened'} by {each.by}"
        + (f": {each.note}" if each.note not in RULED_NOTES.values() else ".")
        for each in opening
        if each.by != OURSELVES
    ]


def is_dead(sent: Delivered) -> bool:
    """Whether nothing more is to be hoped for from what was sent, or not soon."""
    if sent.state is None or sent.state in (NoticeState.FAILED, NoticeState.EXPIRED):
        return True
    return sent.state is NoticeState.WAITING and bool(sent.error) and sent.attempts >= _DEAD_ATTEMPTS


Names = Mapping[int, str]
"""The names of accounts."""


async def names_of(people: People) -> Names:
    """The names of all accounts, by number."""
    return {account.id: account.name for account in await people.accounts()}
