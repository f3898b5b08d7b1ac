"""What is kept of one who is called at night, found by their name or by an address of theirs: written out, or forgotten. The account, by which they sign
in, stays: `groundswell user disable` shuts it out, and its time then takes it away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import msgspec

from groundswell.core.accounts import Account
from groundswell.core.oncall import Override, Schedule, Whom, WhomKind
from groundswell.ports import Clock, People
from groundswell.ports.oncall import Oncall, Responder

_EVER: Final = timedelta(days=3650)
_CALLS_MAX: Final = 1_000_000


class Relieve:
    """The leg."""

    def __init__(self, people: People, oncall: Oncall, clock: Clock) -> None:
        self._people = people
        self._oncall = oncall
        self._clock = clock

    async def find(self, told: str) -> list[Account]:
        """Whose name or address this is; only those of whom something is kept."""
        named = await self._people.named(told)
        wanted = told.strip().casefold()
        ids = {each.account for each in await self._oncall.reaches() if each.address.casefold() == wanted}
        ids |= {named.id} if named is not None else set()
        found = [await self._people.account(each) for each in sorted(ids)]
        return [each for each in found if each is not None and (await self.export(each))["is_kept"]]

    async def export(self, account: Account) -> dict[str, Any]:
        """All of it, as JSON has it."""
        now, mine = self._clock.now(), Whom(WhomKind.ACCOUNT, str(account.id))
        schedules, policies = await self._oncall.schedules(), await self._oncall.policies()
        overrides = await self._oncall.overrides(now - _EVER, now + _EVER)
        calls = await self._oncall.calls(limit=_CALLS_MAX)
        absences = await self._oncall.away(now - _EVER, now + _EVER)
        responder = next(
            (each for each in await self._oncall.responders() if each.account == account.id), None
        )
        signed = [(each.title, each.by) for each in schedules]
        signed += [(each.title, each.by) for each in (*policies, *(call.policy for call in calls))]
        told: dict[str, Any] = {
            "ways": [msgspec.to_builtins(each) for each in await self._oncall.reaches(account.id)],
            "calendars": _calendars(responder),
            "devices": [
                {
                    "label": each.label,
                    "paired_at": each.paired_at,
                    "ends_at": each.ends_at,
                    "used_at": each.used_at,
                }
                for each in await self._oncall.devices(account.id)
            ],
            "absences": [msgspec.to_builtins(each) for each in absences if each.account == account.id],
            "overrides": [_unsigned(each) for each in overrides if each.account == account.id],
            "turns": [each.title for each in schedules if _takes_turns(account.id, each)],
            "named_by": [each.title for each in policies if any(mine in step.whom for step in each.steps)],
            "calls": [
                {
                    "incident": call.incident,
                    "policy": call.policy.title,
                    "sent_at": summons.at,
                    "answered_at": summons.answered_at,
                    "state": call.state.value,
                    "answered_by_them": call.by == account.name,
                    "words": summons.words,
                }
                for summons, call in await self._oncall.called(account.id)
            ],
            # What bears their name alone: `erase` takes it from there.
            "changed": sorted({title for title, by in signed if by == account.name}),
            "entered": [each.id for each in overrides if each.by == account.name],
            "answered": [call.incident or call.policy.title for call in calls if call.by == account.name],
        }
        return {"account": account.name, "is_kept": any(told.values()), **told}

    async def erase(self, account: Account) -> None:
        """Forget all of it, at once. `groundswell oncall now` names the steps that then call nobody."""
        await self._oncall.erase_of(account.id, account.name)


def _unsigned(override: Override) -> dict[str, Any]:
    """Without who entered it: that may be somebody else's name."""
    told: dict[str, Any] = msgspec.to_builtins(override)
    del told["by"]
    return told


def _takes_turns(account: int, schedule: Schedule) -> bool:
    return any(account in layer.members for layer in schedule.layers)


def _calendars(responder: Responder | None) -> list[dict[str, str]]:
    if responder is None or not (responder.country or responder.calendar_url):
        return []
    return [{"country": responder.country, "url": responder.calendar_url}]
