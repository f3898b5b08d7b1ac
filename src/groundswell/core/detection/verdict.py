"""How sure a score makes us: possible, likely or observed.

A likelihood ratio says how odd the counts are, not that a crowd tells the truth: only when independent
kinds of source agree is an outage called observed.
"""

from __future__ import annotations

from groundswell.core.model import Certainty

LIKELY_MARGIN = 4.0
"""Above the threshold by this much, one kind alone makes an outage likely: odds some 50 times those of an alarm."""
OBSERVED_KINDS = 2


def certainty(score: float, threshold: float, kinds: int) -> Certainty:
    """What to call an outage of this `score`, on which so many `kinds` of source agree.

    >>> certainty(7.0, threshold=6.5, kinds=1), certainty(30.0, threshold=6.5, kinds=1)
    (<Certainty.POSSIBLE: 'possible'>, <Certainty.LIKELY: 'likely'>)
    >>> certainty(30.0, threshold=6.5, kinds=2)
    <Certainty.OBSERVED: 'observed'>
    """
    clear = score >= threshold + LIKELY_MARGIN
    if clear and kinds >= OBSERVED_KINDS:
        return Certainty.OBSERVED
    if clear or (score > threshold and kinds >= OBSERVED_KINDS):
        return Certainty.LIKELY
    return Certainty.POSSIBLE
