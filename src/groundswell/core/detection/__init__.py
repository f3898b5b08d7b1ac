"""What is usual, and whether what came in is too much for it: counts become findings.

`Detector` joins `baseline` (the usual, by time of week) and `scan` (the evidence over recent windows);
`verdict` says how sure that makes us. The method and what it cannot see: docs/explanation/detection.md.
"""

from groundswell.core.detection.detector import Detector, Findings
from groundswell.core.detection.scan import log_likelihood_ratio, threshold
from groundswell.core.detection.verdict import certainty

__all__ = ["Detector", "Findings", "certainty", "log_likelihood_ratio", "threshold"]
