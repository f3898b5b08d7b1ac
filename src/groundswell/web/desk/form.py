"""What every form of the desk shares: its fields read, what was ruled waited for, the way back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qs, urlencode

from litestar import Response

from groundswell.core.access import Actor, Right
from groundswell.core.model import Incident, Ruling
from groundswell.ports import Page
from groundswell.web.answer import media_type
from groundswell.web.api.changes import check_text
from groundswell.web.api.context import AnyRequest, bodies_of, headers_of
from groundswell.web.api.incidents import no_incident
from groundswell.web.api.pages import published_of, response_of
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

FORM: Final = "application/x-www-form-urlencoded"
FIELDS_MAX: Final = 500
_LOOK_SECONDS: Final = 0.05
_LOCAL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")


class Fields:
    """The fields of a form, each a text without control characters and spaces around it."""

    def __init__(self, told: Mapping[str, Sequence[str]]) -> None:
        self._told = told

    def text(self, name: str, most: int = 500, *, needed: bool = False) -> str:
        """A field. Raises ProblemError (422) where it is too long, or `needed` and empty."""
        value = (self._told.get(name) or [""])[-1].replace("\r\n", "\n").strip()
        return said(name, value, most, needed=needed)

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a field that may be there several times."""
        return tuple(each for value in self._told.get(name, ()) if (each := value.strip()))

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


async def fields(request: AnyRequest, parts: Parts) -> Fields:
    """The form of `request`. Raises ProblemError."""
    headers, config = headers_of(request), parts.config
    if media_type(headers) != FORM:
        raise ProblemError("unsupported-media-type", f"send Content-Type {FORM}")
    body = await bodies_of(request).read(
        request.receive, headers, config.body_bytes_max, config.body_seconds_max
    )
    try:
        told = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        raise ProblemError("malformed", f"a form in UTF-8 of at most {FIELDS_MAX} fields is read") from None
    return Fields(told)


async def incident_of(parts: Parts, id: str, actor: Actor, right: Right) -> Incident:  # noqa: A002
    """The incident that `actor` may do `right` on. Raises ProblemError (401, 404)."""
    incident = await parts.incidents.get(id)
    if incident is None:
        raise no_incident(id)
    must(actor, right, (incident.service, *incident.members))
    return incident


def must(actor: Actor, right: Right, services: Sequence[str]) -> None:
    """Raises ProblemError (401) where `actor` may not do this on one of `services`."""
    for slug in services:
        if not actor.may(right, slug):
            raise ProblemError("unauthorized", f"{actor.name} may not do this on {slug}")


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


def shown(request: AnyRequest, page: Page) -> Response[bytes]:
    """`page` as an answer."""
    return response_of(published_of(request).answer_page(page, headers_of(request)))


def back(path: str, done: str = "", at: str = "") -> Response[bytes]:
    """See other: `path`, with a word of what was `done`, at its part `at`."""
    query = f"?{urlencode({'done': done})}" if done else ""
    return Response(b"", status_code=303, headers={"location": f"{path}{query}{f'#{at}' if at else ''}"})
