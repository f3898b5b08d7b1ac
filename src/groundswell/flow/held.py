"""Rises that were held to be no outage, as operators read them: minute by minute verdicts become one rise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from groundswell.core.model import Finding, Held, HeldRise
from groundswell.core.timegrid import instant_of
from groundswell.ports import Incidents

_SAME_RISE = timedelta(minutes=30)
"""What is held again after so long for the same reason is the same rise."""


class HeldRises:
    """What is being held back now; the judge notes it each minute."""

    def __init__(self, incidents: Incidents) -> None:
        self._incidents = incidents
        self._rises: dict[tuple[str, Held], HeldRise] = {}
        self.begun: Counter[Held] = Counter()
        """How many rises have begun to be held since the start, by reason."""

    async def start(self, at: datetime) -> None:
        """Go on with the rises of an earlier judge."""
        rises = await self._incidents.held(since=at - _SAME_RISE, limit=10_000)
        self._rises = {(rise.service, rise.reason): rise for rise in reversed(rises)}

    async def note(self, findings: Mapping[str, Finding], bin_minutes: int) -> Sequence[HeldRise]:
        """Keep what this minute's findings hold back; return those that are new. May be called again for the minute."""
        told: list[HeldRise] = []
        new: list[HeldRise] = []
        for finding in findings.values():
            if finding.held is None:
                continue
            at = instant_of(finding.minute)
            end = at + timedelta(minutes=bin_minutes)
            before = self._rises.get((finding.service, finding.held))
            if before is None or not before.began_at <= at <= before.last_at + _SAME_RISE:
                rise = HeldRise(
                    finding.service,
                    finding.held,
                    finding.part,
                    began_at=at,
                    last_at=end,
                    reports=finding.observed,
                    expected=finding.expected,
                    score=finding.score,
                )
                new.append(rise)
            else:
                rise = replace(before, last_at=max(before.last_at, end))
                if finding.observed > rise.reports:
                    rise = replace(rise, reports=finding.observed, expected=finding.expected)
                if finding.score > rise.score:
                    rise = replace(rise, score=finding.score, part=finding.part)
            told.append(rise)
        await self._incidents.put_held(told)
        self._rises |= {(rise.service, rise.reason): rise for rise in told}
        self.begun.update(rise.reason for rise in new)
        return new
