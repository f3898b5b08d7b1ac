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


RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.VIEWER: frozenset({Right.LOOK}),
    Role.RESPONDER: frozenset({Right.LOOK, Right.RULE}),
    Role.COMMUNICATOR: frozenset({Right.LOOK, Right.RULE, Right.SPEAK}),
    Role.ADMINISTRATOR: frozenset(Right),
}
"""Role → what it may do. Each holds what the one before it holds."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting: `name` as it stands beside what is done, `rights`, and on which services (None: on all).

    `account` is the id of the account, 0 for a program that shows a token. `speaks_for` are services whose operator the actor
    is known to be: what it says of them is the operator's own word.
    """

    name: str
    rights: frozenset[Right]
    services: frozenset[str] | None = None
    account: int = 0
    speaks_for: frozenset[str] = frozenset()

    def may(self, right: Right, service: str | None = None) -> bool:
        """Whether `right` is given, on `service` (None: on any at all)."""
        if right not in self.rights:
            return False
        return service is None or self.services is None or service in self.services

    def voice(self, services: Sequence[str]) -> str:
        """The first of `services` as whose operator the actor speaks; "" where of none."""
        return next((slug for slug in services if slug in self.speaks_for), "")


KEEPER: Final = Actor("keeper", frozenset(Right))
"""Who shows the instance's own token: everything, everywhere."""
