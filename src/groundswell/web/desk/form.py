"""What every form of the desk shares: its fields read, what was ruled waited for, the way back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from litestar import Response

from groundswell.core.access import Actor, Right
from groundswell.core.model import Incident, Ruling
from groundswell.ports import Page
from groundswell.web.api.changes import check_text
from groundswell.web.api.context import AnyRequest, form_of, headers_of, require, require_any, viewer_of
from groundswell.web.api.incidents import no_incident
from groundswell.web.api.pages import published_of, response_of
from groundswell.web.parts import Parts
from groundswell.web.problems import invalid

_LOOK_SECONDS: Final = 0.05
_LOCAL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")


class Fields:
    """The fields of a form, each a text without control characters and spaces around it."""

    def __init__(self, told: Mapping[str, str]) -> None:
        """`told` is what the guard of the page has read: several values of `services` stand side by side, a comma between."""
        self._told = told

    def text(self, name: str, most: int = 500, *, needed: bool = False) -> str:
        """A field. Raises ProblemError (422) where it is too long, or `needed` and empty."""
        value = self._told.get(name, "").replace("\r\n", "\n").strip()
        return said(name, value, most, needed=needed)

    def file(self, name: str) -> bytes:
        """A file that came along, as it was. Raises ProblemError (422) where none did."""
        if not (text := self._told.get(name, "")).strip():
            raise invalid(name, "is a file: choose one")
        return text.encode()

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a field that may be there several times."""
        return tuple(each for value in self._told.get(name, "").split(",") if (each := value.strip()))

    def is_on(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self._told.get(name))

    def instant(self, name: str) -> datetime | None:
        """A time as a browser's field gives it, in UTC; None where it is empty. Raises ProblemError (422)."""
        value = self.text(name, 40)
        if not value:
            return None
        try:
            if not _LOCAL.fullmatch(value):
                raise ValueError
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        except ValueError:
            raise invalid(name, 'is no time: write "2026-03-02T12:30" (UTC)') from None


def said(name: str, value: str, most: int, *, needed: bool = False) -> str:
    """`value`, checked. Raises ProblemError (422)."""
    if needed and not value:
        raise invalid(name, "has to be filled in")
    if len(value) > most:
        raise invalid(name, f"is longer than {most} letters")
    check_text(name, value)
    return value


def fields(request: AnyRequest) -> Fields:
    """The form of `request`, as the guard of its page has read it."""
    return Fields(form_of(request))


async def incident_of(parts: Parts, id: str, actor: Actor, right: Right) -> Incident:  # noqa: A002
    """The incident that hits a service on which `actor` may do `right`. Raises ProblemError (403, 404)."""
    incident = await parts.incidents.get(id)
    if incident is None:
        raise no_incident(id)
    require_any(actor, right, (incident.service, *incident.members))
    return incident


def must(actor: Actor, right: Right, services: Sequence[str]) -> None:
    """Raises ProblemError (403) where `actor` may not do this on one of `services`."""
    for slug in services:
        require(actor, right, slug)


def choices(parts: Parts, actor: Actor, right: Right) -> list[tuple[str, str]]:
    """The services on which `actor` may do `right`, as (slug, name)."""
    known = parts.catalog.services.values()
    return sorted((one.slug, one.name) for one in known if actor.may(right, one.slug))


async def open_to(parts: Parts, actor: Actor, incidents: Collection[str]) -> frozenset[str]:
    """Those of `incidents` that `actor` may look at."""
    if actor.on(Right.LOOK) is None:
        return frozenset(incidents)
    found = [await parts.incidents.get(each) for each in frozenset(incidents)]
    return frozenset(one.id for one in found if one is not None and is_open_to(actor, one))


async def titles_of(parts: Parts, incidents: Collection[str]) -> dict[str, str]:
    """What each of `incidents` is called, by id: nobody reads ids."""
    found = {each: await parts.incidents.get(each) for each in incidents}
    return {name: parts.pages.desk.title(one) if one is not None else name for name, one in found.items()}


def is_open_to(actor: Actor, incident: Incident) -> bool:
    """Whether `actor` may look at `incident`: it hits a service of theirs."""
    return may_on(actor, Right.LOOK, incident)


def may_on(actor: Actor, right: Right, incident: Incident) -> bool:
    """Whether `actor` may do `right` on one service at least that `incident` hits."""
    return actor.may_any(right, (incident.service, *incident.members))


def may_on_all(actor: Actor, right: Right, incident: Incident) -> bool:
    """Whether `actor` may do `right` on all that `incident` hits: what becomes of the whole is for them to decide."""
    return actor.may_all(right, (incident.service, *incident.members))


async def rule(parts: Parts, ruling: Ruling) -> int:
    """Journal `ruling`, and wait a little for the judge to have applied it; return its sequence."""
    sequence = await parts.journal.rule(ruling)
    await applied(parts, sequence)
    return sequence


async def applied(parts: Parts, sequence: int) -> bool:
    """Wait for the judge to have applied what was ruled; whether it has, within the seconds of the settings."""
    loop = asyncio.get_running_loop()
    until = loop.time() + parts.utter.config.seconds_max
    while await parts.incidents.rulings_cursor() < sequence:
        if loop.time() >= until:
            return False
        await asyncio.sleep(_LOOK_SECONDS)
    return True


async def republish(parts: Parts, services: Sequence[str]) -> None:
    """Bring the public pages of `services` up to date, and tell who looks at them."""
    known = {slug for slug in services if slug in parts.catalog.services}
    for path in await parts.publish.run(known):
        for slug in known:
            if path == f"/s/{slug}/live":
                parts.live.changed(slug)


def drawn(
    request: AnyRequest, parts: Parts, template: str, page: Mapping[str, object], status: int = 200
) -> Response[bytes]:
    """A page of the desk for who asks."""
    return shown(request, parts.pages.desk.page(template, {**page, "viewer": viewer_of(request)}), status)


def shown(request: AnyRequest, page: Page, status: int = 200) -> Response[bytes]:
    """`page` as an answer."""
    return response_of(published_of(request).answer_page(page, headers_of(request), status))


def back(path: str, done: str = "", at: str = "") -> Response[bytes]:
    """See other: `path`, with a word of what was `done`, at its part `at`."""
    query = f"?{urlencode({'done': done})}" if done else ""
    return Response(b"", status_code=303, headers={"location": f"{path}{query}{f'#{at}' if at else ''}"})
