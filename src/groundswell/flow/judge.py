"""Leg 3: judge. Once a minute, every service against its usual: what has begun, grown, eased or ended.

counts → detector → bystanders → which incident → its next state → incident, events and outbox in one
transaction. Operators' rulings from the journal are applied first. Pure decisions live in core; this leg
carries them from the cube to the incidents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass, replace
from datetime import datetime
from typing import Annotated

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from groundswell.core.catalog import Catalog
from groundswell.core.detection import certainty
from groundswell.core.headline import event_note
from groundswell.core.incident import (
    Match,
    Measures,
    Signal,
    Thresholds,
    advance,
    is_quiet,
    match,
    opening,
    severity,
    signal,
)
from groundswell.core.model import (
    ONGOING,
    Axis,
    Event,
    EventKind,
    Finding,
    Held,
    Incident,
    State,
    Usual,
)
from groundswell.core.scope import TROUBLE_KINDS, Excess, bystanders, footprint
from groundswell.core.timegrid import MINUTES_PER_DAY, instant_of
from groundswell.errors import StoreUnavailableError
from groundswell.flow.explain import Explain
from groundswell.flow.held import HeldRises
from groundswell.flow.keep import Keep, texts, told
from groundswell.flow.listen import Heard, Listener
from groundswell.flow.rulings import LOOK_BACK, Latest, Rulings, remember, void
from groundswell.flow.window import WINDOW_MINUTES, Watch, Window
from groundswell.ports import Arrays, Change, Cube, Incidents, Journal, Notebook

QUARTER_MINUTES = 15
_WARM_MINUTES = 6 * 60
_KIND_REPORTS_MIN = 3
_BREADTH_SHARE_MIN = 0.05
_FOR_GOOD = 1 << 40


@dataclass(frozen=True, slots=True)
class JudgeConfig:
    """Settings of [judge]."""

    false_alarms_per_year: Annotated[float, Meta(gt=0)] = 1.0
    """How many false alarms per service and year are bearable; fewer means later."""

    history_days: Annotated[int, Meta(ge=1, le=365)] = 28
    """How many days of counts teach what is usual when the judge starts."""


@dataclass(slots=True)
class _Tick:
    """One minute's arrays and what is known beside them."""

    minute: int
    at: datetime
    watched: NDArray[np.bool_]
    heard: Heard
    reports: NDArray[np.int64]
    expected: NDArray[np.float64]
    works: NDArray[np.int64]
    taken_for: Mapping[str, str]


