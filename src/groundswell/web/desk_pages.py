"""The desk's pages as bytes: English for everybody, kept by nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from groundswell.core.catalog import Catalog
from groundswell.core.headline import incident_line
from groundswell.core.model import Incident, Service
from groundswell.core.scope import HiddenTie
from groundswell.flow.evidence import Evidence
from groundswell.ports import Page
from groundswell.web import wording
from groundswell.web.evidence_rows import EvidenceRows, tie_rows
from groundswell.web.people.viewer import Viewer
from groundswell.web.rows import Rows
from groundswell.web.shape import Shape

Draw = Callable[..., Page]


class DeskPages:
    """Puts them together; how they look is in the templates desk_*."""

    def __init__(
        self,
        draw: Draw,
        catalog: Catalog,
        shape: Shape,
        rows: Rows,
        title: Callable[[Incident, Service], str],
    ) -> None:
        """`draw` makes a page of a template and what it says; `title` names what an incident is about."""
        self._draw = draw
        self._catalog = catalog
        self._evidence = EvidenceRows(shape, "en")
        self._rows = rows
        self._title = title

    def page(self, template: str, page: Mapping[str, object]) -> Page:
        """A page of the desk."""
        told = {"path": "", "here": "", **page}
        return self._draw(template, told, max_age_seconds=0, headers=(("x-robots-tag", "noindex"),))

    def incident(self, found: Evidence, at: datetime, papers: Mapping[str, object]) -> Page:
        """An incident with all that is known of it, and `papers`: what people do about it."""
        incident = found.incident
        page = self._evidence.of(found) | {
            "incident": incident,
            "title": self.title(incident),
            "badge": wording.incident_badge(incident, "en"),
            "headline": self.line(incident, at),
            "members": ", ".join(self._catalog.named(slug).name for slug in incident.members),
            "cause": self._catalog.part(incident.cause).name if incident.cause else "",
            "causes": self._rows.causes(incident),
        }
        return self.page("desk_incident", {**page, **papers})

    def line(self, incident: Incident, at: datetime) -> str:
        """An incident in a line."""
        return incident_line(self._catalog.named(incident.service), incident, at=at, catalog=self._catalog)

    def title(self, incident: Incident) -> str:
        """What it is called: what it is about, and the day."""
        service = self._catalog.named(incident.service)
        return f"{self._title(incident, service)}, {wording.day(incident.began_at)}"

    def ties(self, ties: Sequence[HiddenTie], viewer: Viewer | None) -> Page:
        """Ties that the past suggests, to judge."""
        return self.page(
            "desk_ties", {"title": "Ties to judge", "ties": tie_rows(ties, self._catalog), "viewer": viewer}
        )
