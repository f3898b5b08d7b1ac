"""What became of a report, and what is kept of it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from groundswell.core.catalog import Catalog
from groundswell.core.model import Report, Service
from groundswell.flow.follow import Followed
from groundswell.web import wording
from groundswell.web.language import Language, later, speaking
from groundswell.web.rows import Rows
from groundswell.web.wishes import NOTHING, Aftermath, aftermath_words

_STATES: Final[Mapping[str, str]] = {
    "waiting": later(
        "Thank you. Your report about {service} is safe with us and will be counted within seconds."
    ),
    "counted": later("Thank you. Your report about {service} has been counted."),
    "added": later("Thank you. What you added now counts with your report."),
    "repeat": later(
        "Thank you. You had already been counted for {service} in this half hour, so this report does not count again."
    ),
}
_ADDED: Final = ("country", "network", "platform", "app_version", "comment")
"""What a form asks for besides the symptom. Of a report all that it left open counts, when the same person says it."""


def receipt_words(
    service: Service, followed: Followed, catalog: Catalog, language: str, after: Aftermath = NOTHING
) -> dict[str, object]:
    """What a receipt's page says."""
    words, report, incident = speaking(language), followed.report, followed.incident
    line = ""
    if incident is not None:
        line = Rows(catalog, language).line(incident, followed.recorded_at)
    # Who has added something may have said before what fails: the page knows this report only.
    asks_what = after.may_add and followed.state == "counted" and not report.symptom
    platform = wording.PLATFORMS.get(report.platform, report.platform)
    return {
        "service": service,
        "report": report,
        "headline": words.gettext(_STATES[followed.state]).format(service=service.name),
        "waiting": followed.state == "waiting",
        "incident_line": line,
        "incident_id": incident.id if incident else "",
        "claim": _claim(service, report, catalog, words),
        "place": _place(report, catalog, words),
        "platform": words.gettext(platform or later("not known")),
        "after": aftermath_words(after, words),
        "buttons": catalog.buttons(service) if asks_what else [],
        "asks": [name for name in _ADDED if after.may_add and not getattr(report, name)],
    }


def _claim(service: Service, report: Report, catalog: Catalog, words: Language) -> str:
    _ = words.gettext
    if report.works:
        return _("{service} works").format(service=service.name)
    if not report.symptom:
        return _("Trouble with {service}").format(service=service.name)
    symptom = catalog.symptom_name(report.symptom)
    return _("Trouble with {service}: {symptom}").format(service=service.name, symptom=symptom)


def _place(report: Report, catalog: Catalog, words: Language) -> str:
    network = catalog.networks.get(report.network)
    country = catalog.area_name(report.country)
    named = network.name if network else report.network
    return ", ".join(filter(None, (country, named))) or words.gettext("not known")
