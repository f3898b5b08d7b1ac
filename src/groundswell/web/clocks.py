"""The crowd's clock beside the operator's, as rows of a public page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from groundswell.core.headline import is_word_alone
from groundswell.core.incident import Mark, declared_words, is_by_hand, two_clocks, unheard
from groundswell.core.model import State
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


def clock_parts(view: IncidentView, language: str = ENGLISH) -> dict[str, object]:
    """The rows, and what a page says of an outage that was declared by hand: in whose words (none of what was ruled to be none),
    and whether those are all that is known of it."""
    return {
        "clocks": clock_rows(view, language),
        "by_hand": is_by_hand(view.incident),
        "word_alone": is_word_alone(view.incident),
        "declared": declared_words(view.events) if view.incident.state is not State.DISMISSED else "",
    }


def clock_rows(view: IncidentView, language: str = ENGLISH) -> list[dict[str, object]]:
    """All seven marks, `at` None for what has not come; none of what was never called an outage. What was declared by hand began
    when its operator says, and users have nothing to confirm where none reported it."""
    if view.incident.opened_at is None:
        return []
    _ = speaking(language).gettext
    spoken = min((each.at for each in view.said), default=None)
    restored = min((each.at for each in view.said if each.phase == "resolved"), default=None)
    readings = two_clocks(view.incident, view.events, spoken, restored)
    by_hand, incident = is_by_hand(view.incident), view.incident
    begun = {"words": _("Began, as declared"), "at": incident.began_at, "after": ""}
    left_out = unheard(incident)
    rows: list[dict[str, object]] = [
        {
            "words": _(MARKS[reading.mark]),
            "at": reading.at,
            "after": wording.duration(reading.after, language) if reading.after and not by_hand else "",
        }
        for reading in readings
        if reading.mark not in left_out
    ]
    return [*([begun] if by_hand else []), *rows]
