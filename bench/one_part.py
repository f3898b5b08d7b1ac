"""An outage in one of the many parts of a service: how long until it is heard in the tree, which pays for looking at all of them, and
how long if one had watched only that part.

`python -m bench.one_part` prints a table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.cells import percent, table
from bench.streams import DAY, FIRST_MINUTE
from groundswell.core.detection import ANY, Detector, TreeScan
from groundswell.core.timegrid import HOUR_MINUTES

CASES = ((4, 0.25, 8.0), (50, 0.05, 20.0), (50, 0.5, 6.0))
"""Parts of a service, what each usually counts in a minute, and how many times that the one counts in its outage."""
SERVICES, LEARNED_DAYS, CALM_MINUTES, OUTAGE_MINUTES = 60, 28, 60, 90

Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Heard:
    """Of those who listen: minutes until half of the outages are heard, and the share that is heard at all."""

    median: float
    found: float

    @classmethod
    def of(cls, alarm: Bools) -> Heard:
        """`alarm` (minutes, services) of the outage, from its first minute on."""
        found = alarm.any(axis=0)
        return cls(float(np.median(np.where(found, alarm.argmax(axis=0) + 1.0, np.inf))), float(found.mean()))


def measure(parts: int, rate: float, times: float, rng: np.random.Generator) -> tuple[Heard, Heard]:
    """Who watches only the part of each service that has an outage, and who watches the tree."""
    shape = SERVICES, parts
    past = rng.poisson(HOUR_MINUTES * np.full(shape, rate), (LEARNED_DAYS * DAY // HOUR_MINUTES, *shape))
    counts = rng.poisson(np.full(shape, rate), (CALM_MINUTES + OUTAGE_MINUTES, *shape))
    counts[CALM_MINUTES:, :, 0] = rng.poisson(rate * times, (OUTAGE_MINUTES, SERVICES))
    first = FIRST_MINUTE - LEARNED_DAYS * DAY
    alone = Detector(SERVICES)
    alone.learn(first, past[:, :, 0], HOUR_MINUTES)
    part = np.tile(np.concatenate([[ANY], np.arange(parts)]), SERVICES)
    tree = TreeScan(np.repeat(np.arange(SERVICES), parts + 1), {"part": part})
    tree.learn(first, _with_wholes(past), HOUR_MINUTES)
    heard = [tree.step(FIRST_MINUTE + at, row).alarm for at, row in enumerate(_with_wholes(counts))]
    told = alone.run(FIRST_MINUTE, counts[:, :, 0]).alarm
    return Heard.of(told[CALM_MINUTES:]), Heard.of(np.array(heard[CALM_MINUTES:]))


def _with_wholes(counts: Counts) -> Counts:
    """Each service as a whole and then its parts (bins, services x (parts + 1)), of its parts (bins, services, parts)."""
    return np.concatenate([counts.sum(axis=2, keepdims=True), counts], axis=2).reshape(len(counts), -1)


def main() -> None:
    rng = np.random.default_rng(5)
    rows = []
    for parts, rate, times in CASES:
        alone, tree = measure(parts, rate, times, rng)
        rows.append(
            [
                f"{parts} parts of {rate:g} a minute, one {times:g} times that",
                *(f"{heard.median:g}" for heard in (alone, tree)),
                *(percent(100 * heard.found) for heard in (alone, tree)),
            ]
        )
    print(table(["", "alone", "in the tree", "found alone", "found in the tree"], rows))


if __name__ == "__main__":
    main()
