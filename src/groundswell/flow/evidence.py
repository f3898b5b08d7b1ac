"""What a troubleshooter wants to know of one incident, put together when somebody at the desk asks.

Single axes come from the cube: by the quarter of an hour, and by the minute while minutes are kept. What is crossed comes from
the journal while that lasts. What cannot be told any more is said in `lacking`, never left out in silence.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import numpy as np

from groundswell.core.catalog import Catalog
from groundswell.core.model import SERVICE, Axis, Cell, Footprint, Incident, Share, Usual
from groundswell.core.scope import (
    LEAF_BITS,
    LOOK_BACK,
    TROUBLE_KINDS,
    Course,
    Growth,
    LeafCounts,
    LikelyChange,
    Mover,
    Pairs,
    Probed,
    Tally,
    by_service,
    growth,
    likely_changes,
    movers,
    phases,
    related,
    settled,
    usual_leaves,
)
from groundswell.core.timegrid import CLAIM_MINUTES, QUARTER_MINUTES, bin_start, instant_of, minute_of
from groundswell.flow.habits import Habits, usual_between
from groundswell.flow.joint import ENTRIES, SKEW, Joint, last_before, pairs_before, take
from groundswell.flow.spared import Beside, beside
from groundswell.ports import Cube, Deploys, Incidents, Journal

LEAD_MINUTES: Final = 30
HOURS_MAX: Final = 24
MINUTES_MAX: Final = 6 * 60
ROWS_MAX: Final = 1_000_000
MEMBERS_MAX: Final = 30
PLACES: Final = (Axis.COUNTRY, Axis.REGION, Axis.NETWORK)
_LEADING, _VALUES_MAX, _CROSSED_MAX, _MOVERS_MAX = 5, 12, 20, 12
_AFTER = timedelta(minutes=30)
"""so long after the end reports from within are still looked for"""
_NAMELESS: Final = ("", "other")
_DRAWN = 10_000
_MISSED, _MISSED_MAX = 5, 0.1
"""so few that are counted and not read, or such a part of all, are not worth a word: late ones, a trim of the same minute"""


@dataclass(frozen=True, slots=True)
class Crossed:
    """How many reports came from one version on one platform, and the usual, None where not known."""

    platform: str
    version: str
    reports: int
    usual: float | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known; `whole` and `courses` by the quarter of an hour from `first_minute` on, `lacking` by part why."""

    incident: Incident
    first_minute: int
    whole: Course
    courses: tuple[Course, ...]
    movers: tuple[Mover, ...]
    movers_minutes: int
    growth: tuple[Growth, ...]
    symptoms: tuple[Share, ...]
    crossed: tuple[Crossed, ...] | None
    changes: tuple[LikelyChange, ...]
    lacking: Mapping[str, str]
    beside: Beside | None = None
    """of an incident of several services"""
    probed: tuple[Probed, ...] = ()
    """what probes found, by phase; of several services by service"""


@dataclass(frozen=True, slots=True)
class _Span:
    """From when to when (minute after the last) an incident is looked at, and what is usual of each value in it."""

    service: str
    first: int
    end: int
    kept: Sequence[Usual]
    said: Mapping[Axis, float]
    shares: Mapping[Axis, Mapping[str, float]]

    def usual(self, axis: Axis, value: str, bin_minutes: int, bins: int) -> tuple[float, ...] | None:
        """What is usual of a value, bin by bin; of Axis.ALL that of the whole."""
        part = 1.0
        if axis is not Axis.ALL:
            if axis not in self.shares:
                return None
            part = self.said[axis] * self.shares[axis].get(value, 0.0)
        found = [
            usual_between(self.kept, self.service, at, at + bin_minutes)
            for at in range(self.first, self.first + bins * bin_minutes, bin_minutes)
        ]
        if all(each is None for each in found):
            return None
        return tuple((each or 0.0) * part for each in found)


