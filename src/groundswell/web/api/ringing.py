"""Which outages ring: somebody is called about them and nobody has done anything since. Their acknowledgement answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from groundswell.core.model import Act, Ruling
from groundswell.core.oncall import CallState, opened_at
from groundswell.web.parts import Parts

_WAITING: Final = (CallState.RINGING, CallState.UNANSWERED)
_LISTED_MAX: Final = 1_000
ANSWERS: Final = "Answers a call."
"""the reason of an acknowledgement that answers, where nobody gives one: a second one needs one, and this is what it says"""


async def ringing(parts: Parts, incidents: Collection[str]) -> frozenset[str]:
    """Those of `incidents` that have a call which nobody has answered, whether it rings on or was given up. What was done a moment
    ago answers, though the leg has not looked yet."""
    calls = await parts.called.oncall.calls(states=_WAITING, limit=_LISTED_MAX)
    found = set()
    for call in calls:
        if call.incident in incidents and call.incident not in found:
            events = await parts.incidents.events(call.incident)
            if opened_at(events) == call.opened_at:
                found.add(call.incident)
    return frozenset(found)


async def answering(parts: Parts, ruling: Ruling) -> Ruling:
    """`ruling`, with a reason where it acknowledges what rings: an outage that was declared, or came back, has been seen by
    somebody, and who is called has to be able to answer all the same."""
    if ruling.act is Act.ACKNOWLEDGE and not ruling.reason and await ringing(parts, [ruling.incident]):
        return replace(ruling, reason=ANSWERS)
    return ruling