class Judge:
    """The judge of all services at once. Not sharded: spill-over needs to see everybody."""

    def __init__(
        self,
        catalog: Catalog,
        cube: Cube,
        incidents: Incidents,
        journal: Journal,
        config: JudgeConfig,
        *,
        bin_minutes: int = 1,
        thresholds: Thresholds | None = None,
        replaying: bool = False,
        notebook: Notebook | None = None,
        explain: Explain | None = None,
    ) -> None:
        """`notebook`: where to keep what is learned across restarts; without it each start learns anew. `replaying`: everything is in the cube already, so counts are read ahead and none come late; and nobody will look at charts. `explain`: who says what is behind an incident that is on; without it nobody does."""
        self._catalog = catalog
        self._cube = cube
        self._incidents = incidents
        self._journal = journal
        self._config = config
        self._thresholds = thresholds or Thresholds()
        self._bin = bin_minutes
        self._replaying = replaying
        self._explain = explain
        self._rulings = Rulings(journal, incidents)
        self._held = HeldRises(incidents)
        whose = {"services": list(catalog.services), "bin": bin_minutes, **asdict(config)}
        self._keep = Keep(notebook, cube, whose) if notebook is not None else None
        self._slugs = tuple(catalog.services)
        self._place = {slug: column for column, slug in enumerate(self._slugs)}
        self._begin()

    def _begin(self) -> None:
        """A judge who knows nothing yet."""
        config = self._config
        self._listener = Listener(self._catalog, self._cube, config.false_alarms_per_year, self._bin)
        self._window = Window(len(self._slugs), self._bin)
        self._upper = np.zeros(len(self._slugs))
        self._watches: dict[str, Watch] = {}
        self._taken_for: Mapping[str, str] = {}
        self._blamed: dict[str, int] = {}
        self._findings: Mapping[str, Finding] = {}
        self._last: _Tick | None = None
        self._latest: Latest | None = None

    @property
    def findings(self) -> Mapping[str, Finding]:
        """The services that rose above their usual in the last minute judged, or were held not to have, by slug."""
        return self._findings

    @property
    def held_begun(self) -> Mapping[Held, int]:
        """How many rises have begun to be held back since this judge was made, by reason."""
        return self._held.begun

    @property
    def refused_note(self) -> str:
        """Why what an earlier judge had kept was of no use at the last start; "" where it was, or there was nothing."""
        return self._keep.refused if self._keep is not None else ""

    async def start(self, minute: int) -> None:
        """Learn what is usual from the cube's history before `minute`, and pick up where an earlier judge left.

        May be called again, also with an earlier minute, when the clock was set back.
        """
        self._begin()
        quarters = self._config.history_days * MINUTES_PER_DAY // QUARTER_MINUTES
        warm = minute - _WARM_MINUTES
        warm -= warm % QUARTER_MINUTES
        first = warm - quarters * QUARTER_MINUTES
        kept = await self._restored(minute)
        if kept is None:
            await self._listener.learn(first, quarters, QUARTER_MINUTES)
            if self._keep is not None:
                await self._keep.learned(first, warm - 1)
        self._listener.read_ahead(_FOR_GOOD if self._replaying else minute)
        for at in range(warm if kept is None else kept + self._bin, minute - self._bin + 1, self._bin):
            heard = await self._listener.listen(at)
            self._window.push(heard.trouble, heard.works, heard.expected)
        self._taken_for = await self._incidents.bystanders()
        await self._held.start(instant_of(minute))
        reports = self._window.trouble(QUARTER_MINUTES)
        if kept is None:
            self._blamed = {
                slug: int(reports[self._place[slug]]) for slug in self._taken_for if slug in self._place
            }
        upper = self._upper
        await self._put_usual(minute - MINUTES_PER_DAY, MINUTES_PER_DAY // QUARTER_MINUTES + 1)
        if kept is not None:
            self._upper = upper  # as it was put at the last quarter of an hour

    async def _restored(self, minute: int) -> int | None:
        """Go on from what an earlier judge has kept; the last minute that it judged, or None where there is nothing of use."""
        found = await self._keep.find(minute, _WARM_MINUTES) if self._keep is not None else None
        if found is None:
            return None
        saved, rooms = found
        try:
            self._listener.restore(rooms["listener"])
            self._window.restore(rooms["window"])
            self._upper = np.array(rooms["judge"]["upper"], dtype=np.float64)
            small = told(rooms["judge"]["small"])
            self._watches = {slug: Watch(*watch) for slug, watch in small["watches"].items()}
            self._blamed = dict(small["blamed"])
        except (KeyError, ValueError, AssertionError) as fault:
            assert self._keep is not None
            self._keep.refused = f"it does not fit: {fault!r}"
            self._begin()
            return None
        return saved

    async def _save(self, minute: int) -> None:
        if self._keep is None or not self._keep.is_due(minute):
            return
        watches = {slug: astuple(watch) for slug, watch in self._watches.items()}
        judge: Arrays = {"upper": self._upper, "small": texts({"watches": watches, "blamed": self._blamed})}
        rooms: dict[str, Arrays] = {
            "listener": self._listener.state(),
            "window": self._window.state(),
            "judge": judge,
        }
        with suppress(StoreUnavailableError):  # the next minute is as good, and this one is judged
            await self._keep.save(minute, rooms)

    async def tick(self, minute: int) -> list[Change]:
        """Judge the bin that begins at `minute` and is over; return what has changed, already saved."""
        tick = (
            self._last
            if self._last is not None and self._last.minute == minute
            else await self._stepped(minute)
        )
        watches = {slug: replace(watch) for slug, watch in self._watches.items()}
        cut = [column for column, reason in tick.heard.held.items() if reason is Held.BACKLOG]
        said = {*self._rising(tick), *(self._slugs[column] for column in cut)}
        findings = {slug: self._finding(slug, tick) for slug in sorted(said)}
        try:
            changes = await self._decided(tick)
            await self._held.note(findings, self._bin)
        except BaseException:
            # What was not written is read again, and the same minute can be judged again.
            self._rulings.forget()
            self._latest, self._watches = None, watches
            raise
        self._findings = findings
        over = minute + self._bin
        if over % QUARTER_MINUTES == 0:
            await self._put_usual(over, 1)
        await self._save(minute)
        return changes

    async def _stepped(self, minute: int) -> _Tick:
        """Read the bin at `minute` and step the detector over it: once, whatever fails afterwards."""
        heard = await self._listener.listen(minute)
        if self._last is not None:
            self._window.skip((minute - self._last.minute) // self._bin - 1)
        self._window.push(heard.trouble, heard.works, heard.expected)
        for late in heard.late:
            self._window.amend(late.bins, late.trouble, late.works)
        self._last = _Tick(
            minute=minute,
            at=instant_of(minute + self._bin),
            watched=heard.trouble >= 0,
            heard=heard,
            reports=self._window.trouble(QUARTER_MINUTES),
            expected=self._window.expected(QUARTER_MINUTES),
            works=self._window.works(QUARTER_MINUTES),
            taken_for={},
        )
        self._last.taken_for = self._bystanders(self._last)
        return self._last

    async def _decided(self, tick: _Tick) -> list[Change]:
        """Rulings first, then every service that rises or has an incident; all saved in one transaction."""
        latest = await self._known(tick.at)
        ruled, cursor = await self._rulings.read(latest)
        remember(latest, list(ruled.values()), tick.at)
        voided = void(latest, self._place, tick.at)
        remember(latest, voided, tick.at)
        changes = [*ruled.values(), *voided]
        for slug in self._busy(tick, latest):
            changes += await self._service(slug, tick, latest.get(slug, {}).values())
        if self._explain is not None:
            changes = await self._explain.of(changes, tick.minute + self._bin)
        if changes or cursor is not None:
            await self._incidents.save(changes, rulings_cursor=cursor)
            remember(latest, changes, tick.at)
        if tick.taken_for != self._taken_for:
            await self._incidents.set_bystanders(tick.taken_for)
            self._taken_for = tick.taken_for
        return changes

    # --- reading ---

    async def _known(self, at: datetime) -> Latest:
        """The incidents of the last days by service and id, read once: the judge alone writes them."""
        if self._latest is None:
            changed = await self._incidents.list(since=at - LOOK_BACK, limit=10_000)
            live = await self._incidents.list(states=ONGOING, limit=10_000)
            self._latest = {}
            for incident in (*changed, *live):
                self._latest.setdefault(incident.service, {})[incident.id] = incident
        return self._latest

    # --- deciding ---

    def _rising(self, tick: _Tick) -> list[str]:
        heard = tick.heard
        rising = heard.alarm | (heard.score >= self._thresholds.suspect_part * heard.threshold)
        return [self._slugs[column] for column in np.flatnonzero(rising).tolist()]

    def _busy(self, tick: _Tick, latest: Latest) -> list[str]:
        """Services that rise, or have an incident that is not over."""
        live = [
            slug for slug, known in latest.items() if match(known.values(), tick.at, None)[1] is Match.ONGOING
        ]
        return sorted({*self._rising(tick), *(slug for slug in live if slug in self._place)})

    def _bystanders(self, tick: _Tick) -> Mapping[str, str]:
        """Who is blamed for whom now. A bystander's tail outlasts its culprit's outage: it stays one until it is
        back to its usual, unless it rises beyond what it was blamed for."""
        excess = self._window.trouble(WINDOW_MINUTES) - self._window.expected(WINDOW_MINUTES)
        rising = self._rising(tick)
        excesses = []
        for slug in rising:
            column = self._place[slug]
            since = int(tick.heard.since[column])
            began = since if since >= 0 else tick.minute
            course = self._window.course(column)
            excesses.append(Excess(slug, float(excess[column]), began, *course, self._bin))
        taken_for = dict(bystanders(excesses, self._catalog))
        for slug in rising:
            reports = int(tick.reports[self._place[slug]])
            culprit = taken_for.get(slug)
            if culprit is None and reports <= self._blamed.get(slug, -1):
                culprit = self._taken_for.get(slug)
            if culprit is not None:
                taken_for[slug] = culprit
                self._blamed[slug] = max(reports, self._blamed.get(slug, 0))
        self._blamed = {slug: peak for slug, peak in self._blamed.items() if slug in taken_for}
        return taken_for

    async def _service(self, slug: str, tick: _Tick, known: Iterable[Incident]) -> list[Change]:
        column = self._place[slug]
        if not tick.watched[column]:
            return []  # nobody counted: that is not quiet, and says nothing
        since = int(tick.heard.since[column])
        began = instant_of(since) if since >= 0 else None
        incident, how = match(known, tick.at, began)
        culprit = tick.taken_for.get(slug, "")
        if how is not Match.ONGOING and culprit:
            return []
        watch = self._watches.setdefault(slug, Watch.of(incident, int(tick.reports[column])))
        measures = self._measures(column, tick, watch)
        meaning = signal(incident, measures, self._thresholds)
        if incident is None:
            return [await self._opened(slug, meaning, measures, began, tick)] if meaning else []
        if culprit and incident.state is State.SUSPECTED:
            name = self._catalog.services[culprit].name
            blamed = advance(incident, Signal.BLAMED, tick.at, f"Reports here are probably about {name}.")
            assert blamed is not None, "a suspicion can be blamed on another service"
            self._remember(slug, blamed[0], measures)
            return [Change(blamed[0], (blamed[1],))]
        if how is Match.TAIL and meaning is None:
            return []
        if incident.state is State.SUSPECTED and began is not None:
            incident = replace(incident, began_at=min(began, incident.began_at))  # only an alarm dates it
        updated = await self._measured(incident, measures, tick)
        moved = advance(updated, meaning, tick.at, "") if meaning else None
        if moved is None:
            return [Change(updated, ())]
        self._remember(slug, moved[0], measures)
        if moved[1].kind in (EventKind.RELAPSED, EventKind.REOPENED):
            self._watches[slug].peak = measures.reports
        return [self._told(*moved)]

    def _measures(self, column: int, tick: _Tick, watch: Watch) -> Measures:
        reports = int(tick.reports[column])
        expected = float(tick.expected[column])
        watch.lowest = min(watch.lowest, reports)
        watch.peak = max(watch.peak, reports)
        measures = Measures(
            at=tick.at,
            alarm=bool(tick.heard.alarm[column]),
            score=0.0 if column in tick.heard.held else float(tick.heard.score[column]),
            threshold=float(tick.heard.threshold[column]),
            reports=reports,
            expected=expected,
            upper=float(max(self._upper[column], expected)),
            excess_hour=float(tick.heard.excess_hour[column]),
            works=int(tick.works[column]),
            peak=watch.peak,
            quiet_minutes=watch.quiet_minutes,
            lowest=watch.lowest,
            told=watch.told,
        )
        watch.quiet_minutes = watch.quiet_minutes + self._bin if is_quiet(measures, self._thresholds) else 0
        return replace(measures, quiet_minutes=watch.quiet_minutes)

    async def _opened(
        self, slug: str, meaning: Signal, measures: Measures, began: datetime | None, tick: _Tick
    ) -> Change:
        move = opening(meaning)
        assert move is not None, "signal() names only openings for a service without an incident"
        state, kind = move
        began_at = min(began or tick.at, tick.at)
        incident = Incident(
            id=await self._new_id(slug, began_at),
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
            score=measures.score,
            opened_at=tick.at if state is State.OPEN else None,
        )
        incident = await self._measured(incident, measures, tick)
        self._watches.pop(slug, None)  # an earlier rise that came to nothing had a peak of its own
        self._remember(slug, incident, measures)
        return self._told(incident, Event(incident.id, kind, tick.at, ""))

    async def _measured(self, incident: Incident, measures: Measures, tick: _Tick) -> Incident:
        """`incident` with what this minute's counts say about it."""
        first = int(incident.began_at.timestamp() // 60)
        last = tick.minute + self._bin - 1
        totals = await self._cube.breakdown(first, last, service=incident.service)
        everything = totals.get(Axis.ALL, {})
        by_kind = {
            kind: sum(count for (_, other, works), count in everything.items() if other is kind and not works)
            for kind in TROUBLE_KINDS
        }
        whole = footprint(totals, sum(by_kind.values()), incident.footprint)
        kinds = sum(count >= _KIND_REPORTS_MIN for count in by_kind.values())
        ratio = measures.reports / max(measures.expected, 1.0)
        peak = max(incident.peak_reports, measures.reports)
        excess = max(peak - measures.expected, 0.0)
        breadth = sum(share.share >= _BREADTH_SHARE_MIN for share in whole.countries if share.value)
        hours = (tick.at - incident.began_at).total_seconds() / 3600
        score = max(incident.score, measures.score)
        return replace(
            incident,
            updated_at=tick.at,
            ratio=ratio,
            reports=measures.reports,
            peak_reports=peak,
            score=score,
            footprint=whole,
            severity=severity(excess, peak / max(measures.expected, 1.0), breadth, hours),
            certainty=max(
                incident.certainty,
                certainty(score, measures.threshold, max(kinds, 1)),
                key=_CERTAINTIES.index,
            ),
        )

    def _remember(self, slug: str, incident: Incident, measures: Measures) -> None:
        if incident.state in (State.RESOLVED, State.DISMISSED, State.MERGED):
            self._watches.pop(slug, None)
            return
        watch = self._watches.setdefault(slug, Watch.of(incident, measures.reports))
        watch.told = measures.reports
        watch.lowest = measures.reports

    async def _new_id(self, slug: str, began_at: datetime) -> str:
        stem = f"{slug}-{began_at:%Y-%m-%d}"
        name, number = stem, 1
        while await self._incidents.get(name) is not None:
            number += 1
            name = f"{stem}-{number}"
        return name

    def _told(self, incident: Incident, event: Event) -> Change:
        """The change, its event in words."""
        note = event_note(event.kind, incident, catalog=self._catalog)
        return Change(incident, (replace(event, note=note),))

    def _finding(self, slug: str, tick: _Tick) -> Finding:
        column = self._place[slug]
        heard = tick.heard
        score, threshold = float(heard.score[column]), float(heard.threshold[column])
        return Finding(
            service=slug,
            minute=tick.minute,
            alarm=bool(heard.alarm[column]),
            score=score,
            observed=int(tick.reports[column]),
            expected=float(tick.expected[column]),
            since_minute=int(heard.since[column]),
            part=heard.part[column],
            held=heard.held.get(column),
            works=int(tick.works[column]),
            certainty=certainty(score, threshold, 1),
        )

    async def _put_usual(self, minute: int, quarters: int) -> None:
        """Keep the usual band of `quarters` quarter hours from `minute` on, for charts and for the end."""
        first = minute - minute % QUARTER_MINUTES
        expected, upper = self._listener.forecast(first, quarters, QUARTER_MINUTES)
        for row in range(0 if self._replaying else quarters):
            at = first + row * QUARTER_MINUTES
            await self._cube.put_usual(Usual(at, QUARTER_MINUTES, self._slugs, expected[row], upper[row]))
        self._upper = upper[-1]


_CERTAINTIES = ("possible", "likely", "observed")