class Witness:
    """Puts evidence together from the stores."""

    def __init__(
        self, catalog: Catalog, cube: Cube, incidents: Incidents, journal: Journal, deploys: Deploys
    ) -> None:
        self._catalog = catalog
        self._cube = cube
        self._incidents = incidents
        self._journal = journal
        self._deploys = deploys

    async def of(self, incident: Incident) -> Evidence:
        """The evidence of `incident`."""
        first = bin_start(minute_of(incident.began_at) - LEAD_MINUTES, QUARTER_MINUTES)
        # What somebody says of an earlier time moves the beginning: there is always one bin to show.
        last = max(minute_of(incident.resolved_at or incident.updated_at), minute_of(incident.began_at))
        lacking: dict[str, str] = {}
        end = min(bin_start(last, QUARTER_MINUTES) + QUARTER_MINUTES, first + HOURS_MAX * 60)
        if last >= end:
            lacking["course"] = f"only the first {HOURS_MAX} hours are shown"
        kept = await self._cube.usual(first, end, QUARTER_MINUTES)
        changes = await self._changes(incident)
        if incident.is_shared:
            found = await self._of_several(incident, first, end, kept, lacking)
            aside = await beside(incident, self._catalog, self._cube, self._incidents)
            found = replace(found, beside=aside)
        else:
            found = await self._of_one(incident, first, end, kept, lacking)
        return replace(found, changes=changes)

    async def _changes(self, incident: Incident) -> tuple[LikelyChange, ...]:
        deploys = await self._deploys.list(
            services=sorted(related(incident, self._catalog)),
            since=incident.began_at - LOOK_BACK,
            until=incident.began_at + timedelta(minutes=5),
            limit=1_000,
        )
        return likely_changes(deploys, incident, self._catalog)

    async def _of_one(
        self, incident: Incident, first: int, end: int, kept: Sequence[Usual], lacking: dict[str, str]
    ) -> Evidence:
        span = await self._span(incident, first, end, kept)
        if not span.shares:
            lacking["usual"] = (
                "how usual reports share out over symptoms, places and devices is not known, as too little was counted"
            )
        cells = await self._cube.cells(
            first, end - 1, bin_minutes=QUARTER_MINUTES, service=incident.service, axis=None
        )
        quarters = await asyncio.to_thread(_lined_up, cells, first, QUARTER_MINUTES)
        bins = (end - first) // QUARTER_MINUTES
        whole = _courses(quarters, span, [Axis.ALL], QUARTER_MINUTES, bins, 1)[0]
        courses = _courses(quarters, span, PLACES, QUARTER_MINUTES, bins, _LEADING)
        width, counts = 1, await self._counts(incident.service, first, min(end, first + MINUTES_MAX), 1)
        reported = sum(whole.reports)
        if reported > 0 and not counts.get(Axis.ALL):
            width, counts = QUARTER_MINUTES, quarters
            lacking["first_movers"] = (
                "counts by the minute are no longer kept: told by the quarter of an hour"
            )
        bins = min(end - first, MINUTES_MAX) // width
        every = _courses(counts, span, [*LEAF_BITS], width, bins, _VALUES_MAX)
        found = movers(every, first, width, LEAD_MINUTES)
        symptoms = tuple(
            replace(share, usual=span.shares[Axis.SYMPTOM].get(share.value, 0.0))
            if share.value and Axis.SYMPTOM in span.shares
            else share
            for share in incident.footprint.symptoms
        )
        return Evidence(
            incident=incident,
            first_minute=first,
            whole=whole,
            courses=courses,
            movers=found[:_MOVERS_MAX],
            movers_minutes=width,
            growth=growth(found, [axis.value for axis in PLACES]),
            symptoms=symptoms,
            crossed=await self._crossed(span, reported, lacking),
            changes=(),
            lacking=lacking,
            probed=phases(cells),
        )

    async def _of_several(
        self, incident: Incident, first: int, end: int, kept: Sequence[Usual], lacking: dict[str, str]
    ) -> Evidence:
        """Of an incident of several services the members stand where places stand for one."""
        everything = await self._cube.cells(first, end - 1, bin_minutes=QUARTER_MINUTES, axis=Axis.ALL)
        members = _largest(incident.members, everything)
        if len(incident.members) > len(members):
            lacking["members"] = (
                f"only the {MEMBERS_MAX} of {len(incident.members)} members with most reports are looked at"
            )
        lacking["usual"] = "of several services together it is not known which symptoms are usual"
        bins = (end - first) // QUARTER_MINUTES
        minutes = min(end - first, MINUTES_MAX)
        coarse: list[Course] = []
        fine: list[Course] = []
        for slug in members:
            span = _Span(slug, first, end, kept, {}, {})
            for width, many, into in ((QUARTER_MINUTES, bins, coarse), (1, minutes, fine)):
                counts = await self._counts(slug, first, first + many * width, width, Axis.ALL)
                course = _courses(counts, span, [Axis.ALL], width, many, 1)[0]
                into.append(replace(course, axis=SERVICE, value=slug))
        if not any(sum(one.reports) for one in fine):
            fine = coarse
            lacking["first_movers"] = (
                "counts by the minute are no longer kept: told by the quarter of an hour"
            )
        width = QUARTER_MINUTES if fine is coarse else 1
        found = movers(fine, first, width, LEAD_MINUTES)
        usual = [one.usual for one in coarse if one.usual is not None]
        crossed = await self._crossed_of_largest(incident, coarse, first, end, kept, lacking)
        whole = Course(
            Axis.ALL.value,
            "",
            tuple(int(sum(column)) for column in zip(*(one.reports for one in coarse), strict=True)),
            tuple(float(sum(column)) for column in zip(*usual, strict=True)) if usual else None,
        )
        return Evidence(
            incident=incident,
            first_minute=first,
            whole=whole,
            courses=tuple(sorted(coarse, key=lambda one: (-sum(one.reports), one.value))),
            movers=found[:_MOVERS_MAX],
            movers_minutes=width,
            growth=growth(found, [SERVICE]),
            symptoms=incident.footprint.symptoms,
            crossed=crossed,
            changes=(),
            lacking=lacking,
            probed=by_service(everything, incident.members),
        )

    async def _crossed_of_largest(
        self,
        incident: Incident,
        members: Sequence[Course],
        first: int,
        end: int,
        kept: Sequence[Usual],
        lacking: dict[str, str],
    ) -> tuple[Crossed, ...] | None:
        """Versions by platform of the member with most reports: a version is of one service's app."""
        largest = max(members, key=lambda one: (sum(one.reports), one.value))
        own = replace(incident, service=largest.value, members=(), footprint=Footprint())
        crossed = await self._crossed(await self._span(own, first, end, kept), sum(largest.reports), lacking)
        name = self._catalog.named(largest.value).name
        lacking.setdefault("version_platform", f"of {name} alone, the member with most reports")
        return crossed

    async def _span(self, incident: Incident, first: int, end: int, kept: Sequence[Usual]) -> _Span:
        """What is usual of each axis, of those who say something on it; where no history tells it now, what the judge had
        found."""
        habits = Habits(self._catalog, self._cube, self._incidents)
        began = minute_of(incident.began_at)
        histories = await habits.histories(incident.service, began, max(end - 1, began))
        shown = incident.footprint
        by_axis = {
            Axis.SYMPTOM: shown.symptoms,
            Axis.COUNTRY: shown.countries,
            Axis.REGION: shown.regions,
            Axis.NETWORK: shown.networks,
            Axis.PLATFORM: shown.platforms,
            Axis.APP_VERSION: shown.versions,
        }
        said = {axis: 1.0 - sum(s.share for s in found if not s.value) for axis, found in by_axis.items()}
        now = {axis: {s.value: float(s.reports) for s in found if s.value} for axis, found in by_axis.items()}
        shares: dict[Axis, Mapping[str, float]] = {}
        for axis in LEAF_BITS:
            if any(histories[axis]):
                shares[axis] = settled(histories[axis], now[axis])
            elif known := {s.value: s.usual for s in by_axis[axis] if s.value and s.usual is not None}:
                shares[axis] = known
        return _Span(incident.service, first, end, kept, said, shares)

    async def _counts(
        self, service: str, first: int, end: int, width: int, axis: Axis | None = None
    ) -> Mapping[Axis, Mapping[str, Mapping[int, int]]]:
        """Reports of trouble by axis, value and bin (0 is the first)."""
        cells = await self._cube.cells(first, end - 1, bin_minutes=width, service=service, axis=axis)
        return await asyncio.to_thread(_lined_up, cells, first, width)

    async def _crossed(
        self, span: _Span, counted: int, lacking: dict[str, str]
    ) -> tuple[Crossed, ...] | None:
        """Versions by platform, from the journal; None where it has no longer what was counted."""
        first = bin_start(span.first, CLAIM_MINUTES)
        after = await last_before(self._journal, instant_of(first) - SKEW)
        joint = Joint(span.service, first, after, Tally(first // QUARTER_MINUTES))
        rows, until, stop = 0, instant_of(span.end) + _AFTER, await self._cube.cursor()
        while rows < ROWS_MAX and joint.read_to < stop:
            entries = await self._journal.read(joint.read_to, ENTRIES)
            entries = [one for one in entries if one.last <= stop and one.recorded_at < until]
            if not entries:
                break
            rows += sum(entry.count for entry in entries)
            await asyncio.to_thread(take, entries, [joint])
            joint.read_to = entries[-1].last
        leaves = joint.tally.within(span.first // QUARTER_MINUTES, (span.end - 1) // QUARTER_MINUTES)
        if counted - int(leaves.reports.sum()) > max(_MISSED, _MISSED_MAX * counted):
            if rows < ROWS_MAX:
                lacking["version_platform"] = "single reports of that time are no longer in the journal"
                return None
            lacking["version_platform"] = f"only the first {ROWS_MAX:,} reports of that time were read"
        if not len(leaves):
            return ()
        pairs = (await pairs_before(self._catalog, self._journal, [span.service], after))[span.service]
        expected = usual_between(span.kept, span.service, span.first, span.end)
        known = {Axis.PLATFORM, Axis.APP_VERSION} <= span.shares.keys() and expected is not None
        return await asyncio.to_thread(_crossed, leaves, span.shares, pairs, expected if known else None)


def _largest(members: Sequence[str], cells: Sequence[Cell]) -> Sequence[str]:
    """Those of `members` with most reports of trouble, as many as are looked at."""
    if len(members) <= MEMBERS_MAX:
        return members
    reports = dict.fromkeys(members, 0)
    for cell in cells:
        if cell.service in reports and cell.kind in TROUBLE_KINDS and not cell.works:
            reports[cell.service] += cell.count
    return sorted(members, key=lambda slug: (-reports[slug], slug))[:MEMBERS_MAX]


def _lined_up(cells: Sequence[Cell], first: int, width: int) -> dict[Axis, dict[str, dict[int, int]]]:
    found: dict[Axis, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for cell in cells:
        if cell.kind in TROUBLE_KINDS and not cell.works:
            found[cell.axis][cell.value][(cell.minute - first) // width] += cell.count
    return found


def _courses(
    counts: Mapping[Axis, Mapping[str, Mapping[int, int]]],
    span: _Span,
    axes: Sequence[Axis],
    width: int,
    bins: int,
    values_max: int,
) -> tuple[Course, ...]:
    """The courses of the leading values of each axis; of Axis.ALL one, also where nothing was reported."""
    found = []
    for axis in axes:
        values = {value: sum(by_bin.values()) for value, by_bin in counts.get(axis, {}).items()}
        if axis is Axis.ALL:
            values = {"": 0}
        leading = sorted(values, key=lambda value: (-values[value], value))
        named = [value for value in leading if axis is Axis.ALL or value not in _NAMELESS]
        for value in named[:values_max]:
            by_bin = counts.get(axis, {}).get(value, {})
            reports = tuple(by_bin.get(at, 0) for at in range(bins))
            found.append(Course(axis.value, value, reports, span.usual(axis, value, width, bins)))
    return tuple(found)


def _crossed(
    leaves: LeafCounts,
    usual: Mapping[Axis, Mapping[str, float]],
    pairs: Pairs,
    expected: float | None,
) -> tuple[Crossed, ...]:
    """The combinations with most reports, beside what is usual of each where `expected` in all are."""
    shares: dict[Axis, Mapping[str, float]] = {}
    for axis in LEAF_BITS:
        sums = np.bincount(leaves.codes[axis], leaves.reports, len(leaves.names[axis]))
        now = {n: float(c) for n, c in zip(leaves.names[axis], sums, strict=True) if n and c}
        shares[axis] = usual[axis] if axis in usual else settled([], now)
    table = usual_leaves(leaves, shares, pairs, expected or 0.0, _DRAWN)
    names = table.names[Axis.PLATFORM], table.names[Axis.APP_VERSION]
    key = table.codes[Axis.PLATFORM] * len(names[1]) + table.codes[Axis.APP_VERSION]
    reports = np.bincount(key, table.actual)
    expectations = np.bincount(key, table.expected)
    every = np.flatnonzero(reports)
    most = every[np.argsort(-reports[every], kind="stable")][:_CROSSED_MAX].tolist()
    return tuple(
        Crossed(
            names[0][code // len(names[1])],
            names[1][code % len(names[1])],
            int(reports[code]),
            float(expectations[code]) if expected is not None else None,
        )
        for code in most
    )
