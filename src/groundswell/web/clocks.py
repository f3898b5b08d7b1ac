"""The crowd's clock beside the operator's, as rows of a public page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from groundswell.core.incident import Mark, two_clocks
from groundswell.core.status import IncidentView
from groundswell.web import wording
from groundswell.web.language import ENGLISH, later, speaking

MARKS: Final[Mapping[Mark, str]] = {
    Mark.FIRST_REPORT: later("First report (estimated)"),
    Mark.SUSPECTED: later("Suspected"),
    Mark.OPEN: later("Outage declared"),
    Mark.ACKNOWLEDGED: later("Seen by this site"),
    Mark.FIRST_STATEMENT: later("First statement"),
    Mark.RESTORED: later("Said to be restored"),
    Mark.USERS_CONFIRM: later("Confirmed by users"),
}


def clock_rows(view: IncidentView, language: str = ENGLISH) -> list[dict[str, object]]:
    """All seven marks, `at` None for what has not come; none of what was never called an outage."""
    if view.incident.opened_at is None:
        return []
    _ = speaking(language).gettext
    spoken = min((each.at for each in view.said), default=None)
    restored = min((each.at for each in view.said if each.phase == "resolved"), default=None)
    readings = two_clocks(view.incident, view.events, spoken, restored)
    is_reported = readings[0].at is not None
    return [
        {
            "words": _(MARKS[reading.mark]),
            "at": reading.at,
            "after": wording.duration(reading.after, language) if reading.after and is_reported else "",
        }
        for reading in readings
    ]
