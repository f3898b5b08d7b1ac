"""What is broken, where, for whom, and what is behind it; and who is only blamed for it."""

from groundswell.core.model import Cause
from groundswell.core.scope.cause import (
    CommonCause,
    Dependencies,
    Lift,
    PageCount,
    Tie,
    co_outages,
    common_cause,
)
from groundswell.core.scope.changes import LOOK_BACK, Closeness, LikelyChange, likely_changes, related
from groundswell.core.scope.course import Course, Growth, Mover, Spread, growth, movers
from groundswell.core.scope.footprint import (
    EXCESS_MIN,
    TROUBLE_KINDS,
    cause_certainty,
    footprint,
    is_due,
    says_otherwise,
    shares,
    with_usual,
)
from groundswell.core.scope.hidden import HiddenTie, hidden_ties
from groundswell.core.scope.localize import localize
from groundswell.core.scope.probes import WHOLE, Probed, by_service, phases
from groundswell.core.scope.spillover import Blame, Excess, Relation, blames, bystanders, relation
from groundswell.core.scope.tally import LEAF_BITS, LEAVES_MAX, LeafCounts, Tally
from groundswell.core.scope.ties import dependencies, evidence, page_of
from groundswell.core.scope.usual import (
    ABOVE,
    Counted,
    Pairs,
    Shares,
    UsualLeaves,
    explain,
    explain_several,
    settled,
    usual_leaves,
)

__all__ = [
    "ABOVE",
    "EXCESS_MIN",
    "LEAF_BITS",
    "LEAVES_MAX",
    "LOOK_BACK",
    "TROUBLE_KINDS",
    "WHOLE",
    "Blame",
    "Cause",
    "Closeness",
    "CommonCause",
    "Counted",
    "Course",
    "Dependencies",
    "Excess",
    "Growth",
    "HiddenTie",
    "LeafCounts",
    "Lift",
    "LikelyChange",
    "Mover",
    "PageCount",
    "Pairs",
    "Probed",
    "Relation",
    "Shares",
    "Spread",
    "Tally",
    "Tie",
    "UsualLeaves",
    "blames",
    "by_service",
    "bystanders",
    "cause_certainty",
    "co_outages",
    "common_cause",
    "dependencies",
    "evidence",
    "explain",
    "explain_several",
    "footprint",
    "growth",
    "hidden_ties",
    "is_due",
    "likely_changes",
    "localize",
    "movers",
    "page_of",
    "phases",
    "related",
    "relation",
    "says_otherwise",
    "settled",
    "shares",
    "usual_leaves",
    "with_usual",
]
