"""Leg 3: judge. Once a minute, every service against its usual: what has begun, grown, eased or ended.

counts → detector → bystanders → which incident → its next state → incident, events and outbox in one
transaction. Operators' rulings from the journal are applied first. Pure decisions live in core; this leg
carries them from the cube to the incidents.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated

import numpy as np
from msgspec import Meta

from groundswell.core.catalog import Catalog
from groundswell.core.detection import certainty
from groundswell.core.incident import Match, Signal, Thresholds, advance, match, signal
from groundswell.core.model import ONGOING, EventKind, Finding, Held, Incident, State, Usual
from groundswell.core.scope import Excess, blames
from groundswell.core.timegrid import MINUTES_PER_DAY, QUARTER_MINUTES, instant_of
from groundswell.errors import PermanentError, StoreUnavailableError
from groundswell.flow.agree import Agree
from groundswell.flow.bins import Came, packed_ticks, unpacked_ticks
from groundswell.flow.explain import Explain
from groundswell.flow.held import HeldRises
from groundswell.flow.keep import Keep, texts, told
from groundswell.flow.listen import Heard, Listener
from groundswell.flow.record import Record, Tick
from groundswell.flow.rulings import GRACE, LOOK_BACK, Latest, Rulings, remember, void
from groundswell.flow.together import Together, known_of
from groundswell.flow.window import WINDOW_MINUTES, Watch, Window
from groundswell.ports import Arrays, Cube, Incidents, Journal, Notebook, Revision

Planned = Callable[[datetime], Awaitable[Mapping[str, str]]]
"""Which services are in planned maintenance at an instant: service → the window's id."""
_WARM_MINUTES = 6 * 60
_STILL_BLAMED_PART = 0.08
"""of the culprit's excess: so much goes to bystanders in the outages of which both curves are published"""
_FOR_GOOD = 1 << 40


