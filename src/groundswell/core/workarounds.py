"""What helps while something fails: whoever found it, in which words, and how it is ranked by the votes of those who tried it.

A few people behind one connection must not lift advice of their own, and what has helped nobody must not stand first.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

WORDS_MAX: Final = 500
"""letters of one workaround"""
SHOWN_MAX: Final = 3
"""so many stand on a page; programs are told all of them"""
NETWORKS_MIN: Final = 3
"""votes of fewer connections than this, on one day, lift nothing and refute nothing"""
_FREE: Final = 1.0
"""so many votes of one connection count whatever the others say"""
_LEAST: Final = 0.25
"""of what counts of all others' votes, so many of one connection count at most"""
_REFUTED_MIN: Final = 8.0
"""so many votes, weighed, it takes to say that something does not help"""
_REFUTED_PART: Final = 0.3


class WorkaroundState(StrEnum):
    """How far a workaround is."""

    PROPOSED = "proposed"
    """somebody wrote it; nobody at the desk has read it"""
    SHOWN = "shown"
    """it stands on the page"""
    WITHDRAWN = "withdrawn"
    """the desk has refused it, or taken it down"""
    EXPIRED = "expired"
    """the outage that it was for is over"""


@dataclass(frozen=True, slots=True)
class Advice:
    """A workaround's text in one language; a draft is shown to nobody but the desk."""

    language: str
    words: str
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the people who said so, how many a workaround helped. `helped` and `tried` are weighed (see `weighed`), `networks` are
    the connections that they came from on the day that had most."""

    helped: float = 0.0
    tried: float = 0.0
    networks: int = 0

    @property
    def counted(self) -> tuple[int, int]:
        """`helped` of `tried`, in whole people."""
        tried = math.floor(self.tried + 0.5)
        return min(math.floor(self.helped + 0.5), tried), tried


NOBODY: Final = Tally()


@dataclass(frozen=True, slots=True)
class Workaround:
    """What helps with `service` (a slug).

    `incident` is the outage that it is for, "" where it stands whatever happens; `symptoms` and `platforms` those that it is for,
    none: any. `texts` are as they were written first, then translations. `by` is who wrote it at the desk, "" somebody who uses
    the service. `decided_by` is who let it through or took it down last.
    """

    id: str
    service: str
    texts: tuple[Advice, ...]
    made_at: datetime
    changed_at: datetime
    by: str = ""
    incident: str = ""
    symptoms: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    state: WorkaroundState = WorkaroundState.PROPOSED
    decided_by: str = ""
    tally: Tally = NOBODY

    @property
    def is_shown(self) -> bool:
        """Whether anybody may read it."""
        return self.state is WorkaroundState.SHOWN

    @property
    def spoken(self) -> tuple[Advice, ...]:
        """The texts that the public may read."""
        return tuple(text for text in self.texts if not text.is_draft)

    def advice(self, language: str) -> Advice:
        """The text in `language`, else as it was written."""
        return next((text for text in self.spoken if text.language == language), self.texts[0])

    def moved(
        self, state: WorkaroundState, at: datetime, by: str = "", incident: str | None = None
    ) -> Workaround:
        """The same in another state since `at`, decided by `by` ("": by whoever did last); for another `incident`, where one is told."""
        return Workaround(
            self.id,
            self.service,
            self.texts,
            self.made_at,
            at,
            self.by,
            self.incident if incident is None else incident,
            self.symptoms,
            self.platforms,
            state,
            by or self.decided_by,
            self.tally,
        )

    def said(self, text: Advice) -> Workaround:
        """The same with `text` in place of the one of that language, or added."""
        kept = [text if each.language == text.language else each for each in self.texts]
        return replace(self, texts=tuple(kept if text in kept else [*kept, text]))


def weighed(by_network: Mapping[int, tuple[int, int]], day_of: Mapping[int, int] | None = None) -> Tally:
    """The votes (helped, did not) of each connection together: what counts of one is a quarter of what counts of all others at
    most, but one always does. `day_of` tells on which day (any number) each was heard, none: all on one. A connection that comes
    again on another day is not known again, so `networks` are those of the day that had most.

    >>> weighed({1: (40, 0), 2: (1, 0), 3: (0, 1), 4: (1, 1)})
    Tally(helped=2.5, tried=4.0, networks=4)
    >>> weighed({1: (1, 0), 2: (1, 0), 3: (1, 0)}, {1: 7, 2: 8, 3: 9})
    Tally(helped=3.0, tried=3.0, networks=1)
    """
    told = {network: votes for network, votes in by_network.items() if sum(votes)}
    most = _most_of_one([sum(votes) for votes in told.values()])
    helped_by = tried_by = 0.0
    for helped, failed in told.values():
        factor = min(1.0, most / (helped + failed))
        helped_by += helped * factor
        tried_by += (helped + failed) * factor
    days = Counter((day_of or {}).get(network, 0) for network in told)
    return Tally(helped_by, tried_by, max(days.values(), default=0))


def _most_of_one(counts: Iterable[int]) -> float:
    """So many votes of one connection count: a quarter of what is then left of all others'. Were it a quarter of what they sent, a
    few that send much would lift one another."""
    ordered = sorted(counts, reverse=True)
    part = round(1 / _LEAST)
    # The first `cut` are cut to one height, so that with the others they come to `part + 1` times that.
    heights = ((cut, sum(ordered[cut:]) / (part + 1 - cut)) for cut in range(part + 1))
    fits = (height for cut, height in heights if len(ordered) <= cut or ordered[cut] <= height)
    return max(_FREE, next(fits))


def cautious(tally: Tally, networks_min: int = NETWORKS_MIN) -> float:
    """How far it can be relied on to help, 0 to 1: one standard deviation below the mean of the Beta posterior with a flat prior.
    What was tried by nobody, or from fewer than `networks_min` connections and only liked there, is worth as much as nothing said.

    >>> [round(cautious(Tally(helped, tried, 9)), 2) for helped, tried in ((0, 0), (1, 1), (9, 10), (0, 10))]
    [0.21, 0.43, 0.73, 0.01]
    """
    lower = _beta(tally, -1)
    return min(lower, _beta(NOBODY, -1)) if tally.networks < networks_min else lower


def is_refuted(tally: Tally, networks_min: int = NETWORKS_MIN) -> bool:
    """Whether enough people, from connections enough, say that it does not help."""
    is_enough = tally.tried >= _REFUTED_MIN and tally.networks >= networks_min
    return is_enough and _beta(tally, 1) < _REFUTED_PART


def is_hidden(workaround: Workaround, networks_min: int = NETWORKS_MIN) -> bool:
    """Whether votes keep it off the pages: what a user wrote and is refuted. What the desk wrote stands last, and goes when
    the desk says so."""
    return not workaround.by and is_refuted(workaround.tally, networks_min)


def ranked(
    workarounds: Iterable[Workaround],
    networks_min: int = NETWORKS_MIN,
    states: Sequence[WorkaroundState] = (WorkaroundState.SHOWN,),
) -> tuple[Workaround, ...]:
    """What is in one of `states` and not hidden, most reliable first, what is refuted last, latest first among equals."""
    shown = [
        each
        for each in workarounds
        if each.state in states and each.spoken and not is_hidden(each, networks_min)
    ]
    shown.sort(key=lambda each: (each.made_at, each.id), reverse=True)
    return tuple(
        sorted(
            shown,
            key=lambda each: (is_refuted(each.tally, networks_min), -cautious(each.tally, networks_min)),
        )
    )


def helping(workarounds: Sequence[Workaround], incidents: Iterable[str]) -> tuple[Workaround, ...]:
    """Those of `workarounds` that help now, where `incidents` are on: what stands whatever happens, and what is for one of them."""
    ongoing = frozenset(incidents)
    return tuple(each for each in workarounds if not each.incident or each.incident in ongoing)


def _beta(tally: Tally, deviations: float) -> float:
    """The mean of Beta(helped + 1, failed + 1), so many standard deviations away."""
    a, b = tally.helped + 1, max(tally.tried - tally.helped, 0.0) + 1
    mean = a / (a + b)
    return mean + deviations * math.sqrt(mean * (1 - mean) / (a + b + 1))
