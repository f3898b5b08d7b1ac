"""What is usual, and whether what came in is too much for it: counts become findings.

`Detector` joins `baseline` (the usual, by time of week) and `scan` (the evidence over recent windows); `TreeScan`
watches services and their parts at once and says when a rise is held to be no outage; `verdict` says how sure
that makes us. The method and what it cannot see: docs/explanation/detection.md.
"""

from groundswell.core.detection.calibration import threshold
from groundswell.core.detection.detector import Detector
from groundswell.core.detection.findings import Findings
from groundswell.core.detection.held import Surroundings, Swell
from groundswell.core.detection.nodes import ANY
from groundswell.core.detection.scan import log_likelihood_ratio
from groundswell.core.detection.software import Senders, Software
from groundswell.core.detection.tree_scan import TreeScan, Verdicts
from groundswell.core.detection.verdict import certainty

__all__ = [
    "ANY",
    "Detector",
    "Findings",
    "Senders",
    "Software",
    "Surroundings",
    "Swell",
    "TreeScan",
    "Verdicts",
    "certainty",
    "log_likelihood_ratio",
    "threshold",
]
