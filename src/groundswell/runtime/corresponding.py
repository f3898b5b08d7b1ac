"""What the settings say of letters and of answers under posts, put together: who takes them, who hears them, who answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import SystemRandom
from typing import Any, Final, Protocol

import structlog

from groundswell.core.catalog import Catalog
from groundswell.core.notice import Way as Means
from groundswell.flow.blame import Refusals
from groundswell.flow.converse import Converse
from groundswell.flow.receive import Receive
from groundswell.flow.respond import Respond
from groundswell.flow.subscribe import Subscribe
from groundswell.flow.undertake import Undertake
from groundswell.ports import Clock, Incidents
from groundswell.ports.correspondence import Correspondence, Ear, GoingLog, WayBack
from groundswell.ports.notices import Http
from groundswell.ports.questions import Questions
from groundswell.ports.subscriptions import Seal
from groundswell.runtime import subscribing, telling
from groundswell.runtime.asking import Asking
from groundswell.runtime.channel_settings import Way
from groundswell.runtime.config import Settings
from groundswell.runtime.telemetry import Telemetry
from groundswell.sources.bluesky import BlueskyEar
from groundswell.sources.discord import DiscordEar
from groundswell.sources.mail import Limits, MailListener
from groundswell.sources.mastodon import MastodonEar
from groundswell.sources.slack import SlackEar
from groundswell.sources.telegram import TelegramEar
from groundswell.web.language import offered
from groundswell.web.letters import GettextLetters

_log = structlog.get_logger(__name__)

_REPEATABLE: Final = frozenset({"mastodon", "bluesky"})
"""Kinds whose far side knows a repetition by its key."""


class Stores(Protocol):
    """runtime.build.Stores, as far as it is needed here."""

    @property
    def questions(self) -> Questions: ...
    @property
    def incidents(self) -> Incidents: ...
    @property
    def correspondence(self) -> Correspondence: ...
    @property
    def going(self) -> GoingLog: ...
    @property
    def seal(self) -> Seal: ...
    @property
    def catalog(self) -> Catalog: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def telemetry(self) -> Telemetry: ...

    @property
    def refusals(self) -> Refusals: ...


@dataclass(frozen=True, slots=True)
class Corresponding:
    """The legs, and the listener (None where no letters are taken)."""

    receive: Receive
    respond: Respond
    listener: MailListener | None
    host: str = ""
    port: int = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[tuple[str, int] | None]:
        """Letters are taken for the length of the block, where the settings say so; yields where. Raises ConfigError."""
        if self.listener is None:
            yield None
            return
        async with self.listener.listening(self.host, self.port) as at:
            _log.info("letters are taken", host=at[0], port=at[1])
            yield at


def built(
    settings: Settings, stores: Stores, asked: Asking, http: Http, subscribe: Subscribe, undertake: Undertake
) -> Corresponding:
    """All of it, its figures followed. Raises ConfigError."""
    clock, correspondence = stores.clock, stores.correspondence
    told, kinds = settings.mail, {way.name: way.common.kind for way in settings.ways}
    ears = {way.name: ear for way in settings.ways if (ear := ear_of(way, http)) is not None}
    door = _door(settings, http)
    channels = telling.channels_of(settings, http, clock) if told.channel or ears or door else {}
    letters, sender = GettextLetters(stores.catalog, settings.instance_name), telling.sender_of(settings)
    respond = Respond(
        correspondence,
        stores.questions,
        stores.incidents,
        asked.asker,
        clock,
        channels,
        sender,
        letters,
        stores.going,
        stores.refusals,
        mail=told.channel,
        repeatable=[name for name, kind in kinds.items() if kind in _REPEATABLE],
        replies_hour_max=told.replies_hour_max,
        address_days=told.address_days,
        roll=SystemRandom().random,
        tells_end=told.tells_end,
    )
    asked.replier.hearers.append(respond)
    receive = Receive(
        asked.asker,
        correspondence,
        clock,
        told,
        mark=stores.seal.mark,
        own=[str(way.own.sender) for way in settings.ways if way.common.kind == "email"],
        ears=ears,
        door=door,
        let_in=Converse(
            *(subscribe, undertake, channels, clock, sender, letters),
            url=settings.web.url,
            languages=frozenset(offered()),
        ).let_in,
        ready=respond.ready,
    )
    made = Corresponding(receive, respond, None)
    if told.listen:
        limits = Limits(letter_bytes_max=told.letter_bytes_max, connections_max=told.connections_max)
        host, _, port = told.listen.rpartition(":")
        made = Corresponding(
            receive, respond, MailListener(receive, told.protocol, limits), host.strip("[]"), int(port)
        )
    _follow(stores.telemetry, made)
    return made


def ear_of(way: Way, http: Http) -> Ear | None:
    """Who hears a channel of the settings; None where it is not to be heard, or its kind gives nothing to hear."""
    own = way.own
    if not getattr(own, "replies", False):
        return None
    match way.common.kind:
        case "mastodon":
            return MastodonEar(http, own.server, own.token)
        case "bluesky":
            return BlueskyEar(http, own.server, own.handle, own.password)
        case "telegram":
            return TelegramEar(http, own.server, own.token)
        case "slack":
            return SlackEar(http, own.server, own.token, own.channel)
        case "discord":
            return DiscordEar(http, own.server, own.token, own.channel)
    return None


def _door(settings: Settings, http: Http) -> tuple[str, TelegramEar] | None:
    """Where people come to be told, by the name of its channel. It hears for both: no two may fetch a bot's updates."""
    name = subscribing.carriers_of(settings).get(Means.TELEGRAM)
    for way in settings.ways:
        if way.name == name:
            own: Any = way.own
            return name, TelegramEar(http, own.server, own.token, posts=own.replies, knocks=True)
    return None


def _follow(telemetry: Telemetry, made: Corresponding) -> None:
    receive, respond, listener = made.receive, made.respond, made.listener

    def by_way(counts: Mapping[str, int]) -> dict[tuple[str, ...], float]:
        return {(way,): float(number) for way, number in counts.items()}

    telemetry.follow("groundswell_inbound_received", lambda: by_way(receive.received))
    telemetry.follow("groundswell_inbound_taken", lambda: by_way(receive.taken))
    telemetry.follow(
        "groundswell_inbound_refused", lambda: {told: float(n) for told, n in receive.refused.items()}
    )

    def answers() -> dict[tuple[str, ...], float]:
        held = {(way, WayBack.HELD_BACK.value): n for way, n in respond.held_back.items()}
        return {told: float(n) for told, n in [*held.items(), *respond.told.items()]}

    telemetry.follow("groundswell_answers", answers)
    telemetry.follow("groundswell_answers_waiting", lambda: by_way(respond.waiting))
    turned = listener.turned_away if listener else {}
    telemetry.follow("groundswell_mail_turned_away", lambda: by_way(turned))
