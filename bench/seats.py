"""Services that are up, split over as many symptoms, countries and networks as the product's have: what listening to all of these
at once costs in false alarms.

Of each report the symptom, the country and the network are drawn apart. Who has a seat, who shares one and who is met on the way is
decided as the judge decides it (`flow/parts`): on what four weeks have told, anew at each midnight.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection import ANY, TreeScan
from groundswell.core.model import Axis
from groundswell.core.timegrid import MINUTES_PER_DAY, QUARTER_MINUTES
from groundswell.flow.bins import Part
from groundswell.flow.parts import PART_AXES, Parts, seated

VALUES = {Axis.SYMPTOM: 12, Axis.COUNTRY: 200, Axis.NETWORK: 400}
"""So many there are of each kind, more than there are seats for ..."""
DEVIATIONS = {Axis.SYMPTOM: 1.0, Axis.COUNTRY: 2.0, Axis.NETWORK: 2.0}
"""... and so unlike are their shares in a service's reports: standard deviations of their logarithm. Of 200 countries the first has
some fifth, and fifty have nine tenths."""
SILENT_DAYS = 28
QUARTERS = MINUTES_PER_DAY // QUARTER_MINUTES

Counts = NDArray[np.int32]
Floats = NDArray[np.float64]
Cells = tuple[NDArray[np.intp], ...]
"""Bin, service, value and how many."""


class Crowd:
    """What each of `services` services' reports are about, and from where."""

    def __init__(self, services: int, rng: np.random.Generator) -> None:
        self._rng = rng
        self._shares: dict[Axis, Floats] = {}
        for axis in PART_AXES:
            weights = np.exp(DEVIATIONS[axis] * rng.standard_normal((services, VALUES[axis])))
            weights = -np.sort(-weights, axis=1)
            self._shares[axis] = weights / weights.sum(axis=1, keepdims=True)

    def split(self, counts: Counts, axis: Axis) -> Cells:
        """`counts` (bins, services) over the values of one axis, in order of bins."""
        told = []
        for service, shares in enumerate(self._shares[axis]):
            bins = np.flatnonzero(counts[:, service])
            drawn = self._drawn(counts[bins, service], shares)
            at, value = np.nonzero(drawn)
            told.append((bins[at], np.full(len(at), service), value, drawn[at, value]))
        bins, services, values, many = (np.concatenate(part) for part in zip(*told, strict=True))
        order = np.argsort(bins, kind="stable")
        return bins[order], services[order], values[order], many[order]

    def _drawn(self, counts: Counts, shares: Floats) -> NDArray[np.int64]:
        """A multinomial of each of `counts`: report by report, which is quicker where these are few."""
        if counts.sum() > len(counts) * len(shares):
            return self._rng.multinomial(counts, shares)
        each = np.repeat(np.arange(len(counts)), counts)
        value = np.searchsorted(np.cumsum(shares)[:-1], self._rng.random(len(each)), side="right")
        sums = np.bincount(each * len(shares) + value, minlength=len(counts) * len(shares))
        return sums.reshape(len(counts), -1)


