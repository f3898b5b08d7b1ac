"""What the settings say of wishes, put together: who takes them, who fulfils them, who hears the answers, who forgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from typing import Protocol

from groundswell.core.catalog import Catalog
from groundswell.flow.admit import Admit
from groundswell.flow.blame import Refusals
from groundswell.flow.fulfil import Fulfil
from groundswell.flow.handles import Handles
from groundswell.flow.recheck import Recheck
from groundswell.flow.undertake import Undertake
from groundswell.flow.withdraw import Withdraw
from groundswell.ports import Clock, Comments, Cube, Incidents, Journal
from groundswell.ports.notices import Http
from groundswell.ports.questions import Questions
from groundswell.ports.wishes import Wishes
from groundswell.runtime import telling
from groundswell.runtime.config import Settings
from groundswell.runtime.secrets import fresh_word
from groundswell.runtime.subscribing import carriers_of
from groundswell.web.language import offered
from groundswell.web.wish_letters import WishLetters


class WishStores(Protocol):
    """Where the legs read and write."""

    @property
    def wishes(self) -> Wishes: ...

    @property
    def questions(self) -> Questions: ...

    @property
    def journal(self) -> Journal: ...

    @property
    def cube(self) -> Cube: ...

    @property
    def incidents(self) -> Incidents: ...

    @property
    def comments(self) -> Comments: ...

    @property
    def catalog(self) -> Catalog: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def refusals(self) -> Refusals: ...


@dataclass(frozen=True, slots=True)
class WishLegs:
    """The four."""

    undertake: Undertake
    fulfil: Fulfil
    recheck: Recheck
    withdraw: Withdraw


def built(
    settings: Settings,
    key: bytes,
    stores: WishStores,
    admit: Admit,
    http: Http,
    *,
    exercise: bool = False,
) -> WishLegs:
    """All of it. Raises ConfigError."""
    catalog, clock, carriers = stores.catalog, stores.clock, carriers_of(settings)
    undertake = undertaker(settings, key, stores.wishes, catalog, clock)
    fulfil = Fulfil(
        stores.wishes,
        stores.questions,
        stores.incidents,
        undertake,
        clock,
        telling.channels_of(settings, http, clock) if carriers else {},
        telling.sender_of(settings, exercise=exercise),
        WishLetters(catalog, settings.instance_name),
        settings.wishes,
        stores.refusals,
        make_key=lambda: token_urlsafe(18),
        ended_for=timedelta(days=settings.retention.subscriptions_days),
        answered_for=timedelta(days=settings.retention.raw_days),
    )
    withdraw = withdrawer(stores, undertake)
    return WishLegs(undertake, fulfil, Recheck(admit, stores.wishes, clock, withdraw.blank), withdraw)


def withdrawer(stores: WishStores, undertake: Undertake) -> Withdraw:
    """Who forgets what hangs on a report or a question."""
    return Withdraw(stores.journal, stores.cube, stores.comments, stores.wishes, undertake)


def undertaker(settings: Settings, key: bytes, wishes: Wishes, catalog: Catalog, clock: Clock) -> Undertake:
    """Who takes wishes. Raises ConfigError."""
    return Undertake(
        wishes,
        catalog,
        clock,
        Handles(key),
        carriers_of(settings),
        settings.wishes,
        url=settings.web.url,
        languages=list(offered()),
        make_word=fresh_word,
        bot=settings.subscriptions.telegram_bot,
    )
