"""How bad an incident is, from 1 (few notice) to 5 (an enormous number is affected), by a published formula.

Reports are what the crowd sends, so a service with a larger crowd reaches a higher grade: the scale is about people, not
machines.
"""

from __future__ import annotations

import math


def severity(excess: float, ratio: float, breadth: int, hours: float) -> int:
    """The grade, 1 to 5. It never falls when any of the four rises.

        severity = 0.5 + 0.55 · log10(1 + excess) + 0.5 · log10(max(1, ratio)) + 0.4 · log10(breadth)
                   + 0.25 · min(hours, 4) / 4, rounded and kept within 1 .. 5

    excess: reports beyond the usual in the worst fifteen minutes; ratio: those against the usual; breadth: countries with at
    least 5 % of the reports, and every service beyond the first that one cause hits, at most 100; hours since it began.
    """
    grade = 0.5 + 0.55 * math.log10(1.0 + max(0.0, excess)) + 0.5 * math.log10(max(1.0, ratio))
    grade += 0.4 * math.log10(min(max(breadth, 1), 100)) + 0.25 * min(max(hours, 0.0), 4.0) / 4
    return int(min(5, max(1, round(grade))))
