"""What the settings say of calls, put together: who calls, and what the addresses in messages are made with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from groundswell.flow.call import Calling
from groundswell.flow.consult import Consult
from groundswell.flow.latch import Latch, Opens
from groundswell.flow.remind import Remind
from groundswell.ports.notices import Http
from groundswell.ports.oncall import PAGE
from groundswell.runtime import telling
from groundswell.runtime.config import Settings
from groundswell.sources.calendar_file import read_calendar
from groundswell.web.people.called import Called

if TYPE_CHECKING:
    from groundswell.runtime.build import Stores


def carriers_of(settings: Settings) -> Mapping[str, str]:
    """The channels that may carry calls, and their kinds."""
    kinds = {way.name: way.common.kind for way in settings.ways}
    return {name: kinds[name] for name in settings.oncall.channels}


def page_of(settings: Settings, key: bytes) -> PageOf:
    """Where the notice of a key leads to: of a call, to the page that answers it."""
    return PageOf(Latch(key), settings.web.url)


@dataclass(frozen=True, slots=True)
class PageOf:
    """The address that a message of a call holds."""

    latch: Latch
    url: str

    def __call__(self, key: str) -> str:
        """ "" for what is no call."""
        return f"{self.url}/desk/call/{self.latch.make(Opens.ANSWER, key)}" if key.startswith(PAGE) else ""


def built(settings: Settings, key: bytes, stores: Stores, http: Http, *, exercise: bool = False) -> Called:
    """All of it."""
    carriers = carriers_of(settings)
    leg = Calling(
        stores.oncall,
        stores.notices,
        stores.incidents,
        stores.people,
        stores.catalog,
        stores.clock,
        telling.sender_of(settings, exercise=exercise),
        settings.oncall,
        make_key=lambda: token_urlsafe(18),
    )
    consult = Consult(
        *(stores.oncall, stores.people, stores.clock, http, read_calendar, settings.oncall.calendar_minutes)
    )
    remind = Remind(
        *(stores.desk, stores.incidents, stores.people, stores.oncall, stores.notices, stores.catalog),
        stores.clock,
        telling.sender_of(settings, exercise=exercise),
        settings.statements,
        list(carriers),
        key_of=partial(_name, key),
    )
    return Called(stores.oncall, stores.notices, stores.refusals, leg, Latch(key), consult, remind, carriers)


def _name(secret: bytes, about: str) -> str:
    """The key of what is told once: always the same, and only we can say it."""
    return hashlib.blake2b(about.encode(), key=secret[:64], digest_size=18, person=b"told once").hexdigest()
