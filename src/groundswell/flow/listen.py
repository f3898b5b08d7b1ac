"""What the judge listens to: every service and its parts, bin by bin, from the cube to a verdict.

A part is a symptom, a country or a network of a service; it is listened to from its first report on, where there is a
seat for it (`parts`). What goes on beside the reports (`stir`) tells a headline from an outage.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from groundswell.core.catalog import Catalog
from groundswell.core.cube import align, coverage_mask
from groundswell.core.detection import ANY, Senders, Software, Surroundings, TreeScan, Verdicts
from groundswell.core.detection.state import of, under
from groundswell.core.model import REFERRED, Axis, Cell, Held, SourceKind
from groundswell.core.scope import TROUBLE_KINDS
from groundswell.core.timegrid import HOUR_MINUTES, MINUTES_PER_DAY, MINUTES_PER_WEEK
from groundswell.flow.bins import Bin, Came, Counts, Part, packed, unpacked
from groundswell.flow.calendar import Calendar
from groundswell.flow.keep import texts, told
from groundswell.flow.parts import PART_AXES, PARTS_MAX, Parts, seated
from groundswell.flow.stir import Stir
from groundswell.ports import Arrays, Cube

_AHEAD_BINS = 240
_LEARNED_BINS = 96
"""So many are read at once where one learns: all of a month's at once would be gigabytes."""
_CLOCK_CHANGED_MINUTES = MINUTES_PER_WEEK
_MACHINES = (Held.ROBOT, Held.SCRIPT)


@dataclass(frozen=True, slots=True, eq=False)
class Late:
    """What came for a bin that had been judged, so many `bins` before the one now heard: trouble and works by service."""

    bins: int
    trouble: Counts
    works: Counts


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What was heard of all services in one bin.

    `score` and `threshold` are those of the clearest node, `expected` the whole service's. `excess_hour` is what
    came beyond the usual in the last hour, in the whole or in that node, whichever is more. `part` names that node
    ("country ES"), "" for the whole; `held` says why a rise is held to be no outage. `late` came for earlier bins.
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
    late: Sequence[Late]


