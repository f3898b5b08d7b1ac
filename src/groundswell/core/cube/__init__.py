"""Reports become counts: which cells a batch adds to, which persons it claims, how counts line up as series."""

from groundswell.core.cube.bounds import NAMES_MAX, OTHER, bounded, days
from groundswell.core.cube.fold import Claims, Deltas, claims, deltas
from groundswell.core.cube.marks import PERSON, SAID, SPAN, Marks, additions, filled, fills_on, joined
from groundswell.core.cube.series import align, coverage_mask, known_bins

__all__ = [
    "NAMES_MAX",
    "OTHER",
    "PERSON",
    "SAID",
    "SPAN",
    "Claims",
    "Deltas",
    "Marks",
    "additions",
    "align",
    "bounded",
    "claims",
    "coverage_mask",
    "days",
    "deltas",
    "filled",
    "fills_on",
    "joined",
    "known_bins",
]