@dataclass(frozen=True, slots=True)
class JudgeConfig:
    """Settings of [judge]."""

    false_alarms_per_year: Annotated[float, Meta(gt=0)] = 1.0
    """How many false alarms per service and year are bearable; fewer means later."""

    history_days: Annotated[int, Meta(ge=1, le=365)] = 28
    """How many days of counts teach what is usual when the judge starts."""


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
        planned: Planned | None = None,
    ) -> None:
        """`notebook`: where to keep what is learned across restarts; without it each start learns anew. `replaying`: everything is in the cube already, so counts are read ahead and none come late; and nobody will look at charts. `explain`: who says what is behind an incident that is on; without it nobody does. `planned`: who knows of maintenance; a replay has it from the journal."""
        self._catalog = catalog
        self._cube = cube
        self._incidents = incidents
        self._journal = journal
        self._config = config
        self._thresholds = thresholds or Thresholds()
        self._bin = bin_minutes
        self._replaying = replaying
        self._explain = explain
        self._rulings = Rulings(journal, incidents, catalog)
        self._planned = planned or (self._rulings.plans.windows if replaying else None)
        self._turn = asyncio.Lock()
        self._held = HeldRises(incidents)
        whose = {"services": list(catalog.services), "bin": bin_minutes, **asdict(config)}
        self._keep = Keep(notebook, cube, whose) if notebook is not None else None
        self._slugs = tuple(catalog.services)
        self._place = {slug: column for column, slug in enumerate(self._slugs)}
        self._begin()

    def _begin(self) -> None:
        """A judge who knows nothing yet."""
        config = self._config
        self._listener = Listener(
            self._catalog, self._cube, config.false_alarms_per_year, self._bin, config.history_days
        )
        self._window = Window(len(self._slugs), self._bin)
        self._came: list[Came] = []
        """what was read since the last whole note"""
        self._record = Record(self._catalog, self._cube, self._incidents, self._thresholds, self._bin)
        self._agree = Agree(self._slugs, self._incidents, self._record, self._thresholds)
        self._together = Together(
            self._catalog, self._window, self._record, self._thresholds, config.false_alarms_per_year
        )
        self._taken_for: Mapping[str, str] = {}
        self._blamed: dict[str, int] = {}
        self._loud: dict[str, int] = {}
        """by bystander, the last minute in which its reports were beyond the usual"""
        self._quieted: Mapping[str, str] = {}
        self._accused: Mapping[str, str] = {}
        """what the pages say: the bystanders whose reports still rise"""
        self._findings: Mapping[str, Finding] = {}
        self._last: Tick | None = None
        self._latest: Latest | None = None
        self._started_at = instant_of(0)

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
        self._started_at = instant_of(minute)
        quarters = self._config.history_days * MINUTES_PER_DAY // QUARTER_MINUTES
        warm = minute - _WARM_MINUTES
        warm -= warm % QUARTER_MINUTES
        first = warm - quarters * QUARTER_MINUTES
        kept = await self._restored(minute)
        if kept is not None:
            begun = kept + self._bin
        else:
            stretches = await self._cube.watched(first, minute - 1)
            begun = min((since for _, since, _ in stretches), default=minute)  # nobody counted before it
            if begun < warm:
                await self._listener.learn(first, quarters, QUARTER_MINUTES)
            if self._keep is not None:
                await self._keep.learned(first, warm - 1)
        self._listener.read_ahead(_FOR_GOOD if self._replaying else minute)
        for at in range(max(warm, begun - begun % self._bin), minute - self._bin + 1, self._bin):
            self._take(await self._listener.listen(at))
        self._accused = await self._incidents.bystanders()
        self._taken_for = {**self._quieted, **self._accused}
        await self._held.start(instant_of(minute))
        reports = self._window.trouble(QUARTER_MINUTES)
        if kept is None:
            self._blamed = {
                slug: int(reports[self._place[slug]]) for slug in self._taken_for if slug in self._place
            }
        upper = self._record.upper
        drawn = max(minute - MINUTES_PER_DAY, begun)
        await self._put_usual(drawn, minute // QUARTER_MINUTES - drawn // QUARTER_MINUTES + 1)
        if kept is not None:
            self._record.upper = upper  # as it was put at the last quarter of an hour

    async def _restored(self, minute: int) -> int | None:
        """Go on from what an earlier judge has kept; the last minute that it judged, or None where there is nothing of use."""
        found = await self._keep.find(minute, _WARM_MINUTES) if self._keep is not None else None
        if found is None:
            return None
        saved, rooms = found
        try:
            self._listener.restore(rooms["listener"])
            self._window.restore(rooms["window"])
            for came in unpacked_ticks(rooms["since"]) if "since" in rooms else ():
                self._take(self._listener.hear(came), saved)
                saved = came.bin.minute
            self._record.upper = np.array(rooms["judge"]["upper"], dtype=np.float64)
            small = told(rooms["judge"]["small"])
            self._record.watches = {slug: Watch(*watch) for slug, watch in small["watches"].items()}
            self._blamed = dict(small["blamed"])
            self._quieted, self._loud = dict(small["taken"]), dict(small["loud"])
        except (LookupError, ValueError, AssertionError, PermanentError) as fault:
            assert self._keep is not None
            self._keep.refused = f"it does not fit: {fault!r}"
            self._begin()
            return None
        return saved

    async def _save(self, minute: int) -> None:
        if self._keep is None:
            return
        watches = {slug: astuple(watch) for slug, watch in self._record.watches.items()}
        small = {
            "watches": watches,
            "blamed": self._blamed,
            "taken": dict(self._taken_for),
            "loud": self._loud,
        }
        rooms: dict[str, Arrays] = {"judge": {"upper": self._record.upper, "small": texts(small)}}
        with suppress(StoreUnavailableError):  # the next minute is as good, and this one is judged
            if self._keep.is_due(minute):
                rooms |= {"listener": self._listener.state(), "window": self._window.state()}
                await self._keep.save(minute, rooms)
                self._came.clear()
            else:
                await self._keep.save_since({**rooms, "since": packed_ticks(self._came)})

    def _take(self, heard: Heard, before: int | None = None) -> None:
        """Into the window goes what was heard, after the bin at `before`; and what the note has to say of it."""
        if before is not None:
            self._window.skip((heard.minute - before) // self._bin - 1)
        self._window.push(heard.trouble, heard.works, heard.expected)
        for late in heard.late:
            self._window.amend(late.bins, late.trouble, late.works)
        if self._keep is not None and (came := self._listener.came):
            self._came.append(came)

    async def tick(self, minute: int) -> list[Revision]:
        """Judge the bin that begins at `minute` and is over; return what has changed, already saved. What was ruled until
        then comes first, in a transaction of its own."""
        async with self._turn:
            until = instant_of(minute + self._bin) + GRACE if self._replaying else None
            return [*await self._ruled(until), *await self._judged(minute)]

    async def ruled(self) -> list[Revision]:
        """Apply what operators have ruled since the last time, between two ticks; return what has changed, already saved."""
        async with self._turn:
            return await self._ruled(None)

    async def _ruled(self, until: datetime | None) -> list[Revision]:
        """Rulings journaled up to `until` (None: all), applied to the counts of the last bin that was judged."""
        at = self._last.at if self._last is not None else self._started_at
        try:
            latest = await self._known(at)
            ruled, cursor = await self._rulings.read(latest, until)
            changes = [await self._measured_anew(change) for change in ruled.values()]
            if cursor is not None:
                await self._incidents.save(changes, rulings_cursor=cursor)
        except BaseException:
            self._rulings.forget()
            self._latest = None
            raise
        remember(latest, changes, at)
        return changes

    async def _measured_anew(self, change: Revision) -> Revision:
        """Of an incident that a ruling has made for one service, or left to one, what the last bin's counts say; others as
        they are."""
        incident, tick = change.incident, self._last
        column = self._place.get(incident.service)
        if tick is None or column is None or incident.is_shared or incident.state not in ONGOING:
            return change
        before = await self._incidents.get(incident.id)
        if (before is not None and not before.is_shared) or not tick.watched[column]:
            return change
        self._record.watches.pop(incident.id, None)
        measures = self._record.measures(column, tick, Watch.of(None, int(tick.reports[column])))
        measured = await self._record.measured(incident, measures, tick)
        self._record.watches.pop(incident.service, None)
        measured = replace(measured, updated_at=incident.updated_at)
        self._record.remember(incident.service, measured, measures)
        return Revision(measured, change.events)

    async def _judged(self, minute: int) -> list[Revision]:
        tick = (
            self._last
            if self._last is not None and self._last.minute == minute
            else await self._stepped(minute)
        )
        watches = {slug: replace(watch) for slug, watch in self._record.watches.items()}
        cut = [column for column, reason in tick.heard.held.items() if reason is Held.BACKLOG]
        said = {*self._rising(tick), *(self._slugs[column] for column in cut)}
        findings = {slug: self._finding(slug, tick) for slug in sorted(said)}
        try:
            changes = await self._decided(tick)
            await self._held.note(findings, self._bin)
        except BaseException:
            # What was not written is read again, and the same minute can be judged again.
            self._rulings.forget()
            self._latest, self._record.watches = None, watches
            raise
        self._findings = findings
        over = minute + self._bin
        if over % QUARTER_MINUTES == 0:
            await self._put_usual(over, 1)
        await self._save(minute)
        return changes

    async def _stepped(self, minute: int) -> Tick:
        """Read the bin at `minute` and step the detector over it: once, whatever fails afterwards."""
        heard = await self._listener.listen(minute)
        self._take(heard, self._last.minute if self._last is not None else None)
        self._last = Tick(
            minute=minute,
            at=instant_of(minute + self._bin),
            watched=heard.trouble >= 0,
            heard=heard,
            reports=self._window.trouble(QUARTER_MINUTES),
            expected=self._window.expected(QUARTER_MINUTES),
            works=self._window.works(QUARTER_MINUTES),
            taken_for={},
            doubted=(),
        )
        self._last.taken_for, self._last.doubted = self._bystanders(self._last)
        return self._last

    async def _decided(self, tick: Tick) -> list[Revision]:
        """Every service that rises or has an incident; all saved in one transaction."""
        latest = await self._known(tick.at)
        voided = void(latest, self._place, tick.at)
        remember(latest, voided, tick.at)
        tick.answers = await self._record.answered(latest, tick)
        windows = await self._planned(tick.at) if self._planned is not None else {}
        changes = [*voided, *self._record.overran(latest, windows, tick.at)]
        remember(latest, changes, tick.at)
        shared = await self._together.decide(tick, latest)
        remember(latest, shared, tick.at)
        changes += [*shared, *await self._agree.of(tick, latest)]
        covered = self._together.covered(latest)
        for slug in self._busy(tick, latest):
            if slug not in covered:
                changes += await self._service(slug, tick, known_of(slug, latest))
        if self._explain is not None:
            changes = await self._explain.of(changes, tick.minute + self._bin)
        if changes:
            await self._incidents.save(changes)
            remember(latest, changes, tick.at)
        taken_for = {slug: about for slug, about in tick.taken_for.items() if slug not in covered}
        accused = self._accusing(taken_for, tick)
        if accused != self._accused:
            await self._incidents.set_bystanders(accused)
            self._accused = accused
        self._taken_for = taken_for
        return changes

    def _accusing(self, taken_for: Mapping[str, str], tick: Tick) -> dict[str, str]:
        """Those of `taken_for` whose reports have been beyond the usual in the last quarter of an hour: whose have not keeps the
        excuse while the detector still remembers the rise, but its page no longer speaks of one."""
        for slug in taken_for:
            column = self._place[slug]
            if tick.reports[column] > max(self._record.upper[column], tick.expected[column]):
                self._loud[slug] = tick.minute
        self._loud = {slug: at for slug, at in self._loud.items() if slug in taken_for}
        since = tick.minute - QUARTER_MINUTES
        return {slug: about for slug, about in taken_for.items() if self._loud.get(slug, since) > since}

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

    def _rising(self, tick: Tick) -> list[str]:
        heard = tick.heard
        rising = heard.alarm | (heard.score >= self._thresholds.suspect_part * heard.threshold)
        return [self._slugs[column] for column in np.flatnonzero(rising).tolist()]

    def _busy(self, tick: Tick, latest: Latest) -> list[str]:
        """Services that rise, or have an incident that is not over."""
        live = [
            slug for slug, known in latest.items() if match(known.values(), tick.at, None)[1] is Match.ONGOING
        ]
        return sorted({*self._rising(tick), *(slug for slug in live if slug in self._place)})

    def _bystanders(self, tick: Tick) -> tuple[Mapping[str, str], Container[str]]:
        """Who is blamed for whom now, and of whom that is in doubt. A bystander's tail outlasts its culprit's outage: it stays one until it is
        back to its usual, unless it rises beyond what it was blamed for and beyond what spills over."""
        excess = self._window.trouble(WINDOW_MINUTES) - self._window.expected(WINDOW_MINUTES)
        rising = self._rising(tick)
        excesses = []
        for slug in rising:
            column = self._place[slug]
            since = int(tick.heard.since[column])
            began = since if since >= 0 else tick.minute
            course = self._window.course(column)
            excesses.append(Excess(slug, float(excess[column]), began, *course, self._bin))
        weighed = blames(excesses, self._catalog)
        taken_for = {slug: blame.culprit for slug, blame in weighed.items() if blame.odds > 0}
        for slug in rising:
            reports = int(tick.reports[self._place[slug]])
            culprit = taken_for.get(slug)
            if culprit is None and (before := self._taken_for.get(slug, "")) in self._place:
                own, whole = (float(excess[self._place[each]]) for each in (slug, before))
                if reports <= self._blamed.get(slug, -1) or own <= _STILL_BLAMED_PART * whole:
                    culprit = before
            if culprit is not None:
                taken_for[slug] = culprit
                self._blamed[slug] = max(reports, self._blamed.get(slug, 0))
        self._blamed = {slug: peak for slug, peak in self._blamed.items() if slug in taken_for}
        return taken_for, weighed.keys() - taken_for.keys()

    async def _service(self, slug: str, tick: Tick, known: Iterable[Incident]) -> list[Revision]:
        column = self._place[slug]
        if not tick.watched[column]:
            return []  # nobody counted: that is not quiet, and says nothing
        since = int(tick.heard.since[column])
        began = instant_of(since) if since >= 0 else None
        incident, how = match(known, tick.at, began)
        culprit = tick.taken_for.get(slug, "")
        if how is not Match.ONGOING and culprit:
            return []
        watch = self._record.watches.setdefault(slug, Watch.of(incident, int(tick.reports[column])))
        measures = self._record.measures(column, tick, watch)
        meaning = signal(incident, measures, self._thresholds)
        if meaning is Signal.ALARM and slug in tick.doubted and self._is_early(incident, tick):
            meaning = (
                Signal.SUSPECT
            )  # whom nobody has accused yet can wait until it is clear whether it is out or only blamed
        if incident is not None and incident.is_shared and meaning is not None:
            # What it was part of is over; this is an outage of its own.
            incident, meaning = None, signal(None, measures, self._thresholds)
        if incident is None:
            return [await self._record.opened(slug, meaning, measures, began, tick)] if meaning else []
        if culprit and self._is_taken_back(incident, tick):
            name = self._catalog.services[culprit].name
            blamed = advance(incident, Signal.BLAMED, tick.at, f"Reports here are probably about {name}.")
            assert blamed is not None, "what is new can be blamed on another service"
            self._record.remember(slug, blamed[0], measures)
            return [Revision(blamed[0], (blamed[1],))]
        if how is Match.TAIL and meaning is None:
            return []
        if incident.state is State.SUSPECTED and began is not None:
            incident = replace(incident, began_at=min(began, incident.began_at))  # only an alarm dates it
        updated = await self._record.measured(incident, measures, tick)
        moved = advance(updated, meaning, tick.at, "") if meaning else None
        if moved is None:
            return [Revision(updated, ())]
        self._record.remember(slug, moved[0], measures)
        if moved[1].kind in (EventKind.RELAPSED, EventKind.REOPENED):
            self._record.watches[slug].peak = measures.reports
        return [self._record.told(*moved)]

    def _is_early(self, incident: Incident | None, tick: Tick) -> bool:
        """Whether a rise is so new that it is still a suspicion, and not for longer than doubt may last."""
        if incident is None:
            return True
        doubt = timedelta(minutes=self._thresholds.doubt_minutes_max)
        return incident.state is State.SUSPECTED and tick.at - incident.suspected_at < doubt

    def _is_taken_back(self, incident: Incident, tick: Tick) -> bool:
        """Whether what was suspected or has only just been opened can still turn out to be about another service."""
        if incident.state is State.SUSPECTED:
            return True
        if incident.declared_at is not None:
            return False
        young = timedelta(minutes=self._thresholds.taken_back_minutes_max)
        opened = incident.opened_at
        return incident.state is State.OPEN and opened is not None and tick.at - opened <= young

    def _finding(self, slug: str, tick: Tick) -> Finding:
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
        self._record.upper = upper[-1]
