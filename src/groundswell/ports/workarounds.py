"""What helps while something fails, and who says whether it did: kept without a trace of who that was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from groundswell.core.workarounds import Workaround, WorkaroundState


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's word on one workaround. `voter` and `network` are keyed marks of this workaround and this day alone: they
    match nothing else that is kept, and tell a second word of the same person or connection from a first."""

    workaround: str
    voter: int
    network: int
    helped: bool
    at: datetime


class Workarounds(Protocol):
    """What was written, and the votes. Workarounds come out with their tally."""

    async def put(self, workaround: Workaround) -> None:
        """Keep it as it is now, in place of the one of this id; its tally is that of the votes, whatever it says."""
        ...

    async def get(self, id: str) -> Workaround | None:  # noqa: A002
        """The one of this id."""
        ...

    async def list(
        self,
        *,
        services: Sequence[str] | None = None,
        states: Sequence[WorkaroundState] | None = None,
        incident: str | None = None,
        limit: int = 1000,
    ) -> Sequence[Workaround]:
        """Workarounds, latest made first."""
        ...

    async def vote(self, vote: Vote) -> bool:
        """Keep it, in place of the same voter's earlier one; False where there is no such workaround that is shown."""
        ...

    async def expire(self, ongoing: Sequence[str], at: datetime) -> Sequence[Workaround]:
        """What was for an incident that is not among `ongoing` has expired; those that have just now."""
        ...

    async def erase(self, id: str) -> bool:  # noqa: A002
        """Forget it with its votes, whatever its state, overwritten where the store can; False where there is none."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget what is not shown and was changed last before this, with its votes; how many went."""
        ...
