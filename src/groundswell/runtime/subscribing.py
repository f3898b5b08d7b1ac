"""What the settings say of subscriptions, put together: who takes them, who looks after them, who gathers what was held back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from secrets import token_urlsafe

from groundswell.channels.challenge import Challenge
from groundswell.core.catalog import Catalog
from groundswell.core.notice import Way
from groundswell.flow.attend import Attend
from groundswell.flow.blame import Refusals
from groundswell.flow.handles import Handles
from groundswell.flow.pace import Gathering, SpokenOf
from groundswell.flow.subscribe import Subscribe
from groundswell.ports import Clock, Incidents
from groundswell.ports.notices import Http, Notices
from groundswell.ports.subscriptions import Subscriptions
from groundswell.runtime import telling
from groundswell.runtime.config import Settings
from groundswell.runtime.secrets import fresh_word
from groundswell.web.language import offered
from groundswell.web.letters import GettextLetters
from groundswell.web.local_catalog import local_catalog


@dataclass(frozen=True, slots=True)
class Subscribing:
    """The three, and the key that browsers subscribe with ("" where they cannot)."""

    subscribe: Subscribe
    attend: Attend
    gathering: Gathering
    push_key: bytes = b""


def carriers_of(settings: Settings) -> Mapping[Way, str]:
    """The channel that carries each way, of those that are open."""
    return {way: name for way in Way if (name := str(getattr(settings.subscriptions, way.value)))}


def built(
    settings: Settings,
    key: bytes,
    subscriptions: Subscriptions,
    notices: Notices,
    incidents: Incidents,
    catalog: Catalog,
    clock: Clock,
    http: Http,
    spoken: SpokenOf,
    refusals: Refusals,
    *,
    exercise: bool = False,
) -> Subscribing:
    """All of it; `spoken` as of `Gathering`. Raises ConfigError."""
    carriers = carriers_of(settings)
    sender = telling.sender_of(settings, exercise=exercise)
    letters = GettextLetters(catalog, settings.instance_name)
    subscribe = taker(settings, key, subscriptions, notices, catalog, clock)
    attend = Attend(
        subscriptions,
        notices,
        subscribe,
        clock,
        telling.channels_of(settings, http, clock) if carriers else {},
        Challenge(http, clock, settings.web.url),
        sender,
        letters,
        refusals,
        ended_for=timedelta(days=settings.retention.subscriptions_days),
    )
    gathering = Gathering(
        *(notices, incidents, catalog, clock, sender, letters),
        make_key=lambda: token_urlsafe(18),
        catalog_in=cache(partial(local_catalog, catalog)),
        spoken=spoken,
    )
    return Subscribing(subscribe, attend, gathering, _push_key(settings) if Way.PUSH in carriers else b"")


def _push_key(settings: Settings) -> bytes:
    from groundswell.channels.push import (
        public_key,
    )  # its library is a tenth of a start, for those alone who use it

    return public_key(settings.data_dir)


def taker(
    settings: Settings,
    key: bytes,
    subscriptions: Subscriptions,
    notices: Notices,
    catalog: Catalog,
    clock: Clock,
) -> Subscribe:
    """Who takes subscriptions and ends them. Raises ConfigError."""
    return Subscribe(
        subscriptions,
        notices,
        catalog,
        clock,
        Handles(key),
        carriers_of(settings),
        settings.subscriptions,
        url=settings.web.url,
        languages=list(offered()),
        make_word=fresh_word,
    )
