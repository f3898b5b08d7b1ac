"""Pages that begin with a choice: where somebody is, which services to compare, which outages to look for."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from groundswell.core.model import Incident, State
from groundswell.core.status import OutagesView
from groundswell.flow.survey import COMPARED_MAX
from groundswell.web.api.context import AnyRequest, PartsHere, headers_of, language_of
from groundswell.web.api.pages import published_of, response_of
from groundswell.web.language import root_of
from groundswell.web.parts import Parts
from groundswell.web.surveys import Asked

_LETTERS_MAX = 80
_READ_MAX = 1_000
_PER_PAGE = 50
_STATES = {"on": (State.OPEN, State.EASING), "over": (State.RESOLVED,)}


@get("/here", include_in_schema=False)
async def get_here(
    request: AnyRequest,
    parts: PartsHere,
    country: Annotated[str, QueryParameter(description="a country's code")] = "",
    network: Annotated[str, QueryParameter(description="a provider")] = "",
) -> Response[bytes]:
    """The way to what is down where somebody is: as they say, else as their connection or browser says."""
    if network in parts.catalog.networks:
        return _see(request, f"/on/{network}")
    if not country:
        country = parts.visitors.read_scope(dict(request.scope), parts.clock.now()).country
    area = parts.catalog.areas.get(country)
    if area is not None and not area.parent:
        return _see(request, f"/in/{country}")
    page = parts.pages_in(language_of(request)).surveys.place_form()
    return response_of(published_of(request).answer_page(page, headers_of(request)))


@get("/compare", include_in_schema=False)
async def get_compare(
    request: AnyRequest,
    parts: PartsHere,
    s: Annotated[list[str] | None, QueryParameter(description="services")] = None,
) -> Response[bytes]:
    """The way to services side by side; where one of them is not known, the question which was meant."""
    typed = [name.strip()[:_LETTERS_MAX] for name in (s or [])[:COMPARED_MAX] if name.strip()]
    found = {name: _service(parts, name) for name in typed}
    wrong = [name for name, slug in found.items() if not slug]
    slugs = list(dict.fromkeys(found.values()))
    if len(slugs) > 1 and not wrong:
        return _see(request, f"/compare/{','.join(slugs)}")
    near = parts.catalog.near(wrong[0]) if wrong else []
    page = parts.pages_in(language_of(request)).surveys.compare_form(typed, wrong, near)
    return response_of(published_of(request).answer_page(page, headers_of(request)))


@get("/outages", include_in_schema=False)
async def get_outages_page(
    request: AnyRequest,
    parts: PartsHere,
    service: Annotated[str, QueryParameter(description="a service")] = "",
    category: Annotated[str, QueryParameter(description="a category")] = "",
    country: Annotated[str, QueryParameter(description="a country's code")] = "",
    state_now: Annotated[str, QueryParameter(name="state", description="on or over")] = "",
    page: Annotated[int, QueryParameter(ge=1, le=20, description="which page of them")] = 1,
) -> Response[bytes]:
    """Outages that fit, latest first."""
    slug = _service(parts, service[:_LETTERS_MAX].strip()) if service.strip() else ""
    asked = Asked(
        service=parts.catalog.services[slug].name if slug else service[:_LETTERS_MAX].strip(),
        category=category if category in parts.catalog.categories else "",
        country=country if country in parts.catalog.areas else "",
        state=state_now if state_now in _STATES else "",
    )
    found: list[Incident] = []
    if slug or not asked.service:
        states = _STATES.get(asked.state, (State.OPEN, State.EASING, State.RESOLVED))
        known = await parts.incidents.list(service=slug or None, states=states, limit=_READ_MAX)
        found = [incident for incident in known if _fits(parts, incident, asked)]
    shown = found[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    view = OutagesView(
        at=parts.clock.now(),
        ongoing=tuple(incident for incident in shown if incident.state is not State.RESOLVED),
        over=tuple(incident for incident in shown if incident.state is State.RESOLVED),
    )
    pages = max(1, -(-len(found) // _PER_PAGE))
    made = parts.pages_in(language_of(request)).surveys.outages(view, asked, page, pages)
    return response_of(published_of(request).answer_page(made, headers_of(request)))


def _fits(parts: Parts, incident: Incident, asked: Asked) -> bool:
    services = incident.members or (incident.service,)
    if asked.category and all(parts.catalog.named(slug).category != asked.category for slug in services):
        return False
    return not asked.country or any(share.value == asked.country for share in incident.footprint.countries)


def _service(parts: Parts, typed: str) -> str:
    """The slug of the one service that `typed` names; "" where there is none, or no best one."""
    if (named := parts.catalog.find(typed)) is not None:
        return named.slug
    found = parts.catalog.search(typed, limit=2)
    return found[0].slug if len(found) == 1 else ""


def _see(request: AnyRequest, path: str) -> Response[bytes]:
    headers = {"location": root_of(language_of(request)) + path, "cache-control": "private, no-store"}
    return Response(b"", status_code=303, headers=headers)
