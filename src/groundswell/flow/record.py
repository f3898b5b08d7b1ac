"""What the judge writes down: an incident with what the counts of one minute say about it, and its events in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from groundswell.core.catalog import Catalog
from groundswell.core.detection import certainty
from groundswell.core.headline import in_words
from groundswell.core.incident import (
    ANSWERS_FOR,
    HOLD_FOR,
    NO_ANSWERS,
    Answers,
    Measures,
    Signal,
    Thresholds,
    advance,
    agreeing,
    is_quiet,
    opening,
    severity,
    weighed,
)
from groundswell.core.model import ONGOING, Axis, Event, Footprint, Incident, SourceKind, State, Usual
from groundswell.core.scope import TROUBLE_KINDS, footprint
from groundswell.core.status import hit_by
from groundswell.core.timegrid import QUARTER_MINUTES, bin_start, tiles
from groundswell.flow.habits import Habits, lookers, usual_between
from groundswell.flow.listen import Heard
from groundswell.flow.rulings import Latest
from groundswell.flow.window import Watch
from groundswell.ports import Cube, Incidents, Revision

_BREADTH_SHARE_MIN = 0.05
_CERTAINTIES = ("possible", "likely", "observed")

Totals = Mapping[Axis, Mapping[tuple[str, SourceKind, bool], int]]


@dataclass(slots=True)
class Tick:
    """One minute's arrays and what is known beside them."""

    minute: int
    at: datetime
    watched: NDArray[np.bool_]
    heard: Heard
    reports: NDArray[np.int64]
    expected: NDArray[np.float64]
    works: NDArray[np.int64]
    taken_for: Mapping[str, str]
    doubted: Container[str]
    """services of which it is not clear yet whether they are out or only blamed"""
    answers: Mapping[str, Answers] = field(default_factory=dict)
    """what those say who were asked whether it works again, by service"""


