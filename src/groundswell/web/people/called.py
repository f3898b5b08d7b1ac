"""What the web needs of calls: their store, the leg that makes them, the words of addresses, the channels that carry them, and which of
these are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from groundswell.flow.blame import Refusals
from groundswell.flow.call import Calling
from groundswell.flow.consult import Consult
from groundswell.flow.latch import Latch
from groundswell.flow.remind import Remind
from groundswell.flow.roster import Roster
from groundswell.ports.notices import Notices
from groundswell.ports.oncall import Oncall


@dataclass(frozen=True, slots=True)
class Called:
    """`carriers` are the kinds of the channels that may carry calls, by name."""

    oncall: Oncall
    notices: Notices
    refusals: Refusals
    leg: Calling
    latch: Latch
    consult: Consult
    remind: Remind
    carriers: Mapping[str, str] = field(default_factory=dict)

    @property
    def roster(self) -> Roster:
        """Who is on call by a schedule."""
        return self.leg.roster
