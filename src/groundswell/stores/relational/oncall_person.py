"""All that the tables of who is called hold of one account, taken out of them: what is theirs goes, what is of all loses their number and name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, select, update

from groundswell.core.oncall import Layer, Policy, Whom, WhomKind
from groundswell.ports.oncall import CONTACT
from groundswell.stores.relational.schema_notices import NOTICES, TARGETS
from groundswell.stores.relational.schema_oncall import (
    AWAY,
    CALLS,
    DEVICES,
    OVERRIDES,
    POLICIES,
    REACHES,
    RESPONDERS,
    SCHEDULES,
    SUMMONSES,
)


def erase(connection: Connection, account: int, name: str) -> None:
    """See ports.oncall.Oncall.erase_of."""
    ways = connection.scalars(select(REACHES.c.id).where(REACHES.c.account == account)).all()
    targets = [CONTACT + each for each in ways]
    pages = connection.scalars(select(SUMMONSES.c.key).where(SUMMONSES.c.account == account)).all()
    connection.execute(delete(NOTICES).where(NOTICES.c.target.in_(targets) | NOTICES.c.key.in_(pages)))
    connection.execute(delete(TARGETS).where(TARGETS.c.id.in_(targets)))
    for table in (REACHES, DEVICES, AWAY, OVERRIDES, SUMMONSES):
        connection.execute(delete(table).where(table.c.account == account))
    # The count stays: without it, an address of their calendar that was taken back would open again.
    gone = {"country": "", "calendar_url": "", "calendar_fault": "", "turn": RESPONDERS.c.turn + 1}
    connection.execute(update(RESPONDERS).where(RESPONDERS.c.account == account).values(**gone))
    for table in (SCHEDULES, OVERRIDES, CALLS):
        connection.execute(update(table).where(table.c.by == name).values(by=""))
    _leave_schedules(connection, account)
    _leave_policies(connection, POLICIES, account, name)
    _leave_policies(connection, CALLS, account, name)


def _leave_schedules(connection: Connection, account: int) -> None:
    for row in connection.execute(select(SCHEDULES.c.id, SCHEDULES.c.layers)).all():
        layers = msgspec.convert(row.layers, list[Layer])
        left = [_without(layer, account) for layer in layers]
        if left != layers:
            kept = msgspec.to_builtins([layer for layer in left if layer.members])
            connection.execute(update(SCHEDULES).where(SCHEDULES.c.id == row.id).values(layers=kept))


def _without(layer: Layer, account: int) -> Layer:
    return replace(layer, members=tuple(each for each in layer.members if each != account))


def _leave_policies(connection: Connection, table: Table, account: int, name: str) -> None:
    """Its steps stay, whoever is left on them: a call that rings stands on one of them. One that is empty is a gap that `Lack` tells."""
    theirs = Whom(WhomKind.ACCOUNT, str(account))
    for row in connection.execute(select(table.c.id, table.c.policy)).all():
        policy = msgspec.convert(row.policy, Policy)
        steps = tuple(
            replace(step, whom=tuple(each for each in step.whom if each != theirs)) for step in policy.steps
        )
        left = replace(policy, steps=steps, by="" if policy.by == name else policy.by)
        if left != policy:
            kept: Any = msgspec.to_builtins(left)
            connection.execute(update(table).where(table.c.id == row.id).values(policy=kept))
