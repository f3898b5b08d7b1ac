"""False alarms as shipped on many streams: one seed has nine service-years, too few to tell one a year from two.

The seeds follow from that of the run, and lie far from any that was looked at when the method was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bench import ours
from bench.cells import table
from bench.race import run
from bench.score import CAUSES, Scorer, rate_of
from bench.streams import make

ASKED = 1.0
"""As shipped."""
SEEDS = tuple(range(101, 109))
"""What is added to the seed of the run."""
EDGES = (0.01, 0.1, 1.0, 10.0, 100.0)


@dataclass(frozen=True, slots=True)
class Pooled:
    """False alarms heard and opened on one stream and its service-years, by size of service; what was there when those that
    were heard began."""

    seed: int
    years: tuple[float, ...]
    heard: tuple[int, ...]
    opened: tuple[int, ...]
    causes: tuple[int, ...]


def measure(seed: int, size: str = "std") -> Pooled:
    """What the detector as the product listens raises falsely on the stream of one seed."""
    stream = make(size, seed, "dedup")
    done = run(ours.Shipped(ASKED, decides=True), stream)
    assert done.alarms is not None
    scorer = Scorer(stream)
    heard, years = scorer.false_by(done.alarms, EDGES)
    opened, _ = Scorer(stream, opens=done.opens).false_by(done.alarms, EDGES)
    causes = scorer.decided(done.alarms).causes
    return Pooled(seed, tuple(years), tuple(heard), tuple(opened), tuple(causes[cause] for cause in CAUSES))


def shown(found: Sequence[Pooled]) -> str:
    """Heard and opened: seed by seed, all together, and these by size; each with what so many years leave open (95 %)."""
    head = [
        f"{ASKED:g} asked",
        "service-years",
        "heard",
        "... a service-year",
        "opened",
        "... a service-year",
    ]
    rows = [_row(f"seed {one.seed}", [one], range(len(one.years))) for one in found]
    if found:
        rows.append(_row("all", found, range(len(EDGES) - 1)))
        rows += [
            _row(f"... of {low:g}–{high:g} a minute", found, [place])
            for place, (low, high) in enumerate(pairwise(EDGES))
        ]
    return table(head, rows)


def causes(found: Sequence[Pooled]) -> str:
    """What was there when those that were heard began: "noise 12, bump 30 ..."."""
    many = zip(CAUSES, np.sum([one.causes for one in found], axis=0).tolist(), strict=True) if found else ()
    return ", ".join(f"{cause} {count}" for cause, count in many)


def _row(name: str, found: Sequence[Pooled], places: Iterable[int]) -> list[str]:
    places = list(places)
    years = sum(one.years[place] for one in found for place in places)
    cells = [name, f"{years:.1f}"]
    for told in ([one.heard for one in found], [one.opened for one in found]):
        events = sum(each[place] for each in told for place in places)
        cells += [str(events), rate_of(events, years)]
    return cells
