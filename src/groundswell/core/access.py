"""Who may do what at the desk: rights, the roles that bundle them, and who is acting with what scope.

A literal table: what is not in it is not allowed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Right(StrEnum):
    """One kind of act."""

    LOOK = "look"
    """see the desk: evidence, notes, what waits"""
    RULE = "rule"
    """decide on incidents, work on them (notes, tasks), let comments through"""
    SPEAK = "speak"
    """write and approve statements, plan maintenance"""
    FEED = "feed"
    """send reports and counts in bulk, tell of deploys"""
    KEEP = "keep"
    """accounts, tokens, channels, the audit log"""


class Role(StrEnum):
    """What somebody is at the desk."""

    VIEWER = "viewer"
    RESPONDER = "responder"
    COMMUNICATOR = "communicator"
    ADMINISTRATOR = "administrator"


Reach = Mapping[Right, frozenset[str] | None]
"""Right → the services on which it is given, None: on all. What is not in it is given on none."""

RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.VIEWER: frozenset({Right.LOOK}),
    Role.RESPONDER: frozenset({Right.LOOK, Right.RULE}),
    Role.COMMUNICATOR: frozenset({Right.LOOK, Right.RULE, Right.SPEAK}),
    Role.ADMINISTRATOR: frozenset(Right),
}
"""Role → what it may do. Each holds what the one before it holds."""


def joined(*reaches: Reach) -> Reach:
    """What several give together: each right as far as all of them take it, and no right further for another's sake."""
    found: dict[Right, frozenset[str] | None] = {}
    for reach in reaches:
        for right, on in reach.items():
            had = found.get(right, frozenset())
            found[right] = None if on is None or had is None else had | on
    return found


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting: `name` as it stands beside what is done, and how far each right reaches.

    `account` is the id of the account, 0 for a program that shows a token. `speaks_for` are services whose operator the actor
    is known to be: what it says of them is the operator's own word.
    """

    name: str
    reach: Reach
    account: int = 0
    speaks_for: frozenset[str] = frozenset()

    @property
    def rights(self) -> frozenset[Right]:
        """What they may do on one service at least."""
        return frozenset(self.reach)

    def on(self, right: Right) -> frozenset[str] | None:
        """The services on which `right` is given; None: on all, and on what is about none."""
        return self.reach.get(right, frozenset())

    def may(self, right: Right, service: str | None = None) -> bool:
        """Whether `right` is given, on `service` (None: on any at all)."""
        if service is None:
            return right in self.reach
        on = self.on(right)
        return on is None or service in on

    def may_any(self, right: Right, services: Sequence[str]) -> bool:
        """Whether `right` is given on one of `services` at least: an outage of several is each one's to look at, to work on and
        to speak of."""
        return any(self.may(right, slug) for slug in services)

    def may_all(self, right: Right, services: Sequence[str]) -> bool:
        """Whether `right` is given on all of `services`, as who decides what becomes of the whole has to."""
        return all(self.may(right, slug) for slug in services)

    def voice(self, services: Sequence[str]) -> str:
        """The first of `services` as whose operator the actor speaks; "" where of none."""
        return next((slug for slug in services if slug in self.speaks_for), "")


KEEPER: Final = Actor("keeper", dict.fromkeys(Right))
"""Who shows the instance's own token: everything, everywhere."""
