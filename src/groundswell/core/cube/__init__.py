"""Reports become counts: which cells a batch adds to, which persons it claims, how counts line up as series."""

from groundswell.core.cube.fold import Claims, Deltas, claims, deltas
from groundswell.core.cube.series import align, coverage_mask

__all__ = ["Claims", "Deltas", "align", "claims", "coverage_mask", "deltas"]
