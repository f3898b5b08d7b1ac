"""Tells every target what happened to incidents: events leave the outbox as notices, notices leave by their channels.

Each target is told in order, many side by side. What is on its way is noted before it goes, and what was taken the moment
that is known: after a crash the little between goes again with the same key, so that a far side that can tell a repetition hears it once.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
import structlog

from groundswell.core.catalog import Catalog
from groundswell.core.desk import Spoken
from groundswell.core.incident import in_public
from groundswell.core.model import Event, EventKind, Incident
from groundswell.core.notice import (
    ENDS,
    UNSURE_MAX,
    Fault,
    Message,
    NoticeState,
    Purpose,
    Sender,
    TargetState,
    after,
    compose,
    expires_at,
    hears,
    stale,
    word,
)
from groundswell.core.oncall import answers
from groundswell.core.statement import Limit
from groundswell.errors import GroundswellError, RecoverableError
from groundswell.flow.blame import Refusals, fault_of
from groundswell.flow.pace import SpokenOf, nothing_spoken, sort_of, when
from groundswell.flow.prefer import CALLS_MORE, landed, prefer
from groundswell.ports import Clock, Incidents, Outgoing
from groundswell.ports.notices import (
    CHANNEL,
    UNREADABLE,
    Alerts,
    Bounded,
    Channel,
    Claimed,
    Draft,
    Edits,
    Notice,
    Notices,
    Outcome,
    Repeatable,
    Sent,
    SentLog,
    Taken,
    Target,
)
from groundswell.ports.oncall import PAGE

_log = structlog.get_logger(__name__)

_LOOK: Final = timedelta(seconds=30)
"""The store is looked at so often where nothing is known to be due: another process may have put something there."""
_UNSETTLED_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class ChannelsConfig:
    """How others are told. Each way out is a section of its own, `[channels.NAME]`: see docs/channels."""

    allow_private: tuple[str, ...] = ()
    """Hosts, addresses or networks ("hooks.internal", "10.0.0.0/8") inside your own walls that channels of these settings may reach. All other private addresses are refused, wherever a name leads."""
    allow_private_subscribers: tuple[str, ...] = ()
    """The same for addresses that subscribers give. Leave it empty wherever strangers can subscribe."""
    side_by_side: Annotated[int, msgspec.Meta(ge=1, le=256)] = 16
    """How many targets are told at the same time. Who is on call is called before all of them, and four more calls are sent beside what takes its time."""
    seconds_max: Annotated[float, msgspec.Meta(ge=1, le=120)] = 20.0
    """Seconds after which an attempt that has no answer is given up, and tried again later."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """An attempt that is over: what the far side took, or why it did not."""

    claimed: Claimed
    expires_at: datetime
    sent: Sent | None = None
    fault: Fault | None = None
    stale: str = ""


Words = Mapping[str, tuple[str, str]]
"""(title, body) by language, the original first."""


async def _nothing(_event: Event) -> Words:
    return {}


class Announce:
    """The leg. `channels` are those that the settings name, by name, `targets` what they are themselves; `roll` gives chance from [0, 1), `make_key` an unguessable word."""

    def __init__(
        self,
        notices: Notices,
        incidents: Incidents,
        catalog: Catalog,
        clock: Clock,
        channels: Mapping[str, Channel],
        targets: Sequence[Target],
        sender: Sender,
        config: ChannelsConfig,
        sent_log: SentLog,
        refusals: Refusals,
        *,
        roll: Callable[[], float],
        make_key: Callable[[], str],
        said: Callable[[Event], Awaitable[Words]] = _nothing,
        page: Callable[[str], str] = lambda _key: "",
        spoken: SpokenOf = nothing_spoken,
        catalog_in: Callable[[str], Catalog] | None = None,
    ) -> None:
        """`said` gives what an operator said in the course of an event, (title, body) by language, the original first; `page` the
        address that the notice of a key leads to, where it is about no event ("": the site); `spoken` all that was said about
        incidents, newest first; `catalog_in` the catalog with its names in a language."""
        self._notices = notices
        self._incidents = incidents
        self._catalog = catalog
        self._clock = clock
        self._channels = channels
        self._targets = targets
        self._sender = sender
        self._config = config
        self._sent_log = sent_log
        self._refusals = refusals
        self._roll = roll
        self._make_key = make_key
        self._said = said
        self._page = page
        self._spoken = spoken
        self._catalog_in = catalog_in or (lambda _language: catalog)
        self._wake = asyncio.Event()
        self._closing = False
        self._unsettled: list[Outcome] = []
        self._words: list[Draft] = []
        self.told: Counter[tuple[str, str]] = Counter()
        """attempts since the start, by (kind of channel, "sent", "again", "failed" or "expired")"""
        self.unfinished: Mapping[str, int] = {}
        """notices that may still be sent, by kind of channel, as last looked at"""

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What the channels take that tell of outages themselves and have a limit, each called by its name."""
        telling = {target.channel for target in self._targets if not target.route.silent}
        return tuple(
            replace(channel.limit, channel=name, kind=channel.limit.channel)
            for name, channel in self._channels.items()
            if name in telling and isinstance(channel, Bounded)
        )

    async def begin(self) -> None:
        """Take the targets of the settings, and pick up what was on its way when the last run ended."""
        await self._notices.put_targets(self._targets)
        await self._notices.drop_targets([target.id for target in self._targets], CHANNEL)
        await self._refusals.begin()
        taken = self._sent_log.noted()
        again = await self._notices.recover(self._clock.now(), taken)
        self._sent_log.forget([each.notice for each in taken])
        if again:
            _log.info("notices that may have arrived are sent again, with the same keys", notices=again)
        self.unfinished = await self._notices.waiting()
        self._wake.set()

    async def take(self, outgoing: Sequence[Outgoing]) -> int:
        """Make the notices of these rows of the outbox, which leave it with that; return how many were made.

        What the public page says of them has to be published before.
        """
        if not outgoing:
            return 0
        targets = await self._notices.targets(states=[TargetState.ON], opened=False)
        now, drafts = self._clock.now(), []
        if targets:
            about = list({each.event.incident for each in outgoing})
            heard = {incident: set(told) for incident, told in (await self._notices.heard(about)).items()}
            called = await self._notices.called(about)
            for each in outgoing:
                incident = await self._as_it_stood(each.event)
                if incident is not None:
                    said = await self._said(each.event)
                    rung = called.get(each.event.incident, frozenset())
                    drafts += self._drafts(each, incident, targets, heard, rung, now, said)
        made = await self._notices.take(drafts, [each.id for each in outgoing])
        if made:
            self._wake.set()
        return made

    def _drafts(
        self,
        outgoing: Outgoing,
        incident: Incident,
        targets: Sequence[Target],
        heard: dict[str, set[str]],
        rung: frozenset[str],
        now: datetime,
        said: Words,
    ) -> list[Draft]:
        event = outgoing.event
        knows = heard.setdefault(event.incident, set())
        wanted = [
            target
            for target in targets
            if hears(target.route, event, incident, self._catalog, heard=target.id in knows)
            or (target.id in rung and self._rings_off(target, event))
        ]
        knows |= {target.id for target in wanted}
        original = next(iter(said.values()), None)
        return [
            self._draft(target, outgoing, incident, now, said.get(target.language, original))
            for target in wanted
        ]

    def _rings_off(self, target: Target, event: Event) -> bool:
        """Whether who was called is told by it that somebody has it, or that it is over, whatever their route. People's own ways are not
        rung twice, but for those that ring on; these hear of all that answers a call."""
        channel = self._channels.get(target.channel)
        if isinstance(channel, Alerts) and channel.rings_on:
            return event.kind in ENDS or answers(event)
        return target.id.startswith(CHANNEL) and event.kind in (*ENDS, EventKind.ACKNOWLEDGED)

    def _draft(
        self,
        target: Target,
        outgoing: Outgoing,
        incident: Incident,
        now: datetime,
        said: tuple[str, str] | None,
    ) -> Draft:
        told = when(target.route.rhythm, now, incident.severity)
        named = outgoing.event.incident
        return Draft(target.id, self._make_key(), outgoing.id, named, now, told.due_at, said, told.held)

    async def say(self, target: str, title: str, body: str) -> None:
        """A word to one target, about no event."""
        now = self._clock.now()
        await self._notices.take([Draft(target, self._make_key(), None, "", now, now, (title, body))])
        self._wake.set()

    def nudge(self) -> None:
        """Somebody else has made notices: look at once."""
        self._wake.set()

    async def wait(self) -> None:
        """Return when something may be due."""
        now = self._clock.now()
        due = await self._notices.next_due() if self._channels else None
        soon = min(due - now, _LOOK) if due is not None else _LOOK
        with suppress(TimeoutError):
            async with asyncio.timeout(max(soon.total_seconds(), 0.05)):
                await self._wake.wait()
        self._wake.clear()

    async def deliver(self) -> int:
        """Send what is due, until nothing is or `close` is called; return how many notices were sent."""
        await self._settle([])
        flying: dict[asyncio.Task[_Tried], str] = {}
        sent = 0
        try:
            while True:
                if not self._closing:
                    busy, now = list(flying.values()), self._clock.now()
                    for claimed in await prefer(self._notices, now, self._config.side_by_side, busy):
                        flying[asyncio.create_task(self._try(claimed))] = claimed.target.id
                if not flying:
                    break
                done = await landed(flying, self._wake)
                tried = [task.result() for task in done]
                for task in done:
                    del flying[task]
                sent += sum(each.sent is not None for each in tried)
                await self._settle(tried)
        except GroundswellError:
            # The store is away: what is on its way comes to its end, and is written first the next time.
            if flying:
                await asyncio.wait(flying)
            now = self._clock.now()
            self._unsettled += [self._outcome(task.result(), now) for task in flying]
            flying.clear()
            raise
        finally:
            for task in flying:
                task.cancel()
            await asyncio.gather(*flying, return_exceptions=True)
            self.unfinished = await self._notices.waiting()
        return sent

    def close(self) -> None:
        """Begin nothing more: `deliver` ends with what is on its way."""
        self._closing = True

    async def forget(self, kept: timedelta) -> int:
        """Forget finished notices that have been kept for so long."""
        return await self._notices.forget(self._clock.now() - kept)

    async def _try(self, claimed: Claimed) -> _Tried:
        """One attempt. A bug in a channel is a fault of the attempt: others are told all the same."""
        event, notice = claimed.event, claimed.notice
        kind, at = (event.kind, event.at) if event is not None else (None, notice.created_at)
        expires = expires_at(kind, at, sort=sort_of(notice))
        try:
            spoken = await self._spoken_of(event) if event is not None else ()
        except RecoverableError as fault:
            return _Tried(claimed, expires, fault=Fault(str(fault)))
        except Exception as fault:  # noqa: BLE001  what does not read back of one outage must not silence the others
            _log.exception("what was said does not read back", notice=notice.id)
            told = Fault(f"what was said does not read back: {type(fault).__name__}")
            return _Tried(claimed, expires, fault=told)
        closes = event is not None and _closes(event, spoken)
        expires = expires_at(kind, at, closes=True) if closes else expires
        why = stale(kind, expires, self._clock.now(), claimed.before, claimed.later, closes=closes)
        if why:
            return _Tried(claimed, expires, stale=why)
        sent = await self._carried(claimed, spoken)
        return (
            _Tried(claimed, expires, fault=sent)
            if isinstance(sent, Fault)
            else _Tried(claimed, expires, sent)
        )

    async def _spoken_of(self, event: Event) -> Sequence[Spoken]:
        return (await self._spoken([event.incident])).get(event.incident, ())

    async def _carried(self, claimed: Claimed, spoken: Sequence[Spoken]) -> Sent | Fault:
        notice, channel = claimed.notice, self._channels.get(claimed.target.channel)
        if channel is None:
            return Fault("the settings no longer name its channel", ours=True)
        if claimed.target.address == UNREADABLE:
            return Fault("its address was sealed with another key", lasting=True, gone=True)
        # Who is called at night had better hear it twice than not at all.
        sure = notice.key.startswith(PAGE) or (isinstance(channel, Repeatable) and channel.is_repeatable)
        if not sure and notice.unsure >= UNSURE_MAX:
            return Fault("it was on its way when the process ended", unsure=True)
        try:
            message = await self._message(claimed, spoken)
            is_edited = isinstance(channel, Edits) and channel.is_edited
            earlier = claimed.alike if is_edited else claimed.earlier
            async with asyncio.timeout(self._config.seconds_max):
                sent = await channel.send(message, claimed.target, earlier, notice.key)
                self._sent_log.note(Taken(notice.id, notice.key, sent.post_id))
                return sent
        except TimeoutError:
            return Fault(f"no answer within {self._config.seconds_max:g} seconds", unsure=not sure)
        except GroundswellError as raised:
            fault = fault_of(raised, claimed.target.address)
            return replace(fault, unsure=fault.unsure and not sure)
        except Exception as fault:  # noqa: BLE001  a bug in one channel must not silence the others
            _log.exception("a channel failed", target=claimed.target.id, notice=notice.id)
            return Fault(f"a fault of the channel's own: {type(fault).__name__}")

    async def _message(self, claimed: Claimed, spoken: Sequence[Spoken]) -> Message:
        event, target, notice = claimed.event, claimed.target, claimed.notice
        if event is None:
            told = word(
                notice.key,
                notice.said or ("", ""),
                notice.created_at,
                sender=self._sender,
                purpose=Purpose.WORD,
                language=target.language,
                unsubscribe_url=target.unsubscribe_url,
                url=notice.url or self._page(notice.key),
                thread=target.id if notice.url else notice.incident,
            )
            return await self._with_incident(told, notice) if notice.incident else told
        incident = await self._as_it_stood(event)
        assert incident is not None, "an event has an incident"
        return compose(
            notice.key,
            in_public(event),
            incident,
            [in_public(each) for each in await self._incidents.events(event.incident)],
            sender=self._sender,
            catalog=self._catalog_in(target.language),
            language=target.language,
            said=notice.said,
            spoken=spoken,
            unsubscribe_url=target.unsubscribe_url,
        )

    async def _with_incident(self, told: Message, notice: Notice) -> Message:
        """A call, with what it is about as that stood then: at each attempt the same."""
        events = await self._incidents.events(notice.incident)
        stood = next((each.after for each in reversed(events) if each.at <= notice.created_at), None)
        stood = stood or await self._incidents.get(notice.incident)
        if stood is None:
            return told
        service = self._catalog.named(stood.service)
        return replace(
            told,
            service=service.slug,
            service_name=service.name,
            severity=stood.severity,
            certainty=stood.certainty,
        )

    async def _as_it_stood(self, event: Event) -> Incident | None:
        return event.after or await self._incidents.get(event.incident)

    def _outcome(self, tried: _Tried, now: datetime) -> Outcome:
        claimed = tried.claimed
        notice, target = claimed.notice, claimed.target
        if tried.sent is not None:
            self.told[target.kind, "sent"] += 1
            return Outcome(notice.id, NoticeState.SENT, now, now, post_id=tried.sent.post_id)
        if tried.fault is None:
            self.told[target.kind, "expired"] += 1
            return Outcome(
                notice.id,
                NoticeState.EXPIRED,
                now,
                now,
                notice.error or tried.stale,
                failures=target.failures,
            )
        fault, expires = tried.fault, tried.expires_at
        follows = after(notice.attempts, fault, target.failures, now, expires, self._roll(), notice.unsure)
        told = "again" if follows.state is NoticeState.WAITING else follows.state.value
        self.told[target.kind, told] += 1
        _log.warning(
            "a notice was not taken", target=target.id, notice=notice.id, becomes=told, why=follows.error
        )
        if follows.target_state is TargetState.DISABLED:
            self._disabled(target, follows.error, now)
        return Outcome(
            notice.id,
            follows.state,
            now,
            follows.due_at,
            follows.error,
            notice.post_id,
            follows.target_state,
            follows.failures,
            notice.unsure + fault.unsure,
        )

    def _disabled(self, target: Target, why: str, now: datetime) -> None:
        _log.error("a target refuses and is told nothing more", target=target.id, why=why)
        body = f"It refused what it was sent, and is told nothing more. The last answer: {why}"
        self._tell_owner(target, f"{target.id} is switched off", body, now)

    def _tell_owner(self, target: Target, title: str, body: str, now: datetime) -> None:
        if target.owner and target.owner != target.id:
            said = (f"{self._sender.name}: {title}", body)
            self._words.append(Draft(target.owner, self._make_key(), None, "", now, now, said))

    async def _tell_refused(self, tried: Sequence[_Tried], now: datetime) -> None:
        """Whoever looks after a channel that is refused for our sake hears so."""
        for each in tried:
            if each.sent is not None or each.fault is not None:
                await self._refusals.heard(each.claimed.target.channel, each.fault)
        fresh = self._refusals.fresh()
        for target in self._targets:
            if (why := fresh.get(target.channel)) is not None:
                title = f"the channel {target.channel} is refused"
                body = (
                    f"What its settings show is not taken; what waits is tried again. The last answer: {why}"
                )
                self._tell_owner(target, title, body, now)

    async def _settle(self, tried: Sequence[_Tried]) -> None:
        """Write down what became of attempts. What cannot be written now is kept and written first the next time: what was
        sent is not sent again for a busy database."""
        now = self._clock.now()
        self._unsettled += [self._outcome(each, now) for each in tried]
        assert len(self._unsettled) <= _UNSETTLED_MAX + self._config.side_by_side + CALLS_MORE, (
            "they are settled first"
        )
        await self._notices.settle(self._unsettled)
        self._sent_log.forget([each.notice for each in self._unsettled])
        self._unsettled = []
        await self._tell_refused(tried, now)
        if self._words:
            listed = await self._notices.targets(states=[TargetState.ON], opened=False)
            known = {target.id for target in listed}
            await self._notices.take([each for each in self._words if each.target in known])
            self._words = []


def _closes(event: Event, spoken: Sequence[Spoken]) -> bool:
    """Whether it is the operator's word that it is over."""
    if event.kind is not EventKind.STATED:
        return False
    return any(each.id == event.statement and each.closes for each in spoken)