class Record:
    """Measures incidents and remembers between minutes what is needed to."""

    def __init__(
        self,
        catalog: Catalog,
        cube: Cube,
        incidents: Incidents,
        thresholds: Thresholds,
        bin_minutes: int,
    ) -> None:
        self._catalog = catalog
        self._cube = cube
        self._incidents = incidents
        self._thresholds = thresholds
        self._bin = bin_minutes
        self._habits = Habits(catalog, cube, incidents)
        self._slugs = tuple(catalog.services)
        self._place = {slug: column for column, slug in enumerate(self._slugs)}
        self.upper = np.zeros(len(self._place))
        self._kept: tuple[int, int, Sequence[Usual]] = -1, 0, ()
        """up to which minute, and from which on, what is usual was read last: once a tick is enough"""
        self.watches: dict[str, Watch] = {}
        """By service; of what is shared, by the incident's id."""
        self.windows: Mapping[str, str] = {}
        """Services in planned maintenance now, and the window's id."""

    def measures(self, column: int, tick: Tick, watch: Watch, answers: Answers | None = None) -> Measures:
        """One service's measures at `tick`; `watch` is brought up to date. `answers`: None are those of the tick."""
        reports = int(tick.reports[column])
        expected = float(tick.expected[column])
        watch.lowest = min(watch.lowest, reports)
        watch.peak = max(watch.peak, reports)
        watch.alarmed = watch.alarmed or bool(tick.heard.alarm[column])
        measures = Measures(
            at=tick.at,
            alarm=bool(tick.heard.alarm[column]),
            score=0.0 if column in tick.heard.held else float(tick.heard.score[column]),
            threshold=float(tick.heard.threshold[column]),
            reports=reports,
            expected=expected,
            upper=float(max(self.upper[column], expected)),
            excess_hour=float(tick.heard.excess_hour[column]),
            works=int(tick.works[column]),
            peak=watch.peak,
            quiet_minutes=watch.quiet_minutes,
            lowest=watch.lowest,
            told=watch.told,
            answers=answers or tick.answers.get(self._slugs[column], NO_ANSWERS),
        )
        watch.quiet_minutes = watch.quiet_minutes + self._bin if is_quiet(measures, self._thresholds) else 0
        return replace(measures, quiet_minutes=watch.quiet_minutes)

    async def answered(self, latest: Latest, tick: Tick) -> dict[str, Answers]:
        """What those say, by service, who were asked whether it works again, of what eases and has not for too long."""
        found: dict[str, Answers] = {}
        for incident in [incident for known in latest.values() for incident in known.values()]:
            if incident.state is State.EASING and tick.at - (incident.eased_at or tick.at) <= HOLD_FOR:
                found |= await self.answers_of(incident, tick)
        return found

    async def answers_of(self, incident: Incident, tick: Tick) -> dict[str, Answers]:
        """What those say, by service, who were asked whether it works again and have answered lately."""
        found: dict[str, Answers] = {}
        last = tick.minute + self._bin - 1
        first = last - int(ANSWERS_FOR.total_seconds() // 60) + 1
        shares = {share.value: share.share for share in incident.footprint.networks}
        for slug in hit_by(incident):
            said = await self._said(slug, first, last)
            if said:
                found[slug] = weighed(said, shares or {"": 1.0})
        return found

    async def _said(self, slug: str, first: int, last: int) -> dict[str, tuple[int, int]]:
        """(yes, no) of those who were asked in [first, last], by network, "" for those of whom it is not known."""
        whole = await self._cube.totals(first, last, service=slug, axis=Axis.ALL)
        yes, no = (whole.get(("", SourceKind.ANSWER, works), 0) for works in (True, False))
        if not yes + no:
            return {}
        said: dict[str, tuple[int, int]] = {}
        named = await self._cube.totals(first, last, service=slug, axis=Axis.NETWORK)
        for (network, kind, works), count in named.items():
            if kind is SourceKind.ANSWER:
                before = said.get(network, (0, 0))
                said[network] = (before[0] + count * works, before[1] + count * (not works))
        known = [sum(each[place] for each in said.values()) for place in (0, 1)]
        return said | {"": (yes - known[0], no - known[1])}

    async def opened(
        self, slug: str, meaning: Signal, measures: Measures, began: datetime | None, tick: Tick
    ) -> Revision:
        """A new incident of one service."""
        move = opening(meaning)
        assert move is not None, "signal() names only openings for a service without an incident"
        state, kind = move
        began_at = min(began or tick.at, tick.at)
        incident = Incident(
            id=await self.new_id(slug, began_at),
            service=slug,
            state=state,
            severity=1,
            certainty=certainty(measures.score, measures.threshold, 1),
            began_at=began_at,
            suspected_at=tick.at,
            updated_at=tick.at,
            ratio=1.0,
            reports=measures.reports,
            peak_reports=measures.reports,
            peak_usual=measures.expected,
            score=measures.score,
            opened_at=tick.at if state is State.OPEN else None,
            planned=self.windows.get(slug, ""),
        )
        incident = await self.measured(incident, measures, tick)
        self.watches.pop(slug, None)  # an earlier rise that came to nothing had a peak of its own
        self.remember(slug, incident, measures)
        return self.told(incident, Event(incident.id, kind, tick.at, ""))

    def planned(self, services: Sequence[str]) -> str:
        """The maintenance of the first of `services` that is on, where all of them are in some; else ""."""
        all_in = all(slug in self.windows for slug in services)
        return self.windows.get(services[0], "") if all_in and services else ""

    def overran(self, latest: Latest, windows: Mapping[str, str], at: datetime) -> list[Revision]:
        """Incidents that began in planned maintenance which is over (or that have come to hit services which are in none), and
        are still on: from now on like any other."""
        self.windows = windows
        changes: list[Revision] = []
        for incident in [incident for known in latest.values() for incident in known.values()]:
            now = self.planned((incident.service, *incident.members))
            is_over = incident.planned and now != incident.planned
            if not is_over or incident.state not in ONGOING:
                continue
            late = replace(incident, planned="")
            moved = advance(late, Signal.OVERRUN, at, "")
            changes.append(self.told(*moved) if moved else Revision(late, ()))
        return changes

    async def measured(self, incident: Incident, measures: Measures, tick: Tick) -> Incident:
        """`incident` with what this minute's counts say about it."""
        first = int(incident.began_at.timestamp() // 60)
        last = tick.minute + self._bin - 1
        totals, each = await self._totals(incident, first, last)
        everything = totals.get(Axis.ALL, {})
        by_kind = {
            kind: sum(count for (_, other, works), count in everything.items() if other is kind and not works)
            for kind in (*TROUBLE_KINDS, SourceKind.POST)
        }
        whole = footprint(totals, sum(by_kind[kind] for kind in TROUBLE_KINDS), incident.footprint)
        usual = await self._usual(each, first, last)
        whole = _beyond(whole, each, usual, incident.is_shared)
        looks = {SourceKind.VISIT: lookers(everything, totals.get(Axis.SYMPTOM, {}))}
        kinds = await self._agreeing(by_kind | looks, usual, first)
        ratio = measures.reports / max(measures.expected, 1.0)
        peak, expected = incident.peak_reports, incident.peak_usual
        if measures.reports > peak or expected is None:
            peak, expected = max(peak, measures.reports), measures.expected
        countries = sum(share.share >= _BREADTH_SHARE_MIN for share in whole.countries if share.value)
        breadth = max(countries, 1) + max(len(incident.members), 1) - 1
        hours = (tick.at - incident.began_at).total_seconds() / 3600
        return replace(
            incident,
            updated_at=tick.at,
            ratio=ratio,
            reports=measures.reports,
            peak_reports=peak,
            peak_usual=expected,
            score=max(incident.score, measures.score),
            footprint=whole,
            severity=severity(peak - expected, peak / max(expected, 1.0), breadth, hours),
            # A score is held against the threshold of its own node and minute: those of another say nothing of it.
            certainty=max(
                incident.certainty,
                certainty(measures.score, measures.threshold, kinds),
                key=_CERTAINTIES.index,
            ),
        )

    async def _totals(self, incident: Incident, first: int, last: int) -> tuple[Totals, Mapping[str, int]]:
        """What was counted of it by axis, of a shared one of all members together; and how many reports of trouble each of
        these has."""
        if not incident.is_shared:
            own = await self._cube.breakdown(first, last, service=incident.service)
            return own, {incident.service: _trouble(own)}
        each = {slug: 0 for slug in incident.members if slug in self._place}
        sums: dict[Axis, Counter[tuple[str, SourceKind, bool]]] = {}
        for width, begin, end in tiles(first, last):
            of_all = await self._cube.breakdown(begin, end, service=each.keys(), bin_minutes=width)
            for axis, totals in of_all.items():
                sums.setdefault(axis, Counter()).update(totals)
            for cell in await self._cube.cells(begin, end, bin_minutes=width, axis=Axis.ALL):
                if cell.service in each and cell.kind in TROUBLE_KINDS and not cell.works:
                    each[cell.service] += cell.count
        return sums, each

    async def _usual(self, each: Iterable[str], first: int, last: int) -> Mapping[str, float]:
        """How many reports are usual of that time, of those of `each` of whom that is known: quarters in which nobody reports
        have a usual too."""
        since = bin_start(first, QUARTER_MINUTES)
        if self._kept[0] != last or self._kept[1] > since:
            self._kept = last, since, await self._cube.usual(since, last, QUARTER_MINUTES)
        kept = self._kept[2]
        found = {slug: usual_between(kept, slug, first, last + 1) for slug in each}
        return {slug: told for slug, told in found.items() if told is not None}

    async def _agreeing(
        self, by_kind: Mapping[SourceKind, int], usual: Mapping[str, float], first: int
    ) -> int:
        """How many kinds of source say so by themselves: of those whose usual is known, one at least. People who look and say
        nothing are a kind."""
        if sum(count > 0 for count in by_kind.values()) < 2 or not usual:
            return 1
        expected = dict.fromkeys(by_kind, 0.0)
        told = set(by_kind)
        for slug, total in usual.items():
            known = await self._habits.kinds(slug, first)
            told &= known.keys()
            for kind, part in known.items():
                expected[kind] += part * total
        return max(agreeing({kind: by_kind[kind] for kind in told}, expected), 1)

    def remember(self, slug: str, incident: Incident, measures: Measures) -> None:
        """Note what was told, against which growth and relapse are measured; forget what is over."""
        if incident.state in (State.RESOLVED, State.DISMISSED, State.MERGED):
            self.watches.pop(slug, None)
            return
        watch = self.watches.setdefault(slug, Watch.of(incident, measures.reports))
        watch.told = measures.reports
        watch.lowest = measures.reports

    async def new_id(self, slug: str, began_at: datetime) -> str:
        """An id that no incident has: its service and day, numbered where there were several."""
        stem = f"{slug}-{began_at:%Y-%m-%d}"
        name, number = stem, 1
        while await self._incidents.get(name) is not None:
            number += 1
            name = f"{stem}-{number}"
        return name

    def told(self, incident: Incident, event: Event) -> Revision:
        """The change, its event in words."""
        return Revision(incident, (in_words(event, incident, catalog=self._catalog),))


def _trouble(totals: Totals) -> int:
    everything = totals.get(Axis.ALL, {})
    return sum(n for (_, kind, works), n in everything.items() if kind in TROUBLE_KINDS and not works)


def _beyond(
    whole: Footprint, each: Mapping[str, int], usual: Mapping[str, float], is_shared: bool
) -> Footprint:
    """`whole` with how many of its reports are beyond the usual."""
    beyond = {slug: each[slug] - told for slug, told in usual.items()}
    if not beyond:
        return whole
    chief = max(beyond, key=lambda slug: (beyond[slug], slug))
    return replace(whole, beyond=round(beyond[chief], 2), chief=chief if is_shared else "")
