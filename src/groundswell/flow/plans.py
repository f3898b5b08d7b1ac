"""Planned maintenance as it was ruled: a replay knows by it which services were being worked on when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from groundswell.core.desk import Maintenance, Stage
from groundswell.core.model import Act, Ruling

_SLACK = timedelta(hours=1)
"""longer than a ruling waits for the minute in which it is applied"""


def planning(maintenance: Maintenance, by: str) -> Ruling:
    """What is journaled of `maintenance` when `by` has planned, changed or moved it."""
    return Ruling(
        Act.PLAN,
        "",
        by,
        maintenance.changed_at,
        services=maintenance.services,
        since=maintenance.from_at,
        until=maintenance.until_at,
        kind=maintenance.stage.value,
        plan=maintenance.id,
    )


class Plans:
    """What has been planned so far, by the rulings that were read."""

    def __init__(self) -> None:
        self._known: dict[str, Maintenance] = {}

    def take(self, ruling: Ruling) -> None:
        """One ruling, of whatever act. What was over before it is forgotten: they come in the order in which they were made."""
        if ruling.act is not Act.PLAN or ruling.since is None or ruling.until is None:
            return
        self._known[ruling.plan] = Maintenance(
            id=ruling.plan,
            services=ruling.services,
            from_at=ruling.since,
            until_at=ruling.until,
            texts=(),
            by=ruling.by,
            made_at=ruling.ruled_at,
            changed_at=ruling.ruled_at,
            stage=Stage(ruling.kind),
        )
        over = [name for name, each in self._known.items() if each.until_at < ruling.ruled_at - _SLACK]
        for name in over:
            del self._known[name]

    async def windows(self, at: datetime) -> Mapping[str, str]:
        """Which services are being worked on at `at`: service → the maintenance's id."""
        return windows_of(self._known.values(), at)


def windows_of(planned: Iterable[Maintenance], at: datetime) -> dict[str, str]:
    """The same of these, in the order in which they begin."""
    on = sorted((each for each in planned if each.is_on(at)), key=lambda each: (each.from_at, each.id))
    return {slug: each.id for each in on for slug in each.services}
