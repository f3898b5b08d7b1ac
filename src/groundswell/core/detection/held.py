"""What is not an outage though reports rise: a robot's burst, a bump of use, a gap's backlog, a clock change.

Each is told by a mark of its own, and only keeps an outage from being opened while it explains what is seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.nodes import Index, Nodes
from groundswell.core.detection.scan import FLOOR_REPORTS, log_likelihood_ratio
from groundswell.core.model import Held

Floats = NDArray[np.float32]

REST_SCORE = 2.0
REST_SHARE = 0.8
REST_PART = 0.08
"""A crowd leaves evidence beside its hottest leaf: so much, or such a share of the evidence there; and in excess
reports at least such a part."""
TELLING_PART = 0.8
"""Where one value usually has more than this of all reports, that it has them now tells nothing."""
ATTRIBUTES_MIN = 2
"""That all comes from one country is no mark of a robot; that it also shows one symptom is."""
BUMP_RATIO_MAX = 6.0
"""Use may rise so far by a headline or a campaign."""
BUMP_VISITS = 1.5
"""So much more than reports have visits to rise ..."""
BUMP_REFERRED = 0.5
"""... and so much of what came on top has to come from elsewhere ..."""
BUMP_UNEVEN_NATS = 6.0
"""... while the mix of symptoms is as ever: less evidence than this that it changed."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Counts, usual, and how far that may be off, of one service's nodes in one recent window: all (nodes,)."""

    counts: Floats
    usual: Floats
    variance: Floats
    clump: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What the judge knows beside the reports, of S services: visits to their pages of late and what is
    usual, the part of them (0 to 1) that followed a link from elsewhere, whether a clock of theirs has changed within
    a week; `swing` (N,) is how far the usual of each node would rise an hour earlier or later."""

    visits: Floats
    visits_usual: Floats
    referred: Floats
    clock_changed: NDArray[np.bool_]
    swing: Floats


def robot(nodes: Nodes, index: Index, lead: int, window: Window) -> bool:
    """Whether what rises in `lead` stays in one leaf: one country and one symptom (and so on), and nothing beside.

    For each kind of the finest nodes there are, the one with the largest excess is taken out of all that hold it.
    A crowd leaves something behind, a robot that sends the same report again does not. A leaf that usually has
    nearly all reports tells nothing; a robot can only be told where two attributes or more do.
    """
    kinds = nodes.kind[index]
    finest = [kind for kind in np.unique(kinds) if kind and not _finer(kinds, kind)]
    inside = nodes.inside(index, lead)
    excess = window.counts - window.usual
    told = 0
    for kind in finest:
        here = np.flatnonzero((kinds == kind) & inside)
        if not len(here):
            here = np.flatnonzero(kinds == kind)
        hot = int(here[np.argmax(excess[here])])
        around = np.flatnonzero(nodes.holding(index, int(index[hot])))
        around = around[window.usual[hot] < TELLING_PART * window.usual[around]]
        if not len(around):
            continue
        told |= int(kind)
        rest = np.maximum(window.counts[around] - window.counts[hot], 0.0)
        usual = np.maximum(window.usual[around] - window.usual[hot], 0.0)
        beside = _evidence(rest, usual, window, around)
        alone = _evidence(window.counts[[hot]], window.usual[[hot]], window, np.array([hot]))
        clear = beside >= np.minimum(REST_SCORE, REST_SHARE * alone)
        if (clear & (rest - usual >= REST_PART * excess[hot])).any():
            return False
    return told.bit_count() >= ATTRIBUTES_MIN


def bump(nodes: Nodes, index: Index, window: Window, service: int, around: Surroundings) -> bool:
    """Whether more use explains it: a modest rise of every symptom alike, and of visits still more, by links from
    elsewhere."""
    whole = int(np.flatnonzero(index == nodes.whole[service])[0])
    ratio = float(window.counts[whole] / max(float(window.usual[whole]), FLOOR_REPORTS))
    visits = float(around.visits[service] / max(float(around.visits_usual[service]), 1.0))
    if ratio > BUMP_RATIO_MAX or visits < BUMP_VISITS * ratio or around.referred[service] < BUMP_REFERRED:
        return False
    return uneven(nodes, index, window, whole) < BUMP_UNEVEN_NATS


def uneven(nodes: Nodes, index: Index, window: Window, whole: int) -> float:
    """Evidence in nats that the mix of single-attribute parts differs from the usual one, at its clearest attribute:
    the multinomial's log-likelihood ratio, less half a nat a free part (Akaike), over the clumping."""
    clearest = 0.0
    kinds = nodes.kind[index]
    for bit in range(len(nodes.attributes)):
        here = np.flatnonzero(kinds == 1 << bit)
        n, m = window.counts[here], np.maximum(window.usual[here], 1e-3)
        if len(here) < 2 or n.sum() <= 0:
            continue
        likely = n.sum() * m / m.sum()
        ratio = float((n * np.log(np.maximum(n, 1e-9) / likely)).sum()) / (1.0 + float(window.clump[whole]))
        clearest = max(clearest, ratio - 0.5 * (len(here) - 1))
    return clearest


def clock(window: Window, place: int, limit: float, service: int, around: Surroundings, node: int) -> bool:
    """Whether the excess of the node at `place` is what an hour earlier or later would be usual for it."""
    if not around.clock_changed[service]:
        return False
    usual = window.usual[[place]] * around.swing[node]
    return bool(_evidence(window.counts[[place]], usual, window, np.array([place]))[0] < limit)


def _evidence(counts: Floats, usual: Floats, window: Window, at: Index) -> NDArray[np.float64]:
    """Evidence of these counts, with the doubts of the nodes `at`."""
    return log_likelihood_ratio(
        counts.astype(np.float64),
        usual.astype(np.float64) + FLOOR_REPORTS,
        window.variance[at].astype(np.float64),
        window.clump[at].astype(np.float64),
    )


def why_held(
    nodes: Nodes,
    index: Index,
    lead: int,
    window: Window,
    limit: float,
    service: int,
    around: Surroundings | None,
    *,
    confined: bool = False,
) -> Held | None:
    """Why a rise of `service`, clearest in node `lead` with this threshold, is held to be no outage; None if it may be one.

    `confined`: it has been on for so long that it is no robot's.
    """
    if not confined and robot(nodes, index, lead, window):
        return Held.ROBOT
    if around is None:
        return None
    place = int(np.flatnonzero(index == lead)[0])
    if clock(window, place, limit, service, around, lead):
        return Held.CLOCK
    if bump(nodes, index, window, service, around):
        return Held.BUMP
    return None


def _finer(kinds: NDArray[np.int64], kind: np.int64) -> bool:
    """Whether there are nodes that ask for more than `kind` does."""
    return bool(((kinds & kind == kind) & (kinds != kind)).any())
