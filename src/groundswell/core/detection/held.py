"""What is not an outage though reports rise: a robot's burst or a script's, a bump of use, a gap's backlog, a clock change.

Each is told by a mark of its own, and only keeps an outage from being opened while it explains what is seen.
Source: Kulldorff, *A spatial scan statistic* (1997), for weighing a part against what lies outside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.nodes import Index, Nodes
from groundswell.core.detection.scan import FLOOR_REPORTS, log_likelihood_ratio
from groundswell.core.detection.software import Senders
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
STRANGE_PART = 0.8
"""A rise is that of strange software if so much of it is theirs, and ..."""
VISITS_PART = 0.5
"""... with no more visits beyond the usual than this, for each of their reports: who reports by a page has opened it."""
BUMP_RATIO_MAX = 6.0
"""Use may rise so far by a headline or a campaign ..."""
BUMP_VISITS = 1.5
"""... and so much less than visits do, or posts with them, of which chance may have given two deviations ..."""
BUMP_DEVIATIONS = 2.0
BUMP_POSTS = 2.0
"""... where posts make at most so many times what visits have ..."""
BUMP_REFERRED = 0.5
"""... and so much of which has to come from elsewhere."""
BUMP_SHARE = 0.5
"""It explains a rise if it leaves no more than this of the evidence for it ..."""
BUMP_UNEVEN_NATS = 6.0
MIX_VARIANCE = 0.05
"""... while the mix of symptoms is as ever: less evidence than this that it changed. Who follows a link may be others than who
mostly come, so a part may stand to the rest somewhat otherwise than it does: relative variance."""
USE_MINUTES = 60
"""Use that has risen goes back with this half-life, once nothing tells of it any more: its last readers come late."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Counts, usual, and how far that may be off, of one service's nodes in one recent window: all (nodes,).

    `variance` is what the scan goes by, in which there is room for headlines and for nights not seen yet; `own` is
    how far its hours stray.
    """

    counts: Floats
    usual: Floats
    variance: Floats
    clump: Floats
    own: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Swell:
    """What was counted of each of S services in the stretch of late in which it rose most, and what is usual."""

    counts: Floats
    usual: Floats

    def surely(self, service: int) -> float:
        """How many times the usual, less what chance may have given."""
        counts = float(self.counts[service])
        return (counts - BUMP_DEVIATIONS * math.sqrt(counts)) / max(float(self.usual[service]), 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What the judge knows beside the reports, of S services: visits to their pages of late,
    the part of them (0 to 1) that followed a link from elsewhere, posts about them; of their N nodes whether the clock of each
    has changed within a week (`clock_changed`) and how far its usual would rise an hour earlier or later (`swing`). `senders` tells of a service
    what sent its reports in the last so many minutes, None where that is not known."""

    visits: Swell
    posts: Swell
    referred: Floats
    clock_changed: NDArray[np.bool_]
    swing: Floats
    senders: Callable[[int, int], Senders | None] = lambda _service, _minutes: None


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
        beside = _evidence(rest, usual, window.variance[around], window, around)
        at = np.array([hot])
        alone = _evidence(window.counts[at], window.usual[at], window.variance[at], window, at)
        clear = beside >= np.minimum(REST_SCORE, REST_SHARE * alone)
        if (clear & (rest - usual >= REST_PART * excess[hot])).any():
            return False
    return told.bit_count() >= ATTRIBUTES_MIN


def use_now(service: int, around: Surroundings) -> float:
    """How many times its usual the use of `service` may have become by what visits to its pages tell, and posts about it: 1 if
    visits are as ever, or came by themselves.

    Posts say how far, and never whether: of an outage people write too, but few links lead them to its page. They say no more
    than double what visits do, or a handful of links and many posts would excuse any rise.
    """
    rise = around.visits.surely(service)
    if around.referred[service] < BUMP_REFERRED or rise <= BUMP_VISITS:
        return 1.0
    posts = min(around.posts.surely(service), BUMP_POSTS * rise)
    return min(max(rise, posts) / BUMP_VISITS, BUMP_RATIO_MAX)


def bump(nodes: Nodes, index: Index, lead: int, rise: Sequence[Window], limits: Floats, use: float) -> bool:
    """Whether `use` times the usual explains a rise: in no recent window of it does any node stand out from that (by its
    limit, (nodes,)), nor from its like, and of the evidence of `lead` little is left.

    It is a hypothesis of its own, tested as an outage is: a likelihood ratio over all windows of the rise, from the threshold on
    that an outage needs. So a minute of chance among the many of a headline's hour refutes it as seldom as one raises a false
    alarm, and an outage in the midst of it is heard in the short windows though it is nothing to the long ones.

    >>> nodes = Nodes(np.array([0, 0, 0]), {"symptom": np.array([-1, 0, 1])})
    >>> def seen(*counts: float) -> Window:
    ...     fixed = [np.full(3, value, dtype=np.float32) for value in (0.2, 0.1, 0.02)]
    ...     return Window(np.float32(counts), np.float32([20, 10, 10]), *fixed)
    >>> limits = np.float32([8, 8, 8])
    >>> [bump(nodes, np.arange(3), 0, [window], limits, 6.0) for window in (
    ...     seen(100, 48, 52), seen(125, 66, 59), seen(100, 90, 10), seen(300, 150, 150))]
    [True, True, False, False]
    """
    if use <= 1.0:
        return False
    place = int(np.flatnonzero(index == lead)[0])
    every = np.arange(len(index))
    plain = left = 0.0
    for window in rise:
        beyond = _evidence(window.counts, window.usual * np.float32(use), window.own, window, every)
        if (beyond > limits).any() or uneven(nodes, index, window) > BUMP_UNEVEN_NATS:
            return False
        alone = _evidence(window.counts, window.usual, window.own, window, every)
        plain, left = max(plain, float(alone[place])), max(left, float(beyond[place]))
    return left <= BUMP_SHARE * plain


