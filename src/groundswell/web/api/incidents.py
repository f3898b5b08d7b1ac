"""Incidents: the list, one, and what happened to it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter

from groundswell.core.model import State
from groundswell.web import shape as shapes
from groundswell.web.api.context import PartsHere, ShapeHere, faults
from groundswell.web.problems import ProblemError
from groundswell.web.wire import EventList, FieldFault, IncidentList, IncidentOut


@get("/api/v1/incidents", tags=["incidents"], responses=faults("malformed", "unavailable"))
async def list_incidents(
    parts: PartsHere,
    shape: ShapeHere,
    states: Annotated[
        list[State] | None,
        QueryParameter(name="state", description="only in this state; may come several times"),
    ] = None,
    since: Annotated[
        datetime | None,
        QueryParameter(description="only what changed at or after this instant (with offset)"),
    ] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="at most so many")] = 100,
) -> IncidentList:
    """Incidents of all services, latest beginning first."""
    check_since(since)
    now = parts.clock.now()
    found = await parts.incidents.list(states=states or None, since=since, limit=limit)
    return IncidentList([shape.incident(incident, now) for incident in found])


@get(
    "/api/v1/incidents/{id:str}",
    tags=["incidents"],
    responses=faults("malformed", "not-found", "unavailable"),
)
async def get_incident(
    parts: PartsHere,
    shape: ShapeHere,
    id: FromPath[str],  # noqa: A002  the path's word
) -> IncidentOut:
    """One incident."""
    incident = await parts.incidents.get(id)
    if incident is None:
        raise no_incident(id)
    return shape.incident(incident, parts.clock.now())


@get(
    "/api/v1/incidents/{id:str}/events",
    tags=["incidents"],
    responses=faults("malformed", "not-found", "unavailable"),
)
async def get_events(
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002  the path's word
) -> EventList:
    """What happened to an incident, oldest first."""
    if await parts.incidents.get(id) is None:
        raise no_incident(id)
    return EventList(id, [shapes.event(event) for event in await parts.incidents.events(id)])


def check_since(since: datetime | None) -> None:
    """Raises ProblemError (400) for a time that cannot be compared with."""
    if since is not None and (since.tzinfo is None or not 1970 <= since.year < 9999):
        words = "send the time with its offset, such as 2023-05-21T22:09:00Z"
        raise ProblemError("malformed", f"since: {words}", errors=[FieldFault("since", words)])


def no_incident(id: str) -> ProblemError:  # noqa: A002  the path's word
    """The problem of an id that names nothing."""
    return ProblemError("not-found", f'there is no incident "{id[:80]}"; /api/v1/incidents lists them')