class Seats:
    """The parts of so many services, and the trees that listen to them, one for each rate of `asked`."""

    def __init__(self, services: int, asked: Sequence[float]) -> None:
        self._services = services
        self._parts = Parts(services)
        nobody = np.full(services, ANY)
        self.trees = [
            TreeScan(np.arange(services), {axis.value: nobody for axis in PART_AXES}, rate) for rate in asked
        ]
        # Nothing is known but reports: only what alarms is asked why it might be none.
        for tree in self.trees:
            tree.close_nats = 0.0
        self._days: dict[Axis, list[NDArray[np.int64]]] = {axis: [] for axis in PART_AXES}
        """Reports of the last days by service and value."""
        self._place: dict[Axis, NDArray[np.int64]] = {}
        self._forget()

    @property
    def nodes(self) -> int:
        return len(self._parts.names)

    def seat(self) -> None:
        """As at a midnight: seats by what the last four weeks have told."""
        counts: dict[Part, int] = {}
        for axis in PART_AXES:
            sums = np.sum(self._days[axis], axis=0)
            for service, value in np.argwhere(sums).tolist():
                counts[axis, service, _name(value)] = int(sums[service, value])
        seats = seated(counts)
        kept = self._parts.with_seat(seats)
        if not kept.all():
            self._parts = self._parts.of(kept)
            for tree in self.trees:
                tree.retire(kept)
        self._forget()
        self._meet(seats)

    def note(self, cells: dict[Axis, Cells]) -> None:
        """What a day has told of each part."""
        for axis, (_, services, values, many) in cells.items():
            day = np.zeros((self._services, VALUES[axis]), dtype=np.int64)
            np.add.at(day, (services, values), many)
            self._days[axis] = [*self._days[axis], day][-SILENT_DAYS:]

    def rows(self, counts: Counts, cells: dict[Axis, Cells]) -> Iterator[Counts]:
        """Counts of all nodes (N,), bin by bin; parts are met when they show first."""
        bins = np.arange(len(counts))
        edges = {
            axis: (np.searchsorted(told[0], bins), np.searchsorted(told[0], bins, side="right"))
            for axis, told in cells.items()
        }
        for at, wholes in enumerate(counts):
            here = {axis: slice(first[at], last[at]) for axis, (first, last) in edges.items()}
            now = {axis: [part[here[axis]] for part in told[1:]] for axis, told in cells.items()}
            self._meet(
                [
                    (axis, int(services[new]), _name(int(values[new])))
                    for axis, (services, values, _) in now.items()
                    for new in np.flatnonzero(self._place[axis][services, values] < 0)
                ]
            )
            row: Counts = np.zeros(self.nodes, dtype=np.int32)
            row[: self._services] = wholes
            for axis, (services, values, many) in now.items():
                np.add.at(row, self._place[axis][services, values], many)
            yield row

    def learn(self, first_minute: int, counts: Counts, crowd: Crowd) -> None:
        """Take in a history in quarters (T, services)."""
        told = {axis: crowd.split(counts, axis) for axis in PART_AXES}
        for day in range(len(counts) // QUARTERS):
            edges = day * QUARTERS, (day + 1) * QUARTERS
            parts = {axis: slice(*np.searchsorted(cells[0], edges)) for axis, cells in told.items()}
            self.note({axis: _of(cells, parts[axis]) for axis, cells in told.items()})
        self.seat()
        told_rows = list(self.rows(counts, told))
        rows: Counts = np.zeros((len(counts), self.nodes), dtype=np.int32)
        for at, row in enumerate(told_rows):
            rows[at, : len(row)] = row
        for tree in self.trees:
            tree.learn(first_minute, rows, QUARTER_MINUTES)

    def _forget(self) -> None:
        self._place = {
            axis: np.full((self._services, VALUES[axis]), -1, dtype=np.int64) for axis in PART_AXES
        }

    def _meet(self, parts: Collection[Part]) -> None:
        if not parts:
            return
        services, attributes = self._parts.met(parts)
        if services:
            for tree in self.trees:
                tree.grow(np.array(services), attributes)
        for axis, service, value in parts:
            self._place[axis][service, int(value)] = self._parts.node((axis, service, value))


def alarms(
    history: Counts, test: Counts, asked: Sequence[float], rng: np.random.Generator
) -> NDArray[np.int64]:
    """How often each service of `test` (minutes, services) raised an alarm after a `history` in quarters: (asked, services)."""
    crowd, seats = Crowd(test.shape[1], rng), Seats(test.shape[1], asked)
    seats.learn(0, history, crowd)
    count: NDArray[np.int64] = np.zeros((len(asked), test.shape[1]), dtype=np.int64)
    on = np.zeros(count.shape, dtype=np.bool_)
    minute = len(history) * QUARTER_MINUTES
    for start in range(0, len(test), MINUTES_PER_DAY):
        day = test[start : start + MINUTES_PER_DAY]
        told = {axis: crowd.split(day, axis) for axis in PART_AXES}
        if start:
            seats.seat()
        for row in seats.rows(day, told):
            for place, tree in enumerate(seats.trees):
                alarm = tree.step(minute, row).alarm
                count[place] += alarm & ~on[place]
                on[place] = alarm
            minute += 1
        seats.note(told)
    return count


def _name(value: int) -> str:
    return str(value)


def _of(cells: Cells, part: slice) -> Cells:
    bins, services, values, many = (told[part] for told in cells)
    return bins, services, values, many
