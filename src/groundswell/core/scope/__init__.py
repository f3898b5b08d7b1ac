"""What is broken, where, for whom, and what is behind it; and who is only blamed for it."""

from groundswell.core.scope.cause import (
    CommonCause,
    Dependencies,
    Lift,
    PageCount,
    Tie,
    co_outages,
    common_cause,
)
from groundswell.core.scope.footprint import TROUBLE_KINDS, footprint, shares
from groundswell.core.scope.localize import Cause, localize
from groundswell.core.scope.spillover import Excess, bystanders
from groundswell.core.scope.ties import dependencies, evidence, page_of

__all__ = [
    "TROUBLE_KINDS",
    "Cause",
    "CommonCause",
    "Dependencies",
    "Excess",
    "Lift",
    "PageCount",
    "Tie",
    "bystanders",
    "co_outages",
    "common_cause",
    "dependencies",
    "evidence",
    "footprint",
    "localize",
    "page_of",
    "shares",
]
