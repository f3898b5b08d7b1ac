"""Services and their parts watched at once: an outage of one region or one symptom is found as if one had watched only
that and asked for fewer false alarms, by as many times as there are parts of its kind: looking in so many places is paid for.

Source: Kulldorff, Fang and Walsh, *A tree-based scan statistic for database disease surveillance* (2003).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.detector import Detector
from groundswell.core.detection.findings import Findings
from groundswell.core.detection.held import USE_MINUTES, Rise, Surroundings, use_now, why_held
from groundswell.core.detection.history import Past
from groundswell.core.detection.nodes import Nodes
from groundswell.core.detection.scan import WINDOW_MINUTES_MIN
from groundswell.core.detection.state import State, of, put, taken, under
from groundswell.core.model import Held
from groundswell.core.timegrid import HOUR_MINUTES

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

Around = Surroundings | Callable[[], Surroundings] | None
"""What is known beside the reports, or how to find out."""

CLOSE_NATS = 3.5
"""Services so near to an alarm are asked why it might be none."""
CLOSE_MINUTES = 5
"""A rise is looked at from so long before it is thought to have begun."""
CONFINED_MINUTES = 60
"""What has been an alarm in one leaf for so long is no burst of a robot but an outage confined to it."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """What the tree says of S services at one minute.

    `rarity` is that of the rarest node, less what looking costs, and comparable between services; `lead` is that
    node's index; `since` when the whole service began to rise, or else the earliest of its parts (-1 without alarm); `held` why a service that would be
    in alarm, or nearly, is held not to be (by service; only where there is a reason).
    """

    minute: int
    alarm: Bools
    rarity: Floats
    lead: NDArray[np.intp]
    since: Ints
    held: Mapping[int, Held]
    nodes: Findings


class TreeScan:
    """A Detector over the nodes of many services: each whole service, and its parts by attribute.

    `service` (N,) is the service of each node, 0 to S - 1; `attributes` gives the value of each attribute, as
    a code (N,), or ANY where a node does not ask for it. A service's whole has ANY everywhere and must be there.

    >>> from groundswell.core.detection.nodes import ANY
    >>> service = np.array([0, 0, 0])
    >>> tree = TreeScan(service, {"country": np.array([ANY, 0, 1])})   # the whole, country 0, country 1
    >>> counts = np.random.default_rng(1).poisson([2.0, 1.0, 1.0], (3000, 3))
    >>> counts[2900:] += [8, 0, 8]                                     # country 1 breaks
    >>> verdicts = [tree.step(29_000_160 + t, row) for t, row in enumerate(counts)]
    >>> bool(verdicts[-1].alarm[0]), int(verdicts[-1].lead[0])
    (True, 2)
    >>> bool(400 < tree.excess(60, verdicts[-1].lead)[0] < 640)              # some eight a minute
    True
    """

    def __init__(
        self,
        service: NDArray[np.integer],
        attributes: Mapping[str, NDArray[np.integer]],
        false_alarms_per_year: float = 1.0,
        bin_minutes: int = 1,
    ) -> None:
        assert bin_minutes <= HOUR_MINUTES, "in wide bins no part can show up on the way or hear what is late"
        self.nodes = Nodes(service, attributes)
        self.detector = Detector(
            len(service),
            false_alarms_per_year,
            bin_minutes,
            parents=self.nodes.parents,
            rarer=self.nodes.price(),
        )
        self._ask = -math.log(false_alarms_per_year)
        self.close_nats = CLOSE_NATS
        """How near to an alarm a service is asked why it might be none; where nothing is known but reports no alarm depends on it."""
        self._open = np.zeros(self.nodes.services, dtype=np.bool_)
        self._why = np.full(self.nodes.services, -1, dtype=np.int8)
        """Why each service was held to have no outage in the last minute, as a place among `Held`; -1 where it was not."""
        self._lit = np.full(len(service), -1, dtype=np.int64)
        """Since when each node has been in alarm, -1 where it is not."""
        self._use = np.ones(self.nodes.services, dtype=np.float32)
        """How many times its usual the use of each service may be in a rise that visits have told of."""

    def grow(self, service: NDArray[np.integer], attributes: Mapping[str, NDArray[np.integer]]) -> None:
        """Add nodes, at the end: parts of known services that have shown up. They are listened to before they are judged,
        for that more of the reports say where they come from is no outage there."""
        old = self.nodes
        joined = {name: np.concatenate([old.attributes[name], codes]) for name, codes in attributes.items()}
        self.nodes = Nodes(np.concatenate([old.service, service]), joined)
        self.detector.grow(self.nodes.parents[len(old.service) :], self.nodes.price())
        self._lit = np.concatenate([self._lit, np.full(len(service), -1, dtype=np.int64)])

    def retire(self, kept: Bools) -> None:
        """Forget the nodes (N,) that are not `kept`; every whole is."""
        old = self.nodes
        self.nodes = Nodes(old.service[kept], {name: codes[kept] for name, codes in old.attributes.items()})
        self.detector.retire(kept, self.nodes.price())
        self._lit = self._lit[kept]

    def learn(self, first_minute: int, counts: Past, bin_minutes: int | None = None) -> None:
        """Take in a history (T, N), in which there is something, without judging it."""
        self.detector.learn(first_minute, counts, bin_minutes)

    def step(self, minute: int, counts: NDArray[np.integer], around: Around = None) -> Verdicts:
        """Judge the bin that starts at `minute`; `counts` (N,), -1 = no data. `around` is asked for only where a service is
        near an alarm."""
        found = self.detector.step(minute, counts)
        self._quieten(found)
        rarity, lead = self.nodes.rarest(found.rarity - self.detector.rarer)
        burning = self.nodes.any(found.alarm)
        flushed = np.flatnonzero(self.detector.flushed[self.nodes.whole] & ~self._open)
        held = dict.fromkeys(flushed.tolist(), Held.BACKLOG)
        self._use = 1.0 + (self._use - 1.0) * np.float32(0.5 ** (self.detector.bin_minutes / USE_MINUTES))
        for service in np.flatnonzero(
            ~self._open & (burning | (rarity > self._ask - self.close_nats))
        ).tolist():
            around = around() if callable(around) else around
            reason = self._why_held(minute, service, int(lead[service]), found, around)
            if reason is not None and service not in held:
                held[service] = reason
        self._why[:] = -1
        self._why[list(held)] = [_REASONS.index(reason) for reason in held.values()]
        excused = np.zeros_like(self._open)
        excused[list(held)] = True
        self._open = burning & ~excused
        since = np.where(self._open, self._began(found), -1)
        return Verdicts(minute, self._open.copy(), rarity, lead, since, held, found)

    def amend(self, minute: int, counts: NDArray[np.integer]) -> None:
        """Add reports (N,) that came late for the bin at `minute` (`Detector.amend`)."""
        self.detector.amend(minute, counts)

    def excess(self, minutes: int, lead: NDArray[np.intp]) -> Floats:
        """Reports of each service beyond the usual in the last so many minutes, in the whole or in its node of `lead`, whichever
        has more; never less than none."""
        most = np.zeros(self.nodes.services, dtype=np.float32)
        for node in (self.nodes.whole, lead):
            window = self.detector.within(minutes, node)
            most = np.maximum(most, window.counts - window.usual)
        return most

    def state(self) -> State:
        """All that it has learned and is doing, as arrays."""
        nodes = {"nodes": self.nodes.service.copy()} | under("nodes", self.nodes.attributes)
        return self.detector.state() | nodes | taken(self, _STATE)

    @classmethod
    def restore(cls, state: Mapping[str, NDArray[np.generic]]) -> TreeScan:
        """The TreeScan that gave `state`."""
        tree = cls(
            state["nodes"],  # type: ignore[arg-type]
            of("nodes", state),  # type: ignore[arg-type]
            float(state["false_alarms_per_year"]),
            int(state["bin_minutes"]),
        )
        tree.detector = Detector.restore(state)
        put(tree, _STATE, state)
        return tree

    def _began(self, found: Findings) -> Ints:
        """When each service is estimated to have begun to fail: a part that has risen for hours, or by chance, does not
        speak for the whole once that is in alarm too."""
        whole = self.nodes.whole
        first = self.nodes.first(np.where(found.alarm, found.since, np.iinfo(np.int64).max))
        return np.where(found.alarm[whole], found.since[whole], first)

    def _quieten(self, found: Findings) -> None:
        """When a robot's burst is over in one node, it is over in all: none is to carry it on as its own."""
        ended = self.nodes.any((self._lit >= 0) & ~found.alarm) & np.isin(self._why, _MACHINES)
        nodes = np.flatnonzero(ended[self.nodes.service])
        if len(nodes):
            found.rarity[nodes] = self.detector.quieten(nodes)
            found.alarm[nodes], found.since[nodes], found.score[nodes] = False, -1, 0.0
        begun = np.where(self._lit < 0, found.minute, self._lit)
        self._lit = np.where(found.alarm, begun, -1)

    def _why_held(
        self, minute: int, service: int, lead: int, found: Findings, around: Surroundings | None
    ) -> Held | None:
        """Why nothing is opened for `service` though node `lead` rises."""
        nodes = self.nodes.of(service)
        reached = self.detector.reached(nodes)
        nodes, reached = nodes[reached >= 0], reached[reached >= 0]
        if lead not in nodes:
            return None  # what is only listened to raises nothing
        room = int(reached.min())
        if room < WINDOW_MINUTES_MIN:  # an alarm of one of them has ended: they cannot be compared yet
            return _REASONS[self._why[service]] if self._why[service] >= 0 else None
        began = int(found.since[lead]) if found.since[lead] >= 0 else minute
        minutes = max(minute - began, 0) + CLOSE_MINUTES
        windows = self.detector.up_to(min(minutes, room), nodes)
        if around is not None:
            self._use[service] = max(float(self._use[service]), use_now(service, around))
        rise = Rise(
            nodes,
            lead,
            whole=self.detector.within(minutes, nodes) if minutes < room else windows[-1],
            windows=windows,
            limits=self.detector.threshold[nodes],
            use=float(self._use[service]),
            confined=0 <= int(self._lit[lead]) <= minute - CONFINED_MINUTES,
            senders=around.senders(service, min(minutes, room)) if around is not None else None,
        )
        return why_held(self.nodes, rise, around)


_REASONS = list(Held)
_MACHINES = [_REASONS.index(why) for why in (Held.ROBOT, Held.SCRIPT)]
_STATE = ("_open", "_why", "_lit", "_use")
