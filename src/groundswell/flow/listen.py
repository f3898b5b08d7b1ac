"""What the judge listens to: every service and its parts, bin by bin, from the cube to a verdict.

A part is a symptom, a country or a network of a service; it is listened to from its first report on. Visits are
listened to beside the reports: they tell a headline from an outage.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.catalog import Catalog
from groundswell.core.cube import align, coverage_mask
from groundswell.core.detection import ANY, Detector, Surroundings, TreeScan, Verdicts
from groundswell.core.model import REFERRED, Axis, Cell, Held, SourceKind
from groundswell.core.scope import TROUBLE_KINDS
from groundswell.core.timegrid import MINUTES_PER_WEEK
from groundswell.flow.calendar import Calendar
from groundswell.ports import Cube

PART_AXES = (Axis.SYMPTOM, Axis.COUNTRY, Axis.NETWORK)
HOUR_MINUTES = 60
_AHEAD_BINS = 240
_CLOCK_CHANGED_MINUTES = MINUTES_PER_WEEK

Counts = NDArray[np.int64]
_Part = tuple[Axis, int, str]
"""Axis, place of the service, value."""


@dataclass(frozen=True, slots=True, eq=False)
class _Bin:
    """One bin as the cube has it: trouble (-1 where not watched), works answers and visits by service; parts' trouble."""

    trouble: Counts
    works: Counts
    visits: Counts
    referred: Counts
    parts: Mapping[_Part, int]


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What was heard of all services in one bin.

    `score` and `threshold` are those of the clearest node, `expected` the whole service's. `excess_hour` is what
    came beyond the usual in the last hour, in the whole or in that node, whichever is more. `part` names that node
    ("country ES"), "" for the whole; `held` says why a rise is held to be no outage.
    """

    minute: int
    trouble: Counts
    works: Counts
    alarm: NDArray[np.bool_]
    score: NDArray[np.float64]
    threshold: NDArray[np.float64]
    expected: NDArray[np.float64]
    since: Counts
    excess_hour: NDArray[np.float64]
    part: Sequence[str]
    held: Mapping[int, Held]


class Listener:
    """Reads the cube and keeps the tree scan over all services of a catalog."""

    def __init__(
        self,
        catalog: Catalog,
        cube: Cube,
        false_alarms_per_year: float,
        bin_minutes: int,
        *,
        read_ahead: bool = False,
    ) -> None:
        """`read_ahead`: everything is in the cube already, so many bins are read at once."""
        self._cube = cube
        self._bin = bin_minutes
        self._read_ahead = read_ahead
        self._ahead: dict[int, _Bin] = {}
        self.slugs = tuple(catalog.services)
        self._services = len(self.slugs)
        self._place = {slug: place for place, slug in enumerate(self.slugs)}
        nobody = np.full(self._services, ANY)
        self._tree = TreeScan(
            np.arange(self._services),
            {axis.value: nobody for axis in PART_AXES},
            false_alarms_per_year,
            bin_minutes,
        )
        self._visits = Detector(self._services, bin_minutes=bin_minutes)
        self._referred: deque[Counts] = deque(maxlen=max(1, HOUR_MINUTES // bin_minutes))
        self._parts: dict[_Part, int] = {}
        self._names: list[str] = [""] * self._services
        self._codes: dict[tuple[Axis, str], int] = {}
        self._calendar = Calendar(catalog)
        self._hour = -1

    async def learn(self, first_minute: int, bins: int, bin_minutes: int) -> None:
        """Take in the history of `bins` bins from `first_minute` on."""
        rows = await self._read(first_minute, bins, bin_minutes)
        trouble = np.stack([row.trouble for row in rows])
        if not (trouble >= 0).any():
            return
        self._meet(sorted({part for row in rows for part in row.parts}))
        self._set_clocks(first_minute + bins * bin_minutes)
        self._tree.learn(first_minute, np.stack([self._nodes(row) for row in rows]), bin_minutes)
        self._visits.learn(first_minute, np.stack([row.visits for row in rows]), bin_minutes)

    async def listen(self, minute: int) -> Heard:
        """Hear the bin that begins at `minute` and is over."""
        row = await self._bin_at(minute)
        self._meet([part for part in row.parts if part not in self._parts])
        self._set_clocks(minute)
        self._visits.step(minute, row.visits)
        self._referred.append(row.referred)
        verdicts = self._tree.step(minute, self._nodes(row), self._surroundings(minute))
        return self._heard(row, verdicts)

    def forecast(
        self, first_minute: int, bins: int, bin_minutes: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What is usual for the services in bins to come, and the upper edge of its band: (bins, services) each."""
        expected, upper = self._tree.detector.forecast(first_minute, bins, bin_minutes)
        wholes = slice(0, self._services)
        return expected[:, wholes].astype(np.float64), upper[:, wholes].astype(np.float64)

    # --- reading ---

    async def _bin_at(self, minute: int) -> _Bin:
        if minute not in self._ahead:
            bins = _AHEAD_BINS if self._read_ahead else 1
            rows = await self._read(minute, bins, self._bin)
            self._ahead = {minute + at * self._bin: row for at, row in enumerate(rows)}
        return self._ahead.pop(minute)

    async def _read(self, first_minute: int, bins: int, bin_minutes: int) -> list[_Bin]:
        last = first_minute + bins * bin_minutes - 1
        rollup = 15 if bin_minutes % 15 == 0 else 1  # the widest that tells bins of this width apart

        async def on(axis: Axis) -> Sequence[Cell]:
            return await self._cube.cells(first_minute, last, bin_minutes=rollup, axis=axis)

        stretches = await self._cube.watched(first_minute, last)
        covered = coverage_mask(stretches, self.slugs, first_minute, bins, bin_minutes)

        def lined_up(cells: Iterable[Cell]) -> Counts:
            return align(cells, self.slugs, first_minute, bins, bin_minutes, covered)

        cells = await on(Axis.ALL)
        trouble = lined_up(cell for cell in cells if _is_trouble(cell))
        works = np.maximum(lined_up(cell for cell in cells if cell.works), 0)
        visits = lined_up(cell for cell in cells if cell.kind is SourceKind.VISIT)
        parts: list[dict[_Part, int]] = [defaultdict(int) for _ in range(bins)]
        referred = np.zeros_like(works)
        for axis in PART_AXES:
            for cell in await on(axis):
                place = self._place.get(cell.service)
                row = (cell.minute - first_minute) // bin_minutes
                if place is None or not cell.value:
                    continue
                if _is_trouble(cell):
                    parts[row][axis, place, cell.value] += cell.count
                elif cell.kind is SourceKind.VISIT and cell.value == REFERRED:
                    referred[row, place] += cell.count
        return [_Bin(trouble[i], works[i], visits[i], referred[i], parts[i]) for i in range(bins)]

    # --- parts ---

    def _meet(self, parts: Sequence[_Part]) -> None:
        """Make nodes for parts that have not been heard of before."""
        if not parts:
            return
        attributes = {axis.value: np.full(len(parts), ANY) for axis in PART_AXES}
        for row, (axis, place, value) in enumerate(parts):
            self._parts[axis, place, value] = len(self._names)
            self._names.append(f"{axis.value} {value}")
            attributes[axis.value][row] = self._codes.setdefault((axis, value), len(self._codes))
        self._tree.grow(np.array([place for _, place, _ in parts]), attributes)
        self._hour = -1

    def _nodes(self, row: _Bin) -> Counts:
        """Counts of all nodes: zero where a service was watched and the part did not show."""
        counts = np.where(row.trouble[self._tree.nodes.service] < 0, -1, 0).astype(np.int64)
        counts[: self._services] = row.trouble
        for part, count in row.parts.items():
            counts[self._parts[part]] = count
        return counts

    # --- around the reports ---

    def _set_clocks(self, minute: int) -> None:
        """Once an hour: each node's own time of week; a country goes by its own clock, all else by its service's."""
        if minute // HOUR_MINUTES == self._hour:
            return
        self._hour = minute // HOUR_MINUTES
        services = np.array([self._calendar.of_service(slug, minute) for slug in self.slugs], dtype=np.int64)
        clocks = services[self._tree.nodes.service]
        for (axis, _, value), node in self._parts.items():
            if axis is Axis.COUNTRY:
                clocks[node] = self._calendar.of_country(value, minute)
        self._tree.detector.set_clock(clocks)
        self._visits.set_clock(services)

    def _surroundings(self, minute: int) -> Surroundings:
        window = self._visits.within(HOUR_MINUTES, np.arange(self._services))
        referred = np.sum(self._referred, axis=0)
        changed = [self._calendar.has_changed(slug, minute, _CLOCK_CHANGED_MINUTES) for slug in self.slugs]
        return Surroundings(
            visits=window.counts,
            visits_usual=window.usual,
            referred=(referred / np.maximum(window.counts, 1.0)).astype(np.float32),
            clock_changed=np.array(changed, dtype=np.bool_),
            swing=self._tree.detector.swing(minute)
            if any(changed)
            else np.ones(len(self._names), dtype=np.float32),
        )

    def _heard(self, row: _Bin, verdicts: Verdicts) -> Heard:
        nodes, lead = verdicts.nodes, verdicts.lead
        wholes = np.arange(self._services)
        excess = np.zeros(self._services)
        for node in (wholes, lead):
            window = self._tree.detector.within(HOUR_MINUTES, node)
            excess = np.maximum(excess, window.counts - window.usual)
        return Heard(
            minute=verdicts.minute,
            trouble=row.trouble,
            works=row.works,
            alarm=verdicts.alarm,
            score=nodes.score[lead].astype(np.float64),
            threshold=self._tree.detector.threshold[lead].astype(np.float64),
            expected=nodes.expected[wholes].astype(np.float64),
            since=verdicts.since,
            excess_hour=excess,
            part=[self._names[node] for node in lead.tolist()],
            held=verdicts.held,
        )


def _is_trouble(cell: Cell) -> bool:
    return cell.kind in TROUBLE_KINDS and not cell.works
