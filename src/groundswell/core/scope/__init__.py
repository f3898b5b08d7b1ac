"""What is broken, where, and who is only blamed for it: the footprint of an excess, and its bystanders."""

from groundswell.core.scope.footprint import TROUBLE_KINDS, footprint, shares
from groundswell.core.scope.localize import Cause, localize
from groundswell.core.scope.spillover import Excess, bystanders

__all__ = ["TROUBLE_KINDS", "Cause", "Excess", "bystanders", "footprint", "localize", "shares"]
