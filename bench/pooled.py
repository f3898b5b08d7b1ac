"""What is heard and opened as shipped on many streams: one seed has nine service-years, too few to tell one false alarm a year
from two, and some 450 outages, too few to tell a point of recall.

The seeds follow from that of the run, and lie far from any that was looked at when the method was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench import ours
from bench.cells import minutes, percent, table
from bench.race import run
from bench.score import CAUSES, SIZE_EDGES, Scorer, quantile, rate_of, share
from bench.streams import make

ASKED = 1.0
"""As shipped."""
SEEDS = tuple(range(101, 109))
"""What is added to the seed of the run."""


@dataclass(frozen=True, slots=True)
class Told:
    """By size of service: how many false alarms, and the delay of each outage in minutes (infinite: missed)."""

    false: tuple[int, ...]
    delays: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Pooled:
    """What was heard on one stream and what of that opened, and its service-years by size of service; what was there when the
    false alarms that were heard began."""

    seed: int
    years: tuple[float, ...]
    heard: Told
    opened: Told
    causes: tuple[int, ...]

    @property
    def outages(self) -> int:
        """How many there are in it, found or not."""
        return sum(map(len, self.heard.delays))


def measure(seed: int, size: str = "std") -> Pooled:
    """What the detector as the product listens hears and opens on the stream of one seed."""
    stream = make(size, seed, "dedup")
    done = run(ours.Shipped(ASKED, decides=True), stream)
    assert done.alarms is not None
    scorer = Scorer(stream)
    _, years = scorer.false_by(done.alarms, SIZE_EDGES)
    causes = scorer.decided(done.alarms).causes
    heard, opened = (_told(each, done.alarms) for each in (scorer, Scorer(stream, opens=done.opens)))
    return Pooled(seed, tuple(years), heard, opened, tuple(causes[cause] for cause in CAUSES))


def _told(scorer: Scorer, alarms: NDArray[np.bool_]) -> Told:
    false, _ = scorer.false_by(alarms, SIZE_EDGES)
    return Told(tuple(false), tuple(map(tuple, scorer.delays_by(alarms, SIZE_EDGES))))


def shown(found: Sequence[Pooled]) -> str:
    """Heard and opened: seed by seed, all together, and these by size; false alarms with what so many years leave open (95 %)."""
    head = [f"{ASKED:g} asked", "service-years", "outages"]
    for told in ("heard", "opened"):
        head += [f"{told} falsely", "... a service-year", f"outages {told}, %", "... median min"]
    rows = [_row(f"seed {one.seed}", [one], range(len(one.years))) for one in found]
    if found:
        rows.append(_row("these together", found, range(len(SIZE_EDGES) - 1)))
        rows += [
            _row(f"... of {low:g}–{high:g} a minute", found, [place])
            for place, (low, high) in enumerate(pairwise(SIZE_EDGES))
        ]
    return table(head, rows)


def causes(found: Sequence[Pooled]) -> str:
    """What was there when those that were heard began: "noise 12, bump 30 ..."."""
    many = zip(CAUSES, np.sum([one.causes for one in found], axis=0).tolist(), strict=True) if found else ()
    return ", ".join(f"{cause} {count}" for cause, count in many)


def _row(name: str, found: Sequence[Pooled], places: Iterable[int]) -> list[str]:
    places = list(places)
    years = sum(one.years[place] for one in found for place in places)
    many = sum(len(one.heard.delays[place]) for one in found for place in places)
    cells = [name, f"{years:.1f}", str(many)]
    for told in ([one.heard for one in found], [one.opened for one in found]):
        events = sum(each.false[place] for each in told for place in places)
        delays = np.concatenate([each.delays[place] for each in told for place in places])
        cells += [str(events), rate_of(events, years), *_reached(delays)]
    return cells


def _reached(delays: NDArray[np.float64]) -> tuple[str, str]:
    """Found in percent, and the median minutes."""
    return percent(share(np.isfinite(delays))), minutes(quantile(delays, 0.5))
