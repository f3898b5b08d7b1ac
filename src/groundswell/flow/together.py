"""What lies behind several services at once: found over all pages together, told as one incident with its members.
Asked every minute over the last five and fifteen minutes of all services that are watched, quiet ones too. A cause is
told when it is part of the likeliest explanation, at 95 % (it or another piece of the same cloud); when its likelihood ratio against nothing shared is at least
the number of windows in a year over the bearable false alarms (chance does that less often than this, whatever
is shared); and when it hits three services that rise. These need not have alarmed by themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from math import log

import numpy as np
from numpy.typing import NDArray

from groundswell.core.catalog import Catalog
from groundswell.core.incident import (
    NO_ANSWERS,
    REOPEN_FOR,
    SHARED_MEMBERS_MIN,
    Measures,
    Says,
    Signal,
    Thresholds,
    advance,
    opening,
    signal_of_many,
)
from groundswell.core.model import ONGOING, Certainty, Event, Footprint, Incident, PartKind, State
from groundswell.core.scope import CommonCause, PageCount, common_cause, dependencies, evidence, page_of
from groundswell.core.timegrid import YEAR_MINUTES, instant_of
from groundswell.flow.record import Record, Tick
from groundswell.flow.rulings import Latest
from groundswell.flow.window import Watch, Window
from groundswell.ports import Revision

WINDOWS_MINUTES = (5, 15)
_USUAL_MIN = 0.02
"""reports a minute that are usual at least: of a page that nobody has reported on, three at once are no outage"""
_ASK_NATS, _ASK_ALL_NATS, _RISE_NATS = 1.0, 6.0, 2.0
"""evidence of one page from which it counts as up, of all that share a part from which the causes are weighed, and of
one page from which it is a member"""
_SURE = 0.95
_AT_ONCE_MINUTES = 5
_AS_STEEP, _STEEP_USUAL_MIN = 0.13, 0.3
"""a sister that is hit by the same rises by as many times its usual, within two spreads of how unlike such are hit (`spillover._LIKE`); by
a usual of so many in fifteen minutes at least"""
_OUT_MAX = 180

Floats = NDArray[np.float64]


class Together:
    """Finds shared causes, and keeps the incidents that they have."""

    def __init__(
        self,
        catalog: Catalog,
        window: Window,
        record: Record,
        thresholds: Thresholds,
        false_alarms_per_year: float,
    ) -> None:
        self._catalog, self._window, self._record, self._thresholds = catalog, window, record, thresholds
        self._slugs = tuple(catalog.services)
        self._place = {slug: column for column, slug in enumerate(self._slugs)}
        self._graph = dependencies(catalog)
        self._parts = tuple(self._graph.kinds)
        self._tied = np.zeros((len(self._parts), len(self._slugs)), dtype=np.float32)
        rows = {name: row for row, name in enumerate(self._parts)}
        for tie in self._graph.ties:
            self._tied[rows[tie.on], self._place[tie.service]] = 1.0
        pages = {name: page_of(catalog, name) for name in self._parts}
        self._pages = {name: page for name, page in pages.items() if page}
        self._below = {slug: frozenset(catalog.below(slug)) for slug in self._slugs}
        self._bin = window.bin_minutes
        self._windows = sorted({max(minutes, self._bin) for minutes in WINDOWS_MINUTES})
        asked = YEAR_MINUTES * len(self._windows)
        self._needed = {
            minutes: log(max(asked / minutes / false_alarms_per_year, 1.0)) for minutes in self._windows
        }

    def covered(self, latest: Latest) -> frozenset[str]:
        """The services that an incident of several speaks for."""
        return frozenset(slug for incident in _live(latest) for slug in incident.members)

    async def decide(self, tick: Tick, latest: Latest) -> list[Revision]:
        """What this minute says of shared causes: incidents that open, gain members, ease, end."""
        if not self._parts:
            return []
        found = self.found(tick)
        changes: dict[str, Revision] = {}
        live = _live(latest)
        for incident in live:
            same = [cause for cause in found if _is_same(cause, incident)]
            found = [cause for cause in found if cause not in same]
            for change in self._joined(incident, same, tick, latest):
                changes[change.incident.id] = change
        for cause in found:
            if any(_is_same(cause, incident) for incident in live):
                continue
            if not self._is_ruled_out(cause, tick.at, latest):
                for change in await self._opened(cause, tick, latest):
                    changes[change.incident.id] = change
                    live = [*live, change.incident] if change.incident.is_shared else live
        for incident in live:
            scores = [evidence(cause) for cause in self._last if cause.name == incident.cause]
            change = await self._measured(changes.get(incident.id, Revision(incident, ())), tick, scores)
            changes[incident.id] = change
        return list(changes.values())

    # --- finding ---

    def found(self, tick: Tick) -> list[CommonCause]:
        """Shared causes that are sure enough now, the surest first; `explains` are only services that rise."""
        best: dict[str, CommonCause] = {}
        self._last: list[CommonCause] = []
        blamed = np.zeros(len(self._slugs), dtype=np.bool_)
        blamed[[self._place[slug] for slug in tick.taken_for if self._is_blamed(slug, tick)]] = True
        held = np.zeros(len(self._slugs), dtype=np.bool_)
        held[list(tick.heard.held)] = True
        seen = tick.watched & ~blamed & ~held
        for minutes in self._windows:
            reports = self._window.trouble(minutes).astype(np.float64)
            usual = np.maximum(self._window.expected(minutes), _USUAL_MIN * minutes)
            rise = np.where(seen, _evidence(reports, usual), 0.0)
            if not self._is_worth_asking(rise):
                continue
            ranked = common_cause(self._graph, self._counted(seen, reports, usual))
            for cause in ranked:
                if cause.name in self._graph.kinds and cause.together:
                    up = tuple(slug for slug in cause.explains if rise[self._place[slug]] >= _RISE_NATS)
                    if cause.kind == PartKind.OPERATOR.value:
                        up = self._alike(up, up, tick)
                    sure = (
                        evidence(cause) >= self._needed[minutes]
                        and self._chance(cause, ranked) >= _SURE
                        and len(up) >= SHARED_MEMBERS_MIN
                    )
                    if sure and (cause.name not in best or cause.score > best[cause.name].score):
                        best[cause.name] = replace(cause, explains=up)
        self._last = sorted(best.values(), key=lambda cause: (-cause.score, cause.name))
        return list(self._last)

    def _chance(self, cause: CommonCause, ranked: Sequence[CommonCause]) -> float:
        """How likely it is this or what it is a piece of or other pieces of that: which of them is told later."""
        page = self._pages.get(cause.name, cause.name)
        return sum(each.probability for each in ranked if self._pages.get(each.name, each.name) == page)

    def _is_blamed(self, slug: str, tick: Tick) -> bool:
        """Whether its reports are about another service: not one that it stands on, nor a sister that began to rise in
        the same minutes and as steeply, for these may be hit by the same."""
        about = tick.taken_for.get(slug, "")
        if not about or about in self._below[slug]:
            return False
        since, other = (int(tick.heard.since[self._place[each]]) for each in (slug, about))
        services = self._catalog.services
        sisters = services[slug].operator == services[about].operator
        at_once = since >= 0 and other >= 0 and abs(since - other) <= _AT_ONCE_MINUTES
        return not (sisters and at_once and self._alike([slug], [about], tick))

    def _alike(self, slugs: Iterable[str], others: Collection[str], tick: Tick) -> tuple[str, ...]:
        """Those that rise as steeply as the one of `others` that does most, or nearly: sisters that do not may only be blamed."""
        steepest = max((self._times(other, tick) for other in others), default=0.0)
        return tuple(slug for slug in slugs if self._times(slug, tick) >= _AS_STEEP * steepest)

    def _times(self, slug: str, tick: Tick) -> float:
        """How many times its usual a service is at."""
        column = self._place[slug]
        return float(tick.reports[column]) / max(float(tick.expected[column]), _STEEP_USUAL_MIN)

    def _is_worth_asking(self, rise: Floats) -> bool:
        up = self._tied @ (rise >= _ASK_NATS)
        return bool(((up >= SHARED_MEMBERS_MIN) & (self._tied @ rise >= _ASK_ALL_NATS)).any())

    def _counted(self, seen: NDArray[np.bool_], reports: Floats, usual: Floats) -> Iterable[PageCount]:
        """Every page that is counted; a part without a page of its own is reported on that of what it is a piece of."""
        for column in np.flatnonzero(seen).tolist():
            yield PageCount(self._slugs[column], float(reports[column]), float(usual[column]))
        for name, page in self._pages.items():
            if name != page and seen[column := self._place[page]]:
                yield PageCount(name, float(reports[column]), float(usual[column]))

    # --- deciding ---

    async def _opened(self, cause: CommonCause, tick: Tick, latest: Latest) -> list[Revision]:
        """One incident for all that `cause` hits; what they had of their own becomes part of it."""
        members = _unparted(self._with_page(cause, tick), latest)
        if len(members) < SHARED_MEMBERS_MIN:
            return []
        lead = self._lead(cause, members, tick)
        own = {slug: _own_live(slug, latest) for slug in members}
        began_at = self._began(members, tick)
        before = own[lead] or self._just_over(cause, tick.at, latest)
        if before is not None:
            # What is usual of one service, and what explained its reports, says nothing of all together.
            fresh = replace(before, began_at=min(before.began_at, began_at), footprint=Footprint(), score=0.0)
            shared = _named(fresh, cause, members)
            moved = advance(shared, Signal.SHARED, tick.at, "")
            assert moved is not None, "what is on or only just over can become shared"
            change = self._record.told(*moved)
        else:
            change = await self._new(lead, began_at, tick, cause, members)
        self._record.watches.pop(change.incident.id, None)
        absorbed = [incident for slug, incident in own.items() if incident is not None and slug != lead]
        return [change, *self._absorbed(absorbed, change.incident, tick.at)]

    async def _new(
        self, lead: str, began_at: datetime, tick: Tick, cause: CommonCause, members: tuple[str, ...]
    ) -> Revision:
        move = opening(Signal.SHARED)
        assert move is not None, "a shared cause opens at once"
        incident = Incident(
            id=await self._record.new_id(lead, began_at),
            service=lead,
            state=move[0],
            severity=1,
            certainty=Certainty.POSSIBLE,
            began_at=began_at,
            suspected_at=tick.at,
            updated_at=tick.at,
            ratio=1.0,
            reports=0,
            peak_reports=0,
            score=0.0,
            opened_at=tick.at,
            planned=self._record.planned((lead, *members)),
        )
        event = Event(incident.id, move[1], tick.at, "")
        return self._record.told(_named(incident, cause, members), event)

    def _joined(
        self, incident: Incident, same: Sequence[CommonCause], tick: Tick, latest: Latest
    ) -> list[Revision]:
        """Those that stand on the cause and alarm by now, or are explained by it, become members."""
        if same and incident.cause not in [cause.name for cause in self._last]:
            incident = replace(incident, cause=same[0].name, cause_kind=same[0].kind)
        new = {slug for cause in same for slug in self._with_page(cause, tick)}
        if incident.cause in self._parts:
            tied = self._tied[self._parts.index(incident.cause)] > 0
            if page := self._pages.get(incident.cause):
                tied = tied.copy()
                tied[self._place[page]] = True
            alarming = np.flatnonzero(tied & tick.heard.alarm).tolist()
            new |= {self._slugs[column] for column in alarming if column not in tick.heard.held}
        new -= {slug for slug in new if self._is_anothers(slug, incident, tick, latest)}
        new -= {*incident.members, *incident.parted}
        if not new:
            return [Revision(incident, ())]
        grown = replace(incident, members=tuple(sorted({*incident.members, *new})))
        is_news = _step(len(grown.members)) > _step(len(incident.members))
        moved = advance(grown, Signal.JOIN, tick.at, "") if is_news else None
        change = self._record.told(*moved) if moved else Revision(grown, ())
        own = [found for slug in sorted(new) if (found := _own_live(slug, latest)) is not None]
        return [change, *self._absorbed(own, grown, tick.at)]

    def _is_anothers(self, slug: str, incident: Incident, tick: Tick, latest: Latest) -> bool:
        """Whether it is a member elsewhere, or its reports are about a service that is not behind this one."""
        if any(slug in other.members for other in _live(latest) if other.id != incident.id):
            return True
        if incident.cause_kind == PartKind.OPERATOR.value:
            return self._is_blamed(slug, tick) or not self._alike([slug], incident.members, tick)
        about = tick.taken_for.get(slug, "")
        return bool(about) and about not in {*incident.members, self._pages.get(incident.cause, "")}

    def _absorbed(self, incidents: Iterable[Incident], shared: Incident, at: datetime) -> list[Revision]:
        changes = []
        for incident in incidents:
            moved = advance(incident, Signal.ABSORBED, at, "")
            assert moved is not None, "what is on can become part of another"
            change = self._record.told(replace(moved[0], into=shared.id), moved[1])
            changes.append(change)
            self._record.watches.pop(incident.id, None)
        return changes

    async def _measured(self, change: Revision, tick: Tick, scores: Sequence[float]) -> Revision:
        """`change` with this minute's counts of all members together, and what they mean."""
        incident = change.incident
        is_new = incident.id not in self._record.watches
        each, whole = self._measures(incident, tick)
        if whole is None:
            return change
        score = max(scores, default=0.0)
        whole = replace(whole, score=score, threshold=max(self._needed.values()))
        meaning = signal_of_many(
            incident, whole, [m for m, alarmed in each.values() if alarmed], self._thresholds
        )
        updated = await self._record.measured(incident, whole, tick)
        if is_new:
            self._record.remember(incident.id, updated, whole)
        moved = advance(updated, meaning, tick.at, "") if meaning and not is_new else None
        if moved is None:
            return replace(change, incident=updated)
        told = self._record.told(*moved)
        after = told.incident
        if after.state is State.RESOLVED:
            after = self._let_go(after, {slug: m for slug, (m, _) in each.items()})
        else:
            self._record.remember(incident.id, after, whole)
        return Revision(after, (*change.events, *told.events))

    def _let_go(self, incident: Incident, measures: dict[str, Measures]) -> Incident:
        """What is over is over for most: those that are still out are members no more, and may have outages of their own."""
        part = self._thresholds.ease_part
        out = {slug for slug, m in measures.items() if m.alarm and m.reports >= part * m.peak}
        for slug in (incident.id, *incident.members):
            self._record.watches.pop(slug, None)
        kept = tuple(slug for slug in incident.members if slug not in out)
        return replace(incident, members=kept or incident.members)

    def _measures(
        self, incident: Incident, tick: Tick
    ) -> tuple[dict[str, tuple[Measures, bool]], Measures | None]:
        """Of each member, and whether it has alarmed by itself; of all together, None where nobody counted."""
        each: dict[str, tuple[Measures, bool]] = {}
        for slug in incident.members:
            column = self._place.get(slug)
            if column is not None and tick.watched[column]:
                watch = self._record.watches.setdefault(slug, Watch.of(None, int(tick.reports[column])))
                each[slug] = (self._record.measures(column, tick, watch), watch.alarmed)
        if not each:
            return each, None
        known = [measures for measures, _ in each.values()]
        reports, expected = sum(m.reports for m in known), sum(m.expected for m in known)
        watch = self._record.watches.setdefault(incident.id, Watch.of(incident, reports))
        watch.lowest, watch.peak = min(watch.lowest, reports), max(watch.peak, reports)
        upper = 1.2 * expected + 3.0 * expected**0.5
        alarm = any(m.alarm for m in known)
        answers = sum((m.answers for m in known), NO_ANSWERS)
        silent = reports <= upper and not alarm and answers.says is not Says.HOLDS
        watch.quiet_minutes = watch.quiet_minutes + self._bin if silent else 0
        whole = Measures(
            at=tick.at,
            alarm=alarm,
            score=0.0,
            threshold=0.0,
            reports=reports,
            expected=expected,
            upper=upper,
            excess_hour=sum(m.excess_hour for m in known),
            works=sum(m.works for m in known),
            peak=watch.peak,
            quiet_minutes=watch.quiet_minutes,
            lowest=watch.lowest,
            told=watch.told,
            answers=answers,
        )
        return each, whole

    def _with_page(self, cause: CommonCause, tick: Tick) -> tuple[str, ...]:
        """Who is hit: what `cause` explains, and the page on which the cause itself is reported, where that rises."""
        page = self._pages.get(cause.name, "")
        column = self._place.get(page, 0)
        reports, usual = float(tick.reports[column]), float(tick.expected[column])
        rises = bool(page) and tick.watched[column] and column not in tick.heard.held
        rises = rises and float(_evidence(np.array([reports]), np.array([max(usual, 0.3)]))[0]) >= _RISE_NATS
        return tuple(sorted({*cause.explains, *([page] if rises else [])}))

    def _lead(self, cause: CommonCause, members: Sequence[str], tick: Tick) -> str:
        """Which member stands for all: the page of the cause, else the one with most reports beyond its usual."""
        page = self._pages.get(cause.name, "")
        excess = tick.reports - tick.expected
        return max(members, key=lambda slug: (slug == page, float(excess[self._place[slug]]), slug))

    def _began(self, members: Collection[str], tick: Tick) -> datetime:
        """When those that have alarmed began to rise, in the middle; a little while ago where none has."""
        since = sorted(int(tick.heard.since[self._place[slug]]) for slug in members)
        since = [minute for minute in since if minute > tick.minute - _OUT_MAX]
        return instant_of(since[len(since) // 2] if since else tick.minute - self._windows[0] + self._bin)

    def _is_ruled_out(self, cause: CommonCause, at: datetime, latest: Latest) -> bool:
        """Whether an operator has just dismissed or merged an incident of this cause."""
        return any(
            incident.cause == cause.name
            and incident.state in (State.DISMISSED, State.MERGED)
            and at - incident.updated_at <= REOPEN_FOR
            for incident in _all(latest)
        )

    def _just_over(self, cause: CommonCause, at: datetime, latest: Latest) -> Incident | None:
        for incident in _all(latest):
            over = incident.state is State.RESOLVED and incident.cause == cause.name
            if over and at - (incident.resolved_at or incident.updated_at) <= REOPEN_FOR:
                return incident
        return None


def known_of(slug: str, latest: Latest) -> list[Incident]:
    """The incidents that say something of the service: its own, and those of several that it is among.

    Not what became part of one that it is among no more: that one ended without it.
    """
    shared = {incident.id: incident for incident in _all(latest) if incident.is_shared}
    own = [incident for incident in latest.get(slug, {}).values() if not incident.is_shared]
    own = [each for each in own if each.into not in shared or slug in shared[each.into].members]
    return [*own, *(incident for incident in shared.values() if slug in incident.members)]


def _all(latest: Latest) -> Iterable[Incident]:
    return (incident for known in latest.values() for incident in known.values())


def _live(latest: Latest) -> list[Incident]:
    live = [incident for incident in _all(latest) if incident.is_shared and incident.state in ONGOING]
    return sorted(live, key=lambda incident: incident.id)


def _own_live(slug: str, latest: Latest) -> Incident | None:
    known = latest.get(slug, {}).values()
    return next((each for each in known if each.state in ONGOING and not each.is_shared), None)


def _unparted(members: tuple[str, ...], latest: Latest) -> tuple[str, ...]:
    """Those of `members` of which nobody has ruled that they are no part of an outage that another has."""
    on = [own for slug in members if (own := _own_live(slug, latest)) is not None]
    return tuple(slug for slug in members if not any(slug in own.parted for own in on))


def _named(incident: Incident, cause: CommonCause, members: tuple[str, ...]) -> Incident:
    return replace(incident, members=members, cause=cause.name, cause_kind=cause.kind)


def _is_same(cause: CommonCause, incident: Incident) -> bool:
    """Whether `cause` speaks of what the incident is about: by name, or because half of what it explains is in it."""
    return cause.name == incident.cause or 2 * len({*cause.explains} & {*incident.members}) >= len(
        cause.explains
    )


def _step(members: int) -> int:
    """Whether there are more by half is worth a word; that there is one more is not."""
    return int(log(max(members, 1)) / log(1.5))


def _evidence(reports: Floats, usual: Floats) -> Floats:
    """Natural-log likelihood ratio of a rise of a Poisson count to what was seen; 0 where there is none."""
    more = np.maximum(reports, usual)
    ratio: Floats = more * np.log(more / usual) - (more - usual)
    return ratio
