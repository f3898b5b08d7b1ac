"""Beside `call`: who can be called and who cannot, and why: what tells an operator that a step of a policy leads to nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from groundswell.core.access import Right
from groundswell.core.accounts import Account, actor_of_account
from groundswell.core.catalog import Catalog
from groundswell.core.notice import TargetState
from groundswell.core.oncall import Policy, Schedule, Whom, WhomKind, covered
from groundswell.flow.roster import Roster
from groundswell.ports import People
from groundswell.ports.notices import CHANNEL, Notices
from groundswell.ports.oncall import Oncall, Reach

_NAMED_MAX: Final = 3
"""services that are told by name"""


@dataclass(frozen=True, slots=True)
class Called:
    """One that a step calls: an account (0: a channel) and the id of a target."""

    account: int
    target: str


@dataclass(frozen=True, slots=True)
class Missed:
    """One that a step means and that cannot be called. `why` goes on where the name of `account` ends; 0: it is a sentence of its own."""

    account: int
    why: str
    schedule: str = ""
    """the id of the schedule that leads there; "" for none"""

    def said(self, names: Mapping[int, str]) -> str:
        """The whole of it in words."""
        if not self.account:
            return self.why[:1].upper() + self.why[1:]
        return f"{names.get(self.account, f'Account {self.account}')} {self.why}"


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a step reaches, and whom not."""

    called: tuple[Called, ...]
    missed: tuple[Missed, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """That a policy counts on somebody, in its step of this number (from 1), who cannot be called now."""

    policy: Policy
    step: int
    missed: Missed


@dataclass(frozen=True, slots=True)
class Ways:
    """All that was known at one look: `on` are the ids of those asked for that may be told, `channels` the names of those that carry calls."""

    schedules: Mapping[str, Schedule]
    accounts: Mapping[int, Account]
    reaches: Sequence[Reach]
    on: frozenset[str]
    channels: frozenset[str]
    catalog: Catalog

    def of(
        self, number: int, services: Collection[str] = (), *, one_by_one: bool = False
    ) -> tuple[list[Called], str]:
        """The ways on which an account can be called about an outage that hits `services`; where there is none, why. `one_by_one`:
        about an outage of any of them. Of one that hits several, who is there for one of them has to hear."""
        account = self.accounts.get(number)
        if account is None:
            return [], "has no account here any more"
        if account.disabled_at is not None:
            return [], "has an account that is switched off"
        actor = actor_of_account(account, self.catalog)
        if not actor.may(Right.RULE):
            return [], "has no role that may acknowledge an outage"
        theirs = actor.on(Right.RULE)
        beyond = sorted(set(services) - theirs) if theirs is not None else []
        if beyond and (one_by_one or len(beyond) == len(services)):
            return [], f"may not acknowledge outages of {self._names(beyond)}"
        mine = [each for each in self.reaches if each.account == number]
        ways = [
            Called(number, each.target)
            for each in mine
            if each.target in self.on and each.channel in self.channels
        ]
        return ways, "" if ways else f"has no way to be called: {self._dead(account, mine)}"

    def _dead(self, account: Account, reaches: Sequence[Reach]) -> str:
        """Why none of the ways of an account leads anywhere."""
        if not reaches:
            has_been_here = account.has_password or account.passkeys or account.subject
            return "has named none yet" if has_been_here else "never signed in"
        return "; ".join(
            f"{each.label} refuses what is sent"
            if each.channel in self.channels
            else f"the channel {each.channel} of {each.label} carries no calls"
            for each in reaches
        )

    def _names(self, slugs: Sequence[str]) -> str:
        told = [self.catalog.named(slug).name for slug in slugs[:_NAMED_MAX]]
        more = len(slugs) - len(told)
        return ", ".join(told) + (f" and {more} more" if more else "")


class Lack:
    """Looks who can be called. `channels` are the names of those that carry calls to single people."""

    def __init__(
        self, oncall: Oncall, notices: Notices, people: People, catalog: Catalog, channels: Collection[str]
    ) -> None:
        self._oncall = oncall
        self._notices = notices
        self._people = people
        self._catalog = catalog
        self._channels = frozenset(channels)
        self._roster = Roster(oncall)

    async def ways(self, whom: Iterable[Whom] = ()) -> Ways:
        """What is known now of people, and of those of `whom` that are channels."""
        reaches = await self._oncall.reaches()
        ids = {each.target for each in reaches}
        ids |= {CHANNEL + each.name for each in whom if each.kind is WhomKind.CHANNEL}
        targets = await self._notices.targets(states=[TargetState.ON], opened=False, ids=ids)
        return Ways(
            {each.id: each for each in await self._oncall.schedules()},
            {each.id: each for each in await self._people.accounts()},
            reaches,
            frozenset(each.id for each in targets),
            self._channels,
            self._catalog,
        )

    async def find(self, whom: Sequence[Whom], services: Collection[str], now: datetime) -> Found:
        """Whom these reach at `now` about an outage that hits `services`, each once, and whom not."""
        return await self._find(await self.ways(whom), whom, services, now, one_by_one=False)

    async def gaps(self, policies: Sequence[Policy], now: datetime) -> tuple[Gap, ...]:
        """What policies that are on count on at `now` and what leads to nobody, in their order."""
        asked = [each for each in policies if each.is_on]
        if not asked:
            return ()
        ways = await self.ways(each for policy in asked for step in policy.steps for each in step.whom)
        gaps = list[Gap]()
        for policy in asked:
            services = covered(policy, self._catalog)
            for number, step in enumerate(policy.steps, 1):
                found = await self._find(ways, step.whom, services, now, one_by_one=True)
                gaps += [Gap(policy, number, missed) for missed in found.missed]
                if not step.whom:
                    told = f"step {number} of {policy.title} names nobody any more"
                    gaps.append(Gap(policy, number, Missed(0, told)))
        return tuple(gaps)

    async def _find(
        self, ways: Ways, whom: Sequence[Whom], services: Collection[str], now: datetime, *, one_by_one: bool
    ) -> Found:
        called, missed = dict[Called, None](), list[Missed]()
        for each in whom:
            if each.kind is WhomKind.CHANNEL:
                target = CHANNEL + each.name
                if target in ways.on:
                    called[Called(0, target)] = None
                else:
                    missed.append(Missed(0, f"the channel {each.name} is gone or switched off"))
                continue
            number, told, schedule = await self._whose(ways, each, now)
            if not number:
                missed.append(Missed(0, told, schedule))
                continue
            found, why = ways.of(number, services, one_by_one=one_by_one)
            called |= dict.fromkeys(found)
            if not found:
                missed.append(Missed(number, f"{told}{why}", schedule))
        return Found(tuple(called), tuple(missed))

    async def _whose(self, ways: Ways, whom: Whom, now: datetime) -> tuple[int, str, str]:
        """The account that is meant, what to say of it before why it cannot be called, and by which schedule it is; 0: nobody, and why."""
        if whom.kind is WhomKind.ACCOUNT:
            return int(whom.name), "", ""
        schedule = ways.schedules.get(whom.name)
        if schedule is None:
            return 0, f"there is no schedule {whom.name} any more", ""
        who = await self._roster.on_call(schedule, now)
        if who is None:
            return 0, f"nobody is on call by {schedule.title}", schedule.id
        return who.account, f"is on call by {schedule.title}, but ", schedule.id