class Listener:
    """Reads the cube and keeps the tree scan over all services of a catalog."""

    def __init__(
        self,
        catalog: Catalog,
        cube: Cube,
        false_alarms_per_year: float,
        bin_minutes: int,
        silent_days: int = 28,
    ) -> None:
        """What a part has been heard of in the last `silent_days` decides whether it has a seat."""
        self._cube = cube
        self._bin = bin_minutes
        self._silent_minutes = silent_days * MINUTES_PER_DAY
        self._full_before = 0
        self._ahead: dict[int, Bin] = {}
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
        self._stir = Stir(self._services, bin_minutes)
        self._software = Software(self._services)
        self._loud = np.full(self._services, -1, dtype=np.int64)
        """The last minute in which each service was in alarm, or held to be a machine's: until then no software is usual."""
        self._parts = Parts(self._services)
        self._day = -1
        """The day of which it has been decided who has a seat."""
        self._calendar = Calendar(catalog)
        self._changed = np.zeros(len(self._parts.names), dtype=np.bool_)
        """Of each node whether its clock has changed within a week."""
        self._hour = -1
        self.came: Came | None = None
        """What was read for the last bin heard."""
        self._judged: deque[Bin] = deque(maxlen=self._tree.detector.reach)
        """The newest bins as they were heard, oldest first, as many as a window can hold."""

    def read_ahead(self, before_minute: int) -> None:
        """What lies before this minute is in the cube already: many bins are read at once, and not asked for again."""
        self._full_before = before_minute

    async def learn(self, first_minute: int, bins: int, bin_minutes: int) -> None:
        """Take in the history of `bins` bins from `first_minute` on."""
        end = first_minute + bins * bin_minutes
        self._seat(await self._seats(end), end)
        seen = []
        around: list[tuple[Counts, Counts]] = []
        pieces: list[NDArray[np.integer]] = []
        for at in range(0, bins, _LEARNED_BINS):
            first = first_minute + at * bin_minutes
            rows = await self._read(first, min(_LEARNED_BINS, bins - at), bin_minutes)
            self._meet({part for row in rows for part in row.parts})
            counts = np.stack([self._nodes(row) for row in rows])
            pieces.append(counts.astype(np.int16) if counts.max() < 1 << 15 else counts.astype(np.int32))
            around += [(row.visits, row.posts) for row in rows]
            seen += [(row.minute, row.software) for row in rows]
        if not any((piece >= 0).any() for piece in pieces):
            return
        self._set_clocks(end, feasts=False)
        self._hour = -1  # the next bin may lie on a holiday, which these weeks do not
        self._tree.learn(first_minute, partial(self._columns, pieces), bin_minutes)
        self._software.learn(seen)
        self._stir.learn(first_minute, around, bin_minutes)

    async def listen(self, minute: int) -> Heard:
        """Hear the bin that begins at `minute` and is over, and before it what has come late for those that were heard.

        Bins before a gap are not asked for again. When this fails, nothing has been heard, and it can be tried again.
        """
        if self._judged and self._judged[-1].minute != minute - self._bin:
            self._judged.clear()
        seats = await self._seats(minute) if self._is_new_day(minute) else None
        grown = await self._grown(minute)
        return self.hear(Came(await self._bin_at(minute), grown, seats))

    def hear(self, came: Came) -> Heard:
        """The same of what has been read: for the same, after the same, the same is heard, bit by bit."""
        row, minute = came.bin, came.bin.minute
        if self._judged and self._judged[-1].minute != minute - self._bin:
            self._judged.clear()
        # What was left out goes by the clocks and the parts of before.
        self._tree.detector.come_to(minute)
        self._stir.come_to(minute)
        if came.seats is not None:
            self._seat(came.seats, minute)
        late = [self._amend(ago, now) for ago, now in came.grown]
        self._append(row)
        self._meet(row.parts)
        self._set_clocks(minute)
        self._stir.step(row)
        verdicts = self._tree.step(minute, self._nodes(row), lambda: self._surroundings(minute))
        self._loud[verdicts.alarm] = minute
        self._loud[[place for place, why in verdicts.held.items() if why in _MACHINES]] = minute
        self.came = came
        return self._heard(row, verdicts, late)

    def forecast(
        self, first_minute: int, bins: int, bin_minutes: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What is usual for the services in bins to come, and the upper edge of its band: (bins, services) each."""
        expected, upper = self._tree.detector.forecast(first_minute, bins, bin_minutes)
        wholes = slice(0, self._services)
        return expected[:, wholes].astype(np.float64), upper[:, wholes].astype(np.float64)

    # --- keeping ---

    def state(self) -> dict[str, NDArray[np.generic]]:
        """All that it has learned and heard; a Listener of the same catalog goes on from it with `restore`."""
        state: dict[str, NDArray[np.generic]] = {
            "parts": texts([(axis.value, self.slugs[place], value) for axis, place, value in self._parts]),
            "day": np.array(self._day),
            "loud": self._loud.copy(),
            **under("judged", packed(list(self._judged))),
        }
        for room, kept in (("tree", self._tree), ("stir", self._stir), ("software", self._software)):
            state.update(under(room, kept.state()))
        return state

    def restore(self, state: Arrays) -> None:
        """Become what `state` says. Raises LookupError, ValueError or AssertionError where it is none of this catalog's."""
        known: list[Part] = [
            (Axis(axis), self._place[slug], value) for axis, slug, value in told(state["parts"])
        ]
        self._tree = TreeScan.restore(of("tree", state))
        attributes = self._tree.nodes.attributes
        codes = [int(attributes[axis.value][self._services + at]) for at, (axis, _, _) in enumerate(known)]
        self._parts = Parts(self._services, known, codes)
        self._day = int(state["day"])
        self._stir.restore(of("stir", state))
        self._software.restore(of("software", state))
        self._loud = np.array(state["loud"], dtype=np.int64)
        assert len(self._tree.nodes.service) == len(self._parts.names)
        self._judged.clear()
        self._judged.extend(unpacked(of("judged", state)))
        self._hour = -1

    # --- reading ---

    async def _bin_at(self, minute: int) -> Bin:
        if minute not in self._ahead:
            bins = min(_AHEAD_BINS, max(1, (self._full_before - minute) // self._bin))
            rows = await self._read(minute, bins, self._bin)
            self._ahead = {minute + at * self._bin: row for at, row in enumerate(rows)}
        return self._ahead.pop(minute)

    async def _read(self, first_minute: int, bins: int, bin_minutes: int) -> list[Bin]:
        last = first_minute + bins * bin_minutes - 1
        rollup = _rollup(bin_minutes)
        volume = await self._volume(
            first_minute, bins, bin_minutes
        )  # before all else: what comes meanwhile is late

        async def on(axis: Axis) -> Sequence[Cell]:
            if not any(volume):
                return ()
            return await self._cube.cells(first_minute, last, bin_minutes=rollup, axis=axis)

        stretches = await self._cube.watched(first_minute, last)
        covered = coverage_mask(stretches, self.slugs, first_minute, bins, bin_minutes, whole=True)
        is_minute = bin_minutes == 1

        def lined_up(cells: Iterable[Cell]) -> Counts:
            counts = align(cells, self.slugs, first_minute, bins, bin_minutes, covered)
            # A report is heard in whatever minute it comes; of a wider bin it may be the smaller part.
            return counts if is_minute else np.where(covered, counts, -1)

        cells = await on(Axis.ALL)
        trouble = lined_up(cell for cell in cells if _is_trouble(cell))
        works = np.maximum(lined_up(cell for cell in cells if _is_works(cell)), 0)
        visits = lined_up(cell for cell in cells if cell.kind is SourceKind.VISIT)
        posts = lined_up(cell for cell in cells if cell.kind is SourceKind.POST and not cell.works)
        parts: list[dict[Part, int]] = [defaultdict(int) for _ in range(bins)]
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
        software: list[dict[int, Counter[str]]] = [defaultdict(Counter) for _ in range(bins)]
        for cell in await on(Axis.SOFTWARE):
            if _is_trouble(cell) and cell.service in self._place:
                row = (cell.minute - first_minute) // bin_minutes
                software[row][self._place[cell.service]][cell.value] += cell.count
        return [
            Bin(
                first_minute + i * bin_minutes,
                volume[i],
                trouble[i],
                works[i],
                visits[i],
                referred[i],
                posts[i],
                parts[i],
                software[i],
            )
            for i in range(bins)
        ]

    async def _volume(self, first_minute: int, bins: int, bin_minutes: int) -> list[int]:
        """How much has been counted in each of these bins."""
        sums = [0] * bins
        last = first_minute + bins * bin_minutes - 1
        counted = await self._cube.volume(first_minute, last, bin_minutes=_rollup(bin_minutes))
        for minute, count in counted.items():
            sums[(minute - first_minute) // bin_minutes] += count
        return sums

    async def _grown(self, minute: int) -> list[tuple[int, Bin]]:
        """Bins that were heard and hold more by now, oldest first: how long ago, in bins, and how they now read."""
        if not self._judged or minute < self._full_before:
            return []
        first, bins = self._judged[0].minute, len(self._judged)
        volume = await self._volume(first, bins, self._bin)
        grown = [at for at, row in enumerate(self._judged) if volume[at] > row.volume]
        found: list[tuple[int, Bin]] = []
        for run in _runs(grown):
            rows = await self._read(first + run[0] * self._bin, len(run), self._bin)
            found += [(bins - 1 - at, row) for at, row in zip(run, rows, strict=True)]
        return found

    def _amend(self, ago: int, now: Bin) -> Late:
        """Let the scans know what has come since for the bin so many bins before the last one heard."""
        place = len(self._judged) - 1 - ago
        was = self._judged[place]
        more = was.grown_to(now)
        # Where nobody watched, nothing was expected: what is known of it later is not judged either.
        self._judged[place] = replace(now, trouble=np.where(was.trouble < 0, -1, now.trouble))
        self._meet(more.parts)
        self._tree.amend(now.minute, self._nodes(more))
        self._stir.amend(more)
        return Late(ago + 1, more.trouble, more.works)

    def _append(self, row: Bin) -> None:
        """Note a bin that is being heard. The one that no window reaches any more has stopped growing, and whether there was an
        alarm is known: it teaches which software is usual, where there was none since."""
        if len(self._judged) == self._judged.maxlen:
            old = self._judged[0]
            calm = {place: told for place, told in old.software.items() if self._loud[place] < old.minute}
            self._software.teach(old.minute, calm)
        self._judged.append(row)

    # --- parts ---

    def _is_new_day(self, minute: int) -> bool:
        return self._bin < MINUTES_PER_DAY and minute // MINUTES_PER_DAY != self._day

    async def _seats(self, minute: int) -> tuple[Part, ...]:
        """Who has a seat on the day of `minute`, by what was counted in the whole days before it."""
        today = minute - minute % MINUTES_PER_DAY
        counts: dict[Part, int] = {}
        for axis in PART_AXES:
            found = await self._cube.values(
                today - self._silent_minutes,
                today - 1,
                axis=axis,
                kinds=TROUBLE_KINDS,
                limit=PARTS_MAX + 1,
                bin_minutes=MINUTES_PER_DAY,
            )
            for (slug, value), count in found.items():
                if slug in self._place:
                    counts[axis, self._place[slug], value] = count
        return seated(counts)

    def _seat(self, seats: Sequence[Part], minute: int) -> None:
        """From the day of `minute` on only these parts have a seat, and whoever comes while there are seats left."""
        self._day = minute // MINUTES_PER_DAY
        kept = self._parts.with_seat(seats)
        if not kept.all():
            self._parts = self._parts.of(kept)
            self._tree.retire(kept)
            self._hour = -1
        self._meet(seats)

    def _meet(self, parts: Collection[Part]) -> None:
        """Make nodes for parts that have not been heard of before."""
        services, attributes = self._parts.met(parts)
        if services:
            self._tree.grow(np.array(services), attributes)
            self._hour = -1

    def _nodes(self, row: Bin) -> Counts:
        """Counts of all nodes: zero where a service was watched and the part did not show."""
        counts = np.where(row.trouble[self._tree.nodes.service] < 0, -1, 0).astype(np.int64)
        counts[: self._services] = row.trouble
        for part, count in row.parts.items():
            counts[self._parts.node(part)] += count
        return counts

    def _columns(self, pieces: Sequence[NDArray[np.integer]], part: slice) -> NDArray[np.integer]:
        """Some nodes' counts of all of a history: parts that showed up after a piece of it had not shown in it."""
        services = self._tree.nodes.service[part]
        told = []
        for piece in pieces:
            own = piece[:, part]
            silent = np.minimum(piece[:, services[own.shape[1] :]], 0)
            told.append(np.concatenate([own, silent], axis=1))
        return np.concatenate(told)

    # --- around the reports ---

    def _set_clocks(self, minute: int, *, feasts: bool = True) -> None:
        """Once an hour: each node's own time of week; a country goes by its own clock, all else by its service's. On a public
        holiday it is that of the Sunday before; without `feasts` that of the day itself."""
        if minute // HOUR_MINUTES == self._hour:
            return
        self._hour = minute // HOUR_MINUTES
        services = np.array(self._calendar.of_services(minute, feasts=feasts), dtype=np.int64)
        clocks = services[self._tree.nodes.service]
        changed = np.array(self._calendar.changed(minute, _CLOCK_CHANGED_MINUTES), dtype=np.bool_)
        self._changed = changed[self._tree.nodes.service]
        country = self._tree.nodes.attributes[Axis.COUNTRY.value]
        for name, code in self._parts.countries.items():
            clocks[country == code] = self._calendar.of_country(name, minute, feasts=feasts)
            self._changed[country == code] = self._calendar.country_changed(
                name, minute, _CLOCK_CHANGED_MINUTES
            )
        self._tree.detector.set_clock(clocks)
        self._stir.set_clock(services)

    def _surroundings(self, minute: int) -> Surroundings:
        visits, posts, referred = self._stir.rose(self._judged)
        return Surroundings(
            visits=visits,
            posts=posts,
            referred=referred,
            clock_changed=self._changed,
            swing=self._tree.detector.swing(minute)
            if self._changed.any()
            else np.ones(len(self._parts.names), dtype=np.float32),
            senders=self._senders,
        )

    def _senders(self, service: int, minutes: int) -> Senders | None:
        """What sent a service's reports of the last so many minutes. Not known where none says so, nor where visits do not
        tell who reports: fewer come than reports, as where people report by other ways than its page."""
        rows = list(self._judged)[-max(1, minutes // self._bin) :]
        seen: Counter[str] = Counter()
        for row in rows:
            seen.update(row.software.get(service, {}))
        looks = self._stir.visits
        if not seen or looks is None:
            return None
        here = np.array([service])
        visits, reports = (scan.within(minutes, here) for scan in (looks, self._tree.detector))
        if visits.usual[0] <= reports.usual[0]:
            return None
        parts = self._software.strange(service, seen, sum(max(int(row.trouble[service]), 0) for row in rows))
        return Senders(*parts, float(visits.counts[0]), float(visits.usual[0])) if parts else None

    def _heard(self, row: Bin, verdicts: Verdicts, late: Sequence[Late]) -> Heard:
        nodes, lead = verdicts.nodes, verdicts.lead
        wholes = np.arange(self._services)
        return Heard(
            minute=verdicts.minute,
            trouble=row.trouble,
            works=row.works,
            alarm=verdicts.alarm,
            score=nodes.score[lead].astype(np.float64),
            threshold=self._tree.detector.threshold[lead].astype(np.float64),
            expected=nodes.expected[wholes].astype(np.float64),
            since=verdicts.since,
            excess_hour=self._tree.excess(HOUR_MINUTES, lead).astype(np.float64),
            part=[self._parts.names[node] for node in lead.tolist()],
            held=verdicts.held,
            late=late,
        )


def _rollup(bin_minutes: int) -> int:
    """The widest of the cube's bins that tells bins of this width apart."""
    return 15 if bin_minutes % 15 == 0 else 1


def _runs(places: Sequence[int]) -> list[list[int]]:
    """Rising places as runs of neighbours."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _is_trouble(cell: Cell) -> bool:
    return cell.kind in TROUBLE_KINDS and not cell.works


def _is_works(cell: Cell) -> bool:
    # What was asked for is weighed apart (`Record.answered`), and what is written elsewhere is no word about the end.
    return cell.works and cell.kind not in (SourceKind.ANSWER, SourceKind.POST)