def uneven(nodes: Nodes, index: Index, window: Window) -> float:
    """Evidence in nats that a part of one attribute has risen more than the others of its attribute: that of its count
    against what their rise would make of it, less the logarithm of how many there are."""
    clearest = 0.0
    kinds = nodes.kind[index]
    for bit in range(len(nodes.attributes)):
        here = np.flatnonzero(kinds == 1 << bit)
        if len(here) < 2:
            continue
        rest = window.counts[here].sum() - window.counts[here]
        usual = window.usual[here].sum() - window.usual[here]
        floor = np.float32(FLOOR_REPORTS)
        likely = window.usual[here] * ((rest + floor) / (usual + floor))
        doubt = np.float32(MIX_VARIANCE) + window.own[here] + (1 + window.clump[here]) / (rest + floor)
        evidence = _evidence(window.counts[here], likely, doubt, window, here)
        clearest = max(clearest, float(evidence.max()) - math.log(len(here)))
    return clearest


def clock(window: Window, place: int, limit: float, around: Surroundings, node: int) -> bool:
    """Whether the excess of the node at `place` is what an hour earlier or later would be usual for it."""
    if not around.clock_changed[node]:
        return False
    usual = window.usual[[place]] * around.swing[node]
    at = np.array([place])
    return bool(_evidence(window.counts[at], usual, window.variance[at], window, at)[0] < limit)


def _evidence(
    counts: Floats, usual: Floats, variance: Floats, window: Window, at: Index
) -> NDArray[np.float64]:
    """Evidence of these counts, with the clumping of the nodes `at`."""
    return log_likelihood_ratio(
        counts.astype(np.float64),
        usual.astype(np.float64) + FLOOR_REPORTS,
        variance.astype(np.float64),
        window.clump[at].astype(np.float64),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Rise:
    """A rise of one service: its nodes `index`, the one it is clearest in, how it looks in its `whole` and in all recent
    `windows` of it, the nodes' `limits`, how many times the usual `use` may be; `confined`: it has been on for so long
    that it is no robot's; what sent it, where that is known."""

    index: Index
    lead: int
    whole: Window
    windows: Sequence[Window]
    limits: Floats
    use: float
    confined: bool
    senders: Senders | None = None


def script(nodes: Nodes, rise: Rise) -> bool:
    """Whether a rise is that of software which hardly anybody uses, and no visits come with it: a script's, from however many
    networks and under however many pseudonyms. What is left of the service's reports without them must be no rise.

    A release that fails is known by its program, whose versions do not count, and brings the visits of those who look.

    >>> nodes, tenth = Nodes(np.array([0]), {}), np.full(1, 0.1, dtype=np.float32)
    >>> window = Window(np.float32([60]), np.float32([10]), tenth, tenth, tenth)
    >>> def rise(part: float, visits: float) -> Rise:
    ...     return Rise(np.arange(1), 0, window, [window], tenth, 1.0, False, Senders(part, 0.1, visits, 200))
    >>> script(nodes, rise(0.85, 190)), script(nodes, rise(0.3, 190)), script(nodes, rise(0.85, 260))
    (True, False, False)
    """
    senders, whole = rise.senders, np.flatnonzero(nodes.kind[rise.index] == 0)
    if senders is None or not len(whole):
        return False
    window, lead = rise.whole, int(np.flatnonzero(rise.index == rise.lead)[0])
    counts, usual = window.counts[whole], window.usual[whole]
    theirs, their_usual = counts * np.float32(senders.part), usual * np.float32(senders.usual_part)
    excess = max(float((counts - usual)[0]), float(window.counts[lead] - window.usual[lead]))
    if float((theirs - their_usual)[0]) < STRANGE_PART * excess:
        return False
    if senders.visits - senders.visits_usual > VISITS_PART * float(theirs[0]):
        return False
    variance = window.variance[whole]
    alone = _evidence(theirs, their_usual, variance, window, whole)
    beside = _evidence(counts - theirs, usual - their_usual, variance, window, whole)
    return bool(beside[0] < min(REST_SCORE, REST_SHARE * alone[0]))


def why_held(nodes: Nodes, rise: Rise, around: Surroundings | None) -> Held | None:
    """Why a `rise` of a service is held to be no outage; None if it may be one."""
    if not rise.confined and robot(nodes, rise.index, rise.lead, rise.whole):
        return Held.ROBOT
    if not rise.confined and script(nodes, rise):
        return Held.SCRIPT
    if around is None:
        return None
    place = int(np.flatnonzero(rise.index == rise.lead)[0])
    if clock(rise.whole, place, float(rise.limits[place]), around, rise.lead):
        return Held.CLOCK
    if bump(nodes, rise.index, rise.lead, rise.windows, rise.limits, rise.use):
        return Held.BUMP
    return None


def _finer(kinds: NDArray[np.int64], kind: np.int64) -> bool:
    """Whether there are nodes that ask for more than `kind` does."""
    return bool(((kinds & kind == kind) & (kinds != kind)).any())
