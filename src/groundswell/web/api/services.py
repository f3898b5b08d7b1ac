"""Services: the list with what is wrong now, and all about one."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter

from groundswell.core.catalog import Catalog
from groundswell.core.intake.clean import unknown_service
from groundswell.core.model import ONGOING
from groundswell.core.status import worst_of
from groundswell.web.api.context import PartsHere, ShapeHere, faults
from groundswell.web.problems import ProblemError
from groundswell.web.wire import FieldFault, IncidentList, ServiceList, ServiceOut

_RESULTS_MAX = 50


@get("/api/v1/services", tags=["services"], responses=faults("malformed", "unavailable"))
async def list_services(
    parts: PartsHere,
    shape: ShapeHere,
    category: Annotated[
        str | None, QueryParameter(max_length=80, description="only this category (slug)")
    ] = None,
    q: Annotated[
        str | None,
        QueryParameter(
            max_length=80,
            description="what somebody typed: name, alias or part of one; misspelt, what looks like it",
        ),
    ] = None,
) -> ServiceList:
    """Every service, and what is wrong with it now."""
    found = (
        parts.catalog.search(q, limit=_RESULTS_MAX) or parts.catalog.near(q)
        if q is not None
        else sorted(parts.catalog.services.values(), key=lambda service: service.name.casefold())
    )
    if category is not None and category not in parts.catalog.categories:
        words = f"there is no such; there are {', '.join(sorted(parts.catalog.categories))}"
        raise ProblemError("malformed", f"category: {words}", errors=[FieldFault("category", words)])
    ongoing = worst_of(await parts.incidents.list(states=ONGOING, limit=1000))
    early = {view.service.slug: view.reports for view in await parts.gather.early()}
    young = await parts.gather.young()
    return ServiceList(
        [
            shape.listed(
                service, ongoing.get(service.slug), early.get(service.slug, 0), young.get(service.slug)
            )
            for service in found
            if category is None or service.category == category
        ],
        min(young.values()) if len(young) == len(parts.catalog.services) > 0 else None,
    )


@get(
    "/api/v1/services/{slug:str}",
    tags=["services"],
    responses=faults("malformed", "not-found", "unavailable"),
)
async def get_service(parts: PartsHere, shape: ShapeHere, slug: FromPath[str]) -> ServiceOut:
    """One service: how many reports, how many are usual, what fails, where, and its incidents."""
    slug = slug_named(slug, parts.catalog)
    view = await parts.gather.service(slug)
    assert view is not None, "it is in the catalog"
    return shape.service(view)


@get(
    "/api/v1/services/{slug:str}/incidents",
    tags=["services"],
    responses=faults("malformed", "not-found", "unavailable"),
)
async def list_service_incidents(
    parts: PartsHere,
    shape: ShapeHere,
    slug: FromPath[str],
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="at most so many")] = 100,
) -> IncidentList:
    """The incidents of one service, latest beginning first."""
    slug = slug_named(slug, parts.catalog)
    now = parts.clock.now()
    found = await parts.incidents.list(service=slug, limit=limit)
    return IncidentList([shape.incident(incident, now) for incident in found])


def slug_named(text: str, catalog: Catalog) -> str:
    """The slug of the service that a path names, by its slug or another of its names. Raises ProblemError (404)."""
    found = catalog.find(text)
    if found is None:
        raise ProblemError("not-found", f"{unknown_service(text, catalog)}; /api/v1/services lists all")
    return found.slug
