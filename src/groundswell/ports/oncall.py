"""Who is called: schedules, policies, ways to reach people, their devices, and the calls with the pages that they sent.

A rung of a call and the notices that it sends are written in one transaction: whatever is killed, a step calls once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol

from groundswell.core.notice import NoticeState
from groundswell.core.oncall import Away, Call, CallState, Override, Policy, Schedule
from groundswell.ports.notices import Draft

CONTACT = "contact:"
"""What stands before the id of a way in the id of its target."""
CALENDAR_BYTES_MAX = 1_000_000
"""of a calendar of others"""
PAGE = "page-"
"""What the key of a notice begins with that calls somebody."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to reach an account: an address that a channel of the settings carries ("" where the channel has its own)."""

    id: str
    account: int
    channel: str
    kind: str
    label: str
    made_at: datetime
    address: str = field(default="", repr=False)

    @property
    def target(self) -> str:
        """The id of its target."""
        return f"{CONTACT}{self.id}"


@dataclass(frozen=True, slots=True)
class Responder:
    """What is kept of an account for being called: `country` for its public holidays, a calendar that says when it is away, and
    `turn`, which goes up to make the address of its own feed another one."""

    account: int
    country: str = ""
    turn: int = 0
    calendar_url: str = field(default="", repr=False)
    calendar_fault: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A browser from which an account answers calls without signing in. `digest` is of the word that it keeps."""

    digest: str
    account: int
    label: str
    paired_at: datetime
    ends_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Summons:
    """That a rung of a call was sent to a target; `account` 0: to a channel. `target` "": it led to nobody, and `words` say why, after
    the name of the account where there is one."""

    call: int
    rung: int
    account: int
    target: str
    key: str
    at: datetime
    words: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """A summons and what became of its notice; None where there is none any more."""

    summons: Summons
    state: NoticeState | None
    error: str = ""
    attempts: int = 0


class Oncall(Protocol):
    """Who is called, and who was."""

    async def schedules(self) -> Sequence[Schedule]:
        """All, by title."""
        ...

    async def put_schedule(self, schedule: Schedule) -> None:
        """Keep it, in place of the one of this id."""
        ...

    async def drop_schedule(self, id: str) -> bool:  # noqa: A002
        """Forget it and its overrides; False where there is none."""
        ...

    async def overrides(self, from_at: datetime, until_at: datetime) -> Sequence[Override]:
        """Those that touch this time, earliest first."""
        ...

    async def add_override(self, override: Override) -> Override:
        """Keep it; return it with its id."""
        ...

    async def override(self, id: int) -> Override | None:  # noqa: A002
        """The one of this number, whenever it is."""
        ...

    async def drop_override(self, id: int) -> Override | None:  # noqa: A002
        """Forget it; the one that it was."""
        ...

    async def read_overrides(
        self, schedule: str, source: str, overrides: Sequence[Override], fault: str = ""
    ) -> None:
        """What a calendar says, in place of all that `source` said before; with a `fault` that stays, and the fault is noted."""
        ...

    async def away(self, from_at: datetime, until_at: datetime) -> Sequence[Away]:
        """Who is away at some time of this, earliest first."""
        ...

    async def add_away(self, away: Away) -> Away:
        """Keep it; return it with its id."""
        ...

    async def drop_away(self, account: int, id: int) -> bool:  # noqa: A002
        """Forget one of the account's."""
        ...

    async def read_away(self, account: int, source: str, away: Sequence[Away], fault: str = "") -> None:
        """As `read_overrides`, of the account's own calendar."""
        ...

    async def policies(self) -> Sequence[Policy]:
        """All, by title."""
        ...

    async def put_policy(self, policy: Policy) -> None:
        """Keep it, in place of the one of this id."""
        ...

    async def drop_policy(self, id: str) -> bool:  # noqa: A002
        """Forget it; its calls go on as it stood when they began."""
        ...

    async def responders(self) -> Sequence[Responder]:
        """All of whom something is kept."""
        ...

    async def put_responder(self, responder: Responder) -> None:
        """Keep it."""
        ...

    async def reaches(self, account: int | None = None) -> Sequence[Reach]:
        """The ways to reach one or all, oldest first. One whose address cannot be opened any more is left out."""
        ...

    async def put_reach(self, reach: Reach) -> None:
        """Keep it, with its target, which is on."""
        ...

    async def drop_reach(self, account: int, id: str) -> bool:  # noqa: A002
        """Forget one of the account's, with its target and what waits for it."""
        ...

    async def devices(self, account: int) -> Sequence[Device]:
        """Those of an account, latest first."""
        ...

    async def device(self, digest: str, at: datetime) -> Device | None:
        """The one of this digest, while it holds."""
        ...

    async def put_device(self, device: Device) -> None:
        """Keep it."""
        ...

    async def use_device(self, digest: str, at: datetime) -> None:
        """Note its use."""
        ...

    async def drop_device(self, account: int, digest: str) -> bool:
        """Forget one of the account's."""
        ...

    async def begin(self, call: Call) -> Call | None:
        """A new call, with its id; None where this opening of the incident has called by this policy already."""
        ...

    async def ring(
        self, call: Call, rung: int, summons: Sequence[Summons], drafts: Sequence[Draft], at: datetime
    ) -> bool:
        """The call stands on `rung` (counted from 1) from now on: what it sends is written with that, in one transaction. False,
        and nothing done, where it no longer rings or no longer stands where `call` says."""
        ...

    async def hurry(self, call: Call) -> None:
        """Wait no longer on this rung."""
        ...

    async def finish(self, id: int, state: CallState, by: str, at: datetime) -> bool:  # noqa: A002
        """It rings no more; what waits to be sent of it is not sent. False where it was over already (to be answered, a call
        that nobody answered is not over)."""
        ...

    async def answer(self, key: str, by: str, at: datetime) -> bool:
        """The same by the link of one summons, which is used up by it; False where it was used, or the call is over."""
        ...

    async def calls(
        self,
        *,
        states: Sequence[CallState] | None = None,
        incident: str | None = None,
        since: datetime | None = None,
        limit: int = 200,
    ) -> Sequence[Call]:
        """Calls, latest first."""
        ...

    async def summoned(self, calls: Sequence[int]) -> Sequence[Delivered]:
        """What these calls have sent, in its order."""
        ...

    async def summons(self, key: str) -> tuple[Summons, Call] | None:
        """What was sent under this key, and its call."""
        ...

    async def called(self, account: int) -> Sequence[tuple[Summons, Call]]:
        """What was sent to this account, with its call, latest first."""
        ...

    async def erase_of(self, account: int, name: str) -> None:
        """Forget, at once, all that is of this account: ways with their targets and notices, devices, absences, overrides, what it was sent. It leaves
        schedules and policies, and its name everything that says who changed it or answered. What was the address of its calendar opens nothing any more."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget calls that are over and began before this, overrides and absences that ended before it, and devices that no
        longer hold then; how many went."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar of others: `people` are the names of whom it is about, `summary` what it is called; `is_free`: it
    takes nobody's time."""

    from_at: datetime
    until_at: datetime
    summary: str
    people: tuple[str, ...] = ()
    is_free: bool = False


class ReadCalendar(Protocol):
    """Reads a calendar file."""

    def __call__(
        self, content: bytes, zone: tzinfo, from_at: datetime, until_at: datetime
    ) -> Sequence[Entry]:
        """The entries that touch this time, repetitions drawn out; what has no zone is by the clock of `zone`. Raises
        InputError that says what is wrong with it."""
        ...
