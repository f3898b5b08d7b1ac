"""With what the people of each service usually report, and how much of a rise comes from software that is none of theirs.

Software is told by its kind ("chrome 142 / android"). Shares of a service are drawn to those of all services by as much
belief as PRIOR_REPORTS. Source: Zhai and Lafferty, *A study of smoothing methods for language models applied to ad hoc
information retrieval* (2001), for this smoothing by a Dirichlet prior.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from groundswell.core.detection.state import State
from groundswell.core.timegrid import MINUTES_PER_DAY

STRANGE_SHARE = 0.01
"""Software that usually sends less than this part of a service's reports is strange there."""
PRIOR_REPORTS = 100.0
"""So many of its reports weigh as much as what all services are used to."""
ENOUGH_REPORTS = 300.0
"""Before all services together have heard so many that name their software, none is strange."""
VOICE_MAX = 300.0
"""No service counts for more reports than this among all."""
HALF_LIFE_DAYS = 14.0
FORGOTTEN = 0.01
"""Software of which less than this of a report is left is forgotten."""
LESSON_RATIO_MAX, LESSON_MORE_MAX = 2.0, 3.0
"""In a history, a bin teaches no more than so many times its service's mean and so many reports: bursts in it are bursts."""

Counts = Mapping[int, Mapping[str, int]]
"""Reports of trouble by service, as a number, and then by kind of software."""


@dataclass(frozen=True, slots=True)
class Senders:
    """What sent the reports of one service in a stretch: which `part` of them (0 to 1) strange software did, and what part
    they usually do; and the visits to its page meanwhile beside the usual ones."""

    part: float
    usual_part: float
    visits: float
    visits_usual: float


class Software:
    """How often each kind of software has been heard on each of `services` services, lately more than long ago.

    >>> software = Software(2)
    >>> for minute in range(400):
    ...     software.teach(minute, {0: {"firefox 140 / windows": 1}, 1: {"safari 18 / ios": 2}})
    >>> part, usual_part = software.strange(0, {"firefox 140 / windows": 5, "curl": 45}, reports=50)
    >>> round(part, 2), round(usual_part, 2)
    (0.9, 0.0)
    """

    def __init__(self, services: int) -> None:
        self._own: list[dict[str, float]] = [{} for _ in range(services)]
        self._day = -1
        self._everyone: Mapping[str, float] | None = None
        """What all services are used to, once it was asked for and until more is taught."""

    def teach(self, minute: int, counts: Counts) -> None:
        """What was heard in the bin at `minute`, in order of time."""
        self._age(minute // MINUTES_PER_DAY)
        for service, told in counts.items():
            own, self._everyone = self._own[service], None
            for kind, count in told.items():
                own[kind] = own.get(kind, 0.0) + count

    def learn(self, history: Sequence[tuple[int, Counts]]) -> None:
        """Bins of a history, each with its first minute, oldest first."""
        sums: Counter[int] = Counter()
        for _, counts in history:
            sums.update({service: sum(told.values()) for service, told in counts.items()})
        for minute, counts in history:
            self._age(minute // MINUTES_PER_DAY)
            for service, told in counts.items():
                most = LESSON_RATIO_MAX * sums[service] / len(history) + LESSON_MORE_MAX
                heard = min(1.0, most / max(sum(told.values()), 1))
                own, self._everyone = self._own[service], None
                for kind, count in told.items():
                    own[kind] = own.get(kind, 0.0) + count * heard

    def strange(self, service: int, seen: Mapping[str, int], reports: int) -> tuple[float, float] | None:
        """Which part of `reports`, of which `seen` name their software, strange software has sent, and which they usually do;
        None where too little is known to call any strange."""
        everyone = self._of_everyone()
        total = sum(everyone.values())
        if total < ENOUGH_REPORTS or reports <= 0:
            return None
        own = self._own[service]
        heard = sum(own.values()) + PRIOR_REPORTS
        shares = {
            kind: (own.get(kind, 0.0) + PRIOR_REPORTS * count / total) / heard
            for kind, count in everyone.items()
        }
        known = {kind: share for kind, share in shares.items() if share >= STRANGE_SHARE}
        theirs = sum(count for kind, count in seen.items() if kind not in known)
        return theirs / reports, max(0.0, 1.0 - sum(known.values()))

    def state(self) -> State:
        """All that it has heard; `restore` goes on from it."""
        names = [(service, kind) for service, own in enumerate(self._own) for kind in own]
        return {
            "names": np.frombuffer(json.dumps(names).encode(), dtype=np.uint8),
            "counts": np.array([self._own[service][kind] for service, kind in names], dtype=np.float64),
            "day": np.array(self._day),
        }

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Become what `state` says, of as many services."""
        names = json.loads(state["names"].tobytes())
        self._own = [{} for _ in self._own]
        for (service, kind), count in zip(names, state["counts"].tolist(), strict=True):
            self._own[service][kind] = count
        self._day, self._everyone = int(state["day"]), None

    def _of_everyone(self) -> Mapping[str, float]:
        if self._everyone is None:
            everyone: dict[str, float] = {}
            for own in self._own:
                voice = min(1.0, VOICE_MAX / max(sum(own.values()), 1.0))
                for kind, count in own.items():
                    everyone[kind] = everyone.get(kind, 0.0) + voice * count
            self._everyone = everyone
        return self._everyone

    def _age(self, day: int) -> None:
        if self._day >= 0 and day > self._day:
            left = 0.5 ** ((day - self._day) / HALF_LIFE_DAYS)
            self._own = [
                {kind: count * left for kind, count in own.items() if count * left >= FORGOTTEN}
                for own in self._own
            ]
            self._everyone = None
        self._day = max(self._day, day)
