"""What people answer when they are asked whether it works again, and what that says about the end of an outage.

Enough answers of "no" hold it open, whatever silence says; enough of "yes" let it end while the last reports still come in.
Neither one network nor a handful of people can say so alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

ANSWERS_FOR: Final = timedelta(minutes=30)
"""for so long an answer says something"""
ANSWERS_MIN: Final = 10
"""fewer answers say nothing: one connection may give three in each of the two half hours that these touch"""
NO_PART: Final = 0.5
"""of all answers, from which "no" holds an outage open"""
YES_PART: Final = 0.75
"""of all answers, from which "yes" moves its end forward"""
HOLD_FOR: Final = timedelta(hours=6)
"""after it began to ease answers are heard no longer: then reports alone decide"""
_FREE: Final = 2.0
"""so many answers of one network count whatever the others say"""
_LEAST: Final = 0.25
"""of the answers of all others, so many of one network count at least"""


class Says(StrEnum):
    """What the answers mean."""

    NOTHING = "nothing"
    """they are too few, or divided"""
    HOLDS = "holds"
    """it is not over"""
    MOVES = "moves"
    """it is, or nearly"""


@dataclass(frozen=True, slots=True)
class Answers:
    """How many say that it works again and that it does not, each network weighed (see `weighed`)."""

    yes: float = 0.0
    no: float = 0.0

    def __add__(self, other: Answers) -> Answers:
        return Answers(self.yes + other.yes, self.no + other.no)

    @property
    def says(self) -> Says:
        """What they mean together."""
        whole = self.yes + self.no
        if whole < ANSWERS_MIN:
            return Says.NOTHING
        if self.no >= NO_PART * whole:
            return Says.HOLDS
        return Says.MOVES if self.yes >= YES_PART * whole else Says.NOTHING


NONE: Final = Answers()


def weighed(by_network: Mapping[str, tuple[int, int]], shares: Mapping[str, float]) -> Answers:
    """The answers (yes, no) of each network together, none with more weight than it has a right to.

    `shares` are the networks' parts, 0 to 1, of the outage's reports of trouble ("" for those of which it is not known). A
    network's answers count for up to a quarter of those of all others, or for as much as it had of the reports, if that is
    more: so the outage of one carrier is its customers' to judge, and nobody else's is.

    >>> weighed({"as1": (0, 40), "as2": (100, 0)}, {"as1": 0.02, "as2": 0.7})
    Answers(yes=93.33333333333333, no=25.0)
    """
    whole = sum(yes + no for yes, no in by_network.values())
    found = NONE
    for network, (yes, no) in by_network.items():
        own = yes + no
        if not own:
            continue
        share = min(max(shares.get(network, 0.0), 0.0), 1.0)
        part = max(_LEAST, share / (1 - share)) if share < 1 else float("inf")
        others = whole - own
        allowed = max(_FREE, part * others) if others or share < 1 else float(own)
        factor = min(1.0, allowed / own)
        found += Answers(yes * factor, no * factor)
    return found
