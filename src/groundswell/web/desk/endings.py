"""Which outages are over in the operator's words and still on: a statement ends nothing, and the desk says so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from groundswell.core.acts import OPENINGS
from groundswell.core.model import Incident, State
from groundswell.core.statement import Phase
from groundswell.ports import StatementState
from groundswell.web.parts import Parts

_LISTED_MAX = 1_000


async def said_over(parts: Parts, incidents: Collection[Incident]) -> frozenset[str]:
    """Those of `incidents` that somebody can end by hand and of which the last word in public was that it is over; nothing has
    opened them anew since."""
    on = {one.id for one in incidents if one.state in (State.OPEN, State.EASING)}
    if not on:
        return frozenset()
    out = await parts.desk.statements(incidents=sorted(on), state=StatementState.PUBLISHED, limit=_LISTED_MAX)
    last: dict[str, tuple[datetime, Phase]] = {}
    for said in (filed.statement for filed in out):
        if said.published_at is not None:
            word = (said.published_at, said.phase)
            last[said.incident] = max(last.get(said.incident, word), word, key=lambda each: each[0])
    found = set()
    for name, (at, phase) in last.items():
        if phase is Phase.RESOLVED:
            events = await parts.incidents.events(name)
            if not any(event.kind in OPENINGS and event.at > at for event in events):
                found.add(name)
    return frozenset(found)
